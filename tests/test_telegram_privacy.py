"""Whatever people send, and whatever goes wrong then, no file, log or count tells of it."""

from __future__ import annotations

import base64
import json
import secrets
import shutil
import socket
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import REPOSITORY, Project
from telegram_server import (
    ATTACHMENTS,
    BotProcess,
    Call,
    Fault,
    Message,
    Person,
    TelegramServer,
    start_bot,
)

from bot import texts

GP = "Does my GP give my address to the Home Office?"
BREAD = "how do i bake bread"
# Invented personal data, each with what must be found nowhere.
PERSONAL = {
    "NHS number": ("My NHS number is 943 476 5919", ("943 476 5919", "9434765919")),
    "telephone": ("Call me on 07700 900982", ("07700 900982", "7700900982")),
    "e-mail": ("write to zqmail.quillby@example.org", ("zqmail.quillby",)),
    "name": ("my name is Zebedee Quillby", ("Quillby",)),
    "postcode": ("my postcode is LS99 3QZ", ("LS99 3QZ",)),
}


class Canaries:
    """Words that nothing else has ever held, by the place where they are sent."""

    def __init__(self) -> None:
        # Part of every word: to look for it is to look for all of them.
        self._mark = secrets.token_hex(8)
        self._words: dict[str, str] = {}
        self._needles = {
            kind: {way for word in words for way in _ways_to_write(word)}
            for kind, (_, words) in PERSONAL.items()
        }
        self._needles["a word"] = set(_ways_to_write(self._mark))
        self.numbers: dict[str, int] = {}

    def word(self, place: str) -> str:
        """Return a new word that is sent in some place."""
        word = f"zq{self._mark}{len(self._words):03}qz"
        self._words[word] = place
        return word

    def number(self, number: int, place: str) -> None:
        """Note the number of a chat or a person."""
        self.numbers[place] = number
        self._needles[place] = _ways_to_write_number(number)

    def in_bytes(self, content: bytes) -> list[str]:
        """Return the places whose words or numbers some bytes hold, however they are written."""
        small = content.lower()
        found = [
            place
            for place, needles in self._needles.items()
            if any(needle in small or needle in content for needle in needles)
        ]
        return found + [its for word, its in self._words.items() if word.encode() in small]

    def in_text(self, text: str) -> list[str]:
        """Return the places whose words or numbers a text holds."""
        return self.in_bytes(text.encode("utf-8", "replace"))

    def in_files(self, folder: Path) -> list[tuple[str, str]]:
        """Return files that hold something, or whose names do, each with its place."""
        found = []
        for path in sorted(folder.rglob("*")):
            content = path.read_bytes() if path.is_file() else b""
            places = self.in_bytes(path.name.encode() + b"\n" + content)
            found += [(path.relative_to(folder).as_posix(), place) for place in places]
        return found

    def in_cells(self, folder: Path) -> list[tuple[str, str]]:
        """Return SQLite files of which a cell holds something."""
        found = []
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.read_bytes()[:15] == b"SQLite format 3":
                said = b"\n".join(
                    cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells(path)
                )
                found += [(path.name, place) for place in self.in_bytes(said)]
        return found


def _ways_to_write(word: str) -> Iterator[bytes]:
    small = word.lower()
    yield small.encode()
    yield small.encode("utf-16-le")
    yield small.encode("utf-16-be")
    yield small.encode().hex().encode()
    yield small.encode()[::-1]
    for written in (word, small):
        for before in range(3):
            # What stands before and after a word decides what its first and last letters become.
            letters = base64.b64encode(b" " * before + written.encode())
            yield letters[4 if before else 0 : -4]


def _ways_to_write_number(number: int) -> set[bytes]:
    digits = str(abs(number))
    ways = {digits.encode(), digits.encode("utf-16-le"), f"{abs(number):x}".encode()}
    # SQLite keeps numbers of this size in 6 or 8 bytes, the others in 8.
    for size in (6, 8):
        ways |= {number.to_bytes(size, order, signed=True) for order in ("big", "little")}
    return ways


