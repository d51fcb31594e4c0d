"""What a person writes is found in no file afterwards, and not on standard error."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pexpect
import pytest
from conftest import REPOSITORY, Project

from bot import texts
from bot.personal_data import KINDS

GP = "Does my GP give my address to the Home Office?"
FOLLOW_UP = "and can they refuse it?"


@pytest.fixture
def canary() -> str:
    """A word that nothing else has ever held."""
    return f"zq{secrets.token_hex(8)}qz"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where programs put what they keep for a user: caches, histories, temporary files."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(folder))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def holding(folder: Path, word: str) -> list[str]:
    """Return the files that hold a word, or whose names do."""
    needle = word.lower().encode()
    return [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if needle in path.name.lower().encode()
        or (path.is_file() and needle in path.read_bytes().lower())
    ]


def assert_nothing_kept(built: Project, before: dict[str, bytes], home: Path, word: str) -> None:
    assert contents(built.folder) == before
    assert holding(home, word) == []
    own = [REPOSITORY / name for name in ("bot", "index", "knowledge", "var", "tests")]
    assert [name for folder in own for name in holding(folder, word)] == []
    loose = [path for path in REPOSITORY.iterdir() if path.is_file()]
    assert [path for path in loose if word.encode() in path.read_bytes()] == []


def jsonl(*lines: object) -> bytes:
    return b"\n".join(
        line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
    )


def test_canary_would_be_found_where_it_is_kept(tmp_path: Path, canary: str) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "log").write_bytes(b"\x00" + canary.upper().encode() + b"\x00")
    (tmp_path / canary).touch()
    assert sorted(holding(tmp_path, canary)) == sorted([canary, "deep/log"])


@pytest.mark.parametrize(
    "options", [(), ("--json",), ("--lang", "ar")], ids=["plain", "json", "ar"]
)
def test_question_is_kept_nowhere(
    built: Project, home: Path, canary: str, options: tuple[str, ...]
) -> None:
    before = contents(built.folder)
    done = built.run("bot", "ask", f"{GP} My name is {canary}.", *options)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"your address is secret like your illness" in done.stdout
    assert canary.encode() not in done.stdout
    assert_nothing_kept(built, before, home, canary)


# Invented personal data of every kind, each with the words of it that must be found nowhere.
PERSONAL = {
    "email": ("write to zqmail.quillby@example.org", "quillby"),
    "nhs_number": ("my NHS number is 943 476 5919", "5919"),
    "home_office_reference": ("Home Office reference H1734562", "1734562"),
    "case_reference": ("my case number is IA/73912/2024", "73912"),
    "residence_permit": ("my biometric card number is ZX7654321", "7654321"),
    "passport": ("my passport number is 827364915", "827364915"),
    "national_insurance": ("my national insurance number is QQ739164C", "739164"),
    "bank": ("account number 84629173 sort code 20-84-73", "84629173"),
    "phone": ("call me on 07700 900982", "900982"),
    "address": ("I live at 58 Quillby Terrace, Leeds", "Quillby"),
    "postcode": ("my postcode is LS99 3QZ", "LS99"),
    "date_of_birth": ("I was born on 13 April 1987", "1987"),
    "hospital_number": ("my hospital number is K8362915", "8362915"),
    "name": ("my name is Zebedee Quillby", "Quillby"),
    "username": ("my telegram is @zqquillby", "zqquillby"),
}


def test_there_is_personal_data_of_every_kind() -> None:
    assert list(PERSONAL) == list(KINDS)


@pytest.mark.parametrize("history", [False, True], ids=["now", "the turn before"])
def test_personal_data_is_in_no_reply_and_kept_nowhere(
    built: Project, home: Path, history: bool
) -> None:
    before = contents(built.folder)
    lines = []
    for kind, (words, _) in PERSONAL.items():
        told = f"{GP} {words}."
        turns = {"question": FOLLOW_UP, "history": [told]} if history else {"question": told}
        lines.append({"id": kind} | turns)
    done = built.run("bot", "ask", "--jsonl", stdin=jsonl(*lines))
    assert (done.returncode, done.stderr) == (0, b"")
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert {reply["id"]: reply["card"] for reply in replies} == dict.fromkeys(
        PERSONAL, "gp-address"
    )
    for reply in replies:
        _, canary = PERSONAL[reply["id"]]
        del reply["milliseconds"], reply["stages"]
        assert canary.lower() not in json.dumps(reply).lower()
        assert reply["left_out"] == ([] if history else [reply["id"]])
    assert contents(built.folder) == before
    for _, canary in PERSONAL.values():
        assert holding(home, canary) == []


@pytest.mark.parametrize("kind", ["name", "nhs_number", "email"])
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["plain", "json"])
def test_message_of_personal_data_alone_is_answered_without_it(
    built: Project, home: Path, kind: str, options: tuple[str, ...]
) -> None:
    words, canary = PERSONAL[kind]
    done = built.run("bot", "ask", "-", *options, stdin=words.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert texts.PERSONAL_DATA[kind].encode() in done.stdout
    assert canary.lower().encode() not in done.stdout.lower()
    assert holding(home, canary) == []


@pytest.mark.parametrize("setting", ["help_cards", "emergency_cards"])
def test_message_that_meets_bad_settings_is_not_repeated(
    built: Project, home: Path, canary: str, setting: str
) -> None:
    """Both are found out only while a message is being answered."""
    message = f"how do i bake {canary}, {PERSONAL['name'][0]}"
    if setting == "help_cards":
        built.configure('["who-can-help-me-for-free"', '["who-can-hlep-me-for-free"')
    else:
        # Its cards are not those of the small project.
        phrases = 'danger-to-life:\n  en: ["not breathing"]\n'
        built.file("emergencies.yaml").write_text(phrases, encoding="utf-8")
        assert built.run("index", "build").returncode == 0
        message += ", not breathing"
    before = contents(built.folder)
    done = built.run("bot", "ask", message)
    assert (done.returncode, done.stdout) == (3, b"")
    assert f"[bot] {setting} names ".encode() in done.stderr
    assert canary.encode() not in done.stderr
    assert b"Quillby" not in done.stderr
    assert contents(built.folder) == before
    assert holding(home, canary) == []


def test_emergency_is_kept_nowhere(built: Project, home: Path, canary: str) -> None:
    built.file("emergencies.yaml").write_text(
        'danger-to-life:\n  en: ["not breathing"]\n', encoding="utf-8"
    )
    built.configure('"help-medical-emergency"', '"who-can-help-me-for-free"')
    assert built.run("index", "build").returncode == 0
    before = contents(built.folder)
    done = built.run("bot", "ask", f"{canary} is not breathing, {PERSONAL['name'][0]}")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"A free helpline\n")
    assert canary.encode() not in done.stdout
    assert b"Quillby" not in done.stdout
    assert_nothing_kept(built, before, home, canary)


def test_question_that_nothing_answers_is_kept_nowhere(
    built: Project, home: Path, canary: str
) -> None:
    before = contents(built.folder)
    done = built.run("bot", "ask", "-", stdin=f"how do i bake {canary}".encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert canary.encode() not in done.stdout
    assert_nothing_kept(built, before, home, canary)


def test_lines_good_and_bad_are_kept_nowhere(built: Project, home: Path, canary: str) -> None:
    before = contents(built.folder)
    done = built.run(
        "bot",
        "ask",
        "--jsonl",
        stdin=jsonl(
            {"id": 1, "question": f"{GP} {canary}"},
            {"id": 2, "question": FOLLOW_UP, "history": [f"{GP} {canary}", canary]},
            {"id": 3, "question": f"{canary} " * 400},
            {"id": 4, "question": f"{canary}\x00"},
            {"id": 5, "question": GP, "lang": canary, canary: canary},
            canary.encode(),
            {"id": 7, "question": [canary]},
            {"id": 8, "question": GP, "history": canary},
            {"id": 9, canary: canary},
            b'{"id": 10, "question": "' + canary.encode() + b'\xff"}',
            b'{"id": 11, "question": "' + canary.encode(),
            [canary],
        ),
    )
    assert done.returncode == 2
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines[:5]] == [1, 2, 3, 4, 5]
    assert [("error" in line) for line in lines] == [False] * 5 + [True] * 7
    assert canary.encode() not in done.stdout + done.stderr
    assert_nothing_kept(built, before, home, canary)


@pytest.mark.parametrize(
    "message", ["{} " * 400, "{}\x1b", "{}\udcff"], ids=["long", "esc", "bytes"]
)
def test_refused_message_is_kept_nowhere(
    built: Project, home: Path, canary: str, message: str
) -> None:
    before = contents(built.folder)
    done = built.run("bot", "ask", message.replace("{}", canary))
    assert (done.returncode, done.stdout) == (2, b"")
    assert canary.encode() not in done.stderr
    assert_nothing_kept(built, before, home, canary)


@pytest.mark.parametrize("breaking", ["current", "generations"])
def test_question_that_meets_a_broken_index_is_kept_nowhere(
    built: Project, home: Path, canary: str, breaking: str
) -> None:
    if breaking == "current":
        (built.config.index_folder / "current").unlink()
    else:
        (generation,) = built.generations.iterdir()
        (generation / "vectors.faiss").write_bytes(b"")
    before = contents(built.folder)
    done = built.run("bot", "ask", f"{GP} {canary}")
    assert (done.returncode, done.stdout) == (4, b"")
    assert canary.encode() not in done.stderr
    assert_nothing_kept(built, before, home, canary)


def test_receipt_of_a_question_leads_back_to_the_answer_only(
    built: Project, home: Path, canary: str
) -> None:
    before = contents(built.folder)
    done = built.run("bot", "ask", f"{GP} {canary}", "--json")
    receipt = json.loads(done.stdout)["receipt"]
    checked = built.run("bot", "check", receipt)
    assert (checked.returncode, checked.stderr) == (0, b"")
    assert b"The very same answer" in checked.stdout
    assert canary.encode() not in checked.stdout
    plain = built.run("bot", "ask", GP, "--json")
    assert json.loads(plain.stdout)["receipt"] == receipt
    assert_nothing_kept(built, before, home, canary)


def test_piped_conversation_is_kept_nowhere(built: Project, home: Path, canary: str) -> None:
    before = contents(built.folder)
    typed = f"{GP} {canary}\nand {canary}?\n{canary}\n1\n/new\n{canary}\x07\n/quit\n"
    done = built.run("bot", "chat", stdin=typed.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n> ") == 7
    assert canary.encode() not in done.stdout
    assert_nothing_kept(built, before, home, canary)


def test_conversation_on_a_terminal_is_kept_nowhere(
    built: Project, home: Path, canary: str
) -> None:
    before = contents(built.folder)
    process = pexpect.spawn(
        sys.executable,
        ["-m", "bot", "chat", "--config", str(built.config_file)],
        cwd=str(REPOSITORY),
        env=os.environ | {"TERM": "xterm"},
        encoding="utf-8",
        timeout=60,
    )
    for message in (f"{GP} {canary}", f"and {canary}?"):
        process.expect_exact("\r\n> ")
        process.sendline(message)
    process.expect_exact("\r\n> ")
    process.sendeof()
    process.expect(pexpect.EOF)
    process.close()
    assert process.exitstatus == 0
    assert_nothing_kept(built, before, home, canary)


def test_interrupted_conversation_is_kept_nowhere(built: Project, home: Path, canary: str) -> None:
    before = contents(built.folder)
    process = pexpect.spawn(
        sys.executable,
        ["-m", "bot", "chat", "--config", str(built.config_file)],
        cwd=str(REPOSITORY),
        env=os.environ | {"TERM": "xterm"},
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        encoding="utf-8",
        timeout=60,
    )
    process.expect_exact("\r\n> ")
    process.sendline(f"{GP} {canary}")
    process.expect_exact("\r\n> ")
    process.sendintr()
    process.expect(pexpect.EOF)
    process.close()
    assert process.exitstatus == 130
    assert canary not in str(process.before)
    assert_nothing_kept(built, before, home, canary)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "-{}"),
        ("ask", "my", "--{}"),
        ("my name is {}",),
        ("my name\nis {}",),
        ("ask", "my name", "--lang", "{}"),
        ("ask", "-h{}"),
        ("ask", "--json={}"),
        ("ask", "my", "--name\n{}"),
    ],
)
def test_question_that_is_taken_for_an_option_or_a_command_is_not_repeated(
    built: Project, canary: str, arguments: tuple[str, ...]
) -> None:
    done = built.run("bot", *(argument.replace("{}", canary) for argument in arguments))
    assert done.returncode == 2
    assert canary.encode() not in done.stderr


def test_question_is_not_in_what_is_left_of_a_crash(
    built: Project, home: Path, canary: str
) -> None:
    """Standard output that cannot be written to is the one failure after a question was read."""
    before = contents(built.folder)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "--config", built.config_file, "ask", f"{GP} {canary}"],
            cwd=REPOSITORY,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 6
    assert canary.encode() not in done.stderr
    assert_nothing_kept(built, before, home, canary)
