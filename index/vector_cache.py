"""Vectors shipped with the documents: text in, the vector somebody encoded before out, if any.

The first build on a fresh machine would encode for minutes what is the same
everywhere. So `knowledge/vectors/` holds vectors by the digest of their text, in
one folder for each encoder. A build checks a sample of them against its own encoder
before it uses any, and encodes what is missing. Sixteen files, by the first digit of
the digest, so that one changed document does not rewrite all of them.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.files import write_atomically

Role = Literal["query", "passage"]
_SHARDS = "0123456789abcdef"


def text_digest(role: Role, text: str) -> str:
    """Return the name of an encoded text; in e5 a text has one vector for each role."""
    return hashlib.sha256(f"{role}\0{text}".encode()).hexdigest()[:32]


def as_stored(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return vectors as every index holds them: rounded to 16 bits (cosine above .9999).

    So a vector is the same whether it was just encoded or comes from the cache.
    """
    return vectors.astype(np.float16).astype(np.float32)


def load_cache(folder: Path, fingerprint: str) -> dict[str, NDArray[np.float32]]:
    """Return the cached vectors of an encoder by text digest; a damaged file counts as absent."""
    cached: dict[str, NDArray[np.float32]] = {}
    for file in sorted((folder / fingerprint).glob("?.npz")):
        try:
            with file.open("rb") as stream, np.load(stream, allow_pickle=False) as shard:
                digests, vectors = shard["digests"], shard["vectors"].astype(np.float32)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            continue
        names = (bytes(digest).hex() for digest in digests)
        cached.update(zip(names, vectors, strict=False))
    return cached


def save_cache(
    folder: Path, fingerprint: str, vectors: Mapping[str, NDArray[np.float32]]
) -> list[Path]:
    """Make the cache of an encoder hold exactly `vectors`; return the files that changed."""
    changed = []
    (folder / fingerprint).mkdir(parents=True, exist_ok=True)
    for first in _SHARDS:
        digests = sorted(digest for digest in vectors if digest[0] == first)
        file = folder / fingerprint / f"{first}.npz"
        data = _shard(digests, (vectors[digest] for digest in digests))
        if not file.exists() or file.read_bytes() != data:
            write_atomically(file, data)
            changed.append(file)
    return changed


def _shard(digests: list[str], vectors: Iterable[NDArray[np.float32]]) -> bytes:
    buffer = io.BytesIO()
    names = np.array([list(bytes.fromhex(digest)) for digest in digests], dtype=np.uint8)
    matrix = np.array(list(vectors), dtype=np.float16)
    # Written entry by entry with a fixed date, so that the same vectors give the same bytes.
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in (("digests", names), ("vectors", matrix)):
            entry = io.BytesIO()
            np.save(entry, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), entry.getvalue())
    return buffer.getvalue()
