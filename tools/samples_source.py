"""What a sample source says: its properties and its blocks."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Block:
    """One block of a source: `kind` names it (h1, h2, h3, centre, italic, item, table, letterhead, signature, text).

    `cells` holds the rows of a table, or the |-separated parts of a letterhead or signature as one row.
    """

    kind: str
    text: str = ""
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass
class Source:
    """A parsed source file: its `@` properties and its blocks in order."""

    properties: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


PREFIXES = {"# ": "h1", "## ": "h2", "### ": "h3", "^ ": "centre", "_ ": "italic", "- ": "item"}


def parse(text: str) -> Source:
    """Read the markup described at the top of `make_samples`."""
    source = Source()
    rows: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
            continue
        if rows:
            source.blocks.append(Block("table", cells=tuple(rows)))
            rows = []
        if line.startswith("@"):
            key, _, value = line[1:].partition(" ")
            source.properties[key] = value
        elif line.startswith("!"):
            kind, _, rest = line[1:].partition(" ")
            source.blocks.append(Block(kind, cells=(tuple(part.strip() for part in rest.split("|")),)))
        elif line.strip():
            prefix = next((p for p in PREFIXES if line.startswith(p)), "")
            source.blocks.append(Block(PREFIXES.get(prefix, "text"), line[len(prefix) :].strip()))
    return source
