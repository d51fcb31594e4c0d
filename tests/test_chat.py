"""A conversation on a terminal: what is typed is answered, remembered, and forgotten."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial

import pexpect
import pytest
from conftest import REPOSITORY, Project

from bot import texts
from bot.tongues import speak

GP = "Does my GP give my address to the Home Office?"
REGISTER = "Can I register with a GP without papers?"
FREE = "Who can help me for free?"
BREAD = "how do i bake bread"
GREETING = "Ask a question. /new forgets the conversation, /quit leaves."
# What would say more of a terminal than the terminal itself.
ASKED_FIRST = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "COLORTERM")
STYLES = re.compile(r"\x1b\[[0-9;]*m")


class Terminal:
    """A conversation on a terminal, as a person has it."""

    def __init__(self, project: Project, *options: str, columns: int = 120) -> None:
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "bot", "chat", *options, "--config", str(project.config_file)],
            cwd=str(REPOSITORY),
            env={k: v for k, v in os.environ.items() if k not in ASKED_FIRST} | {"TERM": "xterm"},
            dimensions=(50, columns),
            # A person can interrupt it, even where those that started the tests are not.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
            encoding="utf-8",
            timeout=60,
        )

    def prompt(self) -> str:
        """Return everything shown before the next prompt, styles and all."""
        self.process.expect_exact("\r\n> ")
        return str(self.process.before)

    def say(self, message: str) -> str:
        """Type a message; return the reply without styles, as the reader sees it."""
        return STYLES.sub("", self.say_styled(message))

    def say_styled(self, message: str) -> str:
        self.process.sendline(message)
        shown = self.prompt()
        typed, _, reply = shown.partition("\r\n")
        assert typed == message
        return reply.replace("\r\n", "\n")

    def leave(self) -> int | None:
        """Return the exit code after everything has been shown."""
        self.process.expect(pexpect.EOF)
        self.process.close()
        return self.process.exitstatus


@pytest.fixture
def open_terminal(built: Project) -> Iterator[Callable[..., Terminal]]:
    opened = []

    def open_terminal(*options: str, columns: int = 120) -> Terminal:
        opened.append(Terminal(built, *options, columns=columns))
        return opened[-1]

    yield open_terminal
    for terminal in opened:
        terminal.process.close(force=True)


@pytest.fixture
def terminal(open_terminal: Callable[..., Terminal]) -> Terminal:
    """A conversation that has greeted and waits."""
    terminal = open_terminal()
    assert terminal.prompt().strip() == GREETING
    return terminal


def test_question_is_answered_as_ask_answers_it(built: Project, terminal: Terminal) -> None:
    shown = terminal.say(REGISTER)
    plain = built.run("bot", "ask", REGISTER).stdout.decode()
    assert shown.split() == plain.split()


def test_question_that_the_sources_do_not_answer_is_said_to_be_so(terminal: Terminal) -> None:
    shown = terminal.say(BREAD)
    assert shown.startswith(f"{texts.NO_ANSWER}\n\n{texts.CAN_ANSWER}\n1. ")
    assert texts.ASK_INSTEAD in shown


def test_quit_leaves_without_a_word(terminal: Terminal) -> None:
    terminal.process.sendline("/quit")
    assert terminal.leave() == 0
    assert terminal.process.before == "/quit\r\n"


def test_end_of_input_leaves(terminal: Terminal) -> None:
    terminal.say(FREE)
    terminal.process.sendeof()
    assert terminal.leave() == 0
    assert "Traceback" not in str(terminal.process.before)


def test_interruption_leaves_with_one_sentence(terminal: Terminal) -> None:
    terminal.process.sendintr()
    assert terminal.leave() == 130
    assert (
        str(terminal.process.before)
        .strip()
        .endswith("error: interrupted; nothing that was there before is lost")
    )
    assert "Traceback" not in str(terminal.process.before)


def test_number_asks_the_question_offered_under_it(terminal: Terminal) -> None:
    offered = dict(re.findall(r"^(\d)\. (.+)$", terminal.say(BREAD), re.MULTILINE))
    assert set(offered.values()) == {GP, REGISTER, FREE}
    number = next(number for number, question in offered.items() if question == REGISTER)
    assert terminal.say(number).startswith("Yes, you can\n\nYes, you need no passport")


def test_answer_takes_back_what_was_offered_before(terminal: Terminal) -> None:
    offered = terminal.say(BREAD)
    number = next(iter(re.findall(rf"^(\d)\. {re.escape(REGISTER)}", offered, re.MULTILINE)))
    terminal.say(FREE)
    assert not terminal.say(number).startswith("Yes, you can")


def test_number_that_was_not_offered_is_only_a_message(terminal: Terminal) -> None:
    terminal.say(BREAD)
    for message in ("0", "4", "99999999999999999999", "-1", "1.0"):
        assert terminal.say(message).startswith((texts.NO_ANSWER, "My sources", "A free helpline"))


def test_follow_up_is_understood_until_the_conversation_is_forgotten(terminal: Terminal) -> None:
    follow_up = "and can they refuse it?"
    alone = terminal.say(follow_up)
    assert not alone.startswith("Not normally")
    assert terminal.say(GP).startswith("Not normally\n")
    assert terminal.say(follow_up).startswith("Not normally\n")
    assert terminal.say("/new") == "Forgotten. Ask a new question.\n"
    assert terminal.say(follow_up) == alone


def test_forgetting_takes_back_what_was_offered(terminal: Terminal) -> None:
    offered = terminal.say(BREAD)
    number = next(iter(re.findall(rf"^(\d)\. {re.escape(REGISTER)}", offered, re.MULTILINE)))
    terminal.say("/new")
    assert not terminal.say(number).startswith("Yes, you can")


def test_message_that_is_no_question_does_not_end_or_change_the_conversation(
    terminal: Terminal,
) -> None:
    offered = terminal.say(BREAD)
    number = next(iter(re.findall(rf"^(\d)\. {re.escape(REGISTER)}", offered, re.MULTILINE)))
    assert terminal.say("").strip() == texts.EMPTY
    assert terminal.say("🙈").strip() == texts.NO_WORDS
    assert terminal.say(number).startswith("Yes, you can\n")


def test_wish_for_another_language_is_answered_with_a_note(
    open_terminal: Callable[..., Terminal],
) -> None:
    terminal = open_terminal("--lang", "ar")
    terminal.prompt()
    note = speak("ar")(texts.NOT_TRANSLATED)
    assert note in terminal.say(FREE)
    assert note in terminal.say(REGISTER)


def test_each_message_is_answered_in_its_own_language_where_none_is_wished_for(
    terminal: Terminal,
) -> None:
    spanish, polish = (speak(lang)(texts.NOT_TRANSLATED) for lang in ("es", "pl"))
    assert spanish in terminal.say("¿Quién me puede ayudar gratis con el médico?")
    assert polish in terminal.say("Kto może mi pomóc za darmo u lekarza?")
    shown = terminal.say(FREE)
    assert shown.startswith("A free helpline\n")
    assert spanish not in shown
    assert polish not in shown


def test_verdict_and_headings_are_bold_and_what_is_historical_yellow_on_a_terminal(
    built: Project, terminal: Terminal
) -> None:
    lines = terminal.say_styled(GP).split("\n")
    assert lines[0] == "\x1b[1mNot normally\x1b[0m"
    historical = [line for line in lines if texts.HISTORICAL in line]
    assert len(historical) == 2
    assert all(line.startswith("\x1b[33m") for line in historical)
    plain = built.run("bot", "ask", GP).stdout.decode()
    blocks = [block.split("\n") for block in plain.split("\n\n")[1:]]
    headings = [its[0] for its in blocks if len(its) > 1 and its[1].startswith(("- ", "["))]
    headings = [its for its in headings if len(its) < 100 and not its.endswith("]")]
    assert len(headings) >= 2
    assert headings[-1] == "Sources"
    for heading in headings:
        assert f"\x1b[1m{heading}\x1b[0m" in lines
    assert any("\x1b[36m[1]\x1b[0m" in line for line in lines)


@pytest.mark.parametrize("lang", ["fr", "ar", "zh"])
def test_headings_are_bold_and_what_is_historical_yellow_in_another_language_too(
    built: Project, open_terminal: Callable[..., Terminal], lang: str
) -> None:
    tongue = speak(lang)
    plain = built.run("bot", "ask", FREE).stdout.decode().split("\n")
    headings = [heading for heading in texts.HEADINGS if heading in plain]
    assert headings
    terminal = open_terminal("--lang", lang, columns=250)
    terminal.prompt()
    lines = terminal.say_styled(FREE).split("\n")
    assert lines[0] == "\x1b[1mA free helpline\x1b[0m"
    for heading in (texts.SOURCES, *headings):
        assert f"\x1b[1m{tongue(heading)}\x1b[0m" in lines
    note = tongue(texts.SOME_HISTORICAL).partition("{")[0]
    historical = [line for line in lines if tongue(texts.HISTORICAL) in line or note in line]
    assert len(historical) == 2
    assert all(line.startswith("\x1b[33m") for line in historical)


def test_links_are_never_broken_over_two_lines_and_words_never_cut(
    built: Project, open_terminal: Callable[..., Terminal]
) -> None:
    terminal = open_terminal(columns=30)
    terminal.prompt()
    lines = terminal.say(FREE).split("\n")
    links = [line for line in lines if "http" in line]
    plain = built.run("bot", "ask", FREE).stdout.decode()
    assert links == [line for line in plain.split("\n") if "http" in line]
    assert "    https://example.org/helpline" in links
    others = [line for line in lines if line not in links]
    assert max(map(len, others)) <= 30
    assert "The helpline gives free advice" in others


def converse(
    project: Project, typed: bytes, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--config", str(project.config_file)],
        cwd=REPOSITORY,
        env=os.environ | environment,
        input=typed,
        capture_output=True,
        check=False,
    )


def test_conversation_may_be_piped_and_is_plain_then(built: Project) -> None:
    done = converse(built, f"{REGISTER}\n/new\n/quit\nnever read\n".encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout
    greeting, reply, forgotten, rest = done.stdout.decode().split("\n> ")
    assert greeting == f"{GREETING}\n"
    assert reply == built.run("bot", "ask", REGISTER).stdout.decode()
    assert (forgotten, rest) == ("Forgotten. Ask a new question.\n", "")


@pytest.mark.parametrize("encoding", ["utf-8:strict", "utf-8:surrogateescape"])
def test_bytes_that_are_no_text_do_not_end_the_conversation(built: Project, encoding: str) -> None:
    done = converse(built, b"caf\xff\n" + FREE.encode() + b"\n", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    _, refused, answered, rest = done.stdout.decode().split("\n> ")
    assert refused == f"{texts.NOT_UNICODE}\n"
    assert answered.startswith("A free helpline\n")
    assert rest == "\n"
