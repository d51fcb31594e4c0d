"""The command line of the index: status, check, search, evaluate, translations, and the rest.

What a document meets on its way in is in document_commands.py, what lies between knowledge and
readers in publishing_commands.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from index import document_commands, publishing_commands
from index.config import Config, load_config
from index.errors import EvaluationError, KnowledgeInvalidError
from index.exits import (
    DONE,
    EXIT_CODES,
    KNOWLEDGE_INVALID,
    NUMBERS_FELL,
    REFUSED,
    complain,
    run,
)
from index.passages import Hit
from index.terminal import complain_of_knowledge, print_json, wide_console

_DESCRIPTION = """\
Keeps the index that answers are found in. The route of a document: `add` it, or write it in
knowledge/; `check` it; see what it changes (`build --dry-run`); `publish` it; `rollback` if it was
wrong.
"""
_EXAMPLES = """\
examples:
  python -m index add guidance.pdf      take a document over, for you to read and correct
  python -m index check                 what is wrong in knowledge/, with file, line and remedy
  python -m index build --dry-run       what knowledge/ as it is now would change
  python -m index publish --reason WHY  let it answer, if it loses no more than allowed
  python -m index rollback              let the generation before answer again
  python -m index build                 make an index and let it answer, whatever it changes
  python -m index status                what is live, how old, what is in it
  python -m index search "gp address"   what is found, and what each signal said
  python -m index evaluate              how good the replies to the gold questions are
  python -m index translations          which languages the answers have, and who checked them

