"""Knowledge in, a new live index out: the document route, from reading to the swap."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import msgspec

from index.check import read_and_check
from index.config import Config
from index.encoder import Encoder
from index.errors import (
    BuildRejectedError,
    IndexDamagedError,
    IndexNotBuiltError,
    KnowledgeInvalidError,
)
from index.generations import (
    LANGUAGE_FILE,
    LAYOUT,
    LEARNED_FILE,
    STORE_FILE,
    VECTORS_FILE,
    Generations,
    Manifest,
)
from index.history import EventKind, read_history, were_live, write_down
from index.languages import LanguageMeasures
from index.learn import learn, messages_digest
from index.learned import Learned, load_rules, read_language, read_learned, save_learned
from index.lexicon import learn_lexicon
from index.passages import Knowledge
from index.progress import Track
from index.store import Store, VectorRow, write_store
from index.supply import gather_vectors, live_manifest, texts_to_encode
from index.vectors import VectorIndex, save_vectors

# Cards whose own question must lead back to them before a generation is published.
_KNOWN_QUESTIONS = 8


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the live manifest, and where the vectors came from.

    `is_new` is false where nothing had to be written: the live generation, or the one built to
    be looked at, is of this knowledge already; `is_live` whether it answers now. `not_pruned` says
    why old generations could not be removed.
    """

    manifest: Manifest
    is_new: bool
    is_live: bool = True
    encoded: int = 0
    from_live: int = 0
    from_cache: int = 0
    cache_refused: bool = False
    not_pruned: str = ""


def build(
    config: Config,
    encoder: Encoder,
    track: Track,
    *,
    force: bool = False,
    stage: bool = False,
    reason: str = "",
) -> BuildReport:
    """Build a generation from the knowledge folder, check it and make it the live one.

    Nothing that readers see changes before the last step. Texts whose vectors are
    in the live generation or in knowledge/vectors are not encoded again. With
    `force`, a new generation is made even where nothing changed; with `stage`, it is left
    to be looked at, and what answers stays as it is. `reason` goes into the history.

    Raises:
        KnowledgeInvalidError: the knowledge breaks its format; nothing was written.
        BuildInProgressError: another build is running.
        BuildRejectedError: the new generation failed its check; the old one stays.
        OSError: the disk is full or may not be written; the old generation stays.
    """
    started = perf_counter()
    knowledge, problems = read_and_check(config.knowledge)
    if problems:
        raise KnowledgeInvalidError(problems)
    content = content_digest(knowledge, encoder)
    generations = Generations(config.index_folder)
    with generations.lock():
        # A book that cannot be read is told before the work, not behind it.
        before = live_name(generations)
        read_history(generations.folder, before)
        live = live_manifest(config, encoder)
        if live and live.content == content and not force:
            with generations.move_lock():
                generations.unstage()
            return BuildReport(live, is_new=False)
        staged = _staged(generations, content)
        if staged and not force:
            if stage:
                return BuildReport(staged, is_new=False, is_live=False)
            report = BuildReport(staged, is_new=True)
        else:
            report = _write(config, generations, knowledge, content, encoder, live, track, started)
        name = report.manifest.name
        with generations.move_lock():
            if not stage and live_name(generations) != before:
                raise BuildRejectedError(
                    f"{name}: another generation was made live meanwhile; look at `history`, then"
                    " build again"
                )
            if stage:
                generations.stage(name)
            else:
                make_live(generations, name, "build", reason)
            try:
                if live_name(generations):
                    prune(config, generations)
            except OSError as error:
                # The new generation answers already; what is left over is only in the way.
                report = replace(report, not_pruned=f"{error.filename}: {error.strerror}")
    return replace(report, is_live=not stage)


def make_live(
    generations: Generations,
    name: str,
    kind: EventKind,
    reason: str = "",
    accepted: Sequence[str] = (),
) -> None:
    """Have a generation answer from now on, and its name in the history; under the lock."""
    write_down(generations.folder, kind, name, live_name(generations), reason, accepted)
    generations.publish(name)
    generations.unstage()


def prune(config: Config, generations: Generations) -> None:
    """Remove the generations that are not to be kept; under the lock."""
    live, names = generations.live_name(), generations.names()
    order = were_live(generations.folder, live, names)
    generations.prune(config.index.generations_kept, order)


def _staged(generations: Generations, content: str) -> Manifest | None:
    """Return the generation built to be looked at, if it is whole and of this content."""
    name = generations.staged_name()
    try:
        manifest = generations.whole(name) if name else None
    except IndexDamagedError:
        return None
    return manifest if manifest and manifest.content == content else None


