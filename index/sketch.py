"""How alike two texts are, from a small sketch of each: MinHash over runs of three words. Pure.

A. Broder, "On the resemblance and containment of documents", 1997; bands: Leskovec et al., "Mining of Massive
Datasets", 3.4. Two texts whose resemblance is .7 share a band with probability .9998, at .3 with .23.
"""

from __future__ import annotations

from hashlib import blake2b
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.text import nfc, words

VALUES = 128
BANDS = 32
_RUN = 3
_FEWEST = 20  # runs: less text is too little to tell
_MOST = 50_000  # runs of one text; of a longer one those with the smallest hashes, the same in any text
_BLOCK = 4096
_ROWS = VALUES // BANDS

Sketch = NDArray[np.uint32]


def _factors() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    drawn = np.frombuffer(
        b"".join(blake2b(b"hoidap sketch %d" % n, digest_size=16).digest() for n in range(VALUES)), "<u8"
    ).reshape(VALUES, 2)
    return drawn[:, 0] | np.uint64(1), drawn[:, 1]


_FACTOR, _SHIFT = _factors()


def sketch(text: str) -> Sketch | None:
    """The sketch of a text, shape (VALUES,); None where it is too short."""
    spoken = [word.text.encode() for word in words(nfc(text).lower())]
    runs = {crc32(b" ".join(spoken[low : low + _RUN])) for low in range(len(spoken) - _RUN + 1)}
    if len(runs) < _FEWEST:
        return None
    hashes = np.fromiter(runs, dtype=np.uint64, count=len(runs))
    if len(hashes) > _MOST:
        hashes = np.partition(hashes, _MOST)[:_MOST]
    smallest = np.full(VALUES, np.iinfo(np.uint64).max, dtype=np.uint64)
    for low in range(0, len(hashes), _BLOCK):
        mixed = hashes[low : low + _BLOCK, None] * _FACTOR + _SHIFT  # modulo 2^64: multiply-shift hashing
        np.minimum(smallest, mixed.min(axis=0), out=smallest)
    return (smallest >> np.uint64(32)).astype(np.uint32)


def bands(made: Sketch) -> list[int]:
    """Signed 64-bit keys, one for each band: texts that share one may be alike."""
    parts = made.astype("<u4").reshape(BANDS, _ROWS)
    digests = (blake2b(part.tobytes(), digest_size=8, salt=b"%d" % n).digest() for n, part in enumerate(parts))
    return [int.from_bytes(digest, "little", signed=True) for digest in digests]


def resemblance(own: Sketch, others: NDArray[np.uint32]) -> NDArray[np.float64]:
    """The estimated share of runs that a text has in common with each of others, shape (n,), from sketches (n, VALUES).

    Its standard error is below .045.
    """
    return np.asarray((others == own).mean(axis=1), dtype=np.float64)
