"""A language out as a spreadsheet for a native speaker; what she has put right, back in.

One row for each sentence: where it stands, the English, the translation, what the English rests
on. She changes the column of the translation only. Nothing is written unless all of it fits.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import KnowledgeError, KnowledgeInvalidError
from index.files import write_atomically
from index.passages import HELP, STEPS, Card, Knowledge, Sentence, Translation
from index.translation_check import check_translations
from index.translation_files import TRANSLATIONS_FOLDER, as_file
from index.translations import english_digest, is_stale, section_sentences

COLUMNS = ("place", "part", "English", "translation", "rests on", "context")
_WIDTHS = (34, 16, 60, 60, 40, 40)
_RIGHT_TO_LEFT = frozenset(("ar", "fa", "ps", "ur"))
_QUESTION, _VERDICT, _LINE, _SHORT = "question", "verdict", "way of asking", "short answer"


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence of a translation; `place` is `CARD part number`, the same in every language."""

    place: str
    part: str
    english: str
    translation: str
    rests_on: str
    context: str


def rows_of(card: Card, its: Translation, knowledge: Knowledge) -> Iterator[Row]:
    """Give what a native speaker looks at of one card."""
    yield Row(f"{card.id} question", _QUESTION, card.question, its.question, "", card.topic)
    yield Row(f"{card.id} verdict", _VERDICT, card.verdict, its.verdict, "", card.question)
    for part, english, said in _parts(card, its):
        for n, (one, other) in enumerate(zip(english, said, strict=False), 1):
            passages = [knowledge.passages[its] for its in one.citations]
            rests_on = "; ".join(
                f"{knowledge.sources[p.source_id].publisher}: {p.locator}" for p in passages
            )
            yield Row(f"{card.id} {part} {n}", part, one.text, other.text, rests_on, card.question)
    for n, line in enumerate(its.also_asked, 1):
        yield Row(f"{card.id} {_LINE} {n}", _LINE, "", line, "", card.question)


def _parts(
    card: Card, its: Translation
) -> tuple[tuple[str, list[Sentence], tuple[Sentence, ...]], ...]:
    return (
        (_SHORT, list(card.short_answer.sentences), its.short_answer),
        (STEPS, section_sentences(card, STEPS), its.steps),
        (HELP, section_sentences(card, HELP), its.help),
    )


