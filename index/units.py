"""Units of measure and counting words of Vietnamese reports, in Vietnamese and English spelling."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from index.aligned import fold_aligned


class QuantityKind(StrEnum):
    """The dimension of a quantity: only equal ones are compared."""

    MONEY = "money"
    PERCENT = "percent"
    POINTS = "points"  # percentage points
    LENGTH = "length"
    AREA = "area"
    VOLUME = "volume"
    MASS = "mass"
    ENERGY = "energy"
    POWER = "power"
    SPEED = "speed"
    TEMPERATURE = "temperature"
    DURATION = "duration"
    FACTOR = "factor"  # lần
    COUNT = "count"
    ORDINAL = "ordinal"  # rank, position
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class UnitOfMeasure:
    """``name`` is how Vietnamese reports write it, ``base`` what ``factor`` converts to. Spellings are lower case."""

    name: str
    kind: QuantityKind
    base: str
    factor: Decimal
    vietnamese: tuple[str, ...]
    english: tuple[str, ...]

    @property
    def english_name(self) -> str:
        """How English text writes it."""
        return self.english[0] if self.english else self.name


def _table(kind: QuantityKind, rows: str) -> list[UnitOfMeasure]:
    """Rows of ``name = factor base: vietnamese spellings: english spellings``; name is a spelling too."""
    units = []
    for row in filter(None, map(str.strip, rows.splitlines())):
        head, vietnamese, english = (part.strip() for part in row.split("|"))
        name, _, conversion = (part.strip() for part in head.partition("="))
        factor, _, base = conversion.partition(" ")
        units.append(
            UnitOfMeasure(
                name=name,
                kind=kind,
                base=base or name,
                factor=Decimal(factor or "1"),
                vietnamese=(name.lower(), *filter(None, (s.strip() for s in vietnamese.split(",")))),
                english=tuple(filter(None, (s.strip() for s in english.split(",")))),
            )
        )
    return units


UNITS: tuple[UnitOfMeasure, ...] = (
    *_table(
        QuantityKind.MONEY,
        """
        đồng | đồng việt nam, việt nam đồng, đồng vn, vnđ, vnd, đ | đồng, dong, dongs, vnd, vietnamese dong
        USD | đô la mỹ, đô-la mỹ, đôla mỹ, đô la, đô-la, đôla, usd, us$ | USD, us dollars, us dollar, dollars, dollar
        EUR | euro, ơ-rô | EUR, euros, euro
        yên | yên nhật, yên nhật bản, jpy | yen, japanese yen, jpy
        nhân dân tệ | ndt, cny, rmb | yuan, renminbi
        """,
    ),
    *_table(
        QuantityKind.PERCENT,
        "% | phần trăm | %, percent, per cent, pct\n‰ = 0.1 % | phần nghìn | ‰, per mille, per mil",
    ),
    *_table(
        QuantityKind.POINTS,
        "điểm phần trăm | điểm % | percentage points, percentage point, percent points, % points",
    ),
    *_table(
        QuantityKind.LENGTH,
        """
        m | mét | m, metres, metre, meters, meter
        km = 1000 m | ki-lô-mét, ki lô mét, kilômét, cây số | km, kilometres, kilometre, kilometers, kilometer, kms
        cm = 0.01 m | xăng-ti-mét, centimét | cm, centimetres, centimeters
        mm = 0.001 m | mi-li-mét, milimét | mm, millimetres, millimeters
        hải lý = 1852 m | | nautical miles, nautical mile
        """,
    ),
    *_table(
        QuantityKind.AREA,
        """
        m2 = 1 m2 | m², mét vuông | m2, m², sqm, square metres, square meters, square metre, square meter
        km2 = 1000000 m2 | km², ki-lô-mét vuông, ki lô mét vuông | km2, km², square kilometres, square kilometers, sq km
        ha = 10000 m2 | hecta, héc-ta, hécta, héc ta | ha, hectares, hectare
        mẫu = 3600 m2 | |
        """,
    ),
    *_table(
        QuantityKind.VOLUME,
        "m3 | m³, mét khối | m3, m³, cubic metres, cubic meters, cubic metre, cubic meter\n"
        "lít = 0.001 m3 | lit | litres, liters, litre, liter",
    ),
    *_table(
        QuantityKind.MASS,
        """
        kg | ki-lô-gam, kilôgam, ki lô gam, cân | kg, kilograms, kilogram, kgs
        tấn = 1000 kg | | tonnes, tonne, tons, ton, metric tons
        tạ = 100 kg | | quintals, quintal
        yến = 10 kg | |
        gam = 0.001 kg | gram, g | grams, gram, g
        """,
    ),
    *_table(
        QuantityKind.ENERGY,
        "kWh | kw giờ, ki-lô-oát giờ | kWh, kilowatt-hours, kilowatt hours\n"
        "MWh = 1000 kWh | | MWh, megawatt-hours\nGWh = 1000000 kWh | | GWh, gigawatt-hours",
    ),
    *_table(
        QuantityKind.POWER,
        "kW | | kW, kilowatts\nMW = 1000 kW | mê-ga-oát, megawatt | MW, megawatts, megawatt\n"
        "GW = 1000000 kW | | GW, gigawatts\nMVA | | MVA\nkV | ki-lô-vôn | kV\nMWp = 1000 kW | | MWp",
    ),
    *_table(QuantityKind.SPEED, "km/h | km/giờ | km/h, kph\nMbps | mb/s | Mbps\nGbps = 1000 Mbps | | Gbps"),
    *_table(QuantityKind.TEMPERATURE, "°C | độ c, độ, ºc | °C, degrees celsius, degrees"),
    *_table(
        QuantityKind.DURATION,
        """
        giây | | seconds, second
        phút = 60 giây | | minutes, minute
        giờ = 3600 giây | tiếng, giờ đồng hồ | hours, hour
        ngày = 86400 giây | | days, day
        ngày làm việc | | working days, working day, business days, business day
        tuần = 604800 giây | tuần lễ | weeks, week
        tháng | | months, month
        quý = 3 tháng | | quarters, quarter
        năm = 12 tháng | | years, year
        tuổi | | years old, years of age
        """,
    ),
    *_table(QuantityKind.FACTOR, "lần | | times, fold, -fold"),
    *_table(
        QuantityKind.COUNT,
        """
        người | nguời | people, persons, person, inhabitants
        nhân khẩu | khẩu | household members
        hộ | hộ gia đình, hộ dân | households, household, families
        lượt | lượt người, lượt khách | visits, visit, turns, arrivals
        khách | du khách, khách du lịch | visitors, visitor, tourists, tourist, guests, passengers
        lao động | | workers, worker, employees
        việc làm | | jobs, job
        học sinh | | pupils, students, pupil, student
        sinh viên | | university students
        thí sinh | | candidates, candidate
        học viên | | trainees, trainee
        giáo viên | | teachers, teacher
        đại biểu | | delegates, delegate, deputies
        cử tri | | voters, voter
        đảng viên | | party members, party member
        đoàn viên | | union members
        hội viên | thành viên | members, member
        cán bộ | công chức, viên chức | officials, official, cadres, civil servants
        chiến sĩ | | soldiers
        công nhân | | labourers, labourer
        bác sĩ | bác sỹ | doctors, doctor
        giường bệnh | giường | hospital beds, beds
        bệnh nhân | ca bệnh, ca mắc, ca | cases, patients, case
        trẻ | trẻ em, cháu, em | children, child
        đối tượng | | beneficiaries
        xã | | communes, commune
        phường | | wards, ward
        thị trấn | | townships, township
        đặc khu | | special zones, special zone
        huyện | | rural districts
        quận | | districts, district
        tỉnh | | provinces, province
        thành phố | | cities, city
        đơn vị | | units, unit
        địa phương | | localities, locality
        đơn vị hành chính | | administrative units
        thôn | bản, ấp, làng, buôn | villages, village, hamlets, hamlet
        tổ dân phố | khu phố, khu dân cư | residential groups
        nước | quốc gia | countries, country, nations
        trường | trường học | schools, school
        lớp | lớp học, phòng học | classes, classrooms
        trạm | trạm y tế | stations, station
        bệnh viện | | hospitals, hospital
        cơ sở | | establishments, facilities, establishment, facility
        doanh nghiệp | công ty | enterprises, enterprise, businesses, companies, firms, company
        hợp tác xã | htx | cooperatives, cooperative
        làng nghề | | craft villages
        dự án | | projects, project
        công trình | | works
        nhiệm vụ | | tasks, task
        chỉ tiêu | | targets, target
        tiêu chí | | criteria, criterion
        mục tiêu | | goals, goal, objectives
        giải pháp | | solutions
        thủ tục | thủ tục hành chính, tthc | procedures, procedure
        hồ sơ | | files, dossiers, applications
        văn bản | | papers
        nghị quyết | | resolutions, resolution
        giấy chứng nhận | giấy phép | certificates, licences, licenses, permits
        sản phẩm | | products, product
        lô | lô đất, nền, lô nền, căn/lô nền | plots, plot, lots
        căn | căn hộ, căn nhà, nhà | apartments, apartment, flats, houses, housing units
        vụ | vụ việc, vụ án | incidents, violations
        cuộc | | sessions
        lễ hội | | festivals
        di tích | | relics, monuments
        chiếc | phương tiện, xe, ô tô, tàu, tàu cá | vehicles, boats, ships
        con | con giống, đầu con | head, animals
        cây | cây xanh | trees, tree
        trang trại | | farms, farm
        mô hình | | models
        điểm | | points, point
        thuê bao | | subscribers, subscriptions
        suất | suất quà, phần quà | gifts
        tài khoản | | accounts, account
        giao dịch | | transactions
        đơn | đơn thư | petitions, letters
        ý kiến | kiến nghị | opinions, proposals
        tác phẩm | | entries
        bộ | bộ hồ sơ | sets
        phiếu | | votes, ballots
        sáng kiến | | initiatives
        tuyến | tuyến đường | routes, route, roads
        cầu | | bridges, bridge
        cụm công nghiệp | ccn | industrial clusters
        khu công nghiệp | kcn | industrial parks, industrial park
        gói thầu | | bidding packages
        tầng | | floors, storeys
        ghế | | seats
        """,
    ),
)

_THOUSAND = Decimal(1000)
# Vietnamese multiplier → factor; the canonical name comes first for each factor.
MULTIPLIERS: dict[str, Decimal] = {
    "nghìn": _THOUSAND,
    "vạn": 10 * _THOUSAND,
    "triệu": _THOUSAND**2,
    "tỷ": _THOUSAND**3,
    "nghìn tỷ": _THOUSAND**4,
    "triệu tỷ": _THOUSAND**5,
}
MULTIPLIER_SPELLINGS: dict[str, str] = {
    **{name: name for name in MULTIPLIERS},
    **{
        "ngàn": "nghìn",
        "ngìn": "nghìn",
        "k": "nghìn",
        "tr": "triệu",
        "trđ": "triệu",
        "tỉ": "tỷ",
        "nghìn tỉ": "nghìn tỷ",
    },
    **{"ngàn tỷ": "nghìn tỷ", "ngàn tỉ": "nghìn tỷ", "triệu tỉ": "triệu tỷ"},
    **{"thousand": "nghìn", "million": "triệu", "mn": "triệu", "billion": "tỷ", "bn": "tỷ", "trillion": "nghìn tỷ"},
}
ENGLISH_MULTIPLIERS = {
    "nghìn": "thousand",
    "triệu": "million",
    "tỷ": "billion",
    "nghìn tỷ": "trillion",
    "triệu tỷ": "quadrillion",
}
BY_NAME: dict[str, UnitOfMeasure] = {unit.name: unit for unit in UNITS}


def spellings(*, toneless: bool, english: bool) -> dict[str, UnitOfMeasure]:
    """Lower-case spelling → unit. ``toneless`` adds Vietnamese spellings without marks ("dong", "nguoi").

    Where two languages share a spelling the Vietnamese unit wins, unless ``english``.
    """
    vietnamese = {s: unit for unit in reversed(UNITS) for s in unit.vietnamese}
    bare = {fold_aligned(s): unit for s, unit in vietnamese.items()} if toneless else {}
    if toneless:  # "can" is rather "căn" than "cân": what a unit is called goes before what else it is written as
        bare |= {fold_aligned(unit.name.lower()): unit for unit in reversed(UNITS)}
    foreign = {s.lower(): unit for unit in reversed(UNITS) for s in unit.english}
    if not toneless and not english:
        # In marked Vietnamese an unmarked short word is rarely English: "yen", "head" stay out, "km" and "usd" stay.
        foreign = {s: unit for s, unit in foreign.items() if unit.kind is not QuantityKind.COUNT}
    return {**bare, **vietnamese, **foreign} if english else {**foreign, **bare, **vietnamese}
