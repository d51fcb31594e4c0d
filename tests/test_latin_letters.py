"""index/latin_letters.py: messages in Latin letters, with what the real index has learned."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from conftest import REPOSITORY, Project

from bot.languages import language_of
from index import Searcher
from index.latin_letters import is_latin, learn_latin_letters
from index.passages import Knowledge

QUESTIONS = REPOSITORY / "knowledge" / "questions"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("who sees my records", True),
        ("el doctor ye3ti 3enwani", True),
        ("você é médico", True),
        ("GP يعطي عنواني", False),
        ("เวชระเบียน", False),
        ("999", False),
        ("", False),
    ],
)
def test_letters_are_told_apart(text: str, expected: bool) -> None:
    assert is_latin(text) is expected


@pytest.mark.parametrize(
    ("message", "lang"),
    [
        ("kya mera gp home office ko mera pata batata hai", "ur"),
        ("mujhe hospital ka bill nahi dena, kya woh visa rok denge", "ur"),
        ("3enwani fi el 3eyada ra7 yuwsal lel hijra?", "ar"),
        ("doktor adresamo be edare mohajerat mide?", "fa"),
        ("bedoone madrak mitoonam pishe doktor sabtenam konam", "fa"),
        ("el hospital me mandó una factura y no tengo papeles", "es"),
        ("posso ver a minha ficha médica de graça", "pt"),
    ],
)
def test_language_shows_in_latin_letters(searcher: Searcher, message: str, lang: str) -> None:
    assert searcher.language_of(message, language_of(message)) == lang


@pytest.mark.parametrize("message", ["gp?", "ok", "visa", "brp nhs", "123", "no"])
def test_message_that_says_too_little_keeps_what_was_guessed(
    searcher: Searcher, message: str
) -> None:
    for guess in ("en", "ur", "so"):
        assert searcher.language_of(message, guess) == guess


def test_message_in_other_letters_keeps_what_was_guessed(searcher: Searcher) -> None:
    assert searcher.language_of("کیا میرا ڈاکٹر پولیس کو بتائے گا", "ur") == "ur"


def test_english_questions_stay_english(searcher: Searcher) -> None:
    """Of all that nothing was learned from."""
    lines = (QUESTIONS / "in_scope.jsonl").read_text("utf-8").splitlines()
    asked = [gold["question"] for line in lines if (gold := json.loads(line))["part"] == "report"]
    found = Counter(searcher.language_of(its, language_of(its)) for its in asked)
    assert found["en"] >= 0.98 * len(asked)


def test_gold_questions_are_recognised_in_every_language(searcher: Searcher) -> None:
    lines = (QUESTIONS / "languages.jsonl").read_text("utf-8").splitlines()
    right = []
    for line in lines:
        gold = json.loads(line)
        question = gold["question"]
        right.append(searcher.language_of(question, language_of(question)) == gold["lang"])
    assert sum(right) >= 0.95 * len(right)


def test_without_other_languages_everything_keeps_what_was_guessed(built: Project) -> None:
    learned = learn_latin_letters(Knowledge({}, {}, {}))
    assert learned.languages == ()
    searcher = Searcher.open(built.config)
    message = "kya mera gp home office ko mera pata batata hai"
    assert searcher.language_of(message, "en") == "en"
    searcher.close()
