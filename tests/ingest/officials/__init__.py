"""Official texts of many bodies and forms, written for these tests, with what each says of itself.

The letterheads are set as files have them: in two columns of blanks, as lines under each other, as the layout tables of
legal sites (`ingest.tables`), with the issuer over two or three lines and the number apart from the date.
"""

from tests.ingest.officials.councils import COUNCILS
from tests.ingest.officials.decisions import DECISIONS
from tests.ingest.officials.model import Official
from tests.ingest.officials.notices import NOTICES

__all__ = ["OFFICIALS", "Official"]

OFFICIALS = (*DECISIONS, *COUNCILS, *NOTICES)