def export(knowledge: Knowledge, lang: str, file: Path) -> int:
    """Write the translations of a language to a spreadsheet; return how many sentences it has.

    Those of stale translations are left out: they are to be translated again first.
    """
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = lang
    sheet.append(COLUMNS)
    count = 0
    for card_id, its in knowledge.translations[lang].items():
        card = knowledge.cards[card_id]
        if is_stale(card, its):
            continue
        for row in rows_of(card, its, knowledge):
            sheet.append(
                [row.place, row.part, row.english, row.translation, row.rests_on, row.context]
            )
            count += 1
    wrapped = Alignment(wrap_text=True, vertical="top")
    theirs = Alignment(
        wrap_text=True, vertical="top", readingOrder=2 if lang in _RIGHT_TO_LEFT else 1
    )
    for column, width in zip("ABCDEF", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
        for cell in sheet[column]:
            # A cell that begins with = would be a formula.
            cell.data_type = "s"
            cell.alignment = theirs if column == "D" else wrapped
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    write_atomically(file, buffer.getvalue())
    return count


def read_corrections(file: Path) -> dict[str, str]:
    """Return the translation of each place in a spreadsheet.

    Raises:
        KnowledgeError: it cannot be read, or is none that `export` wrote.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
    except (OSError, ValueError, KeyError, IndexError, zipfile.BadZipFile) as error:
        raise KnowledgeError(f"{file}: cannot be read as a spreadsheet (.xlsx): {error}") from error
    except Exception as error:
        # The library lets through whatever a broken file makes it stumble over.
        raise KnowledgeError(f"{file}: cannot be read as a spreadsheet (.xlsx): {error}") from error
    if not rows or tuple(rows[0][: len(COLUMNS)]) != COLUMNS:
        wanted = ", ".join(COLUMNS)
        raise KnowledgeError(f"{file}: the first row must be as exported: {wanted}")
    found = {}
    for n, row in enumerate(rows[1:], 2):
        place, said = row[0], row[3]
        if not place:
            continue
        if not said or not str(said).strip():
            raise KnowledgeError(f"{file}: row {n}: {place} has no translation; write it")
        found[str(place)] = " ".join(str(said).split())
    return found


def import_corrections(
    knowledge: Knowledge, folder: Path, lang: str, file: Path, checked_by: str, today: date
) -> list[str]:
    """Take the translations of a spreadsheet over as checked; return the cards that changed.

    A card is checked if the spreadsheet has all of it. Nothing is written if any does not fit.

    Raises:
        KnowledgeError: the spreadsheet cannot be read or names what is not here.
        KnowledgeInvalidError: what it says breaks the format.
    """
    corrections = read_corrections(file)
    known: dict[str, str] = {}
    updated: dict[str, Translation] = {}
    for card_id, its in knowledge.translations.get(lang, {}).items():
        card = knowledge.cards[card_id]
        if is_stale(card, its):
            continue
        places = [row.place for row in rows_of(card, its, knowledge)]
        known.update(dict.fromkeys(places, card_id))
        if all(place in corrections for place in places):
            updated[card_id] = _corrected(card, its, corrections, checked_by, today)
    if strange := sorted(corrections.keys() - known.keys()):
        raise KnowledgeError(
            f"{file}: {strange[0]}: no such sentence in {lang} now; its English may have changed:"
            " export again"
        )
    incomplete = {known[place] for place in corrections} - updated.keys()
    if incomplete:
        raise KnowledgeError(
            f"{file}: {sorted(incomplete)[0]}: some of its rows are missing; keep all rows of a"
            " card or none"
        )
    changed = replace(knowledge, translations={lang: updated})
    problems = list(check_translations(changed, folder))
    if problems:
        raise KnowledgeInvalidError(problems)
    for card_id, its in updated.items():
        path = folder / TRANSLATIONS_FOLDER / lang / f"{card_id}.md"
        write_atomically(path, as_file(its, knowledge.cards[card_id]).encode())
    return sorted(updated)


def _corrected(
    card: Card, its: Translation, said: dict[str, str], checked_by: str, today: date
) -> Translation:
    def part(name: str, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        return tuple(
            replace(sentence, text=said[f"{card.id} {name} {n}"])
            for n, sentence in enumerate(sentences, 1)
        )

    lines = (said[f"{card.id} {_LINE} {n}"] for n, _ in enumerate(its.also_asked, 1))
    return replace(
        its,
        question=said[f"{card.id} question"],
        verdict=said[f"{card.id} verdict"],
        short_answer=part(_SHORT, its.short_answer),
        steps=part(STEPS, its.steps),
        help=part(HELP, its.help),
        also_asked=tuple(lines),
        checked_by=checked_by,
        checked=today.isoformat(),
    )


def make_current(knowledge: Knowledge, folder: Path, lang: str, card_id: str) -> None:
    """Note that a translation says what its card says now, after somebody has seen to that.

    Raises:
        KnowledgeError: there is no such translation.
        KnowledgeInvalidError: it does not fit its card.
    """
    its = knowledge.translations.get(lang, {}).get(card_id)
    card = knowledge.cards.get(card_id)
    if its is None or card is None:
        raise KnowledgeError(f"there is no translation of {card_id!r} into {lang!r}")
    # Whoever checked it checked other words.
    its = replace(its, english=english_digest(card), checked_by="", checked="")
    problems = list(
        check_translations(replace(knowledge, translations={lang: {card_id: its}}), folder)
    )
    if problems:
        raise KnowledgeInvalidError(problems)
    path = folder / TRANSLATIONS_FOLDER / lang / f"{card_id}.md"
    write_atomically(path, as_file(its, card).encode())


def counts(knowledge: Knowledge) -> list[tuple[str, int, int, int, int]]:
    """Return of each language: how many cards it has, are checked, are stale, and are missing."""
    found = []
    for lang, translations in knowledge.translations.items():
        its = [t for t in translations.values() if t.card in knowledge.cards]
        stale = sum(is_stale(knowledge.cards[t.card], t) for t in its)
        checked = sum(bool(t.checked_by) for t in its)
        found.append((lang, len(its), checked, stale, len(knowledge.cards) - len(its)))
    return found
