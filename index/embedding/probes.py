"""Texts that a quantised model is compared with its original on: from a word to past the token limit."""

from __future__ import annotations

_TEXTS = (
    "Tây Hồ",
    "thu ngan sach 9 thang dau nam dat bao nhieu",
    "Quận nào thu ngân sách cao nhất trong quý III?",
    "Which district collected more tax in the first nine months?",
    "Số hộ nghèo của xã giảm còn 42 hộ, chiếm 0,8% tổng số hộ dân.",
    "Nghị quyết này có hiệu lực kể từ ngày 01 tháng 7 năm 2025.",
    "The People's Council approved a public investment plan of 1,250 billion dong for 2025.",
    "| Chỉ tiêu | Đơn vị | Kế hoạch | Thực hiện |\n| Thu ngân sách | tỷ đồng | 2.800 | 2.492 |",
    "Ủy ban nhân dân phường giao phòng Kinh tế chủ trì, phối hợp với công an phường kiểm tra việc giữ trật tự vỉa hè, "
    "báo cáo kết quả trước ngày 15 hằng tháng; trường hợp vượt thẩm quyền thì trình cấp trên xem xét.",
    "Giá trị sản xuất công nghiệp trên địa bàn huyện ước đạt 6.430 tỷ đồng, tăng 11,2% so với cùng kỳ năm trước; khu "
    "công nghiệp phía nam thu hút thêm bốn dự án, tổng vốn đăng ký 37 triệu đô la Mỹ.",
    "Road upgrades along the river will close two lanes from March to August. Residents may send comments to the "
    "ward office, and a public meeting is planned before work starts; the contractor must keep a footpath open.",
    "Năm học mới, toàn thành phố có 612 trường với hơn 415.000 học sinh. Ngành giáo dục xây thêm 23 trường, tuyển 480 "
    "giáo viên, và miễn học phí cho học sinh trung học cơ sở ở các xã vùng cao.",
)


def probe_texts() -> list[str]:
    """36 texts: each short one, pairs of neighbours, and longer and longer runs of them."""
    pairs = [f"{first}\n{second}" for first, second in zip(_TEXTS, _TEXTS[1:] + _TEXTS[:1], strict=True)]
    runs = [" ".join(_TEXTS[: length + 1]) for length in range(len(_TEXTS))]
    return [*_TEXTS, *pairs, *runs]
