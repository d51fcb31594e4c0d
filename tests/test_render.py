"""A reply reads as its golden file: words, marks, sources with their dates, receipt.

After a change that is meant, rewrite the files and look at what differs:
`pytest tests/test_render.py --update-golden`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from conftest import REPOSITORY, Project

from bot import texts
from bot.ask import ask
from bot.compose import Answer, Citation, compose, refuse
from bot.plan import Plan, Quote
from bot.render import as_fields, plain_text, source_lines, standing
from bot.tongues import speak
from index import Library, Searcher

GOLDEN = REPOSITORY / "tests" / "golden"
TERMS, PARA_9, SCOTLAND = "old-agreement#terms", "practice-guide#para-9", "scottish-note#summary"
RECEIPT = "16BBA-8QKPH-FVFXJ"
ENGLISH = speak("en")


@pytest.fixture
def assert_golden(pytestconfig: pytest.Config) -> Callable[[str, str], None]:
    """Compare a text with its golden file, or rewrite the file where that is asked for."""
    is_update = pytestconfig.getoption("update_golden", default=False)

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if is_update:
            GOLDEN.mkdir(exist_ok=True)
            file.write_text(text + "\n", encoding="utf-8")
        assert text + "\n" == file.read_text(encoding="utf-8")

    return compare


def whole(library: Library, *units: str) -> tuple[Quote, ...]:
    """Return every sentence of some units, none of them for the short reply."""
    return tuple(
        Quote(unit, n, in_short=False)
        for unit in units
        for n in range(len(library.quotables(unit)))
    )


@pytest.fixture
def card(built: Project, library: Library) -> Answer:
    quotes = (Quote("gp-address", 3, in_short=True), Quote("gp-address", 4, in_short=True))
    below = (Quote("help-immigration-lawyer", 0, in_short=False), *whole(library, SCOTLAND))
    plan = Plan("card", "gp-address", (*quotes, *below))
    return compose(plan, library, built.settings)


@pytest.fixture
def offer(built: Project, library: Library) -> Answer:
    plan = Plan("no_answer", suggested=("gp-address", "register-without-papers"))
    return compose(plan, library, built.settings)


@pytest.fixture
def citation(built: Project, library: Library) -> Citation:
    """A current source of an exact day, never updated."""
    plan = Plan("sentences", quotes=whole(library, "helpline#phone"))
    return compose(plan, library, built.settings).citations[0]


# Whole replies


def test_answer_of_a_card_reads_as_reviewed(
    card: Answer, assert_golden: Callable[[str, str], None]
) -> None:
    assert_golden("card.txt", plain_text(card, RECEIPT))


def test_answer_of_passages_reads_as_reviewed(
    built: Project, library: Library, assert_golden: Callable[[str, str], None]
) -> None:
    quotes = (Quote(PARA_9, 0, in_short=True), Quote(PARA_9, 1, in_short=True))
    plan = Plan("sentences", quotes=(*quotes, *whole(library, TERMS, SCOTLAND)))
    answer = compose(plan, library, built.settings)
    assert_golden("passages.txt", plain_text(answer, RECEIPT))


def test_answer_of_the_past_alone_reads_as_reviewed(
    built: Project, library: Library, assert_golden: Callable[[str, str], None]
) -> None:
    plan = Plan("sentences", quotes=whole(library, TERMS))
    answer = compose(plan, library, built.settings)
    assert_golden("past.txt", plain_text(answer, RECEIPT))


def test_no_answer_reads_as_reviewed(
    offer: Answer, assert_golden: Callable[[str, str], None]
) -> None:
    assert_golden("no-answer.txt", plain_text(offer, RECEIPT))


def test_answer_in_case_of_an_emergency_reads_as_reviewed(
    built: Project, library: Library, assert_golden: Callable[[str, str], None]
) -> None:
    plan = Plan("card", "register-without-papers", alarm="who-can-help-me-for-free")
    assert_golden("alarm.txt", plain_text(compose(plan, library, built.settings), RECEIPT))


def test_main_answer_of_the_real_knowledge_reads_as_reviewed(
    real: Project, searcher: Searcher, assert_golden: Callable[[str, str], None]
) -> None:
    """Without its receipt, which changes with every other document."""
    question = "Will my GP share my address with the Home Office?"
    reply = ask(question, searcher, real.settings)
    assert_golden("gp-share-address-home-office.txt", plain_text(reply.answer, None))


def test_every_golden_file_is_compared_by_a_test() -> None:
    tests = (REPOSITORY / "tests" / "test_render.py").read_text(encoding="utf-8")
    named = set(re.findall(r'assert_golden\("([^"]+)"', tests))
    # Those of the bot in Telegram are in a folder of their own.
    assert {file.name for file in GOLDEN.iterdir() if file.is_file()} == named


# Their order


def test_parts_of_a_reply_stand_in_the_order_in_which_they_are_read(card: Answer) -> None:
    text = plain_text(card, RECEIPT)
    places = [
        text.index(words)
        for words in (
            "Not normally\n\n",
            "No, your address is secret",
            "\n- An office may ask by letter.[3]\n- The practice can refuse it.[3]\n\n",
            "\n\nWhen it can happen\n- If you agree",
            "\n\nWho can help\n- The helpline",
            "\n\nMore from the sources\n\n",
            "\n\nAs of 21 November 2026.\nHistorical, true then",
            "\n\nSources\n[1] Test Council",
            f"\n\nReceipt {RECEIPT}",
        )
    ]
    assert places == sorted(places)
    assert text.endswith(RECEIPT)


def test_questions_offered_are_numbered_between_the_message_and_whom_to_ask(
    offer: Answer,
) -> None:
    assert offer.body.startswith(
        f"{texts.NO_ANSWER}\n\n"
        "I can answer these questions:\n"
        "1. Does my GP give my address to the Home Office?\n"
        "2. Can I register with a GP without papers?\n\n"
        "Whom to ask\n"
    )


def test_reply_before_its_sources_is_where_the_whole_starts(card: Answer) -> None:
    assert plain_text(card, None).startswith(f"{card.body}\n\nSources\n[1] ")
    assert card.body.startswith(card.short)


def test_reply_without_citations_has_no_list_of_sources() -> None:
    assert plain_text(refuse("Say it in words."), None) == "Say it in words."


def test_no_two_blank_lines_follow_each_other(
    built: Project, library: Library, card: Answer, offer: Answer
) -> None:
    quotes = whole(library, PARA_9)
    for answer in (
        card,
        offer,
        replace(card, preface="Left out."),
        replace(offer, preface="Left out.", notes=()),
        compose(Plan("sentences", quotes=quotes), library, built.settings),
        compose(Plan("no_answer"), library, built.settings),
        refuse("Say it in words."),
    ):
        text = plain_text(answer, RECEIPT)
        assert "\n\n\n" not in text
        assert text == text.strip()
        assert not any(line != line.rstrip() for line in text.split("\n"))


# One source


def test_source_is_given_with_publisher_title_locator_standing_and_link(
    citation: Citation,
) -> None:
    assert source_lines(citation, ENGLISH) == (
        "[1] Test Charity: Test Helpline (invented for tests), Phone\n"
        "    published 20 May 2025; holds today, looked at 21 November 2026\n"
        "    https://example.org/helpline"
    )


def test_source_without_an_address_has_no_line_for_it(citation: Citation) -> None:
    assert source_lines(replace(citation, url=""), ENGLISH) == (
        "[1] Test Charity: Test Helpline (invented for tests), Phone\n"
        "    published 20 May 2025; holds today, looked at 21 November 2026"
    )


def test_number_in_brackets_of_a_source_is_shown_in_round_ones(citation: Citation) -> None:
    its = replace(citation, publisher="Board [2]", title="Rule [2023]", locator="Line [4]")
    assert source_lines(its, ENGLISH).startswith("[1] Board (2): Rule (2023), Line (4)\n")


def test_estimated_date_is_shown_as_an_estimate(citation: Citation) -> None:
    estimated = replace(citation, published="2022", published_estimated=True)
    assert standing(estimated, ENGLISH) == (
        "published about 2022 (an estimate); holds today, looked at 21 November 2026"
    )


def test_date_of_the_version_is_shown_beside_the_first(citation: Citation) -> None:
    assert standing(replace(citation, published="2019-03", updated="2024"), ENGLISH) == (
        "published March 2019; updated 2024; holds today, looked at 21 November 2026"
    )


def test_historical_source_says_so_first_and_never_that_it_holds(citation: Citation) -> None:
    assert standing(replace(citation, status="historical"), ENGLISH) == (
        "HISTORICAL, not a description of today; published 20 May 2025"
    )


def test_historical_source_names_what_replaced_it(citation: Citation) -> None:
    past = replace(citation, status="historical", replaced_by=("First act", "Second act"))
    assert standing(past, ENGLISH) == (
        "HISTORICAL, not a description of today; published 20 May 2025;"
        " replaced by: First act, Second act"
    )


# The fields of a JSON line


def test_fields_say_the_same_as_the_answer(card: Answer) -> None:
    assert as_fields(card, RECEIPT) == {
        "outcome": "answer",
        "lang": "en",
        "card": "gp-address",
        "passages": list(card.passages),
        "text": plain_text(card, RECEIPT),
        "short": card.short,
        "citations": [asdict(citation) for citation in card.citations],
        "suggestions": [],
        "receipt": RECEIPT,
    }


def test_fields_of_no_answer_name_the_cards_that_are_offered(
    built: Project, library: Library
) -> None:
    plan = Plan("no_answer", suggested=("gp-address",))
    fields = as_fields(compose(plan, library, built.settings), RECEIPT)
    assert (fields["outcome"], fields["card"]) == ("no_answer", None)
    assert fields["suggestions"] == ["gp-address"]
    assert "refused" not in fields


def test_fields_of_a_refusal_say_why_and_cite_nothing() -> None:
    assert as_fields(refuse("Say it in words."), None) == {
        "outcome": "no_answer",
        "lang": "en",
        "card": None,
        "passages": [],
        "text": "Say it in words.",
        "short": "Say it in words.",
        "citations": [],
        "suggestions": [],
        "receipt": None,
        "refused": "Say it in words.",
    }


def test_fields_are_json_as_they_are(card: Answer) -> None:
    fields = as_fields(card, RECEIPT)
    citations = json.loads(json.dumps(fields))["citations"]
    assert [citation["n"] for citation in citations] == list(range(1, len(citations) + 1))
    assert citations[0]["superseded_by"] == []
