"""Commands, links into the chat and what they choose do for a person what they promise."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from telegram_fixtures import (
    BILL,
    EXAMPLES,
    GP,
    HELPLINE,
    NO_SOURCE,
    OPERATOR,
    PAPERS,
    QUESTIONS,
    Running,
    buttons,
    change_setting,
    marked,
    receipt_of,
    running_bot,
    telegram_project,
)
from telegram_server import Message, Person

from bot import texts
from bot.tongues import speak
from index import Encoder

ENGLISH_BILL, SCOTTISH_BILL = "It depends on the treatment", "Not for an emergency in Scotland"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("commands") / "project"
    project = telegram_project(folder, encoder, tmp_path_factory.getbasetemp())
    with running_bot(project) as running:
        yield running


def verdict_of(message: Message) -> str:
    return marked(message, "bold")[0]


def details(message: Message) -> str:
    """Return what stands below an answer for those who check it; empty where nothing does."""
    return "\n".join(marked(message, "expandable_blockquote"))


# First contact


def test_start_says_what_this_is_in_four_lines_then_warns_once(running: Running) -> None:
    reply = running.server.wait_for_reply(running.person().starts())
    what, warning, ask = reply["text"].split("\n\n")
    assert what.split("\n") == [
        "I answer questions about your health data and your rights as a patient in the UK,"
        " from published sources, and I show each source.",
        f"I am run by {OPERATOR}.",
        "I keep nothing of what you write and nothing of what I answer.",
        "I am a computer program, not a lawyer and not the government.",
    ]
    assert warning == (
        "Telegram can see this chat: it is not end-to-end encrypted."
        " Please do not write names, addresses or numbers."
    )
    assert ask == texts.ASK_NOW


def test_start_offers_the_questions_of_the_settings_and_the_languages(running: Running) -> None:
    reply = running.server.wait_for_reply(running.person().starts())
    *questions, languages = buttons(reply)
    assert questions == [GP, PAPERS, HELPLINE]
    assert len(questions) == len(EXAMPLES)
    assert texts.COMMANDS["language"] in languages


@pytest.mark.parametrize(
    ("question", "verdict"),
    [(GP, "Not normally"), (PAPERS, "Yes, you can"), (HELPLINE, "A free helpline")],
)
def test_question_offered_at_the_start_is_answered_when_pressed(
    running: Running, question: str, verdict: str
) -> None:
    ada = running.person()
    start = running.server.wait_for_reply(ada.starts())
    ada.taps(start, question)
    answer = running.server.wait_for_reply(start)
    assert (marked(answer, "italic")[0], verdict_of(answer)) == (question, verdict)


def test_start_is_in_the_language_of_the_app_and_so_is_what_is_pressed(running: Running) -> None:
    ada, tongue = running.person("ro"), speak("ro")
    start = running.server.wait_for_reply(ada.starts())
    assert start["text"].startswith(tongue(texts.START))
    assert tongue(texts.RUN_BY, operator=OPERATOR) in start["text"]
    ada.taps(start, GP)
    assert tongue(texts.NOT_TRANSLATED) in running.server.wait_for_reply(start)["text"]


def test_start_again_says_the_same(running: Running) -> None:
    ada = running.person()
    first, second = (running.server.wait_for_reply(ada.starts()) for _ in range(2))
    assert first["text"] == second["text"]


def test_languages_open_from_the_start(running: Running) -> None:
    ada = running.person("fa")
    start = running.server.wait_for_reply(ada.starts())
    ada.taps(start, speak("fa")(texts.COMMANDS["language"]))
    offer = running.server.wait_for_reply(start)
    assert set(texts.OWN_NAMES.values()) <= set(buttons(offer))
    assert running.server.replies(ada)[0] == start


# Links


def test_link_to_a_question_answers_it_with_what_a_first_message_must_say(
    running: Running,
) -> None:
    reply = running.server.wait_for_reply(running.person().starts("q_register-without-papers"))
    assert verdict_of(reply) == "Yes, you can"
    assert marked(reply, "italic")[0] == f"{texts.NOT_A_LAWYER} {texts.TELEGRAM_SEES}"


def test_link_to_an_answer_shows_it_again(running: Running) -> None:
    answer = running.ask(running.person(), GP)
    receipt = receipt_of(answer).replace("-", "")
    shown = running.server.wait_for_reply(running.person().starts(receipt))
    assert marked(shown, "italic")[0].startswith("The very same answer, from the documents of ")
    assert verdict_of(shown) == "Not normally"


@pytest.mark.parametrize("payload", ["q_no-such-card", "ask", "ABCDEFGH", "q_", "_"])
def test_link_to_nothing_that_is_known_is_a_start(running: Running, payload: str) -> None:
    reply = running.server.wait_for_reply(running.person().starts(payload))
    assert reply["text"].startswith(texts.START)


# Help and privacy


def test_help_says_how_to_ask_and_for_how_long_it_goes_on(running: Running) -> None:
    reply = running.ask(running.person(), "/help")
    assert reply["text"] == texts.HELP.format(minutes="30")


@pytest.mark.parametrize("command", ["/HELP", "/help@testbot", "/help please"])
def test_command_is_known_however_it_is_written(running: Running, command: str) -> None:
    assert running.ask(running.person(), command)["text"] == texts.HELP.format(minutes="30")


def test_privacy_says_what_is_kept_and_by_whom(running: Running) -> None:
    ada = running.person()
    reply = running.ask(ada, "/privacy")
    kept = texts.PRIVACY.format(minutes="30", days="180")
    assert reply["text"] == f"{kept}\n\n{texts.TELEGRAM_SEES}\n\nI am run by {OPERATOR}."
    ada.taps(reply, texts.HOW_TO_DELETE)
    assert running.server.wait_for_reply(reply)["text"] == texts.DELETING


def test_how_to_delete_is_told_in_the_language_of_the_button(running: Running) -> None:
    ada = running.person("pt")
    reply = running.ask(ada, "/privacy")
    ada.taps(reply, speak("pt")(texts.HOW_TO_DELETE))
    assert running.server.wait_for_reply(reply)["text"] == speak("pt")(texts.DELETING)


# Languages


def test_every_language_is_offered_in_its_own_letters_and_that_of_the_messages(
    running: Running,
) -> None:
    offer = running.ask(running.person(), "/language")
    assert offer["text"] == texts.CHOOSE_LANGUAGE
    assert buttons(offer) == [*texts.OWN_NAMES.values(), texts.LANGUAGE_OF_MESSAGES]


def test_chosen_language_is_spoken_at_once_and_to_questions_in_another(running: Running) -> None:
    ada, tongue = running.person(), speak("pl")
    done = running.open(ada, running.ask(ada, "/language"), "Polski")
    assert (done["text"], buttons(done)) == (tongue(texts.LANGUAGE_SET), [])
    assert tongue(texts.NOT_TRANSLATED) in running.ask(ada, GP)["text"]
    assert running.ask(ada, "/new")["text"] == tongue(texts.NEW)


def test_language_of_the_messages_is_followed_again_when_that_is_chosen(running: Running) -> None:
    ada = running.person()
    offer = running.ask(ada, "/language")
    running.open(ada, offer, "Polski")
    again = running.ask(ada, "/language")
    running.open(ada, again, speak("pl")(texts.LANGUAGE_OF_MESSAGES))
    assert buttons(running.ask(ada, QUESTIONS["so"][0]))[-1] == speak("so")(texts.RELATED)


def test_choices_are_remembered_when_the_program_was_stopped_and_started(running: Running) -> None:
    ada, ben = running.person(), running.person(name="Ben")
    running.open(ada, running.ask(ada, "/language"), "Soomaali")
    running.open(ben, running.ask(ben, "/where"), "Scotland")
    running.restart()
    assert speak("so")(texts.NOT_TRANSLATED) in running.ask(ada, GP)["text"]
    assert verdict_of(running.ask(ben, BILL)) == SCOTTISH_BILL


# Where somebody lives


def test_answer_is_for_the_nation_that_was_chosen(running: Running) -> None:
    ada = running.person()
    assert verdict_of(running.ask(ada, BILL)) == ENGLISH_BILL
    done = running.open(ada, running.ask(ada, "/where"), "Scotland")
    assert (done["text"], buttons(done)) == (texts.NATION_SET.format(nation="Scotland"), [])
    assert verdict_of(running.ask(ada, BILL)) == SCOTTISH_BILL


def test_england_is_what_is_answered_for_when_it_is_chosen_again(running: Running) -> None:
    ada = running.person()
    running.open(ada, running.ask(ada, "/where"), "Scotland")
    running.open(ada, running.ask(ada, "/where"), "England")
    assert verdict_of(running.ask(ada, BILL)) == ENGLISH_BILL


def test_question_that_was_pressed_is_answered_for_the_nation_too(running: Running) -> None:
    """Of the card itself: its question names England's rules, and no other card is meant."""
    ada = running.person()
    running.open(ada, running.ask(ada, "/where"), "Wales")
    start = running.server.wait_for_reply(ada.starts())
    ada.taps(start, GP)
    assert verdict_of(running.server.wait_for_reply(start)) == "Not normally"


