"""Typing the bot's name and a question in any chat offers the cards that answer it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from telegram_fixtures import (
    BILL,
    DANGER,
    GP,
    HELPLINE,
    PAPERS,
    QUESTIONS,
    Running,
    buttons,
    marked,
    receipt_of,
    running_bot,
    telegram_project,
)
from telegram_server import Person

from bot import texts
from bot.tongues import speak
from index import Encoder

Result = dict[str, Any]
# More cards than are offered at once.
PLACES = ("Leeds", "Hull", "Luton", "Derby", "Bath", "York")
CARD = """---
id: bill-in-{id}
question: "Do I have to pay a hospital bill in {place}?"
also_asked:
  - "how much is the hospital of {place}"
  - "a bill from {place}"
  - "is the hospital of {place} free"
topic: hospital-charges
verdict: "As anywhere, also in {place}"
as_of: 2026-11-21
---

The helpline gives free advice, also to people in {place}.[helpline#phone]

## What you can do
- Call the helpline.[helpline#phone]

## Who can help
- The helpline is free: 020 7946 0000.[helpline#phone]
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("inline") / "project"
    project = telegram_project(folder, encoder, tmp_path_factory.getbasetemp())
    for place in PLACES:
        card = project.file(f"answers/bill-in-{place.lower()}.md")
        card.write_text(CARD.format(place=place, id=place.lower()), encoding="utf-8")
    project.build(encoder)
    with running_bot(project) as running:
        yield running


def answer_to(running: Running, person: Person, query: str) -> dict[str, Any]:
    """Return the answer to an inline query of somebody."""
    return answered(running, person.asks_inline(query))


def answered(running: Running, query_id: str) -> dict[str, Any]:
    answers = running.server.answered_inline
    running.server.wait_until(lambda: query_id in answers, why="no answer to an inline query")
    return answers[query_id]


def results(running: Running, query: str, lang: str = "en") -> list[Result]:
    found: list[Result] = answer_to(running, running.person(lang), query)["results"]
    return found


# What is offered


def test_card_that_answers_comes_first_with_its_question_and_its_short_answer(
    running: Running,
) -> None:
    first = results(running, GP)[0]
    assert (first["title"], first["id"]) == (GP, "gp-address")
    assert first["description"] == ("Not normally. No, your address is secret like your illness.")


def test_at_most_ten_cards_are_offered_each_once(running: Running) -> None:
    cards = list(running.project.file("answers").iterdir())
    offered = [result["id"] for result in results(running, BILL)]
    assert offered[0] == "hospital-bill"
    assert (len(cards), len(offered), len(set(offered))) == (13, 10, 10)


def test_unfinished_question_is_offered_the_card_it_may_become(running: Running) -> None:
    assert PAPERS in [result["title"] for result in results(running, "register with a gp")]


@pytest.mark.parametrize("query", ["", "  ", "?", "/start"])
def test_query_without_a_question_is_offered_the_examples(running: Running, query: str) -> None:
    assert [its["title"] for its in results(running, query)] == [GP, PAPERS, HELPLINE]


def test_emergency_is_offered_first(running: Running) -> None:
    first = results(running, f"{DANGER}. {GP}")[0]
    assert (first["id"], first["description"].partition(".")[0]) == ("help-danger", "Call 999")


def test_question_in_another_language_is_offered_cards_in_that_frame(running: Running) -> None:
    first, tongue = results(running, QUESTIONS["so"][0])[0], speak("so")
    assert first["id"] == "gp-address"
    assert tongue(texts.NOT_TRANSLATED) in first["input_message_content"]["message_text"]
    assert buttons(first) == [tongue(texts.OPEN_IN_BOT)]


def test_examples_and_the_way_to_a_private_chat_are_in_the_language_of_the_app(
    running: Running,
) -> None:
    answer, tongue = answer_to(running, running.person("pl"), ""), speak("pl")
    assert answer["button"]["text"] == tongue(texts.ASK_PRIVATELY)
    assert buttons(answer["results"][0]) == [tongue(texts.OPEN_IN_BOT)]


# What is sent


def test_chosen_card_is_sent_as_an_answer_with_a_way_to_all_of_it(running: Running) -> None:
    ada = running.person()
    query = ada.asks_inline(GP)
    answered(running, query)
    sent = ada.chooses(query, GP)
    assert sent["text"].startswith(f"{GP}\n\nNot normally\n\nNo, your address is secret like your")
    assert marked(sent, "bold") == ["Not normally"]
    [[button]] = sent["reply_markup"]["inline_keyboard"]
    assert button == {
        "text": texts.OPEN_IN_BOT,
        "url": "https://t.me/testbot?start=q_gp-address",
    }


def test_link_below_a_chosen_card_leads_to_its_answer_in_the_bot(running: Running) -> None:
    ada = running.person()
    query = ada.asks_inline(PAPERS)
    answered(running, query)
    sent = ada.chooses(query, PAPERS)
    link = sent["reply_markup"]["inline_keyboard"][0][0]["url"]
    opened = running.server.wait_for_reply(ada.starts(link.partition("?start=")[2]))
    assert marked(opened, "bold") == ["Yes, you can"]
    assert texts.SOURCES in buttons(opened)


def test_code_of_a_chosen_card_can_be_checked(running: Running) -> None:
    ada = running.person()
    query = ada.asks_inline(GP)
    answered(running, query)
    code = receipt_of(ada.chooses(query, GP))
    checked = running.ask(ada, code)
    assert marked(checked, "italic")[0].endswith("The answer of today is the same.")
    assert marked(checked, "bold")[0] == "Not normally"


def test_no_result_opens_a_preview(running: Running) -> None:
    for result in results(running, GP):
        content = result["input_message_content"]
        assert (result["id"], content["link_preview_options"]) == (
            result["id"],
            {"is_disabled": True},
        )


def test_private_chat_is_offered_above_and_opens_with_the_start(running: Running) -> None:
    ada = running.person()
    button = answer_to(running, ada, GP)["button"]
    assert button["text"] == texts.ASK_PRIVATELY
    start = running.server.wait_for_reply(ada.starts(button["start_parameter"]))
    assert start["text"].startswith(texts.START)


def test_nothing_of_a_query_is_kept_for_the_conversation(running: Running) -> None:
    ada = running.person()
    answer_to(running, ada, GP)
    assert running.ask(ada, "/forget")["text"] == texts.NOTHING_REMEMBERED


# What is private


@pytest.mark.parametrize(
    ("query", "first"),
    [
        (f"My NHS number is 943 476 5919. {GP}", GP),
        (f"my name is Zebedee Quillby, {GP}", GP),
        ("943 476 5919", GP),
        ("zebedee.quillby@example.org", GP),
    ],
)
def test_personal_data_in_a_query_never_reaches_the_results(
    running: Running, query: str, first: str
) -> None:
    answer = answer_to(running, running.person(), query)
    assert answer["results"][0]["title"] == first
    said = str(answer).lower()
    assert [word for word in ("943", "5919", "zebedee", "quillby") if word in said] == []


@pytest.mark.parametrize("query", [GP, ""])
def test_results_that_telegram_may_show_to_others_are_the_same_for_everybody(
    running: Running, query: str
) -> None:
    """Unless an answer is personal, Telegram gives it to whoever types the same (Bot API)."""
    ada, ben = running.person("pl"), running.person("ar", name="Ben")
    running.open(ada, running.ask(ada, "/language"), "Soomaali")
    running.ask(ada, PAPERS)
    answers = [answer_to(running, person, query) for person in (ada, ben)]
    shown = [(answer["results"], answer["button"]) for answer in answers]
    assert shown[0] == shown[1] or all(answer.get("is_personal") for answer in answers)


# What is typed on


def test_only_the_newest_of_many_queries_must_be_answered(running: Running) -> None:
    """Telegram asks with every letter; those that the worker had not begun are given up."""
    ada = running.person()
    with running.server.held():
        queries = [ada.asks_inline(GP[:length]) for length in range(1, len(GP) + 1)]
    assert answered(running, queries[-1])["results"][0]["title"] == GP
    running.ask(ada, "hello")
    given_up = [query for query in queries if query not in running.server.answered_inline]
    assert len(given_up) > len(queries) / 2


def test_newer_query_of_one_does_not_put_off_that_of_another(running: Running) -> None:
    ada, ben = running.person(), running.person(name="Ben")
    with running.server.held():
        asked = [
            person.asks_inline(text) for person, text in ((ada, GP), (ben, PAPERS), (ada, "?"))
        ]
    assert answered(running, asked[1])["results"][0]["title"] == PAPERS
    assert answered(running, asked[2])["results"][0]["title"] == GP


def test_query_that_came_too_late_is_no_error(running: Running) -> None:
    ada = running.person()
    with running.server.held():
        query = ada.asks_inline(GP)
        running.server.expire(query)
    running.server.wait_until(
        lambda: any(
            its.method == "answerInlineQuery" and its.status == 400 for its in running.server.calls
        )
    )
    assert answer_to(running, ada, PAPERS)["results"][0]["title"] == PAPERS


def test_longest_query_that_telegram_takes_is_answered(running: Running) -> None:
    assert results(running, (GP + " ") * 5 + "and so on and on")[0]["title"] == GP
