"""Near-duplicate passages: the same text published twice takes one place among those shown, and says where else.

Two printings that differ in a figure are two findings: a reader has to see both. So are two papers that say the same
of themselves ("Quyết định này có hiệu lực kể từ ngày …").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from itertools import islice

from index.answer import Also, Citation
from index.docnumbers import same_number
from index.model import Document, Filters, Kind
from index.readable import Readable
from index.text import comparable

_ALIKE = 0.9
_MOST = 10  # other places named with one text
_PAGES = frozenset({Kind.ARTICLE, Kind.OTHER})
_ITSELF = re.compile(
    r"\b(?:luật|pháp lệnh|nghị định|nghị quyết|quyết định|thông tư|chỉ thị|quy chế|quy định|điều lệ|kế hoạch|đề án"
    r"|chương trình|văn bản|thông báo|hướng dẫn)\s+(?:liên tịch\s+)?này\b",
    re.IGNORECASE,
)

Linked = Callable[[int, int], bool]


def _no(_: int, __: int) -> bool:
    return False


def duplicates(pairs: Sequence[Set[str]], linked: Linked = _no, apart: Linked = _no) -> dict[int, int]:
    """Position of a text → position of the earlier one that it repeats, figures included, and is not ``apart`` from.

    It does where the Jaccard of their neighbouring pairs is at least .9 and each figure stands in both beside the same
    words; of documents ``linked`` as near-duplicates, where the earlier text holds nine tenths of the later and all its
    figures (two sites cut one article differently).

    >>> duplicates([{"a_b", "b_c"}, {"x_y"}, {"a_b", "b_c"}])
    {2: 0}
    """
    found: dict[int, int] = {}
    for later, own in enumerate(pairs):
        # More than a tenth of the text: where none of it stands in the other text, nine tenths cannot.
        part = set(islice(own, len(own) // 10 + 1))
        for earlier, other in enumerate(pairs[:later]):
            if earlier in found or len(other) < _ALIKE * len(own) or part.isdisjoint(other):
                continue
            if len(own & other) < _ALIKE * len(own):
                continue
            mine, theirs = _figures(own), _figures(other)
            same = mine == theirs and same_text(own, other)
            if (same or (mine <= theirs and linked(later, earlier))) and not apart(later, earlier):
                found[later] = earlier
                break
    return found


def near(codes: Sequence[Set[int]]) -> frozenset[int]:
    """The positions of those texts that may repeat one another, by the codes of their neighbouring pairs.

    All that `duplicates` finds are among them, also where a few pairs of a text share one code.
    """
    found: set[int] = set()
    for later, own in enumerate(codes):
        least = (_ALIKE - 0.02) * len(own)
        part = set(islice(own, len(own) - int(least) + 1))
        for earlier, other in enumerate(codes[:later]):
            if len(other) >= least and not part.isdisjoint(other) and len(own & other) >= least:
                found |= {later, earlier}
    return frozenset(found)


def same_text(own: Set[str], other: Set[str]) -> bool:
    """Whether nine tenths of the neighbouring pairs of two texts are common to both."""
    if min(len(own), len(other)) < _ALIKE * max(len(own), len(other)):
        return False
    shared = len(own & other)
    return shared > 0 and shared >= _ALIKE * (len(own) + len(other) - shared)


def _figures(pairs: Set[str]) -> frozenset[str]:
    return frozenset(pair for pair in pairs if any(c.isdigit() for c in pair))


def of_two_papers(text: str, own: Document, other: Document) -> bool:
    """Whether a text speaks of the paper that it stands in, and these two papers have different numbers."""
    if own.number is None or other.number is None or same_number(own.number, other.number):
        return False
    return speaks_of_its_paper(text)


def speaks_of_its_paper(text: str) -> bool:
    """Whether a text says something of the paper that it stands in ("Quyết định này có hiệu lực …")."""
    return bool(_ITSELF.search(text))


def standing(document: Document) -> tuple[bool, int]:
    """Sorts the publishers of one text: official papers as they were ranked, before pages, the earliest page first."""
    page = document.kind in _PAGES
    return page, document.date.toordinal() if page and document.date else 0 if not page else 10**7


def also_at(document: Document, others: Iterable[Document] = ()) -> tuple[Also, ...]:
    """Where else a text of ``document`` stands: in ``others``, and under the names of its own copies."""
    found = {
        (other.id, other.file): Also(
            file=other.file,
            document=other.id,
            title=other.title,
            date=other.date.isoformat() if other.date else None,
            url=other.url,
        )
        for other in others
        if other.id != document.id
    }
    for copy in document.copies:
        url = next((source for source in copy.sources if source.startswith(("http://", "https://"))), None)
        found[document.id, copy.file] = Also(
            file=copy.file,
            document=document.id,
            title=document.title,
            date=document.date.isoformat() if document.date else None,
            url=url,
        )
    return tuple(found.values())[:_MOST]


def quoted_at(
    library: Readable, citation: Citation, filters: Filters, repeated: Iterable[Document] = ()
) -> tuple[Also, ...]:
    """Where else a quote stands word for word: in the documents found to repeat it, in those near-duplicates of its
    own that the reader may see and the search let through, and under the names of its copies.
    """
    document, sought = library.document(citation.document), comparable(citation.quote)
    if document is None or not sought:
        return ()
    alike = tuple(
        other.document
        for other in library.alike(document.id)
        if filters.documents is None or other.document in filters.documents
    )
    let_through = library.documents(replace(filters, documents=alike)) if alike else []
    read = [library.document(record.id) for record in let_through]
    others = {other.id: other for other in (*repeated, *filter(None, read))}
    same = [other for other in others.values() if not of_two_papers(citation.quote, other, document)]
    return also_at(document, [other for other in same if sought in comparable(other.text)])
