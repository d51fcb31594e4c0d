"""The commands of a document's way in: add, refresh, stale, supersede."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from difflib import unified_diff
from typing import TYPE_CHECKING, Any

from index.config import Config
from index.errors import KnowledgeInvalidError, SourceUnreadableError
from index.exits import DONE, REFUSED, complain
from index.passages import JURISDICTIONS, KINDS, LICENCES, STATUSES
from index.terminal import complain_of_knowledge, print_json

if TYPE_CHECKING:
    from index.add import Added
    from index.proposals import Proposal
    from index.renewal import Renewal
    from index.supersession import Resting, Superseded

# What a command needs is imported by it: `stale` should not wait for what reads documents.

# Options of `add` that are fields of front matter, with what they say.
_FIELDS = {
    "id": "its name here and in citations (proposed: made of its title)",
    "title": "its title",
    "publisher": "who published it",
    "kind": f"its authority: {', '.join(KINDS)}",
    "url": "where a reader finds it; none, where nowhere",
    "published": "when: YYYY-MM-DD, YYYY-MM or YYYY",
    "updated": "of what day this version is",
    "effective": "since when it holds",
    "status": f"{' or '.join(STATUSES)} (current, if nothing says otherwise)",
    "jurisdiction": f"where it holds: {', '.join(JURISDICTIONS)}",
    "licence": f"of its words: {', '.join(LICENCES)}",
    "review-by": "a day to look at it again",
    "evidence": "how far you have compared it with the original (not read, until you have)",
}
# Those a person is asked for where she can be; the rest has a value that seldom is wrong.
_ASKED = ("id", "title", "publisher", "kind", "url", "published", "status", "jurisdiction")
# An hour.
_LONGEST_WAIT = 3_600
# A hundred years are never.
_MOST_DAYS = 36_500
_MOST_LEFT_OUT = 12
_MOST_LINES = 30


def register(commands: Any) -> list[argparse.ArgumentParser]:
    """Add these commands; return their parsers."""
    return [
        _register_add(commands),
        _register_refresh(commands),
        _register_stale(commands),
        _register_supersede(commands),
    ]


def _register_add(commands: Any) -> argparse.ArgumentParser:
    adding: argparse.ArgumentParser = commands.add_parser(
        "add",
        help="take a document (file or address) over into knowledge/sources, or see what changed",
        description=(
            "Read a document (HTML, PDF, DOCX, text, Markdown) and write knowledge/sources/ID.md, a"
            " section for each paragraph with a number or each part under a heading, for you to"
            " read and correct. What stands around it (menus, comments, adverts) is left out and"
            " listed. The same document again: what changed, section by section; what you"
            " corrected stays. Nothing answers from it before it is built."
        ),
    )
    adding.add_argument("document", metavar="FILE-or-URL")
    for name, said in _FIELDS.items():
        adding.add_argument(f"--{name}", metavar=name.upper(), help=said)
    adding.add_argument(
        "--published-estimated",
        action="store_const",
        const="true",
        help="the day it was published is an estimate",
    )
    adding.add_argument(
        "--supersedes",
        nargs="+",
        default=[],
        metavar="OLD",
        help="sources that it replaces: they become historical",
    )
    settled = adding.add_mutually_exclusive_group()
    settled.add_argument(
        "--keep-mine",
        dest="settled",
        action="store_const",
        const="mine",
        default="",
        help="where both you and the document changed a section: what you wrote stays",
    )
    settled.add_argument(
        "--take-theirs",
        dest="settled",
        action="store_const",
        const="theirs",
        help="there: what the document says now",
    )
    adding.add_argument("--yes", action="store_true", help="ask nothing; take what is proposed")
    adding.add_argument("--json", action="store_true", help="ask nothing; print one JSON object")
    _add_patience(adding)
    _add_network(adding)
    adding.set_defaults(command=_add)
    return adding


def _register_refresh(commands: Any) -> argparse.ArgumentParser:
    refreshing: argparse.ArgumentParser = commands.add_parser(
        "refresh",
        help="ask every source's address whether it changed, moved, is gone or withdrawn",
        description=(
            "Ask the address of every source, or of those named, whether it is as it was. One"
            " request at a time to each site, with a pause. Lists what changed; writes nothing."
        ),
    )
    refreshing.add_argument("sources", nargs="*", metavar="ID", help="only these sources")
    refreshing.add_argument("--all", action="store_true", help="list what has not changed as well")
    refreshing.add_argument("--json", action="store_true", help="print one JSON object")
    refreshing.add_argument(
        "--pause",
        type=_seconds,
        metavar="SECONDS",
        help="between two requests to one site, instead of one second",
    )
    _add_patience(refreshing)
    _add_network(refreshing)
    refreshing.set_defaults(command=_refresh)
    return refreshing


def _register_stale(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "stale",
        help="what should be looked at again, first what most gold questions rest on",
        description=(
            "List sources and cards whose `review_by` has come, or which nobody has looked at for"
            " as long as config.toml [index] review_after_days says."
        ),
    )
    parser.add_argument(
        "--within", type=int, default=0, metavar="DAYS", help="also what is due in so many days"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(command=_stale)
    return parser


def _register_supersede(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "supersede",
        help="note that one source was replaced by another, and see what cards must say anew",
        description=(
            "Set superseded_by in the file of OLD and make it historical; list every sentence of a"
            " card that rests on it. Those that speak of it as of today are yours to reword."
        ),
    )
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")
    parser.set_defaults(command=_supersede)
    return parser


def _add_patience(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--patience",
        type=_seconds,
        metavar="SECONDS",
        help="how long reading a document may take, where the usual few seconds are too short",
    )


def _seconds(text: str) -> float:
    """Return a number of seconds; argparse tells whoever gives another."""
    value = float(text)
    if not 0 <= value <= _LONGEST_WAIT:
        raise argparse.ArgumentTypeError(f"{text}: give 0 to {_LONGEST_WAIT:,} seconds")
    return value


def _add_network(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--allow-http", action="store_true", help="also addresses that are not protected (http)"
    )
    parser.add_argument(
        "--allow-local-server",
        action="store_true",
        help="also a server of your own, on this machine or in your network",
    )


def _add(config: Config, options: argparse.Namespace) -> int:
    from index.add import Request, add
    from index.intake.extract import PATIENCE_SECONDS
    from index.proposals import bad_value

    names = [name.replace("-", "_") for name in _FIELDS] + ["published_estimated"]
    given = {name: value for name in names if (value := getattr(options, name))}
    for name, value in given.items():
        if remedy := bad_value(name, value):
            return complain(f"--{name.replace('_', '-')} {value!r}: {remedy}", REFUSED)
    if given.get("url") == "none":
        given["url"] = ""
    request = Request(
        place=options.document,
        fields=given,
        supersedes=tuple(options.supersedes),
        settled=options.settled,
        allow_http=options.allow_http,
        allow_local=options.allow_local_server,
        patience_seconds=options.patience or PATIENCE_SECONDS,
    )
    may_ask = sys.stdin.isatty() and not options.yes and not options.json
    today = datetime.now(UTC).date()
    try:
        added = add(config, request, today, _asked if may_ask else _unasked)
    except KnowledgeInvalidError as error:
        return complain_of_knowledge(error.problems, "nothing was written")
    if options.json:
        print_json(_as_fields(added))
    else:
        _show_added(added)
    if added.renewal and added.renewal.conflicts:
        return complain(
            f"{len(added.renewal.conflicts)} sections were changed by you and in the document;"
            " nothing was written; do it again with --keep-mine or --take-theirs",
            REFUSED,
        )
    return DONE


def _unasked(fields: Mapping[str, Proposal], _: tuple[str, ...]) -> dict[str, Proposal]:
    return dict(fields)


def _asked(fields: Mapping[str, Proposal], missing: tuple[str, ...]) -> dict[str, Proposal]:
    """Ask for what is missing and have what is proposed confirmed; Enter takes a proposal."""
    from index.proposals import Proposal, bad_value

    settled = dict(fields)
    print("Enter takes what stands in brackets.")
    for name in _ASKED:
        proposal = fields.get(name)
        if proposal and proposal.origin == "as you gave it":
            continue
        hint = f" [{proposal.value}: {proposal.origin}]" if proposal else ""
        while True:
            print(f"{name} ({_FIELDS[name]}){hint}: ", end="", flush=True)
            line = sys.stdin.readline()
            if not line:
                raise SourceUnreadableError(f"no answer for {name}; nothing was written")
            value = " ".join(line.split())
            if not value and (proposal or name not in missing):
                break
            if not value:
                print("  there is nothing to take; it is needed")
            elif remedy := bad_value(name, value):
                print(f"  {remedy}")
            else:
                settled[name] = Proposal("" if value == "none" else value, "as you gave it")
                break
    return settled


def _show_added(added: Added) -> None:
    if added.renewal:
        _show_renewal(added, added.renewal)
    else:
        print(f"{added.file}: {len(added.sections)} sections")
        for name, its in added.fields.items():
            print(f"  {name:<14}{its.value or 'none'}   ({its.origin})")
    _show_left_out(added)
    for superseded in added.superseded:
        _show_superseded(superseded)
    if added.is_written:
        print("\nRead it, correct it, say under `evidence` what you compared; then:")
        print("  python -m index check")
        print("  python -m index build --dry-run    # what it changes, before anybody is told")
        print("  python -m index publish --reason WHY")


def _show_left_out(added: Added) -> None:
    if not added.left_out:
        print("left out: nothing")
        return
    counts = Counter(its.what for its in added.left_out)
    print("left out: " + ", ".join(f"{what} {n}" for what, n in counts.most_common()))
    for its in added.left_out[:_MOST_LEFT_OUT]:
        shown = its.text if len(its.text) <= 70 else f"{its.text[:67]}..."
        print(f"  {its.what}: {shown}")
    if len(added.left_out) > _MOST_LEFT_OUT:
        print(f"  and {len(added.left_out) - _MOST_LEFT_OUT} more (all of them: --json)")


def _show_renewal(added: Added, renewal: Renewal) -> None:
    if not renewal.changes:
        read = added.source.retrieved or added.source.checked
        print(f"{added.file}: the document says what it said on {read}")
    for its in renewal.changes:
        note = f" (these words stood under {its.held_by})" if its.held_by else ""
        print(f"\n{its.kind}: {its.locator}{note}")
        lines = unified_diff(
            its.before.splitlines(), its.after.splitlines(), "file", "document", lineterm="", n=0
        )
        for line in list(lines)[2:_MOST_LINES]:
            print(f"  {line}")
    for name, field in added.fields.items() if added.is_written else ():
        print(f"\n{name}: {field.value} ({field.origin})")
    for address in added.lost:
        print(f"\ncited by a card and gone: {address}")
    print()
    print(f"{added.file}: {'written' if added.is_written else 'left as it is'}")


def _as_fields(added: Added) -> dict[str, Any]:
    return {
        "file": str(added.file),
        "id": added.source.id,
        "written": added.is_written,
        "sections": [{"locator": its.locator, "heading": its.heading} for its in added.sections],
        "fields": {name: asdict(its) for name, its in added.fields.items()},
        "left_out": [asdict(its) for its in added.left_out],
        "changes": [asdict(its) for its in added.renewal.changes] if added.renewal else [],
        "lost": added.lost,
    }


def _refresh(config: Config, options: argparse.Namespace) -> int:
    from index.intake.extract import PATIENCE_SECONDS
    from index.knowledge import read_knowledge
    from index.progress import track
    from index.refresh import PAUSE_SECONDS, refresh
    from index.supersession import check_ids

    knowledge, _ = read_knowledge(config.knowledge)
    check_ids(knowledge, options.sources)
    chosen = options.sources or list(knowledge.sources)
    found = refresh(
        [knowledge.sources[its] for its in chosen],
        track,
        pause_seconds=PAUSE_SECONDS if options.pause is None else options.pause,
        patience_seconds=options.patience or PATIENCE_SECONDS,
        allow_http=options.allow_http,
        allow_local=options.allow_local_server,
    )
    counts = Counter(its.standing for its in found)
    if options.json:
        listed = [
            {"id": its.source.id, "url": its.source.url, "standing": its.standing}
            | {"detail": its.detail}
            for its in found
        ]
        print_json({"counts": counts, "sources": listed})
        return DONE
    for its in found:
        if options.all or its.standing not in ("unchanged", "unknown"):
            print(f"{its.standing:<12}{its.source.id}\n            {its.source.url}")
            print(f"            {its.detail}")
    without = len(chosen) - len(found)
    print(", ".join(f"{n} {standing}" for standing, n in counts.items()) or "no address to ask")
    if without:
        print(f"{without} have no address")
    return DONE


def _stale(config: Config, options: argparse.Namespace) -> int:
    from index.gold import read_gold
    from index.knowledge import read_knowledge
    from index.staleness import find_stale

    knowledge, problems = read_knowledge(config.knowledge)
    if problems:
        return complain_of_knowledge(problems, "put them right first")
    if not 0 <= options.within <= _MOST_DAYS:
        return complain(f"--within {options.within}: give 0 to {_MOST_DAYS:,} days", REFUSED)
    today = datetime.now(UTC).date()
    until = today + timedelta(days=options.within)
    found = find_stale(
        knowledge, read_gold(config.knowledge), until, config.index.review_after_days
    )
    if options.json:
        print_json([asdict(its) for its in found])
        return DONE
    if not found:
        print("nothing is due")
        return DONE
    print(f"{'gold':>5}  {'due':<12}{'':<8}")
    for its in found:
        print(f"{its.rests:>5}  {its.due!s:<12}{its.kind:<8}{its.id} ({its.why})")
    print(f"{len(found)} are due; gold: how many gold questions rest on it")
    return DONE


def _supersede(config: Config, options: argparse.Namespace) -> int:
    from index.supersession import supersede

    try:
        _show_superseded(supersede(config, options.old, options.new))
    except KnowledgeInvalidError as error:
        return complain_of_knowledge(error.problems, "nothing was written")
    return DONE


def _show_superseded(its: Superseded) -> None:
    said = "is historical now" if its.is_written else "was that already"
    print(f"{its.file}: superseded by {its.new}; {said}")
    to_reword = [it for it in its.sentences if it.is_as_present]
    others = [it for it in its.sentences if not it.is_as_present]
    _list_sentences(to_reword, "these speak of it as of today; reword them:")
    _list_sentences(others, "these rest on it as well; look whether they still hold:")
    if its.is_written:
        print("Its sections should say in words that they are past, with the dates.")


def _list_sentences(sentences: Sequence[Resting], heading: str) -> None:
    if sentences:
        print(heading)
    for its in sentences:
        print(f"  {its.card}: {its.sentence} [{']['.join(its.citations)}]")
