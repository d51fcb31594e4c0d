"""The program starts, shows itself, changes to new documents and ends as its operator expects."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from conftest import Project
from telegram_fixtures import (
    GP,
    HELPLINE,
    PAPERS,
    Running,
    api_description,
    buttons,
    change_setting,
    marked,
    receipt_of,
    running_bot,
    telegram_project,
)
from telegram_server import BotProcess, Message, Person, TelegramServer

from bot import texts
from bot.tongues import speak
from index import Encoder

PRIVATE, GROUPS = "all_private_chats", "all_group_chats"


@pytest.fixture
def project(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Project:
    return telegram_project(tmp_path / "project", encoder, tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("bot") / "project"
    with running_bot(telegram_project(folder, encoder, tmp_path_factory.getbasetemp())) as running:
        yield running


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer(api=api_description()) as server:
        yield server


@contextmanager
def begun(
    server: TelegramServer, project: Project, env: Mapping[str, str] | None = None
) -> Iterator[BotProcess]:
    """Run the bot without waiting for it to be ready."""
    command = [sys.executable, "-m", "bot", "run", "--config", str(project.config_file)]
    with closing(BotProcess(server, command, env)) as process:
        yield process


# Starting


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("", "TELEGRAM_TOKEN is not set; get a token from @BotFather in Telegram"),
        ("a token", "TELEGRAM_TOKEN is no token: one is a number, a colon and letters"),
        ("654321:WRONG-TOKEN", "TELEGRAM_TOKEN: Telegram does not know this token; copy it again"),
    ],
    ids=["none", "no token", "wrong"],
)
def test_without_a_token_that_telegram_knows_it_ends_with_3_and_a_sentence(
    server: TelegramServer, project: Project, token: str, said: str
) -> None:
    with begun(server, project, {"TELEGRAM_TOKEN": token}) as process:
        assert process.process.wait(30) == 3
        server.wait_until(lambda: said in process.errors, why=process.log)
    assert "Traceback" not in process.log
    assert "WRONG-TOKEN" not in process.log
    assert server.violations == []


def test_without_an_index_it_ends_with_4_before_anybody_is_told_to_wait(
    server: TelegramServer, project: Project
) -> None:
    (project.config.index_folder / "current").unlink()
    with begun(server, project) as process:
        assert process.process.wait(30) == 4
        server.wait_until(lambda: "index build" in process.errors, why=process.log)
    assert server.calls == []


def test_it_says_in_one_line_what_is_live(running: Running) -> None:
    running.server.wait_until(lambda: "is live" in running.log)
    [generation] = [its.name for its in running.project.generations.iterdir()]
    line = running.log.splitlines()[0]
    assert line.startswith(f"@testbot is live: long polling, generation {generation} of ")
    assert "(7 cards, 10 passages)" in line
    assert line.endswith(f"{len(texts.LANGUAGES)} languages")
    assert running.process.errors == ""


def test_operator_who_has_not_said_who_she_is_is_not_made_up(project: Project) -> None:
    change_setting(project, "operator", '""')
    change_setting(project, "example_cards", '["gp-address", "no-such-card"]')
    with running_bot(project) as running:
        start = running.server.wait_for_reply(running.person().starts())
        assert texts.RUN_BY_NOBODY in start["text"]
        assert buttons(start)[0] == GP
        assert "no-such-card" not in str(start)


# What Telegram shows of it


def set_calls(running: Running) -> list[str]:
    """Return what the bot has said of itself so far, by method, once all of it is said."""
    done = running.project.folder / "var/bot/profile.sha256"
    running.server.wait_until(done.exists, why="the profile is not set")
    return [its.method for its in running.server.calls if its.method.startswith("setMy")]


def test_name_and_descriptions_are_set_in_every_language(running: Running) -> None:
    set_calls(running)
    tongues = {"" if lang == "en" else lang: speak(lang) for lang in texts.LANGUAGES}
    for said, shown in (
        (texts.NAME, running.server.state.names),
        (texts.DESCRIPTION, running.server.state.descriptions),
        (texts.SHORT_DESCRIPTION, running.server.state.short_descriptions),
    ):
        assert shown == {code: tongue(said) for code, tongue in tongues.items()}


def test_menus_are_set_in_every_language_for_private_chats_and_for_groups(
    running: Running,
) -> None:
    set_calls(running)
    commands = running.server.state.commands
    codes = ["" if lang == "en" else lang for lang in texts.LANGUAGES]
    assert set(commands) == {(kind, code) for kind in (PRIVATE, GROUPS) for code in codes}
    for code in codes:
        tongue = speak(code or "en")
        assert commands[PRIVATE, code] == [
            {"command": name, "description": tongue(said)} for name, said in texts.COMMANDS.items()
        ]
        in_groups = [its["command"] for its in commands[GROUPS, code]]
        assert in_groups == ["start", "help", "new", "check", "privacy"]


def test_nothing_is_set_again_at_the_next_start_and_later_only_what_differs(
    running: Running,
) -> None:
    before, asked = set_calls(running), len(running.server.calls)
    running.restart()
    running.ask(running.person(), GP)
    assert set_calls(running) == before
    assert [its for its in running.server.calls[asked:] if its.method.startswith("getMy")] == []
    (running.project.folder / "var/bot/profile.sha256").unlink()
    del running.server.state.names["fr"]
    running.restart()
    assert set_calls(running)[len(before) :] == ["setMyName"]
    assert running.server.state.names["fr"] == speak("fr")(texts.NAME)


def test_menu_offers_commands_that_all_answer(running: Running) -> None:
    replies = [running.ask(running.person(), f"/{name}")["text"] for name in texts.COMMANDS]
    assert texts.COMMAND not in replies
    assert len(set(replies)) == len(replies)


# Running


def test_another_program_that_fetches_the_updates_is_told_of_and_survived(
    server: TelegramServer, project: Project
) -> None:
    with closing(Running(project, server)) as running:
        address = f"{server.url}/bot{server.token}/getUpdates"
        with httpx.Client(trust_env=False, timeout=30) as other:
            other.post(address, json={"timeout": 0})
        said = "Another program fetches the updates of this bot; stop one of the two."
        server.wait_until(lambda: said in running.log, why="no word of it")
        assert marked(running.ask(running.person(), GP), "bold") == ["Not normally"]
        assert server.token.partition(":")[2] not in running.log
    assert [its for its in server.violations if "Conflict" not in its] == []


def test_update_that_cannot_be_read_keeps_nobody_else_from_being_answered(
    server: TelegramServer, project: Project
) -> None:
    """Such as one of a later Bot API, in which a right that administrators had is no more."""
    with closing(Running(project, server)) as running:
        ada = running.person()
        before, after = ({"user": server.bot, "status": its} for its in ("administrator", "member"))
        change = {"chat": ada.as_chat, "from": ada.as_user, "date": 1}
        server.update(
            {"my_chat_member": change | {"old_chat_member": before, "new_chat_member": after}}
        )
        reply = server.wait_for_reply(ada.writes(GP))
        assert marked(reply, "bold") == ["Not normally"]


def test_signal_to_end_is_followed_with_0_when_all_is_answered(running: Running) -> None:
    message = running.person().writes(GP)
    running.server.wait_until(lambda: not running.server.delivery.pending)
    assert running.process.terminate() == 0
    assert marked(running.server.wait_for_reply(message), "bold") == ["Not normally"]
    assert running.process.errors == ""
    running.start()


def test_question_asked_while_it_did_not_run_is_answered_when_it_does(running: Running) -> None:
    assert running.process.terminate() == 0
    message = running.person().writes(GP)
    running.start()
    assert marked(running.server.wait_for_reply(message), "bold") == ["Not normally"]


# New documents


@dataclass(frozen=True)
class Changed:
    """A bot whose documents have changed while it ran, and what it had said before that."""

    running: Running
    ada: Person
    said: tuple[Message, ...]
    log_before: str


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Changed]:
    """The first answer begins with other words now, the second one is as it was."""
    folder = tmp_path_factory.mktemp("rewritten") / "project"
    project = telegram_project(folder, encoder, tmp_path_factory.getbasetemp())
    with running_bot(project) as running:
        ada = running.person()
        said = tuple(running.ask(ada, text) for text in (GP, HELPLINE))
        before = running.log
        sentence = "No, your address is secret like your illness."
        project.replace("answers/gp-address.md", sentence, "No, a practice keeps it to itself.")
        project.build(encoder)
        yield Changed(running, ada, said, before)


@pytest.fixture(scope="module")
def removed(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Changed]:
    """The card of the first answer is gone, and of a question that the second message offers."""
    folder = tmp_path_factory.mktemp("removed") / "project"
    project = telegram_project(folder, encoder, tmp_path_factory.getbasetemp())
    with running_bot(project) as running:
        ada = running.person()
        said = tuple(running.ask(ada, text) for text in (PAPERS, "/start"))
        before = running.log
        project.file("answers/register-without-papers.md").unlink()
        examples = project.file("questions/scope.jsonl")
        lines = examples.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if b"register-without-papers" not in line]
        examples.write_bytes(b"".join(kept))
        project.build(encoder)
        yield Changed(running, ada, said, before)


def test_new_documents_answer_the_next_question_without_a_start(rewritten: Changed) -> None:
    running = rewritten.running
    reply = running.ask(running.person(), GP)
    assert reply["text"].startswith("Not normally\n\nNo, a practice keeps it to itself.[1]")
    assert "has taken over." in running.log.removeprefix(rewritten.log_before)
    assert running.process.process.poll() is None


def test_button_of_an_answer_that_has_changed_says_so_and_shows_the_new_one(
    rewritten: Changed,
) -> None:
    running, ada, answer = rewritten.running, rewritten.ada, rewritten.said[0]
    now = running.open(ada, answer, "What you can do")
    assert marked(now, "italic")[0] == texts.ANSWER_CHANGED
    assert "No, a practice keeps it to itself.[1]" in now["text"]
    assert receipt_of(now) != receipt_of(answer)
    opened = running.open(ada, now, "What you can do")
    assert "Ask the practice to use its own address for you." in opened["text"]
    assert texts.ANSWER_CHANGED not in opened["text"]


def test_button_of_an_answer_that_is_as_it_was_opens_its_part(rewritten: Changed) -> None:
    running, ada, answer = rewritten.running, rewritten.ada, rewritten.said[1]
    opened = running.open(ada, answer, "What you can do")
    assert "Call and ask if the call is confidential.[1]" in opened["text"]
    assert texts.ANSWER_CHANGED not in opened["text"]
    again = running.open(ada, opened, texts.BACK)
    assert (again["text"], buttons(again)) == (answer["text"], buttons(answer))


def test_code_of_an_answer_that_has_changed_shows_the_old_one_and_what_has_changed(
    rewritten: Changed,
) -> None:
    running = rewritten.running
    shown = running.ask(running.person(), receipt_of(rewritten.said[0]))
    assert marked(shown, "italic")[0].endswith("The answer of today is another one.")
    assert "No, your address is secret like your illness.[1]" in shown["text"]
    [details] = marked(shown, "expandable_blockquote")
    assert details.split("\n")[:2] == [
        texts.SINCE_THEN,
        "- the card gp-address has been rewritten",
    ]


def test_button_below_an_old_answer_that_is_checked_opens_the_old_part_or_says_what_is_new(
    rewritten: Changed,
) -> None:
    running = rewritten.running
    ben = running.person(name="Ben")
    shown = running.ask(ben, receipt_of(rewritten.said[0]))
    opened = running.open(ben, shown, "What you can do")
    assert texts.ANSWER_CHANGED in marked(opened, "italic")


def test_code_of_an_answer_that_is_as_it_was_says_so(rewritten: Changed) -> None:
    running = rewritten.running
    shown = running.ask(running.person(), receipt_of(rewritten.said[1]))
    assert marked(shown, "italic")[0].endswith("The answer of today is the same.")


def test_changes_are_told_in_the_language_of_who_reads_them(rewritten: Changed) -> None:
    running, tongue = rewritten.running, speak("so")
    shown = running.ask(running.person("so"), receipt_of(rewritten.said[0]))
    assert tongue(texts.SINCE_THEN) in shown["text"]
    assert "has been rewritten" not in shown["text"]


def test_button_of_an_answer_whose_card_is_gone_says_so_kindly(removed: Changed) -> None:
    running, ada, answer = removed.running, removed.ada, removed.said[0]
    assert running.popup(ada.taps(answer, "What you can do")) == texts.ANSWER_GONE
    assert answer in running.server.replies(ada)


def test_question_whose_card_is_gone_is_no_longer_offered_and_its_button_says_so(
    removed: Changed,
) -> None:
    running, ada, start = removed.running, removed.ada, removed.said[1]
    assert running.popup(ada.taps(start, PAPERS)) == texts.ANSWER_GONE
    again = running.server.wait_for_reply(running.person().starts())
    assert buttons(again)[:2] == [GP, HELPLINE]
    link = running.server.wait_for_reply(running.person().starts("q_register-without-papers"))
    assert link["text"].startswith(texts.START)


def test_code_of_an_answer_whose_card_is_gone_still_shows_it(removed: Changed) -> None:
    running = removed.running
    shown = running.ask(running.person(), receipt_of(removed.said[0]))
    assert "Yes, you need no passport to register with a practice.[1]" in shown["text"]
    assert "the card register-without-papers has been taken out" in shown["text"]
