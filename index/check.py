"""The whole knowledge in, what is wrong between its files out: errors and warnings.

Errors stop a build, warnings do not. What can be seen in one file is in knowledge.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.alarms import PHRASES_FILE, read_phrases
from index.examples import EXAMPLES_FILE, problem_at, read_messages
from index.knowledge import read_knowledge
from index.passages import Card, Knowledge, Problem, Source
from index.spelling import ABBREVIATIONS_FILE, read_abbreviations
from index.translation_check import check_translations, find_stale
from index.translation_files import GLOSSARY_FILE, read_glossary, read_translations


def read_and_check(folder: Path) -> tuple[Knowledge, list[Problem]]:
    """Return the knowledge in `folder` and every error in it, by file and line."""
    knowledge, problems = read_knowledge(folder)
    messages = read_messages(folder)
    knowledge = replace(
        knowledge, examples=messages.examples, alarms=messages.alarms, lookups=messages.lookups
    )
    problems += messages.problems
    problems += _check_examples(knowledge, folder)
    with _as_problem(folder, PHRASES_FILE, problems):
        knowledge = replace(knowledge, phrases=read_phrases(folder))
    with _as_problem(folder, ABBREVIATIONS_FILE, problems):
        knowledge = replace(knowledge, abbreviations=read_abbreviations(folder))
    knowledge = replace(knowledge, translations=read_translations(folder, problems))
    with _as_problem(folder, GLOSSARY_FILE, problems):
        knowledge = replace(knowledge, glosses=read_glossary(folder).glosses())
    problems += check_translations(knowledge, folder)
    if not knowledge.cards and not problems:
        remedy = "write one card or more: an answer is looked for among their questions"
        problems.append(Problem(f"{folder.name}/answers", 1, "no card", remedy))
    problems += _check_supersession(knowledge, folder)
    problems += _check_citations(knowledge, folder)
    return knowledge, sorted(problems, key=lambda p: (p.file, p.line))


@contextmanager
def _as_problem(folder: Path, file: str | Path, problems: list[Problem]) -> Iterator[None]:
    """Turn a file that is not of its form into a problem."""
    try:
        yield
    except ValueError as error:
        remedy = "write it as the comment at its top says"
        problems.append(Problem(f"{folder.name}/{Path(file).as_posix()}", 1, str(error), remedy))


def find_doubts(
    knowledge: Knowledge, folder: Path, today: date, review_after_days: int
) -> list[Problem]:
    """Return warnings: what a maintainer should look at, though a build may go on."""
    return [
        *_cards_of_the_past(knowledge, folder),
        *find_stale(knowledge, folder),
        *_sources_nobody_read(knowledge, folder),
        *_to_review(knowledge, folder, today, today - timedelta(days=review_after_days)),
    ]


def find_near_duplicates(
    knowledge: Knowledge, folder: Path, vectors: NDArray[np.float32], closest: float
) -> list[Problem]:
    """Return a warning for each pair of questions of different cards closer than `closest`.

    `vectors` has one row for each question of each card, in order: every card's
    `questions`, card after card. Closeness is cosine.
    """
    lines = [(card, text) for card in knowledge.cards.values() for text in card.questions]
    cosines = vectors @ vectors.T
    rows, columns = np.nonzero(np.triu(cosines >= closest, k=1))
    problems = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        (card, text), (other, other_text) = lines[row], lines[column]
        if card.id == other.id:
            continue
        remedy = (
            f"almost the same as {other_text!r} of {_file(folder, other)}"
            f" (cosine {cosines[row, column]:.3f}); reword one, or move it to the right card"
        )
        file = folder / "answers" / f"{card.id}.md"
        at = "question:" if text == card.question else "also_asked:"
        problems.append(_problem(file, folder, text, remedy, at=at, is_error=False))
    return problems


def _check_supersession(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    for source in knowledge.sources.values():
        file = folder / "sources" / f"{source.id}.md"
        for other in source.superseded_by:
            if other not in knowledge.sources:
                remedy = "superseded_by names no source here; correct the id or add the source"
                yield _problem(file, folder, other, remedy, at="superseded_by:")
        circle = _circle(knowledge, source.id)
        if circle:
            remedy = "superseded_by goes round in a circle; take out the step that is wrong"
            yield _problem(file, folder, " -> ".join(circle), remedy, at="superseded_by:")


def _circle(knowledge: Knowledge, start: str) -> list[str]:
    """Return the ids from `start` back to `start` along superseded_by, or an empty list."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        source = knowledge.sources.get(way[-1])
        for following in source.superseded_by if source else ():
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