def cells(file: Path) -> Iterator[Any]:
    """Give every cell of every table of a SQLite file."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        tables = [row[0] for row in database.execute("select name from sqlite_master")]
        for table in tables:
            with suppress(sqlite3.Error):
                for row in database.execute(f'select * from "{table}"'):  # noqa: S608 - its own
                    yield from row


class QuotingServer(TelegramServer):
    """Refuses messages if it is told to, and quotes them in its reason, as Telegram does."""

    refuses_with: int | None = None

    async def answer(self, token: str, call: Call, *others: Any) -> tuple[int, dict[str, Any]]:
        if self.refuses_with is None or call.method not in ("sendMessage", "editMessageText"):
            return await super().answer(token, call, *others)
        said = f"Bad Request: can't parse entities: {call.params}"
        return self.refuses_with, {"ok": False, "error_code": 400, "description": said}


@dataclass
class Life:
    """A bot that people have talked to, what they have said, and what it has shown."""

    server: QuotingServer
    bot: BotProcess
    project: Project
    home: Path
    canaries: Canaries
    shown: list[str] = field(default_factory=list)

    def person(self, place: str) -> Person:
        """Return somebody all of whose details are marked."""
        canaries = self.canaries
        person = self.server.person(
            canaries.word(f"first name, {place}"),
            last_name=canaries.word(f"last name, {place}"),
            username=canaries.word(f"user name, {place}"),
            language_code=canaries.word(f"language code, {place}"),
        )
        canaries.number(person.id, f"number of somebody, {place}")
        return person

    def word(self, place: str) -> str:
        return self.canaries.word(place)

    def ask(self, person: Person, text: str) -> Message:
        return self.server.wait_for_reply(person.writes(text))

    def has_failed(self, before: int) -> bool:
        """Return whether the bot has logged more failures than `before`."""
        return self.failures > before

    @property
    def failures(self) -> int:
        return self.bot.log.count("could not be answered")

    def look(self) -> None:
        """Note what the status port shows."""
        port = self.project.settings.telegram.status_port
        for path in ("healthz", "metrics"):
            self.shown.append(httpx.get(f"http://127.0.0.1:{port}/{path}", trust_env=False).text)


def configured(project: Project, **settings: str | int) -> Project:
    """Return a project whose config.toml fits its few cards, with other values for settings."""
    values = {"status_port": a_free_port(), "example_cards": ["gp-address"]} | settings
    lines = []
    for line in project.config_file.read_text(encoding="utf-8").splitlines():
        name = line.partition(" = ")[0]
        lines.append(f"{name} = {json.dumps(values[name])}" if name in values else line)
    project.config_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return project


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def a_home(folder: Path) -> dict[str, str]:
    """Return an environment that puts caches, histories and temporary files into a folder."""
    folder.mkdir()
    names = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
    return dict.fromkeys(names, str(folder))


# --- What people do -----------------------------------------------------------------------------


def ask_and_tap(life: Life) -> None:
    ada = life.person("who asks")
    life.ask(ada, f"{GP} {life.word('question')}")
    life.ask(ada, f"and {life.word('follow-up')}?")
    for kind, message in {
        "question without an answer": f"{BREAD} {{}}",
        "very long message": "{} " * 170,
        "unknown command": "/{}",
        "message with signs": "<b>{}</b> & @{} #{} https://{}.example.org",
    }.items():
        word = life.word(kind)
        life.ask(life.person(kind), message.replace("{}", word))
    edited = ada.writes(f"{GP} {life.word('message that is edited')}")
    reply = life.server.wait_for_reply(edited)
    ada.edits(edited, f"Who can help me for free? {life.word('edited message')}")
    reply = life.server.wait_for_edit(reply)
    for data in (life.word("callback data"), f"vse{life.word('view')}", f"a0{life.word('card')}"):
        tap = ada.taps_data(reply, data)
        life.server.wait_until(lambda tap=tap: tap in life.server.answered_callbacks)
    tap = ada.taps(reply, "Sources")
    life.server.wait_until(lambda: tap in life.server.answered_callbacks)
    ben = life.person("who forwards")
    message = ben.forwards(f"{GP} {life.word('forwarded message')}", life.person("forwarded"))
    life.server.wait_for_reply(message)


def send_personal_data(life: Life) -> None:
    for kind, (told, _) in PERSONAL.items():
        cat = life.person(f"with an {kind}")
        reply = life.ask(cat, f"{GP} {told}.")
        assert "I left that out" in reply["text"]
        reply = life.ask(cat, told)
        tap = cat.taps(reply, "Delete")
        life.server.wait_until(lambda tap=tap: tap in life.server.answered_callbacks)


def command(life: Life) -> None:
    for name in ("check", "new", "help", "language", "where", "privacy", "id", "forget"):
        dan = life.person(f"who sends {name}")
        life.ask(dan, f"/{name} {life.word(f'argument of {name}')}")
    for payload in (life.word("start payload"), f"q_{life.word('question link')}"):
        life.server.wait_for_reply(life.person("who follows a link").starts(payload))
    wrong = life.word("code").upper()
    code = f"{wrong[:5]}-{wrong[5:10]}-{wrong[10:15]}-{wrong[15:]}"
    for typed in (f"/check {code}", f"/check {wrong}", code):
        life.ask(life.person("who types a code"), typed)


def type_inline(life: Life) -> None:
    eva = life.person("who types inline")
    for query in (life.word("inline query"), f"my name is {life.word('name inline')}", "943 476"):
        query_id = eva.asks_inline(query)
        life.server.wait_until(lambda its=query_id: its in life.server.answered_inline)


def send_what_is_no_text(life: Life) -> None:
    for kind in ("photo", "voice", "sticker", "poll", "location"):
        message = life.person(f"with a {kind}").sends(kind, life.word(f"caption of a {kind}"))
        life.server.wait_for_reply(message)
    poll = ATTACHMENTS["poll"] | {"question": life.word("question of a poll")}
    place = {"location": {"latitude": 51.5, "longitude": -0.1}}
    names = {"title": life.word("venue"), "address": life.word("address of a venue")}
    name = {"phone_number": "+447700900982", "first_name": life.word("contact")}
    file = {"file_id": life.word("file id"), "file_name": life.word("file name")}
    sent = {"poll": poll, "venue": place | names, "contact": name}
    sent["document"] = file | {"file_unique_id": life.word("unique id")}
    for kind, attached in sent.items():
        fay = life.person(f"with a marked {kind}")
        message = fay.sends("dice")
        life.server.wait_for_reply(message)
        del message["dice"]
        life.server.update({"message": message | {kind: attached}})
        life.server.wait_until(lambda fay=fay: len(life.server.replies(fay)) == 2)


def meet_in_groups(life: Life) -> None:
    gus = life.person("in a group")
    group = life.server.group(life.word("title of a group"), [gus], supergroup=True)
    life.canaries.number(group.id, "number of a group")
    group.adds_bot()
    reply = life.server.wait_for_reply(
        gus.writes(f"@testbot {GP} {life.word('question in a group')}", group)
    )
    life.server.wait_until(lambda: len(life.server.replies(group)) == 2)
    gus.writes(f"not for the bot {life.word('talk in a group')}", group, reply_to=reply)
    channel = life.server.channel(life.word("title of a channel"), life.word("name of a channel"))
    life.canaries.number(channel.id, "number of a channel")
    channel.posts(life.word("post"))
    group.removes_bot()
    hal = life.person("who blocks")
    life.ask(hal, GP)
    hal.blocks()


def overdo(life: Life) -> None:
    """At once, more than may wait, of one person and of all."""
    eve = life.person("who floods")
    others = [life.person(f"in a crowd, {n}") for n in range(5)]
    with life.server.held():
        for n in range(20):
            eve.writes(f"{GP} {n} {life.word('flood')}")
        for person in others:
            person.writes(f"{GP} {life.word('crowd')}")
    for person in (eve, *others):
        life.server.wait_until(lambda its=person: life.server.replies(its))
    sent = [its.params.get("text") for its in life.server.calls]
    assert texts.BUSY in sent
    assert texts.TOO_MANY in sent
    life.server.wait_until(lambda: len(life.server.replies(eve)) == 6)


def be_refused(life: Life) -> None:
    """Telegram's own sentences quote what they refuse."""
    ida = life.person("whom Telegram refuses")
    reply = life.ask(ida, GP)
    for status in (400, 403, 500):
        # A 500 is tried again until it is none.
        life.server.refuses_with = status
        seen, failed = len(life.server.calls), life.failures
        ida.writes(f"{GP} {life.word(f'question that meets {status}')}")
        ida.taps(reply, "Sources")
        life.server.wait_until(
            lambda seen=seen: [its for its in life.server.calls[seen:] if its.status]
        )
        if status == 400:
            life.server.wait_until(lambda failed=failed: life.has_failed(failed + 1))
    life.server.refuses_with = None
    life.ask(ida, "/new")


