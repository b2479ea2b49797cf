"""Whether an answer states the figures of the gold answer: value, unit and scale, in any writing."""

from __future__ import annotations

from index.quantities import Quantity, find_quantities, same_quantity


def numbers_agree(text: str, gold: str) -> bool | None:
    """Whether every quantity of ``gold`` stands in ``text``; ``None`` where gold states none.

    Value, sign and scale must agree, and the unit must not be another one: "20.000 đồng" and, from a table whose head
    has the unit, "20.000" are "20.000 đồng/lượt"; "20.000 người", "20 tỷ đồng" and "-20.000 đồng" are not.
    """
    wanted = find_quantities(gold)
    if not wanted:
        return None
    found = [*find_quantities(text), *find_quantities(text, "en")]
    return all(any(_agree(quantity, other) for other in found) for quantity in wanted)


def _agree(wanted: Quantity, found: Quantity) -> bool:
    if same_quantity(wanted, found):
        return True
    units = [(quantity.base or "").partition("/")[0] for quantity in (wanted, found)]
    return wanted.canonical == found.canonical and (units[0] == units[1] or "" in units)
