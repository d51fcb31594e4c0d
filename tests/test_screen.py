"""What cannot be read as a question is said to be so, and nothing of it is repeated."""

from __future__ import annotations

import re

import msgspec
import pytest
from conftest import REPOSITORY

from bot import texts
from bot.screen import screen
from bot.tongues import speak

LONGEST = 4096
ENGLISH = speak("en")


@pytest.mark.parametrize("message", ["", " ", "\n", "\t \r\n", "\u00a0\u2003", "\u3000"])
def test_blank_message_has_no_question(message: str) -> None:
    assert (
        screen(message, LONGEST, ENGLISH)
        == "There is no question. Please write your question in words."
    )


def test_message_of_the_longest_length_is_read() -> None:
    assert screen("a" * 20, 20, ENGLISH) is None


def test_message_one_longer_is_refused_with_both_lengths() -> None:
    assert screen("a" * 4097, LONGEST, ENGLISH) == (
        "The message has 4,097 characters; the most that can be read is 4,096."
        " Please send only the question."
    )


@pytest.mark.parametrize(
    ("message", "code", "place"),
    [
        ("\x00what", "U+0000", 1),
        ("wh\x07at", "U+0007", 3),
        ("what\x1b[31m", "U+001B", 5),
        ("what\x7f", "U+007F", 5),
        ("wha\x9bt", "U+009B", 4),
    ],
)
def test_control_character_is_refused_with_its_code_and_place(
    message: str, code: str, place: int
) -> None:
    assert screen(message, LONGEST, ENGLISH) == (
        f"The message has characters that are not text ({code} at place {place})."
        " Please type the question again."
    )


@pytest.mark.parametrize("message", ["caf\udcff", "\ud800", "who can help\udfff"])
def test_half_a_character_is_refused(message: str) -> None:
    assert screen(message, LONGEST, ENGLISH) == texts.NOT_UNICODE


@pytest.mark.parametrize("message", ["?", "...", "😀", "👨‍👩‍👧‍👦 ❤️", "-- !! --", "\u200b", "£%&"])
def test_message_without_a_letter_or_digit_has_no_words(message: str) -> None:
    assert screen(message, LONGEST, ENGLISH) == texts.NO_WORDS


@pytest.mark.parametrize(
    "message",
    [
        "Will my GP share my address with the Home Office?",
        "gp?",
        "999",
        "help 😀",
        "two lines\r\nand a\ttab",
        "هل يعطي الطبيب عنواني لوزارة الداخلية؟",
        "ሐኪሜ አድራሻዬን ይሰጣል?",
        "医生会把我的地址告诉内政部吗",
        "کیا ڈاکٹر میرا پتہ دے گا؟",
        "क्या डॉक्टर मेरा पता देगा",
        "e\u0301tranger sans papiers",
        "می\u200cخواهم",
        '" OR NEAR( * ^',
        "'; DROP TABLE cards; --",
        "%s %n {0} {question}",
    ],
)
def test_question_in_any_language_or_with_any_punctuation_is_let_through(message: str) -> None:
    assert screen(message, LONGEST, ENGLISH) is None


@pytest.mark.parametrize(
    "message",
    ["kumquat " * 600, "kumquat\x00", "kumquat\udcff", "\x1bkumquat kumquat"],
)
def test_refusal_repeats_nothing_of_the_message(message: str) -> None:
    refusal = screen(message, LONGEST, ENGLISH)
    assert refusal
    assert "kumquat" not in refusal


def test_refusals_differ_so_that_the_writer_knows_what_to_change() -> None:
    messages = ("", "a" * 5000, "a\x00", "a\udcff", "?")
    assert len({screen(message, LONGEST, ENGLISH) for message in messages}) == len(messages)


def test_every_answerable_message_of_the_examples_is_let_through() -> None:
    file = REPOSITORY / "knowledge" / "questions" / "scope.jsonl"
    examples = [msgspec.json.decode(line) for line in file.read_bytes().splitlines()]
    messages = [example["text"] for example in examples if example["answerable"]]
    assert len(messages) > 100
    assert [message for message in messages if screen(message, LONGEST, ENGLISH)] == []


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_refusal_is_in_the_language_of_the_writer_with_the_same_numbers(lang: str) -> None:
    tongue = speak(lang)
    for message, said in (
        ("", texts.EMPTY),
        ("🙈", texts.NO_WORDS),
        ("a\udcff", texts.NOT_UNICODE),
        ("/kumquat", texts.COMMAND),
    ):
        refusal = screen(message, LONGEST, tongue)
        assert refusal == tongue(said)
        assert (refusal == said) == (lang == "en")
    longer = str(screen("a" * 4097, LONGEST, tongue))
    assert re.findall(r"[\d,]{3,}", longer) == ["4,097", "4,096"]
    control = str(screen("wh\x07at", LONGEST, tongue))
    assert re.findall(r"U\+\w{4}|\b\d\b", control) == ["U+0007", "3"]


def test_command_that_is_not_known_is_refused_and_one_in_a_question_is_not() -> None:
    for command in ("/kumquat", " /start@example_bot\n", "/нове"):
        assert screen(command, LONGEST, ENGLISH) == texts.COMMAND
    for question in ("what does /start do", "/ what", "and/or"):
        assert screen(question, LONGEST, ENGLISH) is None
