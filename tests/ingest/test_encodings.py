"""Old Vietnamese encodings and damaged Unicode: what is written in them comes back, what isn't stays as it is."""

from __future__ import annotations

import io
import unicodedata

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.syllables import is_syllable, place_tone
from index.tone_marks import repair_marks
from ingest.encodings import Encoding, convert, decode, detect, encode, from_latin, repair, spread
from ingest.mending import fix_mojibake
from ingest.readers import read

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = [unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES] + ["đ"]
LETTERS = [*LETTERS, *(letter.upper() for letter in LETTERS)]
TEXT = """Báo cáo kết quả thu ngân sách của huyện trong năm 2001
Ước thực hiện cả năm đạt 120 tỷ đồng, tăng 12,5% so với cùng kỳ. Các xã vùng cao hoàn thành vượt mức kế hoạch;
phấn đấu giữ vững nhịp độ phát triển, chỉnh trang đường làng, ngõ xóm, xây thêm trường học và trạm y tế."""
HEADING = "ỦY BAN NHÂN DÂN HUYỆN NGHĨA ĐÀN"
FOREIGN = [
    "The café served a naïve crème brûlée — Zoë's résumé, £5 and 20°C, © 2024.",
    "L'été dernier, où êtes-vous allés ? À la fête du village, près de l'église, naturellement : c'était très réussi.",
    "El niño comió mañana jalapeños en la montaña; ¿qué más?",
    "Die Größe der Straße für Fußgänger überschreitet das Übliche.",
    "5 m² · 20 °C · ½ · §3 · «Điều 5»",
]
words = st.sampled_from([w for w in TEXT.replace(",", " ").replace(".", " ").replace(";", " ").split() if w.isalpha()])


def tcvn3_as_used(text: str) -> bytes:
    """TCVN3 as it was typed: no marked capitals, the small letter's code stands for both."""
    shaped = "ĂÂÊÔƠƯĐ"
    return b"".join(encode(c if c in shaped or c.isascii() else c.lower(), Encoding.TCVN3) for c in text)


@pytest.mark.parametrize("encoding", Encoding)
def test_every_letter_comes_back(encoding: Encoding) -> None:
    assert len(LETTERS) == 146
    for letter in LETTERS:
        assert decode(encode(letter, encoding), encoding) == letter


@pytest.mark.parametrize("encoding", Encoding)
@settings(deadline=None)
@given(text=st.text(st.sampled_from([*LETTERS, *" .,;:0123456789()/-\nbcdghklmnpqrstvx"]), max_size=60))
def test_any_text_of_vietnamese_letters_comes_back(encoding: Encoding, text: str) -> None:
    # VNI writes a mark as a letter of its own: two letters may read as one, in print as in the file.
    read = decode(encode(text, encoding), encoding)
    assert read == text or encoding is Encoding.VNI


@pytest.mark.parametrize("encoding", Encoding)
@settings(deadline=None)
@given(words=st.lists(words, min_size=16, max_size=40, unique=True))
def test_running_text_is_detected_and_converted(encoding: Encoding, words: list[str]) -> None:
    text = " ".join(words)
    assert detect(encode(text, encoding)) is encoding
    assert convert(encode(text, encoding), encoding) == text


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("text", [TEXT, "Kế hoạch phát triển nông nghiệp", HEADING])
def test_files_in_an_old_encoding_are_read(encoding: Encoding, text: str) -> None:
    source = read(encode(text, encoding), "bao-cao.txt")
    assert " ".join(b.text for b in source.blocks) == " ".join(text.split())


@pytest.mark.parametrize("encoding", Encoding)
def test_old_codes_shown_as_latin_1_are_read(encoding: Encoding) -> None:
    shown = encode(TEXT, encoding).decode("latin-1")
    assert repair(shown) == TEXT
    assert "Ước thực hiện cả năm đạt 120 tỷ đồng" in " ".join(b.text for b in read(shown.encode(), "cu.txt").blocks)


def test_capitals_of_tcvn3() -> None:
    assert convert(tcvn3_as_used(HEADING), Encoding.TCVN3) == HEADING
    assert convert(tcvn3_as_used("Ý KIẾN của cử tri"), Encoding.TCVN3) == "Ý KIẾN của cử tri"
    assert convert("nghỉ".encode("latin-1", "ignore"), Encoding.TCVN3) == "ngh"
    assert from_latin("ñy ban nh©n d©n", Encoding.TCVN3, font=".VnTimeH") == "ỦY BAN NHÂN DÂN"
    assert convert(b"\x93UBND t\xd8nh\x94 \x96 n\xa8m 2001", Encoding.TCVN3) == "“UBND tỉnh” – năm 2001"


def test_hyphens_that_were_letters() -> None:
    assert (
        repair("Thñ t\xadíng ChÝnh phñ h-íng dÉn thùc hiÖn b\u2212íc 2")
        == "Thủ tướng Chính phủ hướng dẫn thực hiện bước 2"
    )
    assert repair("th¸ng 3 - 4, vïng B¾c-Nam, n¨m 2001-2005") == "tháng 3 - 4, vùng Bắc-Nam, năm 2001-2005"