def meet_faults(life: Life) -> None:
    jon = life.person("with a bad connection")
    for kind in ("drop_after", "garbage", "server_error", "retry_after"):
        life.server.faults = [
            Fault(kind, {"sendMessage"}, times=1),
            Fault(kind, {"getUpdates"}, times=1),
        ]
        life.ask(jon, f"{GP} {life.word(f'question that meets {kind}')}")
    life.server.faults = []
    # Nobody whom Telegram knows.
    failed = life.failures
    unknown = jon.as_user | {"id": jon.id + 1}
    life.canaries.number(jon.id + 1, "number of nobody")
    message = {
        "message_id": 1_000_000,
        "date": 0,
        "from": unknown,
        "chat": jon.as_chat | {"id": jon.id + 1},
        "text": life.word("question of nobody"),
    }
    life.server.update({"message": message})
    life.server.wait_until(lambda: life.has_failed(failed))


def choose(life: Life) -> None:
    kim = life.person("who chooses")
    for name, choice in (("/language", "Français"), ("/where", "Scotland")):
        reply = life.ask(kim, name)
        if choice == "Scotland":
            choice = reply["reply_markup"]["inline_keyboard"][1][0]["text"]
        kim.taps(reply, choice)
        life.server.wait_for_edit(reply)
    life.ask(kim, f"{GP} {life.word('question after a choice')}")


