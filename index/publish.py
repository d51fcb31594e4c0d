"""Knowledge in, a generation live out, if it loses no more than may be lost; and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.build import BuildReport, build, live_name, make_live, prune
from index.config import Config, PublishSettings
from index.encoder import Encoder
from index.errors import (
    EvaluationError,
    IndexDamagedError,
    IndexNotBuiltError,
    PublicationRefusedError,
)
from index.generations import Generations
from index.history import way_back, were_live
from index.impact import Impact, measure_impact
from index.progress import Track
from index.records import HEADLINES
from index.supply import live_manifest

_ROUNDING = 1e-4


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
    accept = " ".join(accept.split())
    generations = Generations(config.index_folder)
    report = build(config, encoder, track, stage=True)
    if report.is_live:
        return Publication(report, None, ())
    name = report.manifest.name
    live = live_name(generations)
    impact: Impact | None = None
    losses: tuple[str, ...] = ()
    if live_manifest(config, encoder):
        impact = _compared(config, generations, live, name, track)
        losses = losses_beyond(impact, config.publish)
    elif live:
        losses = (f"{live}, which answers, is damaged or of another encoder or version",)
    if losses and not accept:
        raise _refusal(name, losses, impact)
    with generations.lock(), generations.move_lock():
        if live_name(generations) != live or generations.staged_name() != name:
            raise _too_late(name)
        why = "; ".join(filter(None, (reason, accept)))
        make_live(generations, name, "publish", why, losses)
        try:
            prune(config, generations)
        except OSError as error:
            # It answers already; what is left over is only in the way.
            report = replace(report, not_pruned=f"{error.filename}: {error.strerror}")
    return Publication(report, impact, losses)


def _refusal(name: str, losses: Sequence[str], impact: Impact | None) -> PublicationRefusedError:
    accept = 'python -m index publish --accept "reason"'
    if impact is None:
        return PublicationRefusedError(
            f"{name} could not be compared: {losses[0]}. It was not published; try it (python -m"
            f" bot ask --generation next QUESTION), then: {accept}"
        )
    return TooMuchLostError(
        f"{name} loses more than config.toml [publish] allows: {'; '.join(losses)}. It was not"
        " published; look at it (python -m index diff), correct the knowledge, or accept the"
        f" loss: {accept}",
        impact,
    )


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
        name, check = HEADLINES[headline]
        lost, limit = share.lost, limits.answers
        if name == "emergencies":
            # One that is won makes up for none that is lost.
            times = sum(its.set == name and check in its.lost for its in impact.gold)
            lost, limit = times / share.n, limits.emergencies
        # Shares are rounded to four places.
        if lost > limit + _ROUNDING:
            found.append(
                f"{headline}: {share.before:.3f} to {share.after:.3f}, {lost:.3f} lost (at most"
                f" {limit:g} may be)"
            )
    for lang, share in impact.languages.items():
        if share.lost > limits.language + _ROUNDING:
            found.append(
                f"{lang}, answers as in English or in the language: {share.before:.3f} to"
                f" {share.after:.3f} (at most {limits.language:g})"
            )
    as_present = {(its.card, its.sentence) for its in impact.citations if its.is_as_present}
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
        BuildInProgressError: another generation is being made live now.
    """
    generations = Generations(config.index_folder)
    # Not that of builds: whoever goes back does not wait for one.
    with generations.move_lock():
        live, names = generations.live_name(), generations.names()
        way = way_back(config.index_folder, live, names)
        if name is None and not way:
            raise IndexNotBuiltError(
                "there is no earlier generation to go back to; config.toml [index] generations_kept"
                " says how many stay"
            )
        target = name or way[-1]
        if target == live:
            raise IndexNotBuiltError(f"{target}: is live already")
        once = were_live(config.index_folder, live, names)
        if target not in once:
            there = ", ".join(its for its in once[::-1] if its != live) or "none"
            raise IndexNotBuiltError(
                f"{target}: is no generation here that ever answered; there are: {there}"
            )
        generations.whole(target)
        make_live(generations, target, "rollback", reason)
    return live, target