def _write(
    config: Config,
    generations: Generations,
    knowledge: Knowledge,
    content: str,
    encoder: Encoder,
    live: Manifest | None,
    track: Track,
    started: float,
) -> BuildReport:
    """Write a generation and check it; nobody is answered from it yet."""
    texts = list(texts_to_encode(knowledge))
    supply = gather_vectors(config, encoder, texts, track)
    folder = generations.start(content)
    try:
        rows = [text.row for text in texts]
        with track("Writing", 1) as advance:
            write_store(folder / STORE_FILE, knowledge, rows, learn_lexicon(knowledge))
            save_vectors(supply.vectors, folder / VECTORS_FILE)
            advance(1)
        _learn(config, folder, knowledge, rows, encoder, live, track)
        with track("Checking the new index", 1) as advance:
            _check(folder, knowledge, rows, encoder)
            advance(1)
        manifest = generations.finish(
            folder,
            Manifest(
                name=folder.name,
                layout=LAYOUT,
                content=content,
                built=datetime.now(UTC).isoformat(timespec="seconds"),
                encoder=encoder.name,
                encoder_fingerprint=encoder.fingerprint,
                vector_size=encoder.dimension,
                counts=_counts(knowledge, rows),
                encoded=supply.encoded,
                seconds=round(perf_counter() - started, 2),
                files={},
            ),
        )
    except BaseException as error:
        generations.discard(folder)
        if isinstance(error, OSError) and error.errno is not None:
            # Some calls name no file, some the one copied from: name the one to make room for.
            raise OSError(error.errno, error.strerror, str(folder)) from error
        raise
    return BuildReport(
        manifest,
        is_new=True,
        encoded=supply.encoded,
        from_live=supply.from_live,
        from_cache=supply.from_cache,
        cache_refused=supply.cache_refused,
    )


def content_digest(knowledge: Knowledge, encoder: Encoder) -> str:
    """Return a digest of everything an index is made of, the same on every machine."""
    return _digest([LAYOUT, encoder.fingerprint, knowledge])


def _digest(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()[:32]


def _learn(
    config: Config,
    folder: Path,
    knowledge: Knowledge,
    rows: Sequence[VectorRow],
    encoder: Encoder,
    live: Manifest | None,
    track: Track,
) -> None:
    """Learn with the vectors and the full text just written; no rule that is known already."""
    messages = messages_digest(knowledge, encoder.fingerprint)
    before = _learned_before(config, live)
    rules = load_rules(rules_file(config, encoder), messages)
    if rules is None and before is not None and before.rules.messages == messages:
        rules = before.rules
    with closing(Store(folder / STORE_FILE)) as store:
        vectors = VectorIndex(folder / VECTORS_FILE)
        learned, languages = learn(
            knowledge,
            rows,
            vectors,
            store,
            track,
            messages,
            rules,
            before,
            lambda lang: _language_before(config, live, lang),
        )
        save_learned(learned, folder / LEARNED_FILE)
        for lang, its in languages.items():
            save_learned(its, folder / LANGUAGE_FILE.format(lang=lang))


def _learned_before(config: Config, live: Manifest | None) -> Learned | None:
    if live is None:
        return None
    try:
        return read_learned(Generations(config.index_folder).path(live.name) / LEARNED_FILE)
    except IndexDamagedError:
        return None


def _language_before(config: Config, live: Manifest | None, lang: str) -> LanguageMeasures | None:
    if live is None:
        return None
    file = Generations(config.index_folder).path(live.name) / LANGUAGE_FILE.format(lang=lang)
    try:
        return read_language(file)
    except IndexDamagedError:
        return None


def rules_file(config: Config, encoder: Encoder) -> Path:
    """Return the file of rules that is shipped with the vectors of an encoder."""
    return config.knowledge / "vectors" / encoder.fingerprint / "rules.npz"


def save_rules(config: Config, encoder: Encoder, name: str) -> bool:
    """Ship the rules of generation `name`; return whether the file has changed.

    Raises:
        IndexDamagedError: its file cannot be read.
    """
    generations = Generations(config.index_folder)
    learned = read_learned(generations.path(name) / LEARNED_FILE)
    file = rules_file(config, encoder)
    if load_rules(file, learned.rules.messages):
        return False
    save_learned(learned.rules, file)
    return True


def live_name(generations: Generations) -> str:
    """Return the name of the live generation, empty where the pointer names none."""
    try:
        return generations.live_name()
    except (IndexNotBuiltError, IndexDamagedError):
        return ""


def _check(folder: Path, knowledge: Knowledge, rows: Sequence[VectorRow], encoder: Encoder) -> None:
    """Refuse a generation that would not answer as it should."""
    vectors = VectorIndex(folder / VECTORS_FILE)
    try:
        store = Store(folder / STORE_FILE)
        try:
            if store.vector_rows() != list(rows) or len(vectors) != len(rows):
                raise BuildRejectedError(f"{folder.name}: vectors and their rows do not agree")
            if len(store.units()) != len(knowledge.cards) + len(knowledge.passages):
                raise BuildRejectedError(f"{folder.name}: cards or passages are missing")
        finally:
            store.close()
    except (sqlite3.Error, IndexDamagedError) as error:
        raise BuildRejectedError(f"{folder.name}: cannot be read back: {error}") from error
    cards = list(knowledge.cards.values())
    for card in cards[:: max(1, len(cards) // _KNOWN_QUESTIONS)]:
        found = vectors.nearest(encoder.encode_queries([card.question]), range(len(rows)), 3)
        if all(rows[row].unit != card.id for row, _ in found):
            raise BuildRejectedError(
                f"{folder.name}: the question of {card.id} does not find its card; the vectors are"
                " not those of the texts"
            )


def _counts(knowledge: Knowledge, rows: Sequence[VectorRow]) -> dict[str, int]:
    return {
        "sources": len(knowledge.sources),
        "passages": len(knowledge.passages),
        "cards": len(knowledge.cards),
        "questions": sum(row.kind == "question" for row in rows),
        "examples": len(knowledge.examples),
        "sentences": sum(len(b.sentences) for c in knowledge.cards.values() for b in c.blocks),
        "vectors": len(rows),
    }