def meet_a_damaged_index(life: Life) -> None:
    """The last thing that happens: what was whole when it was opened is so no more."""
    leo = life.person("when the index is damaged")
    failed = life.failures
    for file in life.project.generations.glob("*/knowledge.sqlite"):
        size = file.stat().st_size
        with file.open("r+b") as stream:
            # The first page says what a SQLite file is; the others hold what is in it.
            stream.seek(4096)
            stream.write(bytes(size - 4096))
    for n in range(3):
        life.ask(leo, f"{n} {life.word('question that meets a damaged index')} practice helpline")
        life.ask(leo, f"/check {life.word('code that meets a damaged index')}")
        query = leo.asks_inline(life.word("inline query that meets a damaged index"))
        del query
    life.server.wait_until(lambda: life.has_failed(failed))


SCENES = (
    ask_and_tap,
    send_personal_data,
    command,
    type_inline,
    send_what_is_no_text,
    meet_in_groups,
    choose,
    be_refused,
    meet_faults,
    overdo,
    meet_a_damaged_index,
)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, _built_once: Project) -> Iterator[Life]:
    """Everything that people may do, all of it done, and the bot stopped."""
    folder = tmp_path_factory.mktemp("privacy")
    shutil.copytree(_built_once.folder, folder / "project")
    project = configured(Project(folder / "project"), most_waiting=1, most_waiting_of_one=5)
    env = a_home(folder / "home")
    with QuotingServer() as server:
        with start_bot(server, project.config_file, env=env) as bot:
            life = Life(server, bot, project, folder / "home", Canaries())
            for scene in SCENES:
                scene(life)
                life.look()
            assert bot.terminate() == 0
        yield life


