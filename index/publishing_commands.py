"""The commands between knowledge and readers: build, diff, publish, rollback, history, watch."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

import msgspec

from index.config import Config
from index.errors import (
    BuildInProgressError,
    IndexNotBuiltError,
    KnowledgeError,
    KnowledgeInvalidError,
)
from index.exits import DISK, DONE, NOT_PUBLISHED, REFUSED, complain
from index.terminal import complain_of_knowledge, print_json, wide_console

if TYPE_CHECKING:
    from index.build import BuildReport
    from index.encoder import Encoder
    from index.impact import Impact

# What a command needs is imported by it: `rollback` should not wait for what `build` needs.

# How long nothing must change before `watch` builds; an editor that saves by renaming makes
# several changes within a tenth of it.
_DEBOUNCE_SECONDS = 1.0
_LONGEST_DEBOUNCE = 60
# Between two tries of `watch` where somebody else builds.
_RETRY_SECONDS = 1.0
_NOTHING_BUILT = "nothing was built"


def register(commands: Any) -> list[argparse.ArgumentParser]:
    """Add these commands; return their parsers."""
    return [
        _register_build(commands),
        _register_diff(commands),
        _register_publish(commands),
        _register_rollback(commands),
        _register_history(commands),
        _register_watch(commands),
    ]


def _register_build(commands: Any) -> argparse.ArgumentParser:
    building: argparse.ArgumentParser = commands.add_parser(
        "build",
        help="make a new index beside the old one, check it, and let it answer from now on",
        description=(
            "Make a new index from knowledge/. Only what changed is encoded again. The new one is"
            " written beside the old one and checked before it takes over in one step; stop it at"
            " any moment and the old one goes on answering. Where people are being asked, look"
            " first (--dry-run), then `publish`, which refuses what loses too much."
        ),
    )
    building.add_argument("--force", action="store_true", help="build even if nothing changed")
    building.add_argument(
        "--dry-run",
        action="store_true",
        help="leave what answers as it is; show what the new one would change",
    )
    building.add_argument(
        "--save-vectors",
        action="store_true",
        help=(
            "also write knowledge/vectors, with what was learned from the messages of questions/,"
            " so that a fresh machine need neither encode nor learn; commit them"
        ),
    )
    building.add_argument("--reason", default="", help="why; `history` shows it")
    _add_report(building)
    building.set_defaults(command=_build)
    return building


def _register_diff(commands: Any) -> argparse.ArgumentParser:
    differing: argparse.ArgumentParser = commands.add_parser(
        "diff",
        help="what a publication would change: gold questions, cards, citations, languages",
        description=(
            "Compare what knowledge/ says now with what answers, or any two generations: sources,"
            " sections and cards, citations that die or become historical, gold questions that are"
            " answered in another way, languages that lose, near-duplicates."
        ),
    )
    differing.add_argument(
        "before", nargs="?", metavar="BEFORE", help="a generation (the live one)"
    )
    differing.add_argument(
        "after", nargs="?", metavar="AFTER", help="another (made of knowledge/ as it is now)"
    )
    _add_report(differing)
    differing.set_defaults(command=_diff)
    return differing


def _register_publish(commands: Any) -> argparse.ArgumentParser:
    publishing: argparse.ArgumentParser = commands.add_parser(
        "publish",
        help="build, compare with what answers, and let it answer if it loses no more than allowed",
        description=(
            "Build what knowledge/ says, compare it with what answers now, and let it answer. What"
            " loses more than config.toml [publish] allows is refused, unless you say why it is"
            " accepted. A running bot takes it over between two answers."
        ),
    )
    publishing.add_argument("--reason", default="", help="why; `history` shows it")
    publishing.add_argument(
        "--accept", metavar="REASON", help="publish in spite of its losses, for this"
    )
    publishing.add_argument("--markdown", type=Path, metavar="FILE", help="also write the report")
    publishing.add_argument("--json", action="store_true", help="print one JSON object")
    publishing.set_defaults(command=_publish)
    return publishing


def _register_rollback(commands: Any) -> argparse.ArgumentParser:
    rolling: argparse.ArgumentParser = commands.add_parser(
        "rollback",
        help="let the generation before answer again, at once",
        description=(
            "Let an earlier generation answer again, at once: the one that was live before, or the"
            " one named. knowledge/ stays as it is: correct it before you publish again."
        ),
    )
    rolling.add_argument("name", nargs="?", metavar="NAME", help="a generation (see `history`)")
    rolling.add_argument("--reason", default="", help="why; `history` shows it")
    rolling.set_defaults(command=_rollback)
    return rolling


def _register_history(commands: Any) -> argparse.ArgumentParser:
    telling: argparse.ArgumentParser = commands.add_parser(
        "history", help="what was live when, how it came to be, and why"
    )
    telling.add_argument("--json", action="store_true", help="print one JSON object")
    telling.set_defaults(command=_history)
    return telling


def _register_watch(commands: Any) -> argparse.ArgumentParser:
    watching: argparse.ArgumentParser = commands.add_parser(
        "watch",
        help="build again whenever a file of knowledge/ changes, for somebody who writes",
        description=(
            "Build again whenever a file of knowledge/ changes, once nothing has changed for a"
            " moment. Errors are shown and waited out. A bot that runs beside it answers from each"
            " new generation. Stop with Ctrl-C."
        ),
    )
    watching.add_argument(
        "--debounce",
        type=float,
        default=_DEBOUNCE_SECONDS,
        metavar="SECONDS",
        help=f"how long nothing must change first (default {_DEBOUNCE_SECONDS:g})",
    )
    watching.add_argument(
        "--publish", action="store_true", help="refuse what loses too much, as `publish` does"
    )
    watching.set_defaults(command=_watch)
    return watching


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--no-gold",
        action="store_true",
        help="do not ask the gold questions (it takes some minutes)",
    )
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write the report, for a pull request"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _build(config: Config, options: argparse.Namespace) -> int:
    from index.build import build, save_rules
    from index.check import read_and_check
    from index.encoder import open_encoder
    from index.progress import track
    from index.supply import refresh_cache

    if (options.markdown or options.no_gold) and not options.dry_run:
        return complain("--markdown and --no-gold are of a comparison: add --dry-run", REFUSED)
    if code := _is_misplaced(options):
        return code
    encoder = open_encoder(config)
    try:
        report = build(
            config,
            encoder,
            track,
            force=options.force,
            stage=options.dry_run,
            reason=options.reason,
        )
    except KnowledgeInvalidError as error:
        return complain_of_knowledge(error.problems, _NOTHING_BUILT)
    if not options.json:
        _show_build(report)
    if options.save_vectors:
        knowledge, _ = read_and_check(config.knowledge)
        changed = refresh_cache(config, encoder, knowledge, track)
        count = len(changed) + save_rules(config, encoder, report.manifest.name)
        out = sys.stderr if options.json else sys.stdout
        print(f"knowledge/vectors: {count} files changed; commit them", file=out)
    if options.dry_run:
        return _compare(config, "", report.manifest.name, options)
    if options.json:
        print_json(msgspec.to_builtins(report.manifest) | {"new": report.is_new})
    return DONE


def _show_build(report: BuildReport) -> None:
    manifest = report.manifest
    counts = ", ".join(f"{number:,} {name}" for name, number in manifest.counts.items())
    if report.cache_refused:
        print(
            "knowledge/vectors does not agree with this encoder and was not used", file=sys.stderr
        )
    if report.not_pruned:
        print(f"old generations could not be removed: {report.not_pruned}", file=sys.stderr)
    if not report.is_new:
        standing = "stays live" if report.is_live else "waits to be published"
        print(f"nothing changed; {manifest.name} {standing}: {counts}")
        return
    print(f"built {manifest.name} in {manifest.seconds:.1f} s: {counts}")
    print(
        f"texts: {report.encoded:,} encoded, {report.from_live:,} from the index before,"
        f" {report.from_cache:,} from knowledge/vectors"
    )
    if not report.is_live:
        print("it does not answer yet; try it: python -m bot ask --generation next QUESTION")


def _diff(config: Config, options: argparse.Namespace) -> int:
    from index.build import build
    from index.encoder import open_encoder
    from index.progress import track

    if code := _is_misplaced(options):
        return code
    if not options.after:
        try:
            report = build(config, open_encoder(config), track, stage=True)
        except KnowledgeInvalidError as error:
            return complain_of_knowledge(error.problems, _NOTHING_BUILT)
        return _compare(config, options.before or "", report.manifest.name, options)
    return _compare(config, options.before or "", options.after, options)


def _compare(config: Config, before: str, after: str, options: argparse.Namespace) -> int:
    """Show what differs between two generations; `before` is the live one, if none is named."""
    from index.build import live_name
    from index.generations import Generations
    from index.impact import measure_impact
    from index.library import generation_named
    from index.progress import track

    generations = Generations(config.index_folder)
    live = live_name(generations)
    after = generation_named(config, after)
    before = generation_named(config, before) if before else live
    if not before or before == after:
        said = f"no difference: both are {after}" if before else "nothing answers yet"
        if options.json:
            print_json(None)
        else:
            print(said)
        return DONE
    # Of another version of this program, or damaged: told before minutes of asking.
    generations.manifest(before)
    impact = measure_impact(config, before, after, track, ask_gold=not options.no_gold)
    _report(impact, options)
    return DONE


def _report(impact: Impact, options: argparse.Namespace) -> None:
    from index.impact_report import show_impact

    _write_report(impact, options)
    if options.json:
        print_json(impact)
    else:
        show_impact(impact, wide_console())


def _write_report(impact: Impact, options: argparse.Namespace) -> None:
    from index.files import write_atomically
    from index.impact_report import as_markdown

    if options.markdown:
        write_atomically(options.markdown.absolute(), as_markdown(impact).encode())


def _is_misplaced(options: argparse.Namespace) -> int:
    """Return the exit code where the report has no folder to go to: told before all work."""
    file = options.markdown
    if file and not file.absolute().parent.is_dir():
        return complain(f"{file}: its folder is not there; make it first", DISK)
    return DONE


def _publish(config: Config, options: argparse.Namespace) -> int:
    from index.encoder import open_encoder
    from index.impact_report import show_impact
    from index.progress import track
    from index.publish import TooMuchLostError, publish

    if code := _is_misplaced(options):
        return code
    if options.accept is not None and not options.accept.strip():
        return complain("--accept needs a reason, which the history keeps", REFUSED)
    try:
        done = publish(
            config, open_encoder(config), track, reason=options.reason, accept=options.accept or ""
        )
    except KnowledgeInvalidError as error:
        return complain_of_knowledge(error.problems, _NOTHING_BUILT)
    except TooMuchLostError as error:
        _report(error.impact, options)
        return complain(str(error), NOT_PUBLISHED)
    name = done.report.manifest.name
    is_published = not done.report.is_live
    if options.json:
        fields = {"name": name, "published": is_published, "accepted": done.accepted}
        print_json(fields | {"impact": done.impact})
    else:
        print(f"published {name}" if is_published else f"nothing changed; {name} stays live")
        for loss in done.accepted:
            print(f"  accepted: {loss}")
        if done.impact:
            show_impact(done.impact, wide_console())
    if done.impact:
        _write_report(done.impact, options)
    return DONE


def _rollback(config: Config, options: argparse.Namespace) -> int:
    from index.library import NEXT
    from index.publish import roll_back

    name = options.name
    if name == NEXT:
        raise IndexNotBuiltError("`next` was never live; publish it: python -m index publish")
    before, now = roll_back(config, name, options.reason)
    print(f"{now} answers again, instead of {before}")
    print("knowledge/ still says what was rolled back: correct it before you publish or build")
    return DONE


def _history(config: Config, options: argparse.Namespace) -> int:
    from index.generations import Generations
    from index.history import read_history

    generations = Generations(config.index_folder)
    live = generations.live_name()
    here = set(generations.names())
    events = read_history(config.index_folder, live)
    if options.json:
        listed = [
            msgspec.to_builtins(event)
            | {"happened": event.happened, "live": event.name == live, "kept": event.name in here}
            for event in events
        ]
        print_json({"live": live, "next": generations.staged_name(), "events": listed})
        return DONE
    for event in events:
        if not event.happened:
            standing = "cut off before it answered"
        elif event.name == live:
            standing = "live"
        else:
            standing = "kept" if event.name in here else "removed since"
        print(f"{event.at}  {event.kind:<9}{event.name}  {standing}")
        if event.reason:
            print(f"    {event.reason}")
        for loss in event.accepted:
            print(f"    accepted: {loss}")
    if staged := generations.staged_name():
        print(f"next: {staged} waits to be published")
    return DONE


def _watch(config: Config, options: argparse.Namespace) -> int:
    from index.encoder import open_encoder
    from index.watch import watch

    if not 0 < options.debounce <= _LONGEST_DEBOUNCE:
        said = f"--debounce {options.debounce}: give 0 to {_LONGEST_DEBOUNCE} seconds"
        return complain(said, REFUSED)
    if not config.knowledge.is_dir():
        return complain(f"{config.knowledge}: no such folder; see [paths] in {config.file}", DISK)
    encoder = open_encoder(config)
    print(f"watching {config.knowledge}; stop with Ctrl-C", flush=True)
    for _ in watch(config.knowledge, options.debounce):
        _once(config, encoder, options)
    return DONE


def _once(config: Config, encoder: Encoder, options: argparse.Namespace) -> None:
    """Build or publish once; what is wrong is said, and is no reason to stop watching."""
    from index.build import build
    from index.progress import track
    from index.publish import publish

    try:
        if options.publish:
            name = publish(config, encoder, track, reason="watch").report.manifest.name
            print(f"live: {name}")
        else:
            _show_build(build(config, encoder, track, reason="watch"))
    except BuildInProgressError:
        # What has changed is built all the same, once the other is done.
        sleep(_RETRY_SECONDS)
        _once(config, encoder, options)
    except KnowledgeInvalidError as error:
        complain_of_knowledge(error.problems, _NOTHING_BUILT)
    except (KnowledgeError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
    sys.stdout.flush()
