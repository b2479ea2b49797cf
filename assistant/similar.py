"""More like a passage that was found: what other documents say nearest to it."""

from __future__ import annotations

from assistant.draft import hit
from index.answer import Hit
from index.model import Filters, StoredPassage
from index.readable import Readable

_CHARACTERS = 2000  # of a passage that are compared: more is past what the embedding reads


def similar(library: Readable, document: str, start: int, *, k: int = 20, filters: Filters = Filters()) -> list[Hit]:
    """The passages of other documents nearest in meaning to the one that holds ``start``, best first.

    ``why`` of a hit is {"similar": cosine}. Empty where there is no such passage.
    """
    own = passage_at(library, document, start)
    if own is None:
        return []
    vector = library.embed_query(f"{own.passage.prefix}\n{own.text}"[:_CHARACTERS])
    enough = 2 * k + len(library.passages_of(document))  # its own passages are nearest
    scores = {scored.passage: scored.score for scored in library.dense(vector, enough, filters)}
    found: list[Hit] = []
    seen: set[str] = {own.text}
    for number, passage in library.passages(list(scores)).items():
        whole = library.document(passage.document)
        if whole is None or passage.document == document or passage.text in seen:
            continue
        seen.add(passage.text)
        why: dict[str, object] = {"similar": round(scores[number], 4)}
        found.append(hit(whole, passage, rank=len(found) + 1, score=scores[number], highlights=(), why=why))
    return found[:k]


def passage_at(library: Readable, document: str, start: int) -> StoredPassage | None:
    """The passage of a document that holds a character offset."""
    return next((p for p in library.passages_of(document) if p.passage.start <= start < p.passage.end), None)