# --- What is left of it -------------------------------------------------------------------------


@pytest.mark.parametrize("way", range(8))
def test_word_would_be_found_however_it_is_written(tmp_path: Path, way: int) -> None:
    canaries = Canaries()
    word = canaries.word("place")
    written = [
        word.encode(),
        word.upper().encode(),
        word.encode("utf-16-le"),
        word.encode("utf-16-be"),
        base64.b64encode(f"{word} and more".encode()),
        base64.b64encode(f"1{word}".encode()),
        base64.b64encode(f"12{word}4".encode()),
        word.encode().hex().encode(),
    ][way]
    (tmp_path / "file").write_bytes(b"\x00\x01" + written + b"\x00")
    assert ("file", "a word") in canaries.in_files(tmp_path)


@pytest.mark.parametrize("value", ["text", "number", "hex"])
def test_number_of_a_chat_would_be_found_in_a_cell(tmp_path: Path, value: str) -> None:
    canaries = Canaries()
    with TelegramServer() as server:
        ada = server.person("Ada")
        canaries.number(ada.id, "Ada")
    values = {"text": f"chat {ada.id}", "number": ada.id, "hex": f"{ada.id:x}"}
    with closing(sqlite3.connect(tmp_path / "file")) as database:
        database.execute("create table people (chat)")
        database.execute("insert into people values (?)", [values[value]])
        database.commit()
    assert canaries.in_cells(tmp_path) == [("file", "Ada")]
    assert canaries.in_files(tmp_path) == [("file", "Ada")]


def test_all_that_people_may_do_has_happened(life: Life) -> None:
    """Without this the tests below would show little."""
    outcomes = ("answer", "no_answer", "personal_data", "check")
    for outcome in outcomes:
        assert f'bot_replies_total{{outcome="{outcome}"}}' in life.shown[-1]
    assert 'bot_errors_total{error="BadRequest"}' in life.shown[-1]
    assert 'bot_errors_total{error="IndexDamagedError"}' in life.shown[-1]
    assert life.failures >= 4


def test_nothing_is_in_a_file_of_the_project(life: Life) -> None:
    assert life.canaries.in_files(life.project.folder) == []


def test_nothing_is_in_a_cell_of_a_table(life: Life) -> None:
    assert life.canaries.in_cells(life.project.folder) == []


def test_nothing_is_where_programs_keep_what_is_the_users(life: Life) -> None:
    assert life.canaries.in_files(life.home) == []


def test_nothing_is_among_the_files_of_the_program(life: Life) -> None:
    own = [REPOSITORY / name for name in ("bot", "index", "var")]
    assert [found for folder in own for found in life.canaries.in_files(folder)] == []


def test_nothing_is_in_the_log(life: Life) -> None:
    assert life.canaries.in_text(life.bot.log) == []
    assert life.server.token.partition(":")[2] not in life.bot.log


def test_nothing_is_in_the_counts(life: Life) -> None:
    assert life.canaries.in_text("\n".join(life.shown)) == []


def test_nothing_that_people_wrote_is_repeated_to_anybody(life: Life) -> None:
    sent = [
        json.dumps({name: its for name, its in call.params.items() if name != "chat_id"})
        for call in life.server.calls
        if call.method.startswith(("send", "edit", "answerInline"))
    ]
    assert life.canaries.in_text("\n".join(sent)) == []


