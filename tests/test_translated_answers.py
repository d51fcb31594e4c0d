"""Answers from the right to the left read as their golden files, from the real documents.

What has no width is shown: < and > stand for the isolates of what is written from the left, ^ for
the mark that begins a line from the right. After a change of content that is meant, rewrite
them and look at what differs: `pytest tests/test_translated_answers.py --update-golden`.
"""

from __future__ import annotations

import re
import unicodedata

import pytest
from conftest import REPOSITORY, Project

from bot.ask import framed
from bot.compose import compose
from bot.plan import Plan
from index import Searcher

GOLDEN = REPOSITORY / "tests" / "golden" / "answers"
CARDS = ("gp-share-address-home-office", "free-prescriptions-hc2", "help-medical-emergency")
FROM_THE_RIGHT = ("ar", "fa", "ps", "ur")
SHOWN = {"\u2066": "<", "\u2068": "<", "\u2069": ">", "\u200f": "^"}
ISOLATED = re.compile("[\u2066\u2068][^\u2069]*\u2069")


def body(searcher: Searcher, real: Project, card: str, lang: str) -> str:
    answer = compose(Plan("card", card), searcher.library, real.settings, lang=lang)
    return framed(answer, None).body


@pytest.mark.parametrize("lang", FROM_THE_RIGHT)
def test_answers_read_as_their_golden_file(
    searcher: Searcher, real: Project, lang: str, request: pytest.FixtureRequest
) -> None:
    texts = (body(searcher, real, card, lang) for card in CARDS)
    text = "\n\n----\n\n".join(texts).translate(str.maketrans(SHOWN)) + "\n"
    file = GOLDEN / f"{lang}.txt"
    if request.config.getoption("--update-golden"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", FROM_THE_RIGHT)
def test_nothing_from_the_left_stands_bare_in_a_sentence_from_the_right(
    searcher: Searcher, real: Project, lang: str
) -> None:
    for card in [unit for unit in searcher.library.units() if "#" not in unit]:
        answer = compose(Plan("card", card), searcher.library, real.settings, lang=lang)
        for part in answer.parts:
            for paragraph in part.paragraphs:
                for line in (its for its in paragraph.lines if its.is_translated):
                    bare = ISOLATED.sub("", line.text)
                    assert not re.search("[A-Za-z0-9]", bare), f"{card}: {line.text}"
                    first = next(c for c in line.text if unicodedata.bidirectional(c) in "RLAL")
                    assert unicodedata.bidirectional(first) in ("R", "AL"), f"{card}: {line.text}"