# What is remembered


def test_forget_shows_what_is_remembered_and_drops_it(running: Running) -> None:
    ada, tongue = running.person(), speak("fr")
    running.open(ada, running.ask(ada, "/language"), "Français")
    running.open(ada, running.ask(ada, "/where"), tongue("Wales"))
    running.ask(ada, GP)
    shown = running.ask(ada, "/forget")
    assert shown["text"].split("\n") == [
        tongue(texts.FORGOTTEN),
        f"• {tongue(texts.LANGUAGE_IS, language='Français')}",
        f"• {tongue(texts.NATION_IS, nation=tongue('Wales'))}",
        f"• {tongue(texts.CONVERSATION_IS)}",
    ]
    assert running.ask(ada, "/forget")["text"] == texts.NOTHING_REMEMBERED


def test_forget_drops_what_was_asked(running: Running) -> None:
    ada, ben = running.person(), running.person(name="Ben")
    running.ask(ada, GP)
    assert texts.CONVERSATION_IS in running.ask(ada, "/forget")["text"]
    follow_up = "and can they refuse it?"
    assert running.ask(ada, follow_up)["text"] == running.ask(ben, follow_up)["text"]


def test_what_one_person_forgets_others_keep(running: Running) -> None:
    ada, ben = running.person(), running.person(name="Ben")
    for person in (ada, ben):
        running.open(person, running.ask(person, "/language"), "Polski")
    running.ask(ada, "/forget")
    assert running.ask(ben, "/new")["text"] == speak("pl")(texts.NEW)
    assert running.ask(ada, "/new")["text"] == texts.NEW


