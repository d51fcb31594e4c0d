"""Every sentence of the bot is in every catalogue, translated, and fits where Telegram puts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from conftest import REPOSITORY
from telegram_rules import utf16_length

from bot import texts
from bot.languages import language_of
from bot.telegram.profile import menu
from bot.texts import LANGUAGES, OWN_NAMES
from bot.tongues import LOCALE, speak

OTHERS = [lang for lang in LANGUAGES if lang != "en"]
TEMPLATE = LOCALE / "bot.pot"
FROM_RIGHT = "\u200f"
# A native speaker has checked these: the language and the sentence in English. Whoever takes the
# mark `fuzzy` from an entry adds it here, with the name of who checked it in the commit.
CHECKED: set[tuple[str, str]] = set()
# The names of languages are said in the language itself.
NOT_TRANSLATED = {"LANGUAGES", "OWN_NAMES"}
# The same word in English and there: nobody has forgotten to translate it.
SAME_WORD = {
    ("fr", "Sources"),
    ("fr", "Passage {n}"),
    ("so", "England"),
    ("so", "Scotland"),
    ("so", "Wales"),
}


@cache
def marked() -> dict[str, list[str]]:
    """Return every sentence of texts.py that is marked, with what is said to translators."""
    file = REPOSITORY / "bot" / "texts.py"
    found = extract_from_file(
        "python",
        str(file),
        keywords={"_": None},
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    return {str(message): comments for _, message, comments, _ in found}


@cache
def catalogue(lang: str) -> Catalog:
    with file_of(lang).open("rb") as file:
        return read_po(file, locale=lang, abort_invalid=True)


@cache
def template() -> Catalog:
    with TEMPLATE.open("rb") as file:
        return read_po(file, abort_invalid=True)


def file_of(lang: str) -> Path:
    return LOCALE / lang / "LC_MESSAGES" / "bot.po"


def translations(lang: str) -> dict[str, str]:
    """Return every sentence of a catalogue, in English and as translated."""
    return {str(entry.id): str(entry.string) for entry in catalogue(lang) if entry.id}


def written_twice(file: Path) -> list[str]:
    """Return the sentences that stand more than once in a file."""
    found = re.findall(r'^msgid ((?:".*"\n)+)', file.read_text(encoding="utf-8"), re.MULTILINE)
    return sorted({its for its in found if found.count(its) > 1})


def placeholders(text: str) -> list[tuple[str, str, str]]:
    """Return the places of a sentence: the name, how it is converted, how it is written."""
    parsed = Formatter().parse(text)
    return sorted(
        (name, conversion or "", spec or "")
        for _, name, spec, conversion in parsed
        if name is not None
    )


def strings_of_texts() -> Iterator[tuple[str, str]]:
    """Give every sentence that texts.py holds under a name in capitals, marked or not."""
    for name, value in vars(texts).items():
        if not name.isupper() or name in NOT_TRANSLATED:
            continue
        yield from ((name, its) for its in (value.values() if isinstance(value, dict) else [value]))


# Which sentences, which languages


def test_every_sentence_of_the_bot_is_marked() -> None:
    assert len(marked()) > 140
    assert [(name, its) for name, its in strings_of_texts() if its not in marked()] == []


def test_every_marked_sentence_is_one_the_bot_says() -> None:
    assert set(marked()) - {its for _, its in strings_of_texts()} == set()


def test_languages_names_and_folders_agree() -> None:
    folders = {its.name for its in LOCALE.iterdir() if its.is_dir()}
    assert folders == set(OTHERS)
    assert list(OWN_NAMES) == list(LANGUAGES)
    assert [lang for lang in OTHERS if not file_of(lang).is_file()] == []


def test_no_two_languages_have_the_same_name() -> None:
    assert len(set(LANGUAGES.values())) == len(set(OWN_NAMES.values())) == len(LANGUAGES) == 15


def test_folder_of_a_language_has_its_catalogue_alone() -> None:
    files = {its.relative_to(LOCALE) for its in LOCALE.rglob("*") if its.is_file()}
    assert files == {TEMPLATE.relative_to(LOCALE)} | {
        file_of(lang).relative_to(LOCALE) for lang in OTHERS
    }


# The template


def test_template_has_every_marked_sentence_and_no_other() -> None:
    ids = {str(entry.id) for entry in template() if entry.id}
    assert sorted(set(marked()) - ids) == []
    assert sorted(ids - set(marked())) == []
    assert [str(entry.id) for entry in template() if entry.id and entry.string] == []


def test_template_tells_translators_what_texts_tells_them() -> None:
    told = {str(entry.id): " ".join(entry.auto_comments) for entry in template() if entry.id}
    wanted = {sentence: " ".join(comments) for sentence, comments in marked().items()}
    assert {its: said for its, said in wanted.items() if told.get(its) != said} == {}
    assert sum(map(bool, wanted.values())) > 10


# Each catalogue


@pytest.mark.parametrize("lang", OTHERS)
def test_catalogue_has_every_marked_sentence_and_no_other(lang: str) -> None:
    ids = set(translations(lang))
    assert sorted(set(marked()) - ids) == []
    assert sorted(ids - set(marked())) == []
    assert list(catalogue(lang).obsolete) == []
    assert written_twice(file_of(lang)) == []


@pytest.mark.parametrize("lang", OTHERS)
def test_every_sentence_is_translated(lang: str) -> None:
    assert [its for its, said in translations(lang).items() if not said.strip()] == []
    same = {(lang, its) for its, said in translations(lang).items() if said == its}
    assert same - SAME_WORD == set()


@pytest.mark.parametrize("lang", OTHERS)
def test_translation_has_the_very_same_placeholders(lang: str) -> None:
    assert {
        its: said
        for its, said in translations(lang).items()
        if placeholders(said) != placeholders(its)
    } == {}


@pytest.mark.parametrize("lang", OTHERS)
def test_translation_names_the_very_same_commands(lang: str) -> None:
    def commands(text: str) -> list[str]:
        return sorted(re.findall(r"(?<![\w/])/[a-z]+", text))

    assert {
        its: said for its, said in translations(lang).items() if commands(said) != commands(its)
    } == {}


@pytest.mark.parametrize("lang", OTHERS)
def test_translation_has_as_many_paragraphs(lang: str) -> None:
    assert {
        its: said
        for its, said in translations(lang).items()
        if [bool(line) for line in said.split("\n")] != [bool(line) for line in its.split("\n")]
    } == {}


@pytest.mark.parametrize("lang", OTHERS)
def test_translation_has_no_space_where_the_sentence_has_none(lang: str) -> None:
    assert [said for said in translations(lang).values() if said != said.strip()] == []
    assert [said for said in translations(lang).values() if "  " in said] == []


@pytest.mark.parametrize("lang", OTHERS)
def test_translation_brings_no_marks_of_direction_of_its_own(lang: str) -> None:
    """The bot sets them; one more would stand in what is copied, or turn what follows."""
    marks = set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert [said for said in translations(lang).values() if set(said) & marks] == []


@pytest.mark.parametrize("lang", OTHERS)
def test_catalogue_is_in_its_own_language(lang: str) -> None:
    long = [said for its, said in translations(lang).items() if len(its) > 40]
    assert language_of(" ".join(long)) == lang
    right = [said for said in long if language_of(said) == lang]
    assert len(right) > 0.8 * len(long)


@pytest.mark.parametrize("lang", OTHERS)
def test_head_of_a_catalogue_names_its_language(lang: str) -> None:
    head = file_of(lang).read_text(encoding="utf-8").partition("msgid")[0]
    assert f"in {LANGUAGES[lang]}" in head
    assert str(catalogue(lang).locale) == lang
    assert catalogue(lang).charset == "utf-8"


# Who checked them


@pytest.mark.parametrize("lang", OTHERS)
def test_what_no_native_speaker_has_checked_is_marked_fuzzy(lang: str) -> None:
    checked = {str(entry.id) for entry in catalogue(lang) if entry.id and not entry.fuzzy}
    assert checked == {sentence for its, sentence in CHECKED if its == lang}


@pytest.mark.parametrize("lang", OTHERS)
def test_what_is_marked_fuzzy_is_spoken_nevertheless(lang: str) -> None:
    tongue = speak(lang)
    assert {
        its: said
        for its, said in translations(lang).items()
        if tongue(its).removeprefix(FROM_RIGHT) != said.removeprefix(FROM_RIGHT)
    } == {}


@pytest.mark.parametrize("lang", OTHERS)
def test_every_sentence_of_the_bot_is_spoken_in_the_language(lang: str) -> None:
    tongue = speak(lang)
    english = {
        (lang, its) for _, its in strings_of_texts() if tongue(its).removeprefix(FROM_RIGHT) == its
    }
    assert english - SAME_WORD == set()


# What Telegram has room for


@pytest.mark.parametrize("lang", LANGUAGES)
def test_name_and_descriptions_fit(lang: str) -> None:
    tongue = speak(lang)
    assert 1 <= utf16_length(tongue(texts.NAME)) <= 64
    assert 1 <= utf16_length(tongue(texts.SHORT_DESCRIPTION)) <= 120
    assert 1 <= utf16_length(tongue(texts.DESCRIPTION)) <= 512


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("in_groups", [False, True])
def test_every_command_of_the_menu_fits(lang: str, in_groups: bool) -> None:
    commands = menu(lang, in_groups=in_groups)
    assert len(commands) == (5 if in_groups else len(texts.COMMANDS))
    assert [its for its in commands if not re.fullmatch(r"[a-z0-9_]{1,32}", its.command)] == []
    assert [its for its in commands if not 1 <= utf16_length(its.description) <= 256] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_shown_over_the_chat_fits(lang: str) -> None:
    """What answers a button that was pressed has at most 200 characters."""
    shown = (
        texts.OLD_BUTTON,
        texts.ANSWER_GONE,
        texts.DELETED,
        texts.CANNOT_DELETE,
        texts.FAILED,
        texts.TOO_MANY,
    )
    tongue = speak(lang)
    assert [its for its in shown if not 1 <= utf16_length(tongue(its)) <= 200] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_fits_into_a_message(lang: str) -> None:
    tongue = speak(lang)
    assert [its for _, its in strings_of_texts() if utf16_length(tongue(its)) > 2048] == []
