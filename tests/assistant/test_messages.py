"""Both languages are complete, and every key that the code or a template names exists."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from assistant import messages
from assistant.messages import CATALOGUE, LANGUAGES, format_date, kind_name, t
from index.model import Kind, RelationType

ASSISTANT = Path(messages.__file__).parent.parent


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_two_areas_share_a_key() -> None:
    assert sum(len(area.TEXTS) for area in messages.AREAS) == len(CATALOGUE)


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_every_key_has_both_languages_with_the_same_values(key: str) -> None:
    texts = CATALOGUE[key]
    assert len(texts) == len(LANGUAGES)
    assert all(text.strip() for text in texts)
    assert fields(texts[0]) == fields(texts[1])


def test_english_texts_carry_no_vietnamese_letters() -> None:
    vietnamese = re.compile(r"[ăâđêôơưạ-ỹ]", re.IGNORECASE)
    assert [key for key, (_, english) in CATALOGUE.items() if vietnamese.search(english)] == []


def test_keys_named_in_code_and_templates_exist() -> None:
    named: dict[str, Path] = {}
    code = [path for path in ASSISTANT.rglob("*.py") if "from assistant.messages import" in path.read_text("utf-8")]
    for path in [*code, *ASSISTANT.glob("faces/web/templates/*.html")]:
        for key in re.findall(r"\bt\(\s*[\"']([a-z_.0-9]*[a-z_0-9])[\"']", path.read_text(encoding="utf-8")):
            named[key] = path
    assert len(named) > 60
    assert {key: str(path) for key, path in named.items() if key not in CATALOGUE} == {}


def test_every_kind_and_relation_has_a_name() -> None:
    for language in LANGUAGES:
        names = [kind_name(kind, language) for kind in Kind]
        assert len(set(names)) == len(names)
        assert all(t(f"relation.{relation}", language) for relation in RelationType)
    assert kind_name("<script>", "vi") == kind_name("other", "vi")


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        t("no.such.key", "vi")


def test_values_are_filled_in_and_missing_ones_refused() -> None:
    assert t("checks.supported", "vi", count=3).startswith("3 ")
    with pytest.raises(KeyError):
        t("checks.supported", "vi", other=3)


def test_dates_are_written_as_their_reader_writes_them() -> None:
    assert format_date("2025-07-01", "vi") == "01/07/2025"
    assert format_date("2025-07-01", "en") == "1 Jul 2025"
    assert format_date(None, "en") == ""
    assert format_date("mùa thu", "vi") == "mùa thu"
