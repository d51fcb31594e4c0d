"""A sentence of the bot is said in a language with what is put into it in its own direction."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from conftest import REPOSITORY

from bot import texts, tongues
from bot.texts import LANGUAGES
from bot.tongues import Tongue, speak

OTHERS = [lang for lang in LANGUAGES if lang != "en"]
RIGHT_TO_LEFT = ["ar", "fa", "ps", "ur"]
LEFT_TO_RIGHT = [lang for lang in LANGUAGES if lang not in RIGHT_TO_LEFT]
ISOLATE, END, FROM_RIGHT = "\u2068", "\u2069", "\u200f"
# What no sentence may have: marks that change the direction of all that follows.
OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e")
VALUES: dict[str, object] = {"code": 7, "place": 12}


def sentences() -> list[str]:
    """Return every sentence of texts.py that is marked for translation."""
    file = REPOSITORY / "bot" / "texts.py"
    found = extract_from_file("python", str(file), keywords={"_": None})
    return [str(message) for _, message, *_ in found]


def values_of(message: str) -> dict[str, object]:
    """Return something to put in each place of a sentence."""
    names = re.findall(r"\{(\w+)", message)
    return {name: VALUES.get(name, f"VALUE of {name}") for name in names}


def first_direction(text: str) -> str:
    """Return the direction of the first letter that has one: L, R or AL."""
    strong = (unicodedata.bidirectional(its) for its in text)
    return next((its for its in strong if its in {"L", "R", "AL"}), "")


# English


def test_english_is_the_sentence_itself() -> None:
    assert [its for its in sentences() if speak("en")(its) != its] == []


def test_english_needs_no_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tongues, "LOCALE", tmp_path)
    assert Tongue("en")(texts.SOURCES) == "Sources"
    with pytest.raises(FileNotFoundError):
        Tongue("fr")


def test_english_waits_for_no_reader_of_catalogues() -> None:
    """The terminal answers in English in half a second; babel alone would take a part of that."""
    program = (
        "import sys; from bot import texts; from bot.tongues import speak; its = speak('en');"
        "said = its(texts.AS_OF, date=its.date('2018-11-09'));"
        "print(said, 'babel' in sys.modules, 'gettext' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout == "As of 9 November 2018. False False\n"


# Other languages


def test_sentence_is_said_in_the_language() -> None:
    said = {lang: speak(lang)(texts.SOURCES) for lang in LANGUAGES}
    assert len(set(said.values())) > 10
    assert (said["es"], said["pl"], said["uk"]) == ("Fuentes", "Źródła", "Джерела")


@pytest.mark.parametrize("lang", OTHERS)
def test_unknown_sentence_comes_back_in_english(lang: str) -> None:
    assert speak(lang)("Nobody has translated {this}.") == "Nobody has translated {this}."


def test_empty_sentence_stays_empty() -> None:
    """For gettext it is the name of the catalogue's own header."""
    assert {lang: speak(lang)("")[:20] for lang in LANGUAGES} == dict.fromkeys(LANGUAGES, "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_takes_its_values(lang: str) -> None:
    tongue = speak(lang)
    for sentence in sentences():
        values = values_of(sentence)
        said = tongue(sentence, **values)
        put_in = [str(value) for name, value in values.items() if name not in VALUES]
        assert [value for value in put_in if value not in said] == []
        assert "{" not in said


def test_number_is_written_as_the_sentence_wants_it() -> None:
    for lang in LANGUAGES:
        said = speak(lang)(texts.CONTROL_CHARACTERS, code=0x1B, place=12)
        assert "U+001B" in said
        assert "12" in said


def test_value_with_braces_is_put_in_as_it_is() -> None:
    for lang in LANGUAGES:
        assert "{0} {name} {{" in speak(lang)(texts.RUN_BY, operator="{0} {name} {{")


def test_tongue_is_opened_once() -> None:
    assert speak("ar") is speak("ar")
    assert speak("ar") is not speak("fa")


# Direction


def test_these_languages_are_written_from_the_right() -> None:
    assert [lang for lang in LANGUAGES if speak(lang).is_right_to_left] == RIGHT_TO_LEFT


@pytest.mark.parametrize("lang", RIGHT_TO_LEFT)
def test_what_is_put_in_keeps_its_direction(lang: str) -> None:
    tongue = speak(lang)
    said = tongue(texts.RECEIPT, receipt="16BBA-8QKPH")
    assert f"{ISOLATE}16BBA-8QKPH{END}" in said
    for sentence in sentences():
        values = values_of(sentence)
        said = tongue(sentence, **values)
        strings = [value for value in values.values() if isinstance(value, str)]
        assert [its for its in strings if f"{ISOLATE}{its}{END}" not in said] == []
        assert said.count(ISOLATE) == said.count(END) == len(strings)


@pytest.mark.parametrize("lang", LEFT_TO_RIGHT)
def test_language_from_the_left_has_no_marks_of_direction(lang: str) -> None:
    tongue = speak(lang)
    said = "".join(tongue(its, **values_of(its)) for its in sentences()) + tongue.apart("Sources")
    assert set(said) & {ISOLATE, END, FROM_RIGHT, *OVERRIDES} == set()


@pytest.mark.parametrize("lang", RIGHT_TO_LEFT)
def test_sentence_that_begins_with_latin_letters_begins_from_the_right_all_the_same(
    lang: str,
) -> None:
    tongue = speak(lang)
    for sentence in sentences():
        said = tongue(sentence, **values_of(sentence))
        begins = first_direction(said.removeprefix(FROM_RIGHT))
        assert said.startswith(FROM_RIGHT) == (begins == "L")
        assert first_direction(said) != "L"


@pytest.mark.parametrize("lang", RIGHT_TO_LEFT)
def test_every_line_of_a_sentence_begins_from_the_right(lang: str) -> None:
    """Each line finds its direction anew, in its own first letter."""
    tongue = speak(lang)
    lines = [
        line
        for sentence in sentences()
        for line in tongue(sentence, **values_of(sentence)).split("\n")
    ]
    assert [line for line in lines if first_direction(line) == "L"] == []


@pytest.mark.parametrize("lang", RIGHT_TO_LEFT)
def test_sentence_that_is_not_translated_keeps_its_own_direction(lang: str) -> None:
    for sentence in ("NHS England", "2024: (NHS)", "1. (2024)"):
        assert speak(lang)(sentence) == sentence


def test_some_sentence_of_urdu_begins_with_latin_letters_and_one_of_arabic_does_not() -> None:
    assert speak("ur")(texts.TELEGRAM_SEES).startswith(f"{FROM_RIGHT}Telegram")
    assert not speak("ar")(texts.SOURCES).startswith(FROM_RIGHT)


def test_sentence_that_begins_with_a_value_begins_from_the_right() -> None:
    arabic = speak("ar")
    assert arabic(texts.ABOUT, date="2022").startswith(f"{ISOLATE}2022{END}")
    assert arabic(texts.ABOUT, date="May 2022").startswith(f"{FROM_RIGHT}{ISOLATE}May 2022{END}")


def test_text_in_another_language_is_set_apart_only_where_it_would_turn() -> None:
    apart = {lang: speak(lang).apart("Guide, para 9") for lang in LANGUAGES}
    assert {lang for lang, its in apart.items() if its == "\u2068Guide, para 9\u2069"} == set(
        RIGHT_TO_LEFT
    )
    assert {lang for lang, its in apart.items() if its == "Guide, para 9"} == set(LEFT_TO_RIGHT)


# Dates


@pytest.mark.parametrize(
    ("lang", "day", "month"),
    [
        ("en", "9 November 2018", "November 2018"),
        ("ar", "9 نوفمبر 2018", "نوفمبر 2018"),
        ("bn", "9 নভেম্বর, 2018", "নভেম্বর 2018"),
        ("es", "9 de noviembre de 2018", "noviembre de 2018"),
        ("fa", "9 نوامبر 2018", "نوامبر 2018"),
        ("fr", "9 novembre 2018", "novembre 2018"),
        ("pl", "9 listopada 2018", "listopad 2018"),
        ("ps", "2018 نومبر 9", "2018 نومبر"),
        ("pt", "9 de novembro de 2018", "novembro de 2018"),
        ("ro", "9 noiembrie 2018", "noiembrie 2018"),
        ("so", "Noofeembar 9, 2018", "Noofeembar 2018"),
        ("ti", "ሕዳር 9, 2018", "ሕዳር 2018"),
        ("uk", "9 листопада 2018\u202fр.", "листопад 2018\u202fр."),
        ("ur", "9 نومبر، 2018", "نومبر 2018"),
        ("zh", "2018年11月9日", "2018年11月"),
    ],
)
def test_date_is_said_in_words_as_precisely_as_it_is_known(lang: str, day: str, month: str) -> None:
    tongue = speak(lang)
    assert (tongue.date("2018-11-09"), tongue.date("2018-11"), tongue.date("2018")) == (
        day,
        month,
        "2018",
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_month_and_every_day_is_another_date(lang: str) -> None:
    tongue = speak(lang)
    days = [tongue.date(f"2020-{month:02}-{day:02}") for month in range(1, 13) for day in (1, 15)]
    months = [tongue.date(f"2020-{month:02}") for month in range(1, 13)]
    assert len({*days, *months}) == 36
    assert [its for its in (*days, *months) if "2020" not in its] == []
    # What a language has no word for is written M11.
    assert [its for its in (*days, *months) if re.search(r"M\d", its)] == []


@pytest.mark.parametrize("lang", [lang for lang in OTHERS if lang != "zh"])
def test_no_month_is_left_in_english(lang: str) -> None:
    english = {speak("en").date(f"2020-{month:02}") for month in range(1, 13)}
    assert {speak(lang).date(f"2020-{month:02}") for month in range(1, 13)} & english == set()
