"""Replies in another language: bot/translated.py and how answers are composed with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from conftest import Project
from translated import ARABIC, translate

from bot import texts
from bot.ask import Reply, ask, framed, give_receipt
from bot.buttons import View
from bot.compose import compose
from bot.plan import Plan, Quote
from bot.tongues import speak
from bot.views import Shown, answer_message, sections_of
from index import Encoder, Library, Searcher

QUESTION = "الدكتور يخبر الهجرة وين ساكن؟"
LRI, PDI = "\u2066", "\u2069"
ARABIC_TONGUE = speak("ar")


@pytest.fixture
def spoken(built: Project, encoder: Encoder) -> Project:
    """The small project with one card in Arabic, built."""
    translate(built)
    built.build(encoder)
    return built


@pytest.fixture
def opened(spoken: Project) -> Iterator[Searcher]:
    searcher = Searcher.open(spoken.config)
    yield searcher
    searcher.close()


def asked(searcher: Searcher, project: Project, question: str = QUESTION) -> Reply:
    return ask(question, searcher, project.settings)


def test_card_is_found_by_the_words_of_its_language_and_answers_in_it(
    opened: Searcher, spoken: Project
) -> None:
    answer = asked(opened, spoken).answer
    assert (answer.card, answer.lang, answer.standing) == ("gp-address", "ar", "unchecked")
    assert answer.verdict == "عادةً لا"
    assert str(answer.parts[0]).startswith("لا، عنوانك سر مثل مرضك.[1] ")


def test_sections_that_are_translated_come_first_and_others_say_that_they_are_english(
    opened: Searcher, spoken: Project
) -> None:
    headings = [part.heading for part in asked(opened, spoken).answer.sections]
    in_english = [
        ARABIC_TONGUE(texts.IN_ENGLISH, heading=ARABIC_TONGUE(heading))
        for heading in ("When it can happen", "What used to happen")
    ]
    own = [ARABIC_TONGUE(heading) for heading in ("What you can do", "Who can help")]
    assert headings == own + in_english


def test_answer_says_that_nobody_has_checked_it(
    opened: Searcher, spoken: Project, encoder: Encoder
) -> None:
    assert asked(opened, spoken).answer.notes[-1] == ARABIC_TONGUE(texts.UNCHECKED)
    opened.close()
    spoken.replace("translations/ar/gp-address.md", "question:", 'checked_by: "Ada"\nquestion:')
    spoken.build(encoder)
    searcher = Searcher.open(spoken.config)
    answer = asked(searcher, spoken).answer
    assert answer.standing == "checked"
    assert ARABIC_TONGUE(texts.UNCHECKED) not in answer.notes
    searcher.close()


def test_stale_translation_is_shown_with_a_note(
    opened: Searcher, spoken: Project, encoder: Encoder
) -> None:
    spoken.replace("answers/gp-address.md", "your address is secret", "the address is secret")
    spoken.build(encoder)
    searcher = Searcher.open(spoken.config)
    answer = asked(searcher, spoken).answer
    assert answer.standing == "stale"
    assert answer.notes[-1] == ARABIC_TONGUE(texts.STALE)
    assert "عنوانك سر" in str(answer.parts[0])
    searcher.close()


def test_part_of_a_stale_translation_that_no_longer_fits_is_shown_in_english(
    opened: Searcher, spoken: Project, encoder: Encoder
) -> None:
    old = "No, your address is secret like your illness.[practice-guide#para-9]"
    spoken.replace("answers/gp-address.md", old, f"{old} Ask us.[practice-guide#para-9]")
    spoken.build(encoder)
    searcher = Searcher.open(spoken.config)
    plan = Plan("card", "gp-address")
    answer = compose(plan, searcher.library, spoken.settings, lang="ar")
    assert str(answer.parts[0]).startswith("No, your address is secret")
    assert answer.parts[1].is_translated
    searcher.close()


def test_card_that_is_not_translated_is_english_in_a_frame_that_says_so(
    opened: Searcher, spoken: Project
) -> None:
    answer = framed(
        compose(
            Plan("card", "help-immigration-lawyer"), opened.library, spoken.settings, lang="ar"
        ),
        None,
    )
    assert answer.standing == "missing"
    assert answer.verdict == opened.library.card("help-immigration-lawyer").verdict
    assert answer.notes[-1] == ARABIC_TONGUE(texts.NOT_TRANSLATED)
    assert not any("English" in part.heading for part in answer.parts)


def test_english_name_is_explained_where_a_reply_has_it_first(
    spoken: Project, encoder: Encoder
) -> None:
    old = "اطلب من العيادة"
    spoken.replace("translations/ar/gp-address.md", old, f"الـ GP والـ GP والـ Home Office: {old}")
    spoken.replace("answers/gp-address.md", "Ask the practice", "GP, GP, Home Office: ask")
    translate_again = ["--current", "ar", "gp-address"]
    assert spoken.run("index", "translations", *translate_again).returncode == 0
    spoken.build(encoder)
    searcher = Searcher.open(spoken.config)
    plan = Plan("card", "gp-address")
    answer = compose(plan, searcher.library, spoken.settings, lang="ar")
    for part in (answer.parts[1], answer.sections[0]):
        words = re.sub(f"[{LRI}{PDI}\u200f]", "", str(part))
        assert "الـ GP (طبيب العائلة) والـ GP والـ Home Office (وزارة الداخلية): اطلب" in words
    searcher.close()


def test_receipt_is_that_of_the_english_answer(opened: Searcher, spoken: Project) -> None:
    reply = asked(opened, spoken)
    english = compose(reply.answer.plan, opened.library, spoken.settings)
    assert reply.receipt == give_receipt(english, opened.library, spoken.settings)


def test_names_and_numbers_in_a_sentence_from_the_right_stand_apart(
    opened: Searcher, spoken: Project
) -> None:
    text = asked(opened, spoken).text
    assert f"مجاني: {LRI}020 7946 0000{PDI}." in text
    assert f"في {LRI}9{PDI} نوفمبر {LRI}2018{PDI}." in text
    assert text.count(LRI) <= text.count(PDI)


def test_sentence_that_begins_with_a_name_still_begins_from_the_right() -> None:
    said = ARABIC_TONGUE.own("GP يساعدك")
    assert said == f"\u200f{LRI}GP{PDI} يساعدك"
    assert speak("pl").own("GP pomaga") == "GP pomaga"


def test_quote_that_is_not_translated_stands_below_what_is(
    opened: Searcher, library: Library, spoken: Project
) -> None:
    # The third sentence of the card stands under "When it can happen".
    quotes = (Quote("gp-address", 2, in_short=True), Quote("gp-address", 6, in_short=True))
    plan = Plan("card", "gp-address", quotes)
    answer = compose(plan, opened.library, spoken.settings, lang="ar")
    first = [line.is_translated for its in answer.parts[0].paragraphs for line in its.lines]
    assert first == [True] * 3
    english = compose(plan, opened.library, spoken.settings)
    assert len([line for its in english.parts[0].paragraphs for line in its.lines]) == 4
    assert set(english.passages) == set(answer.passages)


def test_button_shows_the_english(opened: Searcher, spoken: Project) -> None:
    reply = asked(opened, spoken)
    message = answer_message(Shown(reply.answer, reply.receipt))
    buttons = [button for row in message.rows for button in row]
    [english] = [button for button in buttons if button.text == texts.OWN_NAMES["en"]]
    assert isinstance(english.tap, View)
    assert (english.tap.lang, english.tap.receipt) == ("en", reply.receipt)
    other = ask("Does my GP give my address to the Home Office?", opened, spoken.settings)
    rows = answer_message(Shown(other.answer, other.receipt)).rows
    assert texts.OWN_NAMES["en"] not in [button.text for row in rows for button in row]


def test_sections_in_telegram_are_those_of_the_answer(opened: Searcher, spoken: Project) -> None:
    answer = asked(opened, spoken).answer
    assert [its.heading for its in sections_of(answer)][: len(answer.sections)] == [
        part.heading for part in answer.sections
    ]


def test_question_in_a_language_without_lines_is_answered_as_before(
    opened: Searcher, spoken: Project
) -> None:
    answer = asked(opened, spoken, "czy lekarz poda mój adres do Home Office?").answer
    assert (answer.lang, answer.standing) == ("pl", "missing")


def test_new_line_of_a_translation_is_found_after_a_build(
    opened: Searcher, spoken: Project, encoder: Encoder
) -> None:
    translate(spoken, ARABIC.replace("عنواني سر عند العيادة؟", "منو يقدر يعرف بيتي من الطبيب"))
    spoken.build(encoder)
    searcher = Searcher.open(spoken.config)
    found = searcher.search("منو يقدر يعرف بيتي من الطبيب", "ar")
    assert found.cards[0].id == "gp-address"
    assert found.cards[0].signals[0].name == "own lines"
    searcher.close()