@pytest.mark.parametrize("text", [*FOREIGN, TEXT, HEADING, *TEXT.split(), "né", "là", "Hà Nam", "có", "“à”", "¶", "·"])
def test_other_text_stays(text: str) -> None:
    assert repair(text) == text
    assert detect(text.encode("cp1252", "ignore")) is None or any(c in text for c in "ạảấếộđăươ")


@pytest.mark.parametrize("text", FOREIGN[:4])
def test_western_files_stay_western(text: str) -> None:
    assert detect(text.encode("cp1252")) is None
    assert read(text.encode("cp1252"), "letter.txt").blocks[0].text == text.replace(" ?", "?")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_repair_never_fails_and_settles(text: str) -> None:
    once = repair(text)
    assert repair(once) == repair(repair(once))
    assert repair_marks(repair_marks(text)) == repair_marks(text)


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
def test_mojibake(codec: str) -> None:
    for line in TEXT.split("\n"):
        broken = "".join(bytes([b]).decode(codec, "ignore") or chr(b) for b in line.encode())
        assert fix_mojibake(broken) == line
        assert fix_mojibake(broken.replace("\xa0", " ")) == line
    assert repair(TEXT) == TEXT


def test_marks_in_any_order() -> None:
    for word in ["Việt", "quyết", "những", "đường", "hoà", "thuỷ", "ốm", "gì", "giữ"]:
        parts = unicodedata.normalize("NFD", word)
        assert repair_marks(parts) == word
        marks = [c for c in parts if unicodedata.combining(c)]
        if len(marks) == 2:
            assert repair_marks(parts.replace("".join(marks), "".join(reversed(marks)))) == word
    assert repair_marks("Viê" + "t\u0323" + " Ðiều Ðộ") == "Việt Điều Độ"
    assert repair_marks("año mañana Ðakovo") == "año mañana Ðakovo"


def test_syllables() -> None:
    for word in [
        "nghiêng",
        "quyết",
        "giếng",
        "gì",
        "Đắk",
        "khuỷu",
        "yêu",
        "ỷ",
        "hoà",
        "hòa",
        "thuở",
        "uỷ",
        "ươm",
        "giữ",
    ]:
        assert is_syllable(word), word
    for word in ["café", "tiềt", "thùc", "été", "", "x" * 50, "củathị", "áá"]:
        assert not is_syllable(word), word
    assert [place_tone(b, "\u0301") for b in ("toan", "cua", "nươc", "quy", "gia")] == [
        "toán",
        "cúa",
        "nước",
        "quý",
        "giá",
    ]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        unicodedata.normalize("NFD", TEXT).encode(),
        TEXT.encode()[:-1] + b"\xff",
    ],
)
def test_unicode_in_its_forms(data: bytes) -> None:
    assert " ".join(b.text for b in read(data, "a.txt").blocks).startswith(" ".join(TEXT.split())[:-1])


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1"])
def test_pages_in_an_old_encoding(encoding: Encoding, declared: str) -> None:
    script = '<script>var menu = "open the window";</script>'
    head = f'<html><head><meta charset="{declared}"><title>x</title>{script}</head><body>'
    paragraphs = b"".join(b"<p>" + encode(line, encoding) + b"</p>" for line in TEXT.split("\n"))
    page = head.encode() + b"<article>" + paragraphs + b"</article></body></html>"
    if declared == "utf-8":  # a converter took the bytes for Latin-1
        page = page.decode("latin-1").encode()
    text = " ".join(b.text for b in read(page, "trang.html").blocks)
    assert "Ước thực hiện cả năm đạt 120 tỷ đồng" in text
    assert "nhịp độ phát triển, chỉnh trang đường làng" in text


def test_fonts_of_word_and_web() -> None:
    document = docx.Document()
    for font, encoding, line in ((".VnTimeH", Encoding.TCVN3, HEADING.lower()), ("VNI-Times", Encoding.VNI, TEXT)):
        for part in line.split("\n"):
            document.add_paragraph().add_run(encode(part, encoding).decode("latin-1")).font.name = font
    document.add_paragraph("Chữ thường, có dấu, và đã là Unicode.")
    buffer = io.BytesIO()
    document.save(buffer)
    texts = [b.text for b in read(buffer.getvalue(), "cu.docx").blocks]
    assert texts[0] == HEADING
    assert texts[1:4] == TEXT.split("\n")
    assert texts[4] == "Chữ thường, có dấu, và đã là Unicode."
    shown = encode("Nghị quyết về thu chi ngân sách huyện", Encoding.TCVN3).decode("latin-1")
    page = f'<html><body><p><font face=".VnTime">{shown}</font></p><p>Đã được Hội đồng thông qua.</p></body></html>'
    text = "\n".join(b.text for b in read(page.encode(), "a.html").blocks)
    assert "Nghị quyết về thu chi ngân sách huyện" in text
    assert "Đã được Hội đồng thông qua." in text


def test_spread_keeps_a_place_for_each_character() -> None:
    shown = encode("Phường Tân Hòa", Encoding.VNI).decode("latin-1")
    letters = spread(shown, Encoding.VNI)
    assert len(letters) == len(shown)
    assert "".join(letters) == "Phường Tân Hòa"
