"""Answers become HTML without losing a character and without letting one act."""

from __future__ import annotations

import re

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.faces.web import render
from assistant.figure_text import figures
from assistant.messages import LANGUAGES, t
from index.answer import Also, Answer, Check, Citation, IndicatorFact, Language, Nearby

HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\"'> [x](javascript:alert(3)) {{7*7}} ${7*7}"
texts = st.text(max_size=60) | st.sampled_from([HOSTILE, "javascript:alert(1)", "[1]", "**a**", "- b", "]]>", "&lt;"])

languages = st.sampled_from(LANGUAGES)


def citation(n: int, **changes: object) -> Citation:
    known: dict[str, object] = {
        "n": n, "file": "a.txt", "document": "d1", "title": "Báo cáo", "kind": "report", "number": None, "issuer": None,
        "date": "2031-01-02", "place": None, "url": None, "section": None, "page": None, "start": 0, "end": 4,
        "quote": "Thu.",
    }  # fmt: skip
    return Citation.model_validate({**known, **changes})


def assert_inert(html: str) -> None:
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    allowed = {
        "div", "article", "section", "h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "button", "span", "strong", "table",
        "caption", "thead", "tbody", "tr", "th", "td", "footer", "i", "a",
    }  # fmt: skip
    for element in root.iter():
        assert element.tag in allowed
        assert not [name for name in element.attrib if name.startswith("on") or name in {"src", "style"}]
        assert re.fullmatch(r"/documents/[\w%./~-]*", element.get("href", "/documents/"))


@settings(deadline=None)  # the first example compiles the templates
@given(st.tuples(texts, texts, texts, texts), st.sampled_from(["answered", "not_found", "clarify"]), languages)
def test_whatever_an_answer_holds_is_inert(held: tuple[str, str, str, str], status: str, language: Language) -> None:
    one, two, three, four = held
    also = [Also(file=one, document=two, title=three), Also(file=four, document="d1")]
    answer = Answer.model_validate({
        "question": one, "rewritten": two, "language": "vi", "status": status, "text": f"{three} [1] {four}",
        "citations": [
            citation(1, title=two, quote=three, file=four, place=one, number=two, section=four, kind=three, also=also),
        ],
        "indicators": [IndicatorFact(name=one, unit=two, value=1.5, period=three, locality=four, n=1)] * 2,
        "engine": f"llm:{four}",
        "checks": [Check(kind="number", value=three, supported=False)],
        "nearby": [Nearby(file=one, title=four)],
    })  # fmt: skip
    assert_inert(render.turn(answer, language))
    assert_inert(render.pending(one, two, language))
    assert_inert(render.failed(one, two, language))


@given(st.lists(texts, max_size=6))
def test_inlines_keep_every_character(parts: list[str]) -> None:
    line = " [1] ".join(part.replace("\n", " ") for part in parts)
    found = render.inlines(line, [citation(1)])
    kept = "".join(piece.text + "".join(f"[{c.n}]" for c in piece.citations) for piece in found)
    assert re.sub(r"[\s*]", "", kept) == re.sub(r"[\s*]", "", line)


def test_marks_stay_with_their_last_word_and_unknown_ones_stay_text() -> None:
    pieces = render.inlines("Thu đạt 89%. [1][2] Chi 5 tỷ [7] và [1, 2].", [citation(1), citation(2)])
    assert [(p.kind, p.text, tuple(c.n for c in p.citations)) for p in pieces] == [
        ("text", "Thu đạt ", ()),
        ("cite", "89%.", (1, 2)),
        ("text", " Chi 5 tỷ [7] ", ()),
        ("cite", "và", (1, 2)),
        ("text", ".", ()),
    ]