# Receipts


@pytest.mark.parametrize("form", ["/check {}", "{}", " {} "])
def test_code_shows_the_answer_again_to_anybody(running: Running, form: str) -> None:
    answer = running.ask(running.person(), GP)
    code = receipt_of(answer)
    shown = running.ask(running.person(name="Ben"), form.format(code))
    assert marked(shown, "italic")[0].endswith("The answer of today is the same.")
    assert verdict_of(shown) == "Not normally"
    assert (receipt_of(shown), buttons(shown)) == (code, buttons(answer))
    assert details(shown).split("\n")[0] == texts.UNCHANGED


def test_code_without_hyphens_and_in_small_letters_is_the_same_code(running: Running) -> None:
    code = receipt_of(running.ask(running.person(), PAPERS))
    shown = running.ask(running.person(), f"/check {code.replace('-', ' ').lower()}")
    assert verdict_of(shown) == "Yes, you can"
    assert receipt_of(shown) == code


@pytest.mark.parametrize("form", ["/check {}", "{}"])
def test_line_with_the_code_is_read_as_it_is_copied(running: Running, form: str) -> None:
    answer = running.ask(running.person(), PAPERS)
    line = answer["text"].split("\n")[-1]
    shown = running.ask(running.person(), form.format(line))
    assert "The answer of today is the same." in shown["text"]


def test_parts_of_an_answer_that_was_checked_open(running: Running) -> None:
    ada = running.person()
    shown = running.ask(ada, f"/check {receipt_of(running.ask(ada, GP))}")
    opened = running.open(ada, shown, "What you can do")
    assert "Ask the practice to use its own address for you." in opened["text"]


def test_answer_that_was_given_in_another_language_is_checked_in_the_readers(
    running: Running,
) -> None:
    code = receipt_of(running.ask(running.person(), QUESTIONS["so"][0]))
    shown = running.ask(running.person("uk"), code)
    assert buttons(shown)[-1] == speak("uk")(texts.RELATED)


def test_code_of_no_answer_shows_the_questions_that_were_offered(running: Running) -> None:
    offer = running.ask(running.person(), NO_SOURCE)
    shown = running.ask(running.person(), receipt_of(offer))
    assert buttons(shown) == buttons(offer)


