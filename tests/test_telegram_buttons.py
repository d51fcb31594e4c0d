"""Buttons under an answer open its parts, its sources and their passages, and lead back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from telegram_fixtures import (
    DANGER,
    GP,
    NO_SOURCE,
    PAPERS,
    Running,
    buttons,
    change_setting,
    marked,
    receipt_of,
    running_bot,
    telegram_project,
)
from telegram_server import Message

from bot import texts
from bot.buttons import Sight, View, data_of
from index import Encoder, Library

SECTIONS = {
    "When it can happen": "If you agree, if a court orders it, or if somebody is in danger.[1]",
    "What used to happen": "A data centre could give the office an address.[4] (source of 2018)",
    "What you can do": "Ask the practice to use its own address for you.[5]",
    "Who can help": "The helpline is free: 020 7946 0000.[6]",
    "More from the sources": "\n• ",
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("buttons") / "project"
    project = telegram_project(folder, encoder, tmp_path_factory.getbasetemp())
    # There is room for what other cards say, and so for a section of it and for more passages.
    change_setting(project, "longest_reply", "2600")
    with running_bot(project) as running:
        yield running


def links(message: Message) -> list[str]:
    """Return the addresses that words of a message lead to."""
    return [its["url"] for its in message["entities"] if its["type"] == "text_link"]


# Sections


@pytest.mark.parametrize("heading", list(SECTIONS))
def test_section_opens_in_the_place_of_the_answer_and_leads_back_to_it(
    running: Running, heading: str
) -> None:
    ada = running.person()
    answer = running.ask(ada, GP)
    opened = running.open(ada, answer, heading)
    assert marked(opened, "bold")[0] == heading
    assert SECTIONS[heading] in opened["text"]
    others = [text for text in buttons(answer) if text != heading]
    assert buttons(opened) == [*others, f"‹ {texts.BACK}"]
    again = running.open(ada, opened, texts.BACK)
    assert (again["text"], buttons(again)) == (answer["text"], buttons(answer))
    assert marked(again, "bold") == marked(answer, "bold")
    assert running.server.replies(ada) == [again]


def test_every_section_of_the_answer_has_a_button(running: Running) -> None:
    answer = running.ask(running.person(), GP)
    assert buttons(answer) == [*SECTIONS, texts.SOURCES, texts.RELATED]


def test_one_section_opens_from_another(running: Running) -> None:
    ada = running.person()
    first = running.open(ada, running.ask(ada, GP), "Who can help")
    second = running.open(ada, first, "What you can do")
    assert marked(second, "bold")[0] == "What you can do"
    assert "Who can help" in buttons(second)


def test_sections_of_an_emergency_open(running: Running) -> None:
    ada = running.person()
    opened = running.open(ada, running.ask(ada, DANGER), "What you can do")
    assert "Call 999 and say where you are.[1]" in opened["text"]


def test_taps_that_come_together_leave_the_last_part_open(running: Running) -> None:
    ada = running.person()
    answer = running.ask(ada, GP)
    with running.server.held():
        queries = [ada.taps(answer, heading) for heading in ("Who can help", "What you can do")]
    for query in queries:
        assert running.popup(query) == ""
    running.server.wait_until(
        lambda: marked(running.server.replies(ada)[0], "bold")[0] == "What you can do"
    )


def test_tap_on_what_is_open_already_changes_nothing_and_is_answered(running: Running) -> None:
    ada = running.person()
    answer = running.ask(ada, GP)
    [data] = [
        button["callback_data"]
        for row in answer["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == "Who can help"
    ]
    opened = running.open(ada, answer, "Who can help")
    assert running.popup(ada.taps_data(opened, data)) == ""
    running.ask(ada, "hello")
    assert running.server.replies(ada)[0] == opened


# Sources and passages


def test_sources_are_shown_with_all_that_is_needed_to_judge_them(running: Running) -> None:
    ada = running.person()
    sources = running.open(ada, running.ask(ada, GP), texts.SOURCES)
    heading, *blocks = sources["text"].split("\n\n")
    assert heading == texts.SOURCES
    assert blocks[:2] == [
        "[1] Test Council: Guide for practices (invented for tests), Para 9\n"
        "published 1 March 2019; updated 2024; holds today, looked at 21 November 2026",
        "[2] Test Office: Agreement about addresses (invented for tests), Withdrawal notice\n"
        "HISTORICAL, not a description of today; published January 2017;"
        " updated 9 November 2018; replaced by: Guide for practices (invented for tests)",
    ]
    assert links(sources)[:2] == [
        "https://example.org/practice-guide",
        "https://example.org/old-agreement",
    ]
    numbers = [f"[{n}]" for n in range(1, len(blocks) + 1)]
    assert buttons(sources) == [*numbers, f"‹ {texts.BACK}"]
    assert [its[:10] for its in marked(sources, "bold")] == [texts.SOURCES, *["HISTORICAL"] * 2]


def test_every_passage_is_shown_word_for_word_with_its_source_and_its_link(
    running: Running,
) -> None:
    """Each of another person, since nobody may tap so often in so short a time."""
    with closing(Library(running.project.config)) as library:
        passages = {library.passage(address).text for address in library.units() if "#" in address}
    shown = []
    for n in range(1, 7):
        ada = running.person()
        sources = running.open(ada, running.ask(ada, GP), texts.SOURCES)
        passage = running.open(ada, sources, f"[{n}]")
        source = sources["text"].split("\n\n")[n]
        assert passage["text"].startswith(f"{source}\n\n")
        shown += marked(passage, "blockquote")
        assert set(links(passage)) == {links(sources)[n - 1]}
        assert passage["text"].endswith(f"\n\n{links(passage)[0]}")
    assert shown[0] == (
        "A practice keeps the address of a patient secret in the same way as an illness. It may"
        " pass it on when the patient agrees, when a court orders it, or when somebody is in"
        " danger of death or serious harm."
    )
    assert (len(shown), len(set(shown))) == (6, 6)
    assert set(shown) <= passages


def test_passages_lead_to_each_other_to_the_sources_and_to_the_answer(running: Running) -> None:
    ada = running.person()
    answer = running.ask(ada, PAPERS)
    sources = running.open(ada, answer, texts.SOURCES)
    first = running.open(ada, sources, "[1]")
    assert buttons(first) == ["Passage 2 ›", texts.SOURCES, f"‹ {texts.BACK}"]
    second = running.open(ada, first, "Passage 2")
    assert second["text"].startswith("[2] ")
    assert buttons(second)[:2] == ["‹ Passage 1", "Passage 3 ›"]
    assert running.open(ada, second, "Passage 1")["text"] == first["text"]
    assert running.open(ada, first, texts.SOURCES)["text"] == sources["text"]
    assert running.open(ada, sources, texts.BACK)["text"] == answer["text"]


def test_last_passage_has_none_after_it(running: Running) -> None:
    ada = running.person()
    sources = running.open(ada, running.ask(ada, NO_SOURCE), texts.SOURCES)
    last = len(buttons(sources)) - 1
    passage = running.open(ada, sources, f"[{last}]")
    assert buttons(passage) == [f"‹ Passage {last - 1}", texts.SOURCES, f"‹ {texts.BACK}"]


def test_no_message_opens_a_preview_of_the_pages_that_it_links_to(running: Running) -> None:
    ada = running.person()
    sources = running.open(ada, running.ask(ada, GP), texts.SOURCES)
    running.open(ada, sources, "[1]")
    sent = running.sent_to(ada, "sendMessage", "editMessageText")
    assert [its.get("link_preview_options") for its in sent] == [{"is_disabled": True}] * 3


def test_sources_of_no_answer_open_and_lead_back_to_the_questions(running: Running) -> None:
    ada = running.person()
    offer = running.ask(ada, NO_SOURCE)
    sources = running.open(ada, offer, texts.SOURCES)
    assert sources["text"].startswith(f"{texts.SOURCES}\n\n[1] Test Charity: Test Helpline")
    again = running.open(ada, sources, texts.BACK)
    assert (again["text"], buttons(again)) == (offer["text"], buttons(offer))


# Questions


def test_related_questions_are_other_ones_and_each_is_answered_below(running: Running) -> None:
    ada = running.person()
    answer = running.ask(ada, GP)
    related = running.open(ada, answer, texts.RELATED)
    *questions, back = buttons(related)
    assert len(set(questions)) == 4
    assert GP not in str(questions)
    assert back == f"‹ {texts.BACK}"
    question = next(its for its in questions if PAPERS in its)
    ada.taps(related, question)
    below = running.server.wait_for_reply(related)
    assert below["text"].startswith(f"{PAPERS}\n\nYes, you can\n\n")
    assert running.server.replies(ada) == [related, below]


def test_personal_data_is_still_told_of_when_the_answer_is_back(running: Running) -> None:
    ada = running.person()
    answer = running.ask(ada, f"{GP} My NHS number is 943 476 5919.")
    again = running.open(ada, running.open(ada, answer, texts.SOURCES), texts.BACK)
    assert again["text"].startswith(texts.LEFT_OUT_BEFORE)
    assert "943" not in str(again)


# What is no button of ours, or no longer


GARBAGE = ("x", "v", "vse", "a", "a0", "azzzz", "d", "dzz", "l??", "n9", "n", "h", "hé", "é" * 32)


def test_data_that_no_button_of_ours_has_is_kindly_refused(running: Running) -> None:
    ada = running.person()
    answer = running.ask(ada, GP)
    for data in GARBAGE:
        assert (data, running.popup(ada.taps_data(answer, data))) == (data, texts.OLD_BUTTON)
    assert running.server.replies(ada) == [answer]


@pytest.mark.parametrize(
    ("sight", "number", "page", "first_line"),
    [
        ("section", 63, 0, "Not normally"),
        ("section", 0, 9, "When it can happen"),
        ("passage", 63, 0, texts.SOURCES),
        ("passage", 0, 0, texts.SOURCES),
        ("passage", 1, 9, "[1] Test Council: Guide for practices (invented for tests), Para 9"),
        ("sources", 0, 9, texts.SOURCES),
    ],
)
def test_part_that_the_answer_does_not_have_opens_what_is_nearest(
    running: Running, sight: Sight, number: int, page: int, first_line: str
) -> None:
    ada = running.person()
    answer = running.open(ada, running.ask(ada, GP), texts.RELATED)
    receipt = receipt_of(running.ask(running.person(), GP))
    ada.taps_data(answer, data_of(View(sight, receipt, "en", None, number, page)))
    assert running.server.wait_for_edit(answer)["text"].split("\n")[0] == first_line


def test_button_of_an_answer_that_is_in_no_document_is_kindly_refused(running: Running) -> None:
    ada = running.person()
    answer = running.ask(ada, GP)
    for data in (data_of(View("answer", "1000000000000", "en")), "a11"):
        popup = running.popup(ada.taps_data(answer, data))
        assert popup in (texts.ANSWER_GONE, texts.OLD_BUTTON)
    assert running.server.replies(ada) == [answer]


def test_button_under_a_message_too_old_for_telegram_to_show_it_opens_its_part(
    running: Running,
) -> None:
    ada = running.person()
    answer = running.ask(ada, GP)
    query = running.server.run(lambda: running.server.new_query("callback_query"))
    [[button, *_], *_] = answer["reply_markup"]["inline_keyboard"]
    # Only where it is; the date is always 0 (InaccessibleMessage in the Bot API).
    old = {"chat": ada.as_chat, "message_id": answer["message_id"], "date": 0}
    asked = {"id": query, "from": ada.as_user, "data": button["callback_data"]}
    running.server.update({"callback_query": asked | {"message": old, "chat_instance": "1"}})
    opened = running.server.wait_for_edit(answer)
    assert marked(opened, "bold")[0] == button["text"]
    assert running.popup(query) == ""


def test_part_is_sent_below_where_the_answer_was_deleted_meanwhile(running: Running) -> None:
    ada = running.person()
    answer = running.ask(ada, GP)
    with running.server.held():
        ada.taps(answer, "Who can help")
        ada.deletes(answer)
    below = running.server.wait_for_reply(answer)
    assert marked(below, "bold")[0] == "Who can help"


def test_part_opens_though_the_tap_was_too_old_to_be_answered(running: Running) -> None:
    ada = running.person()
    answer = running.ask(ada, GP)
    with running.server.held():
        running.server.expire(ada.taps(answer, "Who can help"))
    assert marked(running.server.wait_for_edit(answer), "bold")[0] == "Who can help"


# Later


def test_buttons_work_when_the_program_was_stopped_and_started_again(running: Running) -> None:
    ada, ben = running.person(), running.person(name="Ben")
    answer, offer = (
        running.ask(ada, f"{GP} My NHS number is 943 476 5919."),
        running.ask(ben, "/start"),
    )
    running.restart()
    opened = running.open(ada, answer, "Who can help")
    assert SECTIONS["Who can help"] in opened["text"]
    assert running.popup(ada.taps(opened, texts.DELETE_MY_MESSAGE)) == texts.DELETED
    ben.taps(offer, PAPERS)
    assert marked(running.server.wait_for_reply(offer), "bold")[0] == "Yes, you can"
