"""The texts of an index in, their vectors out, each encoded only where nobody has before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.config import Config
from index.encoder import Encoder
from index.errors import EncoderMismatchError, IndexDamagedError, IndexNotBuiltError
from index.generations import STORE_FILE, VECTORS_FILE, Generations, Manifest, require_encoder
from index.passages import Knowledge, Problem
from index.progress import Track
from index.quotable import all_quotables
from index.store import Store, VectorKind, VectorRow, translation_key
from index.vector_cache import Role, as_stored, load_cache, save_cache, text_digest
from index.vectors import VectorIndex

# How many cached vectors are encoded again before any is believed, and how close the two must be:
# rounding to 16 bits costs less than .0001, the wrong one of the two prefixes .03 to .09 (of 30
# sentences, 2026-11-21).
_CACHE_SAMPLE = 8
_CACHE_COSINE = 0.9995


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text to be encoded, the role it has for the encoder, and what its vector stands for."""

    role: Role
    text: str
    row: VectorRow


def texts_to_encode(knowledge: Knowledge) -> Iterator[Encoded]:
    """Give every text that gets a vector, kind after kind in the order of VECTOR_KINDS.

    Ways of asking have the role of queries: question against question, encoded alike,
    found the right card in .61 of 470 development questions, encoded as a passage in .56.
    """
    for passage in knowledge.passages.values():
        yield _encoded("passage", f"{passage.heading}: {passage.text}", "passage", passage.address)
    for card in knowledge.cards.values():
        yield _encoded("passage", f"{card.question} {card.verdict}. {card.text}", "card", card.id)
    for card in knowledge.cards.values():
        for question in card.questions:
            yield _encoded("query", question, "question", card.id)
    for example in knowledge.examples:
        yield _encoded("query", example.text, "example", example.place)
    # A sentence alone lacks its subject: with what it stands under before it, the right one is
    # picked more often (600 characters hold what is asked for .83 instead of .82 of 656 questions).
    for its in all_quotables(knowledge):
        yield _encoded("passage", f"{its.context} {its.text}", "sentence", its.unit)
    for alarm in knowledge.alarms:
        yield _encoded("query", alarm.text, "alarm", alarm.place)
    for lang, translations in knowledge.translations.items():
        for said in translations.values():
            for line in said.questions:
                yield _encoded("query", line, "line", translation_key(lang, said.card))


def _encoded(role: Role, text: str, kind: VectorKind, unit: str) -> Encoded:
    return Encoded(role, text, VectorRow(kind, unit, text_digest(role, text)))


@dataclass(frozen=True, slots=True)
class VectorSupply:
    """The vectors of a list of texts, shape (n, dimension), and how many came from where."""

    vectors: NDArray[np.float32]
    encoded: int
    from_live: int
    from_cache: int
    cache_refused: bool


def gather_vectors(
    config: Config, encoder: Encoder, texts: Sequence[Encoded], track: Track
) -> VectorSupply:
    """Return the vectors of `texts`: from the live generation, from the cache, or encoded now."""
    wanted = {text.row.digest: text for text in texts}
    live = _live_vectors(config, encoder, wanted)
    cached: dict[str, NDArray[np.float32]] = {}
    cache_refused = False
    if len(live) < len(wanted):
        shipped = load_cache(_cache_folder(config), encoder.fingerprint)
        cached = {d: v for d, v in shipped.items() if d in wanted and d not in live}
        with track("Checking shipped vectors", 1) as advance:
            cache_refused = not _agrees(encoder, wanted, cached)
            advance(1)
        if cache_refused:
            cached = {}
    missing = [
        text for digest, text in wanted.items() if digest not in live and digest not in cached
    ]
    new: dict[str, NDArray[np.float32]] = {}
    if missing:
        with track("Encoding texts", len(missing)) as advance:
            for role, encode in (
                ("passage", encoder.encode_passages),
                ("query", encoder.encode_queries),
            ):
                of_role = [text for text in missing if text.role == role]
                vectors = as_stored(encode([text.text for text in of_role], advance))
                new.update(zip((t.row.digest for t in of_role), vectors, strict=True))
    by_digest = live | cached | new
    vectors = np.array([by_digest[text.row.digest] for text in texts], dtype=np.float32)
    return VectorSupply(vectors, len(missing), len(live), len(cached), cache_refused)


def refresh_cache(
    config: Config, encoder: Encoder, knowledge: Knowledge, track: Track
) -> list[Path]:
    """Make knowledge/vectors hold just what the knowledge needs; return the files that changed."""
    texts = list(texts_to_encode(knowledge))
    supply = gather_vectors(config, encoder, texts, track)
    by_digest = {text.row.digest: v for text, v in zip(texts, supply.vectors, strict=True)}
    return save_cache(_cache_folder(config), encoder.fingerprint, by_digest)


def cache_misses(config: Config, encoder: Encoder, texts: Sequence[Encoded]) -> list[Problem]:
    """Return a warning where a fresh machine would have to encode for longer than a moment."""
    shipped = load_cache(_cache_folder(config), encoder.fingerprint)
    missing = len({text.row.digest for text in texts} - shipped.keys())
    if not shipped or not missing:
        return []
    file = f"{config.knowledge.name}/vectors/{encoder.fingerprint}"
    remedy = "a first build must encode them; run: python -m index build --save-vectors"
    return [Problem(file, 1, f"{missing} texts have no vector here", remedy, is_error=False)]


def live_manifest(config: Config, encoder: Encoder) -> Manifest | None:
    """Return the live manifest, or None where there is none that can be built upon."""
    generations = Generations(config.index_folder)
    try:
        manifest = generations.whole(generations.live_name())
        require_encoder(manifest, encoder.name, encoder.fingerprint)
    except (IndexNotBuiltError, IndexDamagedError, EncoderMismatchError):
        return None
    return manifest


def _live_vectors(
    config: Config, encoder: Encoder, wanted: Mapping[str, Encoded]
) -> dict[str, NDArray[np.float32]]:
    live = live_manifest(config, encoder)
    if live is None:
        return {}
    folder = Generations(config.index_folder).path(live.name)
    store = Store(folder / STORE_FILE)
    try:
        rows = store.vector_rows()
    finally:
        store.close()
    vectors = VectorIndex(folder / VECTORS_FILE).all()
    return {r.digest: v for r, v in zip(rows, vectors, strict=True) if r.digest in wanted}


def _cache_folder(config: Config) -> Path:
    return config.knowledge / "vectors"


def _agrees(
    encoder: Encoder, wanted: Mapping[str, Encoded], cached: Mapping[str, NDArray[np.float32]]
) -> bool:
    """Return whether a sample of cached vectors is what this encoder gives for their texts."""
    digests = sorted(cached)
    for digest in digests[:: max(1, len(digests) // _CACHE_SAMPLE)]:
        text = wanted[digest]
        encode = encoder.encode_queries if text.role == "query" else encoder.encode_passages
        own = encode([text.text])[0]
        if own.shape != cached[digest].shape or float(own @ cached[digest]) < _CACHE_COSINE:
            return False
    return True
