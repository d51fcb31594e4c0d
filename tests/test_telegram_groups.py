"""In a group the bot answers who calls it, as a reply to her, and says nothing otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from telegram_fixtures import (
    DANGER,
    GP,
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
from telegram_server import Group, Message, Person

from bot import texts
from bot.tongues import speak
from index import Encoder

FOLLOW_UP = "and can they refuse it?"
NAME = "@testbot"
HELLO = texts.GROUP_HELLO.format(name=NAME)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("groups") / "project"
    project = telegram_project(folder, encoder, tmp_path_factory.getbasetemp())
    with running_bot(project) as running:
        # It hears every word, as an administrator does.
        running.server.privacy_mode = False
        yield running


@pytest.fixture
def ada(running: Running) -> Person:
    return running.person()


@pytest.fixture
def ben(running: Running) -> Person:
    return running.person(name="Ben")


@pytest.fixture(params=[False, True], ids=["group", "supergroup"])
def group(running: Running, ada: Person, ben: Person, request: pytest.FixtureRequest) -> Group:
    return running.server.group("Friends", [ada, ben], supergroup=request.param)


def ask(running: Running, person: Person, group: Group, text: str) -> Message:
    """Let somebody write to a group; return the reply."""
    return running.server.wait_for_reply(person.writes(text, chat=group))


def alone(running: Running, person: Person, group: Group, text: str) -> Message:
    """Let somebody write to a group; return the reply, which must be the only one there."""
    message = person.writes(text, chat=group)
    reply = running.server.wait_for_reply(message)
    assert reply["reply_to_message"]["message_id"] == message["message_id"]
    assert running.server.replies(group) == [reply]
    return reply


# Who is answered


@pytest.mark.parametrize("text", [f"{NAME} {GP}", f"{GP} {NAME}", f"{NAME.upper()}, {GP}"])
def test_question_that_names_the_bot_is_answered_as_a_reply_to_it(
    running: Running, group: Group, ada: Person, text: str
) -> None:
    message = ada.writes(text, chat=group)
    reply = running.server.wait_for_reply(message)
    assert reply["reply_to_message"]["message_id"] == message["message_id"]
    assert marked(reply, "bold") == ["Not normally"]


def test_bot_is_silent_until_it_is_named(
    running: Running, group: Group, ada: Person, ben: Person
) -> None:
    for text in ("Hello all", GP, "testbot", "@testbots are many", "https://t.me/testbot"):
        ada.writes(text, chat=group)
    ada.writes(GP, chat=group, reply_to=ben.writes("Who knows?", chat=group))
    alone(running, ada, group, f"{NAME} {PAPERS}")


def test_reply_to_a_message_of_the_bot_is_for_it(
    running: Running, group: Group, ada: Person, ben: Person
) -> None:
    first = ask(running, ada, group, f"{NAME} {GP}")
    message = ben.writes(PAPERS, chat=group, reply_to=first)
    reply = running.server.wait_for_reply(message)
    assert reply["reply_to_message"]["message_id"] == message["message_id"]
    assert marked(reply, "bold") == ["Yes, you can"]


def test_name_alone_is_asked_for_a_question(running: Running, group: Group, ada: Person) -> None:
    assert ask(running, ada, group, NAME)["text"] == texts.EMPTY


def test_name_of_the_bot_is_no_part_of_the_question(
    running: Running, group: Group, ada: Person, ben: Person
) -> None:
    named = ask(running, ada, group, f"{NAME} {GP}")
    assert named["text"] == running.ask(ben, GP)["text"]


def test_question_is_answered_though_it_was_deleted_before_the_answer_came(
    running: Running, group: Group, ada: Person
) -> None:
    with running.server.held():
        message = ada.writes(f"{NAME} {GP}", chat=group)
        ada.deletes(message)
    reply = running.server.wait_for_reply(message)
    assert marked(reply, "bold") == ["Not normally"]
    assert "reply_to_message" not in reply


def test_administrator_who_writes_as_the_group_is_answered(running: Running, group: Group) -> None:
    """Telegram gives such a message the account of @GroupAnonymousBot (Bot API, Message)."""
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    named = {"type": "mention", "offset": 0, "length": len(NAME)}
    fields = {"text": f"{NAME} {GP}", "entities": [named], "sender_chat": group.as_chat}
    message = group.keep(anonymous | {"username": "GroupAnonymousBot"}, fields)
    running.server.update({"message": message})
    reply = running.server.wait_for_reply(message)
    assert reply["reply_to_message"]["message_id"] == message["message_id"]


def test_other_bots_are_not_answered(running: Running, group: Group, ada: Person) -> None:
    other = {"id": 7700000001, "is_bot": True, "first_name": "Other", "username": "otherbot"}
    named = {"type": "mention", "offset": 0, "length": len(NAME)}
    running.server.update(
        {"message": group.keep(other, {"text": f"{NAME} {GP}", "entities": [named]})}
    )
    alone(running, ada, group, f"{NAME} {PAPERS}")


# Conversations


def test_follow_up_in_a_group_is_answered_with_the_turn_before(
    running: Running, group: Group, ada: Person, ben: Person
) -> None:
    ask(running, ada, group, f"{NAME} {PAPERS}")
    after = ask(running, ada, group, f"{NAME} {FOLLOW_UP}")
    assert marked(after, "bold")[0] == "Yes, you can"
    assert running.ask(ben, FOLLOW_UP)["text"] != after["text"]


def test_question_of_another_person_is_never_context(
    running: Running, group: Group, ada: Person, ben: Person
) -> None:
    first = ask(running, ada, group, f"{NAME} {GP}")
    named = ask(running, ben, group, f"{NAME} {FOLLOW_UP}")
    alone = running.ask(running.person(), FOLLOW_UP)
    assert named["text"] == alone["text"]
    replied = running.server.wait_for_reply(ben.writes("/new", chat=group))
    assert replied["text"] == texts.NEW
    answer = running.server.wait_for_reply(ben.writes(FOLLOW_UP, chat=group, reply_to=first))
    assert answer["text"] == alone["text"]


def test_private_conversation_is_no_context_in_a_group(
    running: Running, group: Group, ada: Person
) -> None:
    running.ask(ada, GP)
    reply = ask(running, ada, group, f"{NAME} {FOLLOW_UP}")
    assert reply["text"] == running.ask(running.person(), FOLLOW_UP)["text"]


def test_edited_question_is_answered_anew_in_its_place(
    running: Running, group: Group, ada: Person
) -> None:
    message = ada.writes(f"{NAME} {GP}", chat=group)
    reply = running.server.wait_for_reply(message)
    ada.edits(message, f"{NAME} {PAPERS}")
    after = running.server.wait_for_edit(reply)
    assert marked(after, "bold")[0] == "Yes, you can"
    assert running.server.replies(group) == [after]


# What others see


def test_choice_of_a_person_is_not_shown_to_the_group(
    running: Running, group: Group, ada: Person
) -> None:
    running.open(ada, running.ask(ada, "/language"), "Polski")
    reply = ask(running, ada, group, f"{NAME} {GP}")
    assert speak("pl")(texts.NOT_TRANSLATED) not in reply["text"]


def test_group_is_answered_in_the_language_of_each_message(
    running: Running, group: Group, ada: Person, ben: Person
) -> None:
    somali = ask(running, ada, group, f"{NAME} {QUESTIONS['so'][0]}")
    english = ask(running, ben, group, f"{NAME} {PAPERS}")
    assert buttons(somali)[-1] == speak("so")(texts.RELATED)
    assert buttons(english)[-1] == texts.RELATED


def test_personal_data_in_a_group_is_told_of_and_is_hers_to_delete(
    running: Running, group: Group, ada: Person
) -> None:
    """An ordinary member's bot may not delete it, and a button could be pressed by anybody."""
    reply = ask(running, ada, group, f"{NAME} {GP} My NHS number is 943 476 5919.")
    assert reply["text"].startswith("Your message had personal data in it: an NHS number.")
    assert texts.DELETE_MY_MESSAGE not in buttons(reply)
    assert "943" not in reply["text"]