def test_choice_makes_a_row_that_says_nothing_of_who_chose(life: Life) -> None:
    [file] = life.project.folder.rglob("people.sqlite")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        [(chat, *choices)] = database.execute("select chat, lang, nation from people")
    assert choices == ["fr", "Scotland"]
    assert len(chat) == 32
    assert set(chat) <= set("0123456789abcdef")
    numbers = life.canaries.numbers.values()
    assert [its for its in numbers if str(abs(its)) in chat or f"{abs(its):x}" in chat] == []
    assert [its.stat().st_mode & 0o077 for its in (file, file.parent, file.parent / "secret")] == [
        0
    ] * 3


# --- A crash, and a webhook ---------------------------------------------------------------------


def test_nothing_is_left_of_a_crash_in_the_middle(built: Project, tmp_path: Path) -> None:
    env = a_home(tmp_path / "home")
    configured(built)
    with QuotingServer() as server, start_bot(server, built.config_file, env=env) as bot:
        life = Life(server, bot, built, tmp_path / "home", Canaries())
        people = [life.person(f"in a crash, {n}") for n in range(10)]
        asked = [life.ask(person, "/language") for person in people]
        server.faults = [Fault("timeout", {"sendMessage"}, seconds=5)]
        with server.held():
            for person, message in zip(people, asked, strict=True):
                person.taps(message, "Français")
                person.writes(f"{GP} {life.word('question in a crash')}")
        server.wait_until(lambda: server.fault_counts["timeout"])
        assert bot.kill() == -9
        assert life.canaries.in_files(built.folder) == []
        assert life.canaries.in_cells(built.folder) == []
        assert life.canaries.in_files(tmp_path / "home") == []
        assert life.canaries.in_text(bot.log) == []
        [file] = built.folder.rglob("people.sqlite")
        assert "fr" in set(cells(file))


def test_nothing_is_left_of_what_is_brought_or_forged(built: Project, tmp_path: Path) -> None:
    env = a_home(tmp_path / "home")
    configured(built, url="https://bot.example.org", port=a_free_port())
    webhook = built.settings.telegram.webhook
    where = f"http://127.0.0.1:{webhook.port}"
    with (
        QuotingServer(webhook_through=where) as server,
        start_bot(server, built.config_file, env=env) as bot,
    ):
        life = Life(server, bot, built, tmp_path / "home", Canaries())
        ada = life.person("who writes to a webhook")
        life.ask(ada, f"{GP} {life.word('question that is brought')}")
        assert server.state.webhook is not None
        path, token = server.state.webhook.url.rpartition("/")[2], server.state.webhook.secret_token
        good = {"X-Telegram-Bot-Api-Secret-Token": token, "Content-Type": "application/json"}

        def post(at: str, content: str, headers: Mapping[str, str]) -> int:
            answer = httpx.post(f"{where}/{at}", content=content, headers=headers, trust_env=False)
            assert life.canaries.in_text(answer.text) == []
            return answer.status_code

        assert post(path, f'{{"{life.word("broken JSON")}', good) == 500
        assert post(path, json.dumps({"update_id": 1, "message": life.word("no message")}), good)
        assert post(path, json.dumps([life.word("no update")]), good)
        wrong = good | {"X-Telegram-Bot-Api-Secret-Token": life.word("forged token")}
        assert post(path, json.dumps({"message": life.word("forged message")}), wrong) == 403
        assert post(f"{life.word('forged path')}?{life.word('forged query')}", "", good) == 404
        server.refuses_with = 400
        ada.writes(f"{GP} {life.word('question that is brought and refused')}")
        server.wait_until(lambda: life.has_failed(0))
        server.refuses_with = None
        life.look()
        assert bot.terminate() == 0
        assert life.canaries.in_files(built.folder) == []
        assert life.canaries.in_cells(built.folder) == []
        assert life.canaries.in_files(tmp_path / "home") == []
        assert life.canaries.in_text(bot.log) == []
        assert life.canaries.in_text("\n".join(life.shown)) == []
