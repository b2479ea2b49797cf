"""Make the bundled samples that are not plain text (.docx, .pdf) from the sources in `tools/samples_src`.

    python tools/make_samples.py [OUTPUT_FOLDER]

A source `NAME.docx.md` becomes `NAME.docx`, `NAME.pdf.md` becomes `NAME.pdf`. The same source gives the same bytes
with the same versions of python-docx, reportlab and the font. The markup, one block to a line:

    @key value        title, author, date (ISO), header, footer of the file
    # ## ###          headings
    ^ text  _ text    a centred bold line, an italic line
    - text            a list item
    | a | b |         a table row; the first row is the head, a row with one cell is a merged section row
    !letterhead ISSUER / PART | NUMBER | PLACE AND DATE
    !signature RECIPIENT / RECIPIENT | OFFICE / OFFICE | NAME
"""

from __future__ import annotations

import sys
from pathlib import Path

from samples_docx import write_docx
from samples_pdf import write_pdf
from samples_source import parse

SOURCES = Path(__file__).parent / "samples_src"
SAMPLES = Path(__file__).parent.parent / "ingest" / "samples"


def main() -> None:
    """Write every sample that has a source."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(SOURCES.glob("*.md")):
        target = folder / path.stem
        writer = {".docx": write_docx, ".pdf": write_pdf}.get(target.suffix)
        if writer is None:
            sys.exit(f"{path.name}: no writer for {target.suffix or 'a name without a second suffix'}")
        writer(parse(path.read_text(encoding="utf-8")), target)
        sys.stdout.write(f"{target.name}: {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