def test_emergency_in_a_group_is_answered_first(
    running: Running, group: Group, ada: Person
) -> None:
    assert ask(running, ada, group, f"{NAME} {DANGER}")["text"].startswith("Call 999\n")


def test_parts_of_an_answer_open_for_anybody_in_the_group(
    running: Running, group: Group, ada: Person, ben: Person
) -> None:
    answer = ask(running, ada, group, f"{NAME} {GP}")
    opened = running.open(ben, answer, "What you can do")
    assert marked(opened, "bold")[0] == "What you can do"
    assert running.open(ada, opened, texts.BACK)["text"] == answer["text"]


def test_question_that_was_pressed_is_answered_in_the_group(
    running: Running, group: Group, ada: Person, ben: Person
) -> None:
    offer = ask(running, ada, group, f"{NAME} {NO_SOURCE}")
    question = buttons(offer)[0].removeprefix("1. ")
    ben.taps(offer, "1.")
    answer = running.server.wait_for_reply(offer)
    assert marked(answer, "italic")[0] == question


# Commands


@pytest.mark.parametrize(
    "command", ["/help", "/help@testbot", "/privacy@testbot", "/new", "/check"]
)
def test_commands_for_everybody_are_carried_out(
    running: Running, group: Group, ada: Person, command: str
) -> None:
    message = ada.writes(command, chat=group)
    reply = running.server.wait_for_reply(message)
    private = running.ask(ada, command.partition("@")[0])
    assert reply["text"] == private["text"]
    assert reply["reply_to_message"]["message_id"] == message["message_id"]


