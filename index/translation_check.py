"""Cards and their translations in, what does not fit between them out.

A sentence of a translation must cite what its English cites and have its figures and names: a
telephone number with one digit wrong helps nobody. What the words say only a reader can judge.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from index.passages import (
    HELP,
    STEPS,
    Card,
    Knowledge,
    Problem,
    Sentence,
    Translation,
)
from index.translation_files import TRANSLATIONS_FOLDER
from index.translations import is_stale, section_sentences

# Of these topics a translation has the steps and who can help too; of others it may have them.
WHOLE_TOPICS = frozenset(
    ("home-office", "gp-registration", "hospital-charges", "confidentiality", "help")
)
FEWEST_LINES = 3
# People who write these languages also do so in Latin letters: one way of asking at least is so.
WRITTEN_IN_LATIN_TOO = frozenset(("ar", "fa", "ur"))

# Abbreviations for which languages have their own.
_OWN_FORMS = frozenset("UK EU US UN HIV AIDS AI FGM MP ID STI TV TB DNA OK".split())
_ABBREVIATION = re.compile(r"\b(?:[A-Z]{2,}\d*|[A-Z]\d+)(?=s?\b)")
_NUMBER = re.compile(r"\d+")
# 5pm, 10.30am: may be written on the clock of 24 hours.
_CLOCK = re.compile(r"\b(\d{1,2})(?:[.:](\d\d))?\s?([ap])\.?m\b")
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")
_FULL_HOUR = re.compile(r"\b(\d{1,2})[:.]00\b")
_LATIN = re.compile(r"[A-Za-z]")

Refuse = Callable[[str, str], Problem]


def check_translations(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    """Give every error of a translation that is not older than its card."""
    for lang, translations in knowledge.translations.items():
        names = _pattern(knowledge.glosses.get(lang, ()))
        for its in translations.values():
            refuse = partial(_problem, folder, its)
            card = knowledge.cards.get(its.card)
            if card is None:
                yield refuse(its.card, "no card has this id; rename the file or take it out")
            elif is_stale(card, its):
                yield from _check_stale(its, knowledge, refuse)
            else:
                yield from _check(card, its, names, refuse)


def find_stale(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    """Give a warning for each translation whose card has changed, and each card without one."""
    for lang, translations in knowledge.translations.items():
        for its in translations.values():
            card = knowledge.cards.get(its.card)
            if card and is_stale(card, its):
                remedy = (
                    "the English has changed since; translate what changed, then run: python -m"
                    f" index translations --current {lang} {its.card}"
                )
                yield _problem(folder, its, its.card, remedy, is_error=False)
        for card_id in knowledge.cards:
            if card_id not in translations:
                place = f"{folder.name}/{(TRANSLATIONS_FOLDER / lang).as_posix()}"
                remedy = "not translated; people get it in English in a frame that says so"
                yield Problem(place, 1, card_id, remedy, is_error=False)


def _problem(
    folder: Path, its: Translation, value: str, remedy: str, *, is_error: bool = True
) -> Problem:
    file = TRANSLATIONS_FOLDER / its.lang / f"{its.card}.md"
    path = folder / file
    line = 1
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines()
        line = next((n for n, text in enumerate(lines, 1) if value and value in text), 1)
    return Problem(f"{folder.name}/{file.as_posix()}", line, value, remedy, is_error=is_error)


def _check(
    card: Card, its: Translation, names: re.Pattern[str] | None, refuse: Refuse
) -> Iterator[Problem]:
    yield from _check_lines(its, refuse)
    whole = card.topic in WHOLE_TOPICS
    parts = (
        ("the short answer", card.short_answer.sentences, its.short_answer, True),
        (f"## {STEPS}", section_sentences(card, STEPS), its.steps, whole),
        (f"## {HELP}", section_sentences(card, HELP), its.help, whole),
    )
    for name, english, said, is_required in parts:
        if not said and not is_required:
            continue
        if len(english) != len(said):
            remedy = f"{name} has {len(english)} sentences in English and {len(said)} here"
            yield refuse(said[-1].text if said else its.card, remedy)
            continue
        for one, other in zip(english, said, strict=True):
            yield from _check_sentence(one, other, names, refuse)
    for english_text, said_text in ((card.question, its.question), (card.verdict, its.verdict)):
        yield from _check_words(english_text, said_text, names, refuse)


def _check_lines(its: Translation, refuse: Refuse) -> Iterator[Problem]:
    if len(its.also_asked) < FEWEST_LINES:
        yield refuse("also_asked:", f"give {FEWEST_LINES} ways of asking or more")
    for line, count in Counter(its.questions).items():
        if count > 1:
            yield refuse(line, "the way of asking stands twice; keep one")
    if its.lang in WRITTEN_IN_LATIN_TOO and not any(map(_is_latin, its.also_asked)):
        yield refuse("also_asked:", "give one way of asking in Latin letters too")


def _is_latin(line: str) -> bool:
    return 2 * len(_LATIN.findall(line)) > sum(map(str.isalpha, line))


def _check_stale(its: Translation, knowledge: Knowledge, refuse: Refuse) -> Iterator[Problem]:
    """What is old may be said of another English, but not cite what is not there."""
    for sentence in its.sentences:
        for address in sentence.citations:
            if address not in knowledge.passages:
                remedy = "no section has this address any more; translate the card again"
                yield refuse(address, remedy)


def _check_sentence(
    english: Sentence, said: Sentence, names: re.Pattern[str] | None, refuse: Refuse
) -> Iterator[Problem]:
    if english.citations != said.citations:
        wanted = "".join(f"[{address}]" for address in english.citations)
        yield refuse(said.text, f"cite what the English sentence cites: {wanted}")
    yield from _check_words(english.text, said.text, names, refuse)


def _check_words(
    english: str, said: str, names: re.Pattern[str] | None, refuse: Refuse
) -> Iterator[Problem]:
    figures = _figures(said)
    if figures not in map(_figures, (english, _CLOCK.sub(_hour, english), _with_months(english))):
        wrong = (_figures(english) - figures) + (figures - _figures(english))
        yield refuse(said, f"other figures than in English ({', '.join(sorted(wrong))}): {english}")
    kept = set(names.findall(english)) if names else set()
    kept |= set(_ABBREVIATION.findall(english)) - _OWN_FORMS
    missing = sorted(name for name in kept if name not in said)
    if missing:
        yield refuse(said, f"keep the names in English: {', '.join(missing)}")


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds names, also in the plural."""
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})(?=s?\b)") if longest_first else None


def _figures(text: str) -> Counter[str]:
    """Return the figures of a text; full hours may be written with their minutes or without."""
    numbers = _NUMBER.findall(_FULL_HOUR.sub(r"\1", text))
    return Counter(number.lstrip("0") or "0" for number in numbers)


def _with_months(text: str) -> str:
    """Return a text with months as numbers, as some languages write them: 2018年11月."""
    return _MONTH.sub(lambda found: str(_MONTHS.index(found[0]) + 1), text)


def _hour(found: re.Match[str]) -> str:
    hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0)
    return f"{hour}:{found[2] or '00'}"
