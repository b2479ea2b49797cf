"""Of several days of a text the one of the event asked about."""

from __future__ import annotations

import pytest

from assistant.events import of_event
from assistant.shape import known_of


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("Quy chế chợ bị bãi bỏ kể từ ngày nào?", "Quyết định này có hiệu lực từ ngày 09/5/2031.", 1.0),
        ("Quy chế chợ bị bãi bỏ kể từ ngày nào?", "Bãi bỏ Quyết định số 12/2029/QĐ-UBND ngày 03/4/2029.", -1.0),
        ("Hồ sơ nộp chậm nhất ngày nào?", "Nhận hồ sơ từ 01/6/2031 đến hết ngày 15/7/2031.", 1.0),
        ("Hồ sơ nộp chậm nhất ngày nào?", "Ngày 20/5/2031, Sở Du lịch công bố kế hoạch nhận hồ sơ.", -1.0),
        ("When did the market open?", "Chợ họp ngày 20/5/2031.", 0.0),
        ("Quyết định chợ được ban hành ngày nào?", "Ngày 20/5/2031, huyện ban hành quyết định về chợ.", 0.0),
        ("Hồ sơ nộp chậm nhất ngày nào?", "Hồ sơ nộp tại xã.", 0.0),
    ],
)
def test_a_day_is_of_the_event_asked_about(question: str, text: str, fits: float) -> None:
    assert of_event(known_of(question), text) == fits