@pytest.mark.parametrize("command", ["/language", "/where@testbot", "/forget", "/id@testbot"])
def test_settings_of_a_person_are_kindly_left_to_a_private_chat(
    running: Running, group: Group, ada: Person, command: str
) -> None:
    reply = ask(running, ada, group, command)
    assert (reply["text"], buttons(reply)) == (texts.PRIVATELY, [])


def test_commands_for_another_bot_are_left_to_it(
    running: Running, group: Group, ada: Person
) -> None:
    for command in ("/help@otherbot", "/start@otherbot", "/language@otherbot"):
        ada.writes(command, chat=group)
    alone(running, ada, group, f"{NAME} {GP}")


def test_unknown_command_that_may_be_another_bots_is_left_alone(
    running: Running, group: Group, ada: Person
) -> None:
    ada.writes("/ban", chat=group)
    alone(running, ada, group, f"{NAME} {GP}")


def test_start_in_a_group_says_how_to_ask_there(
    running: Running, group: Group, ada: Person
) -> None:
    assert ask(running, ada, group, "/start@testbot")["text"] == HELLO


def test_code_is_checked_in_a_group(
    running: Running, group: Group, ada: Person, ben: Person
) -> None:
    answer = ask(running, ada, group, f"{NAME} {GP}")
    shown = ask(running, ben, group, f"/check {receipt_of(answer)}")
    assert marked(shown, "bold")[0] == "Not normally"
    assert marked(shown, "italic")[0].endswith("The answer of today is the same.")
    named = ask(running, ben, group, f"{NAME} {receipt_of(answer)}")
    assert named["text"] == shown["text"]


# Coming and going


def test_bot_says_hello_once_when_it_is_added(running: Running, ada: Person) -> None:
    group = running.server.group("New friends", [ada])
    said = running.server.wait_for_reply(group.adds_bot())
    running.ask(ada, GP)
    assert [its["text"] for its in running.server.replies(group)] == [HELLO]
    assert "reply_to_message" not in said


def test_hello_is_in_the_language_of_who_adds_the_bot(running: Running) -> None:
    ada = running.person("es")
    group = running.server.group("Amigos", [ada], supergroup=True)
    said = running.server.wait_for_reply(group.adds_bot())
    assert said["text"] == speak("es")(texts.GROUP_HELLO, name=NAME)


def test_bot_that_becomes_an_administrator_says_nothing(
    running: Running, group: Group, ada: Person
) -> None:
    rights = ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages")
    more = ("can_manage_video_chats", "can_restrict_members", "can_promote_members")
    most = ("can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories")
    allowed = dict.fromkeys((*rights, *more, *most, "can_delete_stories"), False)
    before = {"user": running.server.bot, "status": "member"}
    after = {"user": running.server.bot, "status": "administrator"} | allowed
    change = {"chat": group.as_chat, "from": ada.as_user, "date": 1}
    running.server.update(
        {"my_chat_member": change | {"old_chat_member": before, "new_chat_member": after}}
    )
    alone(running, ada, group, f"{NAME} {GP}")


def test_bot_that_was_thrown_out_says_nothing_and_takes_no_harm(
    running: Running, group: Group, ada: Person
) -> None:
    with running.server.held():
        ada.writes(f"{NAME} {GP}", chat=group)
        group.removes_bot(ada)
    running.server.wait_until(
        lambda: any(
            its.status == 403 and its.params.get("chat_id") == group.id
            for its in running.server.calls
        )
    )
    assert marked(running.ask(ada, PAPERS), "bold")[0] == "Yes, you can"
    assert running.server.replies(group) == []


def test_inline_result_of_the_bot_is_not_answered_by_it(
    running: Running, group: Group, ada: Person
) -> None:
    """It is sent in her name, and Telegram tells the bot of it where it hears every word."""
    fields = {"text": f"{NAME} {GP}", "via_bot": running.server.bot}
    named = {"type": "mention", "offset": 0, "length": len(NAME)}
    running.server.update({"message": group.keep(ada.as_user, fields | {"entities": [named]})})
    alone(running, ada, group, f"{NAME} {PAPERS}")
