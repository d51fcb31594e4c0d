"""Knowledge in, a generation live out, if it loses no more than may be lost; and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.build import BuildReport, build, make_live
from index.config import Config, PublishSettings
from index.encoder import Encoder
from index.errors import (
    EvaluationError,
    IndexDamagedError,
    IndexNotBuiltError,
    PublicationRefusedError,
)
from index.generations import Generations
from index.history import Event, read_history
from index.impact import Impact, measure_impact
from index.progress import Track
from index.records import HEADLINES


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published: the build behind it, what it changed, the losses that were accepted.

    `impact` is None where there was nothing to compare with.
    """

    report: BuildReport
    impact: Impact | None
    accepted: tuple[str, ...]


class TooMuchLostError(PublicationRefusedError):
    """A publication would lose more than it may.

    Attributes:
        impact: what it would change.
    """

    def __init__(self, message: str, impact: Impact) -> None:
        self.impact = impact
        super().__init__(message)


def publish(
    config: Config, encoder: Encoder, track: Track, *, reason: str = "", accept: str = ""
) -> Publication:
    """Build what is in the knowledge folder, compare it with what is live, and have it answer.

    What was built to be looked at before, and is of the same knowledge, is not built again.
    `accept` is why losses beyond the limits of config.toml are accepted; it goes into the history.

    Raises:
        PublicationRefusedError: it loses more than config.toml allows, or something else has been
            made live meanwhile.
        KnowledgeInvalidError, BuildInProgressError, BuildRejectedError, EvaluationError, OSError:
            nothing that answers was changed.
    """
    generations = Generations(config.index_folder)
    report = build(config, encoder, track, stage=True)
    if report.is_live:
        return Publication(report, None, ())
    name = report.manifest.name
    live = live_or_none(generations)
    impact = _compared(config, generations, live, name, track) if live else None
    losses = losses_beyond(impact, config.publish) if impact else ()
    if impact and losses and not accept:
        raise TooMuchLostError(
            f"{name} loses more than config.toml [publish] allows: {'; '.join(losses)}. It was not"
            " published; look at it (python -m index diff), correct the knowledge, or accept the"
            ' loss: python -m index publish --accept "reason"',
            impact,
        )
    with generations.lock():
        if live_or_none(generations) != live or generations.staged_name() != name:
            raise _too_late(name)
        make_live(generations, name, "publish", accept or reason, losses)
    return Publication(report, impact, losses)


def _compared(
    config: Config, generations: Generations, live: str, name: str, track: Track
) -> Impact:
    try:
        return measure_impact(config, live, name, track)
    except (EvaluationError, IndexDamagedError, IndexNotBuiltError) as error:
        if generations.staged_name() != name:
            # Another build has removed it while it was asked.
            raise _too_late(name) from error
        raise


def _too_late(name: str) -> PublicationRefusedError:
    return PublicationRefusedError(
        f"{name}: another generation was built or made live while this one was compared; nothing"
        " was published, do it again"
    )


def losses_beyond(impact: Impact, limits: PublishSettings) -> tuple[str, ...]:
    """Return in words each loss that is larger than its limit."""
    found = []
    for headline, share in impact.shares.items():
        is_emergency = HEADLINES[headline][0] == "emergencies"
        limit = limits.emergencies if is_emergency else limits.answers
        # Shares are rounded to four places.
        if share.lost > limit + 1e-9:
            found.append(
                f"{headline}: {share.before:.3f} to {share.after:.3f} (at most {limit:g} may be"
                " lost)"
            )
    for lang, share in impact.languages.items():
        if share.lost > limits.language + 1e-9:
            found.append(
                f"{lang}, same answer as in English: {share.before:.3f} to {share.after:.3f}"
                f" (at most {limits.language:g})"
            )
    as_present = [its.sentence for its in impact.citations if its.is_as_present]
    for noun, count, limit in (
        ("cards gone", len(impact.cards.gone), limits.cards),
        ("sentences of the past worded as present", len(as_present), limits.past_sentences),
        ("new near-duplicates", len(impact.near), limits.near_duplicates),
    ):
        if count > limit:
            found.append(f"{noun}: {count} (at most {limit})")
    return tuple(found)


def roll_back(config: Config, name: str | None = None, reason: str = "") -> tuple[str, str]:
    """Have an earlier generation answer again, at once; return the name live before and now.

    Without `name` it is the one that was live before the live one.

    Raises:
        IndexNotBuiltError: there is no such generation here any more.
        IndexDamagedError: it is not whole.
        BuildInProgressError: a build or a publication is running.
    """
    generations = Generations(config.index_folder)
    with generations.lock():
        live = generations.live_name()
        history = read_history(config.index_folder, live)
        target = name or _before(generations, history, live)
        if target == live:
            raise IndexNotBuiltError(f"{target}: is live already")
        if target not in generations.names():
            there = ", ".join(its for its in generations.names()[::-1] if its != live)
            raise IndexNotBuiltError(
                f"{target}: is not here any more; there are: {there or 'none'}"
            )
        generations.whole(target)
        make_live(generations, target, "rollback", reason)
    return live, target


def live_or_none(generations: Generations) -> str:
    """Return the name of the live generation, empty where nothing whole answers yet."""
    try:
        name = generations.live_name()
        generations.manifest(name)
    except (IndexNotBuiltError, IndexDamagedError):
        return ""
    return name


def _before(generations: Generations, history: Sequence[Event], live: str) -> str:
    """Return the newest generation older than the live one that was live once."""
    were_live = {event.name for event in history if event.happened}
    first = min(were_live, default=live)
    here = [it for it in generations.names() if it < live and (it in were_live or it < first)]
    if not here:
        raise IndexNotBuiltError(
            "there is no earlier generation to go back to; config.toml [index] generations_kept"
            " says how many stay"
        )
    return here[-1]