def test_lists_and_paragraphs() -> None:
    found = render.blocks("Mở đầu:\n- một\n- hai\n\n2.511 tỷ đồng\n3) ba")
    assert [(block.kind, len(block.items)) for block in found] == [
        ("paragraph", 1),
        ("list", 2),
        ("paragraph", 1),
        ("paragraph", 1),
    ]


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.vn/x?y=1", True), ("http://a.vn", True), ("javascript:alert(1)", False), ("JaVaScript:x", False),
        ("data:text/html,x", False), ("//a.vn", False), ("https:///x", False), ("", False), (None, False),
        ("https://a.vn/\nx", False), ("file:///etc/passwd", False), ("http://[::1", False),
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str | None, linked: bool) -> None:
    assert (render.safe_url(url) is not None) == linked


def test_options_complete_the_question_by_what_tells_the_places_apart() -> None:
    facts = tuple(
        IndicatorFact(name="thu ngân sách", value=1, period="9T/2031", locality=place, n=1)
        for place in ("quận A", "quận B", "quận A")
    )
    answer = Answer(question="Thu bao nhiêu?", language="vi", status="clarify", text="Nơi nào?", indicators=facts)
    assert render.options(answer, "vi") == [
        ("quận A", "Thu bao nhiêu (quận A)?"),
        ("quận B", "Thu bao nhiêu (quận B)?"),
    ]
    periods = answer.model_copy(
        update={
            "indicators": tuple(
                f.model_copy(update={"locality": "quận A", "period": p})
                for f, p in zip(facts, ("2030", "2031"), strict=False)
            )
        }
    )
    assert [option.label for option in render.options(periods, "vi")] == ["năm 2030", "năm 2031"]


def test_figures_are_written_in_the_reader_s_way() -> None:
    facts = (IndicatorFact(name="thu", value=2511.5, unit="tỷ đồng", plan_pct=89.0, yoy_pct=3.5),) * 2
    answer = Answer(question="?", language="vi", status="answered", text="", indicators=facts)
    assert figures(answer, "vi")[0].value == "2.511,5 tỷ đồng"
    assert figures(answer, "en")[0].value == "2,511.5 billion đồng"
    assert (figures(answer, "vi")[0].plan, figures(answer, "vi")[0].yoy) == ("89%", "+3,5%")


def test_documents_without_a_title_are_called_by_their_number() -> None:
    assert render.display_name(citation(1), "vi") == "Báo cáo"
    assert render.display_name(citation(1, title=None, number="5/BC-UBND"), "en") == "Report 5/BC-UBND"
    assert render.display_name(citation(1, title=None), "vi") == "a.txt"
    assert render.own_section("Tin A › Mục 1 › Điều 2", "Tin A") == "Mục 1 › Điều 2"
    assert render.own_section("Tin A", "Tin A") is None


def test_unsupported_details_are_named() -> None:
    checks = (Check(kind="number", value="95%", supported=False), Check(kind="number", value="3", supported=True))
    answer = Answer(question="?", language="vi", status="answered", text="x", checks=checks)
    html = render.turn(answer, "vi")
    assert t("checks.unsupported", "vi", values="95%") in html
    assert t("checks.one", "vi") not in html


@pytest.mark.parametrize(("language", "said"), [("vi", "Cũng có tại:"), ("en", "Also at:")])
def test_where_else_a_quote_stands_is_named_and_another_document_can_be_opened(language: Language, said: str) -> None:
    also = [Also(file="b.txt", document="d2", title="Bản tin", date="2031-02-03"), Also(file="c.txt", document="d1")]
    answer = Answer.model_validate({
        "question": "?", "rewritten": None, "language": "vi", "status": "answered", "text": "Thu. [1]",
        "citations": [citation(1, also=also)], "engine": "extractive",
    })  # fmt: skip
    shown = lxml.html.fragment_fromstring(render.turn(answer, language), create_parent="div").find_class("also")[0]
    assert " ".join(shown.text_content().split()).startswith(said)
    assert [(a.get("href"), a.text) for a in shown.iter("a")] == [("/documents/d2", "Bản tin")]
    assert "c.txt" in shown.text_content()
    plain = answer.model_copy(update={"citations": (citation(1),)})
    assert "also" not in render.turn(plain, language)