"""
_TRANSLATIONS_INSTALL = 'pip install -e ".[translations]"'
_EVALUATE_INSTALL = 'pip install -e ".[evaluate]"'
# Stands for the file in the knowledge folder, whose place config.toml tells.
_DEFAULT_RECORD = Path()
_COUNTED = ("kind", "status", "jurisdiction", "evidence")
# Evidence lines carry remarks; they are counted by how they begin.
_EVIDENCE = ("read in full", "read in part", "read through another publication", "not read")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m index",
        description=_DESCRIPTION,
        epilog=_EXAMPLES + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    on_documents = document_commands.register(commands)
    on_publishing = publishing_commands.register(commands)

    status = commands.add_parser("status", help="what is live, its age, and what is in it")
    status.add_argument("--json", action="store_true", help="print one JSON object, for programs")
    status.set_defaults(command=_status)

    checking = commands.add_parser(
        "check",
        help="look for errors and doubts in knowledge/",
        description=(
            "Errors stop a build: each is given with file, line, value and remedy, and the exit"
            " code is 1. Warnings are for a maintainer to look at."
        ),
    )
    checking.set_defaults(command=_check)

    searching = commands.add_parser("search", help="ranked hits, with each signal's rank and score")
    searching.add_argument("question", nargs="+")
    searching.add_argument("-k", type=int, default=10, help="how many of each kind (default 10)")
    searching.add_argument("--json", action="store_true", help="print one JSON object")
    searching.set_defaults(command=_search)

    evaluating = _add_evaluate(commands)
    translating = _add_translations(commands)
    every = (parser, status, checking, searching, evaluating, translating)

    for command in (*every, *on_documents, *on_publishing):
        default = None if command is parser else argparse.SUPPRESS
        command.add_argument(
            "--config", type=Path, metavar="FILE", default=default, help="another config.toml"
        )
    options = parser.parse_args(arguments)
    return run(lambda: int(options.command(load_config(options.config), options)))


def _add_evaluate(commands: Any) -> argparse.ArgumentParser:
    evaluating: argparse.ArgumentParser = commands.add_parser(
        "evaluate",
        help="ask the bot every gold question and measure its replies",
        description=(
            "Ask the bot every gold question of knowledge/questions and measure the replies, with"
            " 95 % intervals, beside those of simpler programs. Needs some packages more:"
            f" {_EVALUATE_INSTALL}"
        ),
    )
    evaluating.add_argument("--json", action="store_true", help="print one JSON object")
    evaluating.add_argument(
        "--against",
        type=Path,
        metavar="FILE",
        help="show what changed since the numbers in FILE; exit with 7 where a number fell",
    )
    evaluating.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        nargs="?",
        const=_DEFAULT_RECORD,
        help="write the numbers to FILE (knowledge/questions/results.json if none is named)",
    )
    evaluating.add_argument("--picture", type=Path, metavar="FILE.svg", help="draw them as well")
    evaluating.add_argument(
        "--part", choices=["report", "development", "all"], default="all", help="of the questions"
    )
    evaluating.add_argument(
        "--baselines",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also what simpler programs would reply",
    )
    evaluating.add_argument(
        "--xquad",
        type=Path,
        metavar="FOLDER",
        help="also find the English paragraphs of XQuAD (xquad.LANG.json) in each of its languages",
    )
    evaluating.set_defaults(command=_evaluate)
    return evaluating


def _add_translations(commands: Any) -> argparse.ArgumentParser:
    translating: argparse.ArgumentParser = commands.add_parser(
        "translations",
        help="the answers in other languages: what there is, and a spreadsheet for native speakers",
        description=(
            "Without an option: of each language how many cards it has, how many a native speaker"
            " has checked, how many are older than their English. --export writes a spreadsheet:"
            " the English beside the translation. A native speaker corrects its column and leaves"
            " the others alone; --import takes that back, all of it or nothing."
        ),
    )
    one = translating.add_mutually_exclusive_group()
    one.add_argument("--export", metavar="LANG", help="write a language to a spreadsheet")
    one.add_argument("--import", metavar="FILE.xlsx", type=Path, dest="take", help="take one back")
    one.add_argument(
        "--current",
        nargs=2,
        metavar=("LANG", "CARD"),
        help="note that a translation, now put right, says what the card says today",
    )
    translating.add_argument(
        "--to", type=Path, metavar="FILE.xlsx", help="where to export to (LANG.xlsx)"
    )
    translating.add_argument("--lang", metavar="LANG", help="of an import: its language")
    translating.add_argument("--checked-by", metavar="NAME", help="of an import: who checked it")
    translating.set_defaults(command=_translations)
    return translating


def _status(config: Config, options: argparse.Namespace) -> int:
    from index.generations import Generations
    from index.library import Library, kept_generations

    library = Library(config)
    manifest = library.manifest
    staged = Generations(config.index_folder).staged_name()
    counts = {name: library.store.counts(name) for name in _COUNTED}
    counts["evidence"] = {
        start: sum(n for text, n in counts["evidence"].items() if text.startswith(start))
        for start in _EVIDENCE
    }
    age = datetime.now(UTC) - manifest.built_at
    if options.json:
        fields = msgspec.to_builtins(manifest) | {
            "age_seconds": round(age.total_seconds()),
            "kept": kept_generations(config),
            "next": staged,
            "sources": counts,
        }
        print_json(fields)
        return DONE
    print(f"live         {manifest.name}")
    print(f"built        {manifest.built} ({_age(age.total_seconds())} ago)")
    print(
        f"encoder      {manifest.encoder} {manifest.encoder_fingerprint[:8]},"
        f" {manifest.vector_size} dimensions"
    )
    print(f"kept         {', '.join(kept_generations(config))}")
    if staged:
        print(f"next         {staged} waits to be published")
    print("holds        " + ", ".join(f"{n:,} {name}" for name, n in manifest.counts.items()))
    for name, its in counts.items():
        print(f"{name:<13}" + ", ".join(f"{value} {n}" for value, n in its.items() if n))
    return DONE


def _check(config: Config, _: argparse.Namespace) -> int:
    from index.check import find_doubts, find_near_duplicates, read_and_check
    from index.encoder import open_encoder
    from index.progress import track
    from index.supply import cache_misses, gather_vectors, texts_to_encode

    knowledge, problems = read_and_check(config.knowledge)
    settings = config.index
    today = datetime.now(UTC).date()
    doubts = find_doubts(knowledge, config.knowledge, today, settings.review_after_days)
    if not problems:
        encoder = open_encoder(config)
        texts = list(texts_to_encode(knowledge))
        questions = [text for text in texts if text.row.kind == "question"]
        vectors = gather_vectors(config, encoder, questions, track).vectors
        doubts += find_near_duplicates(
            knowledge, config.knowledge, vectors, settings.near_duplicate
        )
        doubts += cache_misses(config, encoder, texts)
    for problem in (*problems, *doubts):
        print(problem)
    print(
        f"{len(knowledge.sources)} sources, {len(knowledge.passages)} passages,"
        f" {len(knowledge.cards)} cards: {len(problems)} errors, {len(doubts)} warnings"
    )
    return KNOWLEDGE_INVALID if problems else DONE


def _search(config: Config, options: argparse.Namespace) -> int:
    from index.search import Searcher

    searcher = Searcher.open(config)
    # What is not Unicode cannot be encoded; a person who types it gets a reply from `bot ask`.
    question = " ".join(options.question).encode("utf-8", "replace").decode()
    result = searcher.search(question)
    found = {"cards": result.cards[: options.k], "passages": result.passages[: options.k]}
    picked = result.sentences[: options.k]
    if options.json:
        listed = {name: [_hit_fields(hit) for hit in hits] for name, hits in found.items()}
        sentences = [asdict(pick) for pick in picked]
        chances = {"scope_margin": result.scope_margin, "card_chance": result.card_chance}
        print_json({**chances, **listed, "sentences": sentences})
        return DONE
    answered = "answered" if result.scope_margin >= 0 else "declined"
    print(f"scope {result.scope_margin:+.3f}: {answered} (0 and more is answered)")
    print(f"first card right: chance {result.card_chance:.2f}")
    for name, hits in found.items():
        print(f"\n{name}")
        for hit in hits:
            said = "  ".join(f"{s.name} #{s.rank} {s.score:.3f}" for s in hit.signals)
            print(f"{hit.rank:>3}  {hit.score:.4f}  {hit.id}\n             {said}")
            print(f"             {_title(searcher, hit.kind, hit.id)}")
    print("\nsentences")
    for pick in picked:
        print(f"     {pick.chance:.3f}  {pick.unit}")
        print(f"             {searcher.library.quotables(pick.unit)[pick.position].text}")
    return DONE


def _evaluate(config: Config, options: argparse.Namespace) -> int:
    try:
        from index.comparison import compare
        from index.evaluate import evaluate
        from index.evaluation import PARTS, RESULTS_FILE, read_evaluation, write_evaluation
        from index.evaluation_report import draw, show, show_comparison
    except ModuleNotFoundError as error:
        raise EvaluationError(
            f"evaluate needs the package {error.name}, which is not installed; run:"
            f" {_EVALUATE_INSTALL}"
        ) from error
    from index.progress import track

    # First, so that a wrong name is told before minutes of work, and before it is written over.
    before = read_evaluation(options.against) if options.against else None
    parts = PARTS if options.part == "all" else (options.part,)
    evaluation = evaluate(
        config, track, parts, with_baselines=options.baselines, xquad=options.xquad
    )
    comparison = compare(before, evaluation) if before else None
    if options.record:
        is_default = options.record == _DEFAULT_RECORD
        file = config.knowledge / RESULTS_FILE if is_default else options.record
        write_evaluation(evaluation, file)
    if options.picture:
        draw(evaluation, options.picture)
    if options.json:
        print_json(msgspec.to_builtins(evaluation) | {"comparison": comparison})
    else:
        console = wide_console()
        show(evaluation, console)
        if comparison:
            show_comparison(comparison, console)
    if comparison and comparison.fallen:
        return complain(f"fell: {'; '.join(comparison.fallen)}", NUMBERS_FELL)
    return DONE


def _hit_fields(hit: Hit) -> dict[str, Any]:
    return asdict(hit) | {"signals": [signal._asdict() for signal in hit.signals]}


def _title(searcher: Any, kind: str, unit: str) -> str:
    if kind == "card":
        card = searcher.library.card(unit)
        return f"{card.question} {card.verdict} (as of {card.as_of})"
    passage = searcher.library.passage(unit)
    source = searcher.library.source(passage.source_id)
    return f"{source.status}, {source.kind}, {source.published}: {passage.heading}"


def _age(seconds: float) -> str:
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} seconds"


def _translations(config: Config, options: argparse.Namespace) -> int:
    from index import review_kit
    from index.check import read_and_check

    if (options.export or options.take) and find_spec("openpyxl") is None:
        needed = f"spreadsheets need the package openpyxl; run: {_TRANSLATIONS_INSTALL}"
        return complain(needed, REFUSED)
    knowledge, problems = read_and_check(config.knowledge)
    if problems:
        return complain_of_knowledge(problems, "put them right first")
    folder = config.knowledge
    if lang := options.export:
        if lang not in knowledge.translations:
            known = ", ".join(knowledge.translations) or "none"
            return complain(f"there is no translation into {lang!r}; there are: {known}", REFUSED)
        file = options.to or Path(f"{lang}.xlsx")
        count = review_kit.export(knowledge, lang, file)
        print(f"{file}: {count:,} sentences; when it is corrected: python -m index translations")
        print(f"  --import {file} --lang {lang} --checked-by NAME")
        return DONE
    try:
        if file := options.take:
            if not options.lang or not options.checked_by:
                return complain("--import needs --lang LANG and --checked-by NAME", REFUSED)
            changed = review_kit.import_corrections(
                knowledge, folder, options.lang, file, options.checked_by, datetime.now(UTC).date()
            )
            print(f"{len(changed)} cards are now checked by {options.checked_by}; build again")
            return DONE
        if options.current:
            review_kit.make_current(knowledge, folder, *options.current)
            print("noted; build again")
            return DONE
    except KnowledgeInvalidError as error:
        return complain_of_knowledge(error.problems, "nothing was written")
    print(f"{'language':<10}{'cards':>8}{'checked':>9}{'stale':>7}{'missing':>9}")
    for code, cards, checked, stale, missing in review_kit.counts(knowledge):
        print(f"{code:<10}{cards:>8}{checked:>9}{stale:>7}{missing:>9}")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