@pytest.mark.parametrize("form", ["/check {}", "{}"])
def test_code_with_a_wrong_character_is_told_of_and_not_repeated(
    running: Running, form: str
) -> None:
    code = receipt_of(running.ask(running.person(), GP))
    wrong = f"{'7' if code[8] != '7' else '8'}".join((code[:8], code[9:]))
    reply = running.ask(running.person(), form.format(wrong))
    assert (reply["text"], buttons(reply)) == (texts.NOT_A_RECEIPT, [])


@pytest.mark.parametrize("code", ["nonsense", "<b>", "A" * 4000, "1234-5678"])
def test_what_is_no_code_is_told_to_be_none(running: Running, code: str) -> None:
    assert running.ask(running.person(), f"/check {code}")["text"] == texts.NOT_A_RECEIPT


def test_check_without_a_code_says_where_one_is_found(running: Running) -> None:
    reply = running.ask(running.person(), "/check")
    assert reply["text"].startswith("Send /check and the code at the end of an answer")


# Caseworkers


@pytest.fixture(scope="module")
def with_eve(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> Iterator[tuple[Running, Person]]:
    """A bot in whose settings the key of one person stands, as /id has shown it to her."""
    folder = tmp_path_factory.mktemp("caseworker") / "project"
    project = telegram_project(folder, encoder, tmp_path_factory.getbasetemp())
    with running_bot(project) as running:
        eve = running.person(name="Eve")
        [key] = marked(running.ask(eve, "/id"), "code")
        change_setting(project, "caseworkers", f'["{key}"]')
        running.restart()
        yield running, eve


def test_id_shows_a_key_that_does_not_tell_the_number_of_the_account(running: Running) -> None:
    ada, ben = running.person(), running.person(name="Ben")
    replies = [running.ask(person, "/id") for person in (ada, ben, ada)]
    assert replies[0]["text"].startswith(texts.YOUR_KEY)
    one, other, again = (marked(reply, "code")[0] for reply in replies)
    assert re.fullmatch("[0-9a-f]{32}", one)
    assert (one == again, one == other) == (True, False)
    assert str(ada.id) not in one


def test_caseworker_sees_scores_and_evidence_below_an_answer(
    with_eve: tuple[Running, Person],
) -> None:
    running, eve = with_eve
    lines = details(running.ask(eve, GP)).split("\n")
    assert lines[0] == texts.FOR_CASEWORKERS
    assert re.fullmatch(r"Scope margin \+\d+\.\d \(.*\)", lines[1])
    assert re.fullmatch(r"1\. gp-address \d+\.\d\d", lines[lines.index(texts.FOUND) + 1])
    assert "[1] Evidence: read in full" in lines
    assert "[2] Evidence: read through another publication: Test Journal" in lines


def test_caseworker_sees_why_nothing_was_answered(with_eve: tuple[Running, Person]) -> None:
    running, eve = with_eve
    said = details(running.ask(eve, NO_SOURCE))
    assert re.search(r"\nWithheld: the scope margin is -\d+\.\d; answers begin at 0\.\n", said)


def test_caseworker_sees_the_evidence_of_a_passage_and_of_an_answer_that_is_checked(
    with_eve: tuple[Running, Person],
) -> None:
    running, eve = with_eve
    answer = running.ask(eve, PAPERS)
    passage = running.open(eve, running.open(eve, answer, texts.SOURCES), "[1]")
    assert passage["text"].endswith("\n\nEvidence: read in full")
    checked = running.ask(eve, receipt_of(answer))
    assert "[1] Evidence: read in full" in details(checked)


def test_nobody_else_sees_any_of_it(with_eve: tuple[Running, Person]) -> None:
    running, _ = with_eve
    ada = running.person()
    answer = running.ask(ada, PAPERS)
    assert details(answer) == ""
    passage = running.open(ada, running.open(ada, answer, texts.SOURCES), "[1]")
    checked = running.ask(ada, receipt_of(answer))
    assert "Evidence" not in passage["text"] + checked["text"]


def test_caseworker_shows_nothing_of_it_to_a_group(with_eve: tuple[Running, Person]) -> None:
    running, eve = with_eve
    group = running.server.group("Friends", [eve])
    answer = running.server.wait_for_reply(eve.writes(f"@testbot {PAPERS}", chat=group))
    assert (verdict_of(answer), details(answer)) == ("Yes, you can", "")
    eve.taps(answer, texts.SOURCES)
    sources = running.server.wait_for_edit(answer)
    eve.taps(sources, "[1]")
    assert "Evidence" not in running.server.wait_for_edit(sources)["text"]
