"""Somebody who writes to the bot is answered as the documents and her message allow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from telegram_fixtures import (
    DANGER,
    GP,
    HELPLINE,
    NO_SOURCE,
    PAPERS,
    QUESTIONS,
    Running,
    buttons,
    marked,
    receipt_of,
    running_bot,
    telegram_project,
)

from bot import texts
from bot.tongues import speak
from index import Encoder

FOLLOW_UP = "and can they refuse it?"
NHS_NUMBER = "My NHS number is 943 476 5919."
TOLD = (
    "Your message had personal data in it: an NHS number. I left that out and kept nothing of it."
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("questions") / "project"
    project = telegram_project(folder, encoder, tmp_path_factory.getbasetemp())
    with running_bot(project) as running:
        yield running


# An answer


def test_answer_is_its_verdict_in_bold_then_the_short_answer_and_buttons_for_the_rest(
    running: Running,
) -> None:
    reply = running.ask(running.person(), GP)
    assert reply["text"].startswith(
        "Not normally\n\nNo, your address is secret like your illness.[1]"
        " An agreement to share addresses ended on 9 November 2018.[2]\n"
    )
    assert marked(reply, "bold") == ["Not normally"]
    assert "As of 21 November 2026." in marked(reply, "italic")
    assert reply["text"].endswith(f"Receipt {receipt_of(reply)}")
    assert buttons(reply) == [
        "When it can happen",
        "What used to happen",
        "What you can do",
        "Who can help",
        "Sources",
        "Ask something related",
    ]


def test_typing_is_shown_in_the_chat_of_the_question(running: Running) -> None:
    ada = running.person()
    running.ask(ada, GP)
    actions = running.server.wait_until(lambda: running.sent_to(ada, "sendChatAction"))
    assert [its["action"] for its in actions] == ["typing"]


def test_question_out_of_scope_gets_questions_to_press_and_whom_to_ask(running: Running) -> None:
    ada = running.person()
    reply = running.ask(ada, NO_SOURCE)
    assert reply["text"].startswith(texts.NO_ANSWER)
    assert marked(reply, "bold") == [texts.CAN_ANSWER, texts.ASK_INSTEAD]
    assert (
        "The helpline gives free advice about seeing a doctor: 020 7946 0000.[1]" in reply["text"]
    )
    *questions, sources = buttons(reply)
    assert [question.partition(" ")[0] for question in questions] == ["1.", "2.", "3."]
    assert sources == texts.SOURCES


def test_question_offered_is_answered_below_with_the_question_above_it(running: Running) -> None:
    ada = running.person()
    offer = running.ask(ada, NO_SOURCE)
    question = buttons(offer)[0].removeprefix("1. ")
    ada.taps(offer, "1.")
    answer = running.server.wait_for_reply(offer)
    assert marked(answer, "italic")[0] == question
    assert answer["text"].startswith(f"{question}\n\n{marked(answer, 'bold')[0]}\n\n")
    assert running.server.replies(ada) == [offer, answer]


def test_questions_sent_together_are_answered_in_their_order(running: Running) -> None:
    ada = running.person()
    with running.server.held():
        ada.writes(GP)
        last = ada.writes(PAPERS)
    running.server.wait_until(lambda: len(running.server.replies(ada)) == 2)
    first, second = running.server.replies(ada)
    assert first["message_id"] > last["message_id"]
    assert [marked(its, "bold")[0] for its in (first, second)] == ["Not normally", "Yes, you can"]


def test_greeting_is_greeted_without_buttons(running: Running) -> None:
    reply = running.ask(running.person(), "hello")
    assert (reply["text"], buttons(reply)) == (texts.SMALL_TALK["greeting"], [])


# Conversations


def follow_up(running: Running, *before: str) -> str:
    """Return the answer to half a question after what was written before it."""
    ada = running.person()
    for text in before:
        running.ask(ada, text)
    return str(running.ask(ada, FOLLOW_UP)["text"])


def test_follow_up_is_answered_with_the_turn_before(running: Running) -> None:
    alone, after_gp, after_papers = (
        follow_up(running),
        follow_up(running, GP),
        follow_up(running, PAPERS),
    )
    assert after_gp.startswith("Not normally\n")
    assert after_papers.startswith("Yes, you can\n")
    assert alone not in (after_gp, after_papers)


def test_only_the_last_turn_is_context(running: Running) -> None:
    assert follow_up(running, PAPERS, GP) == follow_up(running, GP)


def test_question_that_was_pressed_is_context_too(running: Running) -> None:
    ada = running.person()
    start = running.server.wait_for_reply(ada.starts())
    ada.taps(start, GP)
    running.server.wait_for_reply(start)
    assert running.ask(ada, FOLLOW_UP)["text"] == follow_up(running, GP)


def test_new_forgets_what_was_asked(running: Running) -> None:
    ada = running.person()
    running.ask(ada, GP)
    assert running.ask(ada, "/new")["text"] == texts.NEW
    assert running.ask(ada, FOLLOW_UP)["text"] == follow_up(running)


def test_what_another_person_asks_is_never_context(running: Running) -> None:
    ada, ben = running.person(), running.person(name="Ben")
    running.ask(ada, GP)
    assert running.ask(ben, FOLLOW_UP)["text"] == follow_up(running)


# Languages


@pytest.mark.parametrize(("app", "lang"), [("fr", "en"), ("en", "fr"), ("es", "so"), (None, "uk")])
def test_reply_is_in_the_language_of_the_message_and_not_of_the_app(
    running: Running, app: str | None, lang: str
) -> None:
    reply = running.ask(running.person(app), QUESTIONS[lang][0])
    tongue = speak(lang)
    assert reply["text"].startswith("Not normally\n")
    assert buttons(reply)[-1] == tongue(texts.RELATED)
    assert (tongue(texts.NOT_TRANSLATED) in marked(reply, "italic")) == (lang != "en")


@pytest.mark.parametrize("lang", [lang for lang in QUESTIONS if lang != "en"])
def test_question_about_the_home_office_is_answered_in_its_language_on_an_english_phone(
    running: Running, lang: str
) -> None:
    reply = running.ask(running.person("en"), QUESTIONS[lang][0])
    assert speak(lang)(texts.NOT_TRANSLATED) in reply["text"]


@pytest.mark.parametrize("app", ["en", "fr"])
def test_message_in_letters_of_its_own_is_not_answered_in_a_language_of_other_letters(
    running: Running, app: str
) -> None:
    """Few words, but no English or French ones."""
    reply = running.ask(running.person(app), QUESTIONS["uk"][1])
    assert reply["text"].startswith(speak("uk")(texts.NO_ANSWER))


def test_parts_of_an_answer_open_in_its_language(running: Running) -> None:
    ada, tongue = running.person("en"), speak("pl")
    answer = running.ask(ada, QUESTIONS["pl"][0])
    opened = running.open(ada, answer, tongue("What you can do"))
    assert marked(opened, "bold") == [tongue("What you can do")]
    assert buttons(opened)[-1] == f"‹ {tongue(texts.BACK)}"
    assert running.open(ada, opened, tongue(texts.BACK))["text"] == answer["text"]


@pytest.mark.parametrize("app", ["pt-br", "PT"])
def test_language_of_the_app_is_spoken_where_there_is_no_message_to_tell_it_from(
    running: Running, app: str
) -> None:
    reply = running.server.wait_for_reply(running.person(app).sends("sticker"))
    assert reply["text"] == speak("pt")(texts.CANNOT["sticker"])


def test_language_of_the_conversation_is_spoken_before_that_of_the_app(running: Running) -> None:
    ada = running.person("en")
    running.ask(ada, QUESTIONS["ro"][0])
    reply = running.server.wait_for_reply(ada.sends("sticker"))
    assert reply["text"] == speak("ro")(texts.CANNOT["sticker"])


def test_language_that_the_bot_does_not_speak_is_answered_in_english(running: Running) -> None:
    reply = running.server.wait_for_reply(running.person("de").sends("sticker"))
    assert reply["text"] == texts.CANNOT["sticker"]


@pytest.mark.parametrize("button", [texts.DELETE_MY_MESSAGE, "forged"])
def test_what_is_shown_over_the_chat_is_in_the_language_of_the_conversation(
    running: Running, button: str
) -> None:
    ada, tongue = running.person("en"), speak("pl")
    reply = running.ask(ada, f"{QUESTIONS['pl'][0]} {NHS_NUMBER}")
    if button == "forged":
        assert running.popup(ada.taps_data(reply, "?")) == tongue(texts.OLD_BUTTON)
    else:
        assert running.popup(ada.taps(reply, tongue(button))) == tongue(texts.DELETED)


# Personal data


def test_personal_data_is_told_of_above_the_answer_and_never_repeated(running: Running) -> None:
    reply = running.ask(running.person(), f"{GP} {NHS_NUMBER}")
    assert reply["text"].startswith(TOLD)
    assert "\n\nNot normally\n\n" in reply["text"]
    assert "943" not in str(reply)
    assert buttons(reply)[-1] == texts.DELETE_MY_MESSAGE


def test_button_deletes_the_message_with_personal_data_and_goes(running: Running) -> None:
    ada = running.person()
    message = ada.writes(f"{GP} {NHS_NUMBER}")
    reply = running.server.wait_for_reply(message)
    query = ada.taps(reply, texts.DELETE_MY_MESSAGE)
    after = running.server.wait_for_edit(reply)
    assert buttons(after) == buttons(reply)[:-1]
    assert after["text"] == reply["text"]
    assert message["message_id"] not in ada.messages
    assert running.popup(query) == texts.DELETED


def test_message_that_telegram_does_not_let_us_delete_is_the_persons_to_delete(
    running: Running,
) -> None:
    ada = running.person()
    message = ada.writes(f"{GP} {NHS_NUMBER}")
    reply = running.server.wait_for_reply(message)
    running.server.make_older(message, hours=49)
    assert running.popup(ada.taps(reply, texts.DELETE_MY_MESSAGE)) == texts.CANNOT_DELETE
    assert message["message_id"] in ada.messages


def test_message_that_the_person_has_deleted_herself_is_no_failure(running: Running) -> None:
    ada = running.person()
    message = ada.writes(f"{GP} {NHS_NUMBER}")
    reply = running.server.wait_for_reply(message)
    ada.deletes(message)
    assert running.popup(ada.taps(reply, texts.DELETE_MY_MESSAGE)) in (
        texts.DELETED,
        texts.CANNOT_DELETE,
    )
    assert texts.FAILED not in str(running.server.replies(ada))


def test_button_to_delete_stays_while_parts_of_the_answer_are_read(running: Running) -> None:
    ada = running.person()
    message = ada.writes(f"{GP} {NHS_NUMBER}")
    reply = running.server.wait_for_reply(message)
    opened = running.open(ada, reply, texts.SOURCES)
    assert buttons(opened)[-1] == texts.DELETE_MY_MESSAGE
    query = ada.taps(opened, texts.DELETE_MY_MESSAGE)
    assert running.popup(query) == texts.DELETED
    assert message["message_id"] not in ada.messages


def test_message_of_nothing_but_personal_data_is_told_of_and_can_be_deleted(
    running: Running,
) -> None:
    reply = running.ask(running.person(), "943 476 5919")
    assert reply["text"].startswith(TOLD)
    assert buttons(reply) == [texts.DELETE_MY_MESSAGE]


def test_personal_data_of_a_turn_before_is_no_context(running: Running) -> None:
    assert follow_up(running, f"{GP} {NHS_NUMBER}") == follow_up(running, GP)


# Emergencies


def test_emergency_is_answered_with_the_number_to_call_before_anything_else(
    running: Running,
) -> None:
    reply = running.ask(running.person(), f"{DANGER}, help! {NHS_NUMBER}")
    assert reply["text"].startswith(
        "Call 999\n\nIf a life is in danger now, call 999.[1]\n\nAs of 21 November 2026.\n"
    )
    assert TOLD in reply["text"]


def test_where_it_may_be_one_the_number_stands_above_the_answer(running: Running) -> None:
    reply = running.ask(running.person(), f"{DANGER}. {GP}")
    assert reply["text"].startswith(
        "Not normally\n\nIf a life is in danger now, call 999.[1]\nNo, your address is secret"
    )


# Edited messages


def test_edited_message_is_answered_anew_in_the_place_of_the_old_answer(running: Running) -> None:
    ada = running.person()
    message = ada.writes(GP)
    reply = running.server.wait_for_reply(message)
    ada.edits(message, PAPERS)
    after = running.server.wait_for_edit(reply)
    assert marked(after, "bold")[0] == "Yes, you can"
    assert running.server.replies(ada) == [after]


def test_edited_message_is_context_as_it_is_now(running: Running) -> None:
    ada = running.person()
    message = ada.writes(PAPERS)
    reply = running.server.wait_for_reply(message)
    ada.edits(message, GP)
    running.server.wait_for_edit(reply)
    assert running.ask(ada, FOLLOW_UP)["text"] == follow_up(running, GP)


def test_edit_of_an_earlier_message_is_not_answered_with_what_came_later(running: Running) -> None:
    ada = running.person()
    message = ada.writes(PAPERS)
    reply = running.server.wait_for_reply(message)
    running.ask(ada, GP)
    ada.edits(message, FOLLOW_UP)
    assert running.server.wait_for_edit(reply)["text"] == follow_up(running)


def test_edit_that_changes_no_word_changes_nothing(running: Running) -> None:
    ada = running.person()
    message = ada.writes(GP)
    reply = running.server.wait_for_reply(message)
    ada.edits(message, GP)
    after = running.ask(ada, PAPERS)
    assert marked(after, "bold")[0] == "Yes, you can"
    assert running.server.replies(ada) == [reply, after]
    assert running.sent_to(ada, "editMessageText") == []


def test_edited_message_is_answered_below_where_the_old_answer_is_gone(running: Running) -> None:
    ada = running.person()
    message = ada.writes(GP)
    ada.deletes(running.server.wait_for_reply(message))
    ada.edits(message, PAPERS)
    assert marked(running.server.wait_for_reply(message), "bold")[0] == "Yes, you can"


def test_message_without_an_answer_in_it_is_answered_when_it_is_edited_into_a_question(
    running: Running,
) -> None:
    ada = running.person()
    message = ada.writes("?")
    reply = running.server.wait_for_reply(message)
    assert reply["text"] == texts.NO_WORDS
    ada.edits(message, GP)
    running.server.wait_until(lambda: "Not normally" in str(running.server.replies(ada)))


def test_personal_data_taken_out_by_an_edit_leaves_no_button_to_delete_it(
    running: Running,
) -> None:
    ada = running.person()
    message = ada.writes(f"{GP} {NHS_NUMBER}")
    reply = running.server.wait_for_reply(message)
    ada.edits(message, PAPERS)
    after = running.server.wait_for_edit(reply)
    assert TOLD not in after["text"]
    assert texts.DELETE_MY_MESSAGE not in buttons(after)


def test_command_that_was_edited_into_another_one_is_not_said_to_be_unknown(
    running: Running,
) -> None:
    ada = running.person()
    message = ada.writes("/hepl")
    assert running.server.wait_for_reply(message)["text"] == texts.COMMAND
    ada.edits(message, "/help")
    running.ask(ada, "hello")
    said = [reply["text"] for reply in running.server.replies(ada)]
    assert said.count(texts.COMMAND) <= 1


# What is no text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("voice", "voice"),
        ("audio", "voice"),
        ("video_note", "voice"),
        ("photo", "picture"),
        ("video", "picture"),
        ("animation", "picture"),
        ("document", "file"),
        ("sticker", "sticker"),
        ("dice", "sticker"),
        ("location", "place"),
        ("contact", "contact"),
        ("poll", "other"),
    ],
)
def test_what_is_no_text_is_told_of_by_its_kind(running: Running, kind: str, said: str) -> None:
    reply = running.server.wait_for_reply(running.person().sends(kind))
    assert (reply["text"], buttons(reply)) == (texts.CANNOT[said], [])


@pytest.mark.parametrize(("kind", "said"), [("photo", "picture"), ("document", "file")])
def test_question_under_what_is_no_text_is_answered_all_the_same(
    running: Running, kind: str, said: str
) -> None:
    reply = running.server.wait_for_reply(running.person().sends(kind, caption=GP))
    assert reply["text"].startswith(f"{texts.CANNOT[said]}\n\nNot normally\n\n")


def test_forwarded_question_is_answered_without_a_word_of_who_wrote_it(running: Running) -> None:
    ada, ben = running.person(), running.person(name="Benedict")
    for message in (ada.forwards(GP), ada.forwards(GP, origin=ben)):
        reply = running.server.wait_for_reply(message)
        assert marked(reply, "bold") == ["Not normally"]
        assert "Benedict" not in str(reply["text"])


def test_post_of_a_channel_is_not_answered_even_if_it_comes(running: Running) -> None:
    channel, server = running.server.channel("News"), running.server

    def post_it() -> None:
        server.state.allowed_updates = None
        channel.posts(f"@testbot {GP}")

    delivered = len(server.updates)
    channel.posts(f"@testbot {GP}")
    assert len(server.updates) == delivered, "posts were not asked for"
    server.run(post_it)
    assert len(server.updates) == delivered + 1
    running.ask(running.person(), GP)
    assert server.replies(channel) == []


def test_service_message_is_not_answered(running: Running) -> None:
    ada = running.person()
    first = running.ask(ada, GP)
    pinned = ada.keep(ada.as_user, {"pinned_message": first})
    running.server.update({"message": pinned})
    second = running.ask(ada, PAPERS)
    assert marked(second, "bold")[0] == "Yes, you can"
    assert running.server.replies(ada) == [first, second]


# What is hard to read


@pytest.mark.parametrize("text", ["?", "👍", "...", "\u200b", "🙏🏽🙏🏽"])
def test_message_without_words_is_asked_for_words(running: Running, text: str) -> None:
    reply = running.ask(running.person(), text)
    assert (reply["text"], buttons(reply)) == (texts.NO_WORDS, [])


def test_longest_message_that_telegram_takes_is_answered(running: Running) -> None:
    text = (GP + " ") * 100
    assert len(text[:4096].strip()) > 4090
    assert marked(running.ask(running.person(), text[:4096]), "bold") == ["Not normally"]


def test_message_of_4096_characters_beyond_two_bytes_is_answered(running: Running) -> None:
    """Telegram counts each of these as two."""
    reply = running.ask(running.person(), "𝐀" * 2048)
    assert reply["text"]


@pytest.mark.parametrize("text", ["/nonsense", "/nonsense@testbot"])
def test_unknown_command_is_said_to_be_unknown(running: Running, text: str) -> None:
    assert running.ask(running.person(), text)["text"] == texts.COMMAND


def test_what_looks_like_markup_is_read_as_words(running: Running) -> None:
    reply = running.ask(running.person(), f"<b>{GP}</b> & <script>")
    assert marked(reply, "bold") == ["Not normally"]
    assert "<" not in reply["text"]


def test_message_with_control_characters_is_asked_for_again(running: Running) -> None:
    reply = running.ask(running.person(), f"{GP}\x07")
    place = len(GP) + 1
    assert reply["text"] == texts.CONTROL_CHARACTERS.format(code=7, place=place)


# Who cannot be reached


def test_block_is_no_error_and_choices_are_forgotten_with_it(running: Running) -> None:
    ada = running.person()
    chosen = running.ask(ada, "/language")
    running.open(ada, chosen, "Polski")
    with running.server.held():
        message = ada.writes(GP)
        ada.blocks()
    calls = running.server.calls
    running.server.wait_until(lambda: any(c.status == 403 for c in calls if _is_for(c, ada.id)))
    # The bot goes on for everybody else, and has seen the block when she is back.
    running.ask(running.person(), HELPLINE)
    ada.unblocks()
    assert running.ask(ada, "/forget")["text"] == texts.NOTHING_REMEMBERED
    assert message["message_id"] in ada.messages
    assert "WARNING" not in running.log


def _is_for(call: object, chat_id: int) -> bool:
    params: dict[str, object] = getattr(call, "params", {})
    return params.get("chat_id") == chat_id
