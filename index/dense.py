"""The dense index: FAISS over the vectors of passages and of their units, best unit wins.

Derived from SQLite and never the truth: it may be thrown away at any time. Exact up to `EXACT_LIMIT` vectors; above,
an inverted file whose number of probes is set by measuring its recall against the exact answer. Vectors are half
precision and of length 1.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from index.inputs import WHOLE
from index.scored import Scored

EXACT_LIMIT = 120_000  # vectors; exact search over more takes longer than the rest of a question
EXACT_FILTERED = 20_000  # vectors let through by a filter up to which each is looked at
RECALL_TARGET = 0.97  # @10 against exact search, on the vectors at hand; .95 is promised
_PROBE_QUERIES = 100
# How far from a vector a made-up question is: real questions lose as much recall as these do (540,000 vectors, 8 to
# 256 probes), though their cosine to what answers them is higher.
_QUERY_COSINE = 0.7
_TRAINING_PER_LIST = 48
_CHUNK = 20_000
_VECTORS_PER_PASSAGE = 8  # fetched at first for each passage wanted

faiss: Any = _faiss  # its own type hints leave out the Python wrappers

Vectors = NDArray[np.float32]
Integers = NDArray[np.int64]


class ReadersWriter:
    """Many readers or one writer; a waiting writer goes first."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._readers = 0
        self._writers_waiting = 0
        self._writing = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._condition:
            self._condition.wait_for(lambda: not self._writing and not self._writers_waiting)
            self._readers += 1
        try:
            yield
        finally:
            with self._condition:
                self._readers -= 1
                self._condition.notify_all()

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._condition:
            self._writers_waiting += 1
            self._condition.wait_for(lambda: not self._writing and not self._readers)
            self._writers_waiting -= 1
            self._writing = True
        try:
            yield
        finally:
            with self._condition:
                self._writing = False
                self._condition.notify_all()


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose the vectors are, position by position: passage id, unit position (`WHOLE`: the passage), document key."""

    passages: Integers
    units: Integers
    documents: Integers

    @classmethod
    def of(cls, rows: list[tuple[int, int, int]]) -> Owners:
        """From (passage, unit, document) rows."""
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return cls(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())

    def __add__(self, other: Owners) -> Owners:
        return Owners(
            np.concatenate([self.passages, other.passages]),
            np.concatenate([self.units, other.units]),
            np.concatenate([self.documents, other.documents]),
        )

    def __len__(self) -> int:
        return len(self.passages)


def half(vectors: Vectors) -> NDArray[np.float16]:
    """Vectors as they are stored."""
    return vectors.astype("<f2")


class Dense:
    """Vectors by slot: the FAISS id of a vector is its position in `owners`; a removed one leaves its slot unused."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._lock = ReadersWriter()
        self._index: Any = _exact(dimension)
        self._owners = Owners.of([])
        self._alive: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._probes = 0  # of an inverted file; 0: exact

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def exact(self) -> bool:
        """Whether every vector is looked at."""
        return self._probes == 0

    @property
    def wasteful(self) -> bool:
        """Whether more slots are unused than used: time to rebuild."""
        return len(self._owners) > 2 * len(self) + 10_000

    def passages(self) -> set[int]:
        """The ids of all passages held."""
        with self._lock.reading():
            return set(self._owners.passages[self._alive].tolist())

    def add(self, owners: Owners, vectors: NDArray[np.float16]) -> None:
        """Add vectors, shape (len(owners), dimension)."""
        with self._lock.writing():
            first = len(self._owners)
            slots = np.arange(first, first + len(owners), dtype=np.int64)
            for low in range(0, len(owners), _CHUNK):
                part = slice(low, low + _CHUNK)
                self._index.add_with_ids(vectors[part].astype(np.float32), slots[part])
            self._owners = self._owners + owners
            self._alive = np.concatenate([self._alive, np.ones(len(owners), dtype=bool)])

    def remove(self, passages: Integers) -> None:
        """Remove every vector of these passages."""
        with self._lock.writing():
            slots = np.flatnonzero(np.isin(self._owners.passages, passages) & self._alive)
            if len(slots):
                self._index.remove_ids(slots.astype(np.int64))
                self._alive[slots] = False

    def search(
        self, vector: Vectors, k: int, documents: Integers | None = None, *, exact: bool = False
    ) -> list[Scored]:
        """The best `k` passages by their best vector's inner product with `vector`.

        `documents` are the keys of the documents that may be found; None is all of them. `exact` looks at every vector,
        whatever it takes.
        """
        with self._lock.reading():
            if documents is None:
                mask, available = None, len(self)
            else:
                mask = self._alive & np.isin(
                    self._owners.documents, documents, kind="table" if len(documents) else None
                )
                available = int(np.count_nonzero(mask))
            query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, self.dimension)
            probes = 0 if exact else self._probes
            if mask is not None and probes and available:
                # The rarer what is let through, the more lists must be seen; of few vectors all are.
                probes = 0 if available <= EXACT_FILTERED else min(probes * len(self) // available, self._index.nlist)
            wanted = min(available, _VECTORS_PER_PASSAGE * k)
            _threads(1)
            best: list[Scored] = []
            while wanted > 0 and k > 0:
                scores, slots = self._index.search(query, wanted, params=self._parameters(mask, probes))
                found = slots[0] >= 0
                best = self._best(scores[0][found], slots[0][found], k)
                if len(best) >= k or wanted >= available:
                    if len(best) >= k or probes == 0:
                        break
                    probes = 0
                wanted = min(available, 4 * wanted)
            return best

    def _parameters(self, mask: NDArray[np.bool_] | None, probes: int) -> Any:
        selection: dict[str, Any] = {}
        if mask is not None:
            selection["sel"] = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        if self._probes:
            return faiss.SearchParametersIVF(nprobe=probes or self._index.nlist, **selection)
        return faiss.SearchParameters(**selection) if selection else None

    def _best(self, scores: Vectors, slots: Integers, k: int) -> list[Scored]:
        best: dict[int, Scored] = {}
        passages, units = self._owners.passages[slots].tolist(), self._owners.units[slots].tolist()
        for score, passage, unit in zip(scores.tolist(), passages, units, strict=True):
            if passage not in best:
                if len(best) == k:
                    break
                best[passage] = Scored(passage, score, None if unit == WHOLE else unit)
        return list(best.values())

    def fit_size(self) -> bool:
        """Go over to an inverted file where exact search would take too long. Returns whether anything changed.

        Takes seconds; searches go on meanwhile. Only the writer calls it.
        """
        if len(self) <= EXACT_LIMIT or (not self.exact and len(self) < 16 * self._index.nlist**2 // 4):
            return False
        slots = np.flatnonzero(self._alive)
        index, probes = _inverted(self._vectors(slots))
        with self._lock.writing():
            owners = self._owners
            self._owners = Owners(owners.passages[slots], owners.units[slots], owners.documents[slots])
            self._alive = np.ones(len(slots), dtype=bool)
            self._index, self._probes = index, probes
        return True

    def _vectors(self, slots: Integers) -> NDArray[np.float16]:
        """The vectors of ``slots``, shape (len(slots), dimension)."""
        if not self.exact:
            with self._lock.writing():  # an inverted file knows by list, not by slot, what it holds
                self._index.set_direct_map_type(faiss.DirectMap.Hashtable)
        parts = (slots[low : low + _CHUNK] for low in range(0, len(slots), _CHUNK))
        return np.vstack([self._index.reconstruct_batch(part).astype(np.float16) for part in parts])

    def save(self, stem: Path) -> None:
        """Write ``stem.faiss`` and ``stem.npz``."""
        with self._lock.reading():
            faiss.write_index(self._index, str(stem.with_suffix(".faiss")))
            with stem.with_suffix(".npz").open("wb") as file:
                np.savez(
                    file,
                    passages=self._owners.passages,
                    units=self._owners.units,
                    documents=self._owners.documents,
                    alive=self._alive,
                    probes=np.array(self._probes),
                )

    @classmethod
    def load(cls, stem: Path) -> Dense:
        """Read what `save` wrote.

        Raises:
            ValueError, OSError, RuntimeError: the files are absent, damaged or do not fit each other.
        """
        index = faiss.read_index(str(stem.with_suffix(".faiss")))
        dense = cls(index.d)
        with np.load(stem.with_suffix(".npz"), allow_pickle=False) as arrays:
            dense._owners = Owners(arrays["passages"], arrays["units"], arrays["documents"])
            dense._alive = arrays["alive"]
            dense._probes = int(arrays["probes"])
        dense._index = index
        if int(dense._alive.sum()) != index.ntotal or len(dense._alive) != len(dense._owners):
            raise ValueError("the dense index and its owners do not fit each other")
        return dense


def _threads(count: int) -> None:
    # One question is one thread's work: OpenMP's second thread only waits for the first, at 3 to 5 times the wall time
    # when the machine is busy. The setting belongs to the calling thread.
    faiss.omp_set_num_threads(count)


def _exact(dimension: int) -> Any:
    flat = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    return faiss.IndexIDMap2(flat)


def _inverted(vectors: NDArray[np.float16]) -> tuple[Any, int]:
    """An inverted file over the vectors (their positions are the ids) and how many lists to probe for RECALL_TARGET."""
    count, dimension = vectors.shape
    lists = int(2 * count**0.5)
    generator = np.random.default_rng(0)
    quantizer = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dimension, lists, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT, False
    )
    quantizer.this.disown()
    index.own_fields = True
    index.cp.niter = 8
    sample = generator.choice(count, min(count, lists * _TRAINING_PER_LIST), replace=False)
    _threads(os.cpu_count() or 1)
    index.train(vectors[sample].astype(np.float32))
    for low in range(0, count, _CHUNK):
        part = vectors[low : low + _CHUNK].astype(np.float32)
        index.add_with_ids(part, np.arange(low, low + len(part), dtype=np.int64))
    queries = vectors[generator.choice(count, _PROBE_QUERIES)].astype(np.float32)
    noise = generator.standard_normal(queries.shape).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    queries = _QUERY_COSINE * queries + float(np.sqrt(1 - _QUERY_COSINE**2)) * noise
    exact = index.search(queries, 10, params=faiss.SearchParametersIVF(nprobe=lists))[1]
    probes = 8
    while probes < lists:
        found = index.search(queries, 10, params=faiss.SearchParametersIVF(nprobe=probes))[1]
        shared = sum(len(np.intersect1d(a, b)) for a, b in zip(exact, found, strict=True))
        if shared >= RECALL_TARGET * exact.size:
            break
        probes += probes // 2
    return index, min(probes, lists)
