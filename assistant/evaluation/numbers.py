"""Whether an answer states the figures of the gold answer: value, unit and scale, in any writing."""

from __future__ import annotations

from index.quantities import find_quantities, same_quantity


def numbers_agree(text: str, gold: str) -> bool | None:
    """Whether every quantity of ``gold`` stands in ``text``; ``None`` where gold states none."""
    wanted = find_quantities(gold)
    if not wanted:
        return None
    found = [*find_quantities(text), *find_quantities(text, "en")]
    return all(any(same_quantity(quantity, other) for other in found) for quantity in wanted)
