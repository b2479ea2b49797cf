"""Settings: where they come from, and that a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import Settings, SettingsError


def test_the_environment_is_read_and_overridden(tmp_path: Path) -> None:
    environment = {"HOIDAP_HOME": "/somewhere", "HOIDAP_UNITS": "2", "HOIDAP_FUSION": "rrf", "PATH": "/bin"}
    chosen = Settings.load(environment, ["fusion=routed", "dense_weight_vi=0.5"], home=tmp_path)
    assert (chosen.home, chosen.units, chosen.fusion, chosen.dense_weight_vi) == (tmp_path, 2, "routed", 0.5)


def test_what_is_not_given_keeps_its_default() -> None:
    assert Settings.load({}, engine=None).engine == "extractive"


@pytest.mark.parametrize(
    ("override", "named"),
    [
        ("nope=1", "^unknown setting nope$"),
        ("units", "units"),
        ("units=many", "units"),
        ("dense_weight_vi=2", "dense_weight_vi"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(override: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named) as caught:
        Settings.load({}, [override])
    assert "\n" not in str(caught.value)
