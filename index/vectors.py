"""Unit vectors in, the nearest rows to one vector out; the only file that imports faiss."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError

# A search of thousands of vectors takes a tenth of a millisecond; sharing it out between threads
# takes longer, since those of the encoder still spin on the other cores.
faiss.omp_set_num_threads(1)

# Rows of one part of a file: from the first, up to but without the second.
Rows = range


def save_vectors(vectors: NDArray[np.float32], file: Path) -> None:
    """Write `vectors`, shape (n, dimension), rows of length 1, as an exact inner-product index."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    # Through bytes, so that a full disk is an OSError with its reason and not faiss's own.
    file.write_bytes(faiss.serialize_index(index).tobytes())


class VectorIndex:
    """The vectors of one index generation, open for searching; exact, not approximate."""

    def __init__(self, file: Path) -> None:
        try:
            self._index = faiss.read_index(str(file))
        except RuntimeError as error:
            raise IndexDamagedError(
                f"{file}: not a readable FAISS file; build again: python -m index build"
            ) from error

    def __len__(self) -> int:
        """Return how many vectors there are."""
        return int(self._index.ntotal)

    @cached_property
    def _matrix(self) -> NDArray[np.float32]:
        """The vectors where faiss keeps them; not to be given away, as it dies with the index."""
        data = self._index.get_xb()  # type: ignore[attr-defined,unused-ignore]
        flat = faiss.rev_swig_ptr(data, len(self) * self.dimension)
        return np.asarray(flat).reshape(len(self), self.dimension)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    def nearest(self, vector: NDArray[np.float32], rows: Rows, k: int) -> list[tuple[int, float]]:
        """Return up to `k` of `rows` as (row, cosine -1 to 1), nearest first.

        `vector` has the shape (1, dimension).
        """
        if not rows:
            return []
        selector = faiss.IDSelectorRange(rows.start, rows.stop)
        only = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg,unused-ignore]
        cosines, found = self._index.search(vector, min(k, len(rows)), params=only)
        pairs = zip(found[0].tolist(), cosines[0].tolist(), strict=True)
        return [(row, cosine) for row, cosine in pairs if row >= 0]

    def cosines(self, vector: NDArray[np.float32], rows: Rows) -> NDArray[np.float32]:
        """Return the cosine of `vector`, shape (1, dimension), to each of `rows`, shape (n,)."""
        # Not by `@`: its threads go on spinning and double the time of the next encoding on two
        # cores (29 ms against 14, 2026-11-21).
        return np.asarray(np.einsum("ij,j->i", self._matrix[rows.start : rows.stop], vector[0]))

    def rows(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return a copy of these rows, shape (n, dimension)."""
        return np.asarray(self._matrix[rows])

    def all(self) -> NDArray[np.float32]:
        """Return a copy of every vector, shape (n, dimension)."""
        return self._matrix.copy()
