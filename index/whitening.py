"""Vectors in groups in, a map out that shrinks the directions in which members of one differ.

Ways of asking the same thing differ in manner: long or short, polite or afraid. Whitening by the
covariance within the cards takes that out of the comparison; the nearest whitened way of asking
finds the right card for .63 of 560 development questions instead of .53 (2026-11-22).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# How much of the covariance is taken to be the same in all directions: some thousand vectors
# cannot tell 384 variances apart. Not tuned: .3 was the first tried.
_SHRINKAGE = 0.3


@dataclass(frozen=True, slots=True)
class Whitening:
    """The mean (dimension,) that is taken off, the matrix (dimension, dimension) applied then."""

    mean: NDArray[np.float32]
    matrix: NDArray[np.float32]

    def norms(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the length (n,) that each of `vectors` (n, dimension) has when whitened."""
        return np.asarray(np.linalg.norm((vectors - self.mean) @ self.matrix, axis=1))

    def probe(self, vector: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
        """Return what to compare stored vectors with, so that they need not be whitened.

        The whitened cosine of `vector` (dimension,) and a stored one is
        (stored @ probe - offset) / norm, with the norm of the stored one from `norms`.
        """
        whitened = np.einsum("i,ij->j", vector - self.mean, self.matrix)
        whitened = whitened / max(float(np.sqrt(np.einsum("i,i->", whitened, whitened))), 1e-9)
        probe = np.einsum("ij,j->i", self.matrix, whitened).astype(np.float32)
        return probe, float(np.einsum("i,i->", self.mean, probe))


def learn_whitening(vectors: NDArray[np.float32], groups: Sequence[str]) -> Whitening:
    """Return the whitening by the covariance within `groups` (n) of `vectors` (n, dimension)."""
    names, member = np.unique(np.asarray(groups), return_inverse=True)
    sums = np.zeros((len(names), vectors.shape[1]))
    np.add.at(sums, member, vectors)
    means = sums / np.bincount(member)[:, None]
    apart = vectors - means[member]
    covariance = apart.T @ apart / len(vectors)
    common = np.trace(covariance) / len(covariance)
    covariance = (1 - _SHRINKAGE) * covariance + _SHRINKAGE * common * np.eye(len(covariance))
    variances, directions = np.linalg.eigh(covariance)
    matrix = directions @ np.diag(1 / np.sqrt(np.maximum(variances, 1e-12))) @ directions.T
    return Whitening(vectors.mean(axis=0).astype(np.float32), matrix.astype(np.float32))