def _check_citations(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    for card in knowledge.cards.values():
        file = folder / "answers" / f"{card.id}.md"
        known = [address for address in card.citations if address in knowledge.passages]
        for address in card.citations:
            if address in knowledge.passages:
                continue
            source_id = address.partition("#")[0]
            if source_id in knowledge.sources:
                there = [p.address for p in knowledge.passages.values() if p.source_id == source_id]
                remedy = f"that source has no such section; it has: {', '.join(there)}"
            else:
                remedy = "no source has this id; correct it or add sources/ID.md"
            problem = _problem(file, folder, f"[{address}]", remedy)
            yield replace(problem, value=address)
        cited = [knowledge.sources[knowledge.passages[address].source_id] for address in known]
        if cited and not any(source.was_read for source in cited):
            remedy = "rests only on sources marked 'not read'; cite one that was read"
            yield _problem(file, folder, card.id, remedy, at="id:")


def _check_examples(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    name = f"{folder.name}/{EXAMPLES_FILE.as_posix()}"
    for its in knowledge.examples:
        if its.card is not None and its.card not in knowledge.cards:
            yield problem_at(folder, its.place, its.card, "no card has this id; correct it")
        if its.card is not None and not its.answerable:
            yield problem_at(folder, its.place, its.card, "not answerable, so no card: use null")
    places = {its.text: its.place for its in knowledge.examples}
    for lookup in knowledge.lookups:
        # The first of its cards is that of an example, and was looked at above.
        for card in lookup.cards[1:]:
            if card not in knowledge.cards:
                place = places[lookup.text]
                yield problem_at(folder, place, card, "no card has this id; correct it")
    if len({example.answerable for example in knowledge.examples}) == 1:
        remedy = "give examples of both kinds, answerable and not; one alone teaches nothing"
        yield Problem(name, 1, f"{len(knowledge.examples)} examples of one kind", remedy)


def _cards_of_the_past(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    for card in knowledge.cards.values():
        sources = [
            knowledge.sources[knowledge.passages[address].source_id]
            for address in card.citations
            if address in knowledge.passages
        ]
        if sources and not any(source.is_current for source in sources):
            file = folder / "answers" / f"{card.id}.md"
            remedy = "cites only historical sources; word it as past, or cite one that holds today"
            yield _problem(file, folder, card.id, remedy, at="id:", is_error=False)


def _sources_nobody_read(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    for source in knowledge.sources.values():
        if source.taken and (not source.was_read or "not yet read" in source.evidence):
            file = folder / "sources" / f"{source.id}.md"
            remedy = "taken over by a program; compare it with the original, then say so here"
            yield _problem(file, folder, source.evidence, remedy, at="evidence:", is_error=False)


def _to_review(knowledge: Knowledge, folder: Path, today: date, since: date) -> Iterator[Problem]:
    """Give what should be looked at again: where its day has come, or long after the last look."""
    everything: list[Source | Card] = [*knowledge.sources.values(), *knowledge.cards.values()]
    for its in everything:
        name = "sources" if isinstance(its, Source) else "answers"
        file = folder / name / f"{its.id}.md"
        if its.review_by and its.review_by <= today.isoformat():
            remedy = "the day to look at it again has come; do, and set the next"
            yield _problem(file, folder, its.review_by, remedy, at="review_by:", is_error=False)
        elif isinstance(its, Source) and not its.review_by and its.checked < since.isoformat():
            where = its.url or "the original"
            remedy = f"not looked at since; compare it with {where} and set the day"
            yield _problem(file, folder, its.checked, remedy, at="checked:", is_error=False)


def _file(folder: Path, card: Card) -> str:
    return f"{folder.name}/answers/{card.id}.md"


def _problem(
    file: Path, folder: Path, value: str, remedy: str, *, at: str = "", is_error: bool = True
) -> Problem:
    """Return a problem at the line of `file` where the field `at` has `value`, or `value` stands.

    A field is named with its colon; its value may stand in the lines below it.
    """
    lines = file.read_text(encoding="utf-8").split("\n")
    first = next((n for n, text in enumerate(lines, start=1) if text.startswith(at)), 1)
    standing = (n for n, text in enumerate(lines[first - 1 :], start=first) if value in text)
    line = next(standing, first)
    return Problem(file.relative_to(folder.parent).as_posix(), line, value, remedy, is_error)
