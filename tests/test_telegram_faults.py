"""Everybody is answered once, whatever goes wrong between Telegram and the bot, or in the bot."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic, sleep
from urllib.request import urlopen

import pytest
import telegram_rules as rules
from conftest import REPOSITORY, Project
from telegram_server import (
    FAULT_KINDS,
    PATIENCE_SECONDS,
    BotProcess,
    Fault,
    Message,
    Person,
    TelegramServer,
    start_bot,
)

from bot import texts
from index import Encoder

# Telegram's limits are by the clock.
pytestmark = pytest.mark.alone

GP = "Does my GP give my address to the Home Office?"
PAPERS = "Can I register with a GP without papers?"
LAWYER = "Where can I get a free immigration lawyer?"
HELPLINE = "Who can help me for free?"
# How each is answered.
VERDICTS = {
    GP: "Not normally",
    PAPERS: "Yes, you can",
    LAWYER: "Ask the charity",
    HELPLINE: "A free helpline",
}
COMMANDS = {
    "/help": "Write your question in your own words",
    "/privacy": "What I keep: nothing that you write",
    "/where": "Where in the UK do you live?",
    "/new": "Forgotten. Ask a new question.",
    "/id": "Your key for the list of caseworkers",
    "/check": "Send /check and the code at the end",
}
PEOPLE = 120
THOUSAND = 1000
SEED = 20
MESSAGES = {"sendMessage", "editMessageText"}
QUERIES = {"answerCallbackQuery", "answerInlineQuery"}


def configured(project: Project, **settings: str) -> Project:
    """Return a project whose config.toml fits its few cards, with other values for settings."""
    text = project.config_file.read_text(encoding="utf-8")
    its_own = {"status_port": "0", "example_cards": '["gp-address"]'}
    lines = []
    for line in text.splitlines():
        name = line.partition(" = ")[0]
        value = (its_own | settings).get(name)
        lines.append(line if value is None else f"{name} = {value}")
    project.config_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, _built_once: Project) -> Project:
    folder = tmp_path_factory.mktemp("faults") / "project"
    shutil.copytree(_built_once.folder, folder)
    return configured(Project(folder))


# --- A thousand updates -------------------------------------------------------------------------

# What must have happened before somebody goes on.
Condition = Callable[[], bool]


@dataclass
class Visitor:
    """Somebody who asks, taps, edits and so on, each as soon as what she waits for is there."""

    server: TelegramServer
    person: Person
    chance: random.Random
    # How each message of the bot in her chat must begin at the end.
    expected: list[str] = field(default_factory=list)

    def visit(self, updates: int) -> Iterator[Condition]:
        """Give what she waits for, again and again, until she has sent so many updates."""
        sent = 0
        while sent < updates:
            act, costs = self.chance.choices(
                [
                    (self.asks, 1),
                    (self.asks_twice, 2),
                    (self.asks_and_looks, 3),
                    (self.asks_and_edits, 2),
                    (self.asks_what_is_related, 3),
                    (self.commands, 1),
                    (self.chooses_a_language, 2),
                    (self.types_inline, 3),
                ],
                [3, 1, 2, 2, 1, 2, 1, 5],
            )[0]
            if sent + costs <= updates:
                sent += costs
                yield from act()

    def asks(self) -> Iterator[Condition]:
        question = self.chance.choice(list(VERDICTS))
        self.person.writes(question)
        self.expected.append(VERDICTS[question])
        yield self._has_it_all

    def asks_twice(self) -> Iterator[Condition]:
        for question in self.chance.sample(list(VERDICTS), 2):
            self.person.writes(question)
            self.expected.append(VERDICTS[question])
        yield self._has_it_all

    def asks_and_looks(self) -> Iterator[Condition]:
        yield from self.asks()
        last = self._last()
        self.person.taps(last, "Sources")
        yield self._shows(last, "Sources")
        self.person.taps(last, "Back to the answer")
        yield self._shows(last, self.expected[-1])

    def asks_and_edits(self) -> Iterator[Condition]:
        question, other = self.chance.sample(list(VERDICTS), 2)
        message = self.person.writes(question)
        self.expected.append(VERDICTS[question])
        yield self._has_it_all
        last = self._last()
        self.expected[-1] = VERDICTS[other]
        self.person.edits(message, other)
        yield self._shows(last, self.expected[-1])

    def asks_what_is_related(self) -> Iterator[Condition]:
        yield from self.asks()
        last = self._last()
        self.person.taps(last, "Ask something related")
        self.expected[-1] = "Questions near this one:"
        yield self._shows(last, self.expected[-1])
        question = next(its for its in VERDICTS if its in last["text"])
        self.person.taps(last, question)
        self.expected.append(question)
        yield self._has_it_all

    def commands(self) -> Iterator[Condition]:
        command = self.chance.choice(list(COMMANDS))
        self.person.writes(command)
        self.expected.append(COMMANDS[command])
        yield self._has_it_all

    def chooses_a_language(self) -> Iterator[Condition]:
        self.person.writes("/language")
        self.expected.append("Choose the language I speak")
        yield self._has_it_all
        last = self._last()
        self.person.taps(last, "English")
        self.expected[-1] = "Done. I speak this language now."
        yield self._shows(last, self.expected[-1])

    def types_inline(self) -> Iterator[Condition]:
        for length in (5, 9, 12):
            query = self.person.asks_inline("gp addresses"[:length])
            yield lambda query=query: query in self.server.answered_inline  # type: ignore[misc]

    def has(self) -> list[str]:
        """Return how the messages of the bot in her chat begin."""
        texts = [self.person.messages[number]["text"] for number in sorted(self.person.by_bot)]
        known = {*VERDICTS, *VERDICTS.values(), *COMMANDS.values(), *self.expected}
        return [next((its for its in known if text.startswith(its)), text) for text in texts]

    def _has_it_all(self) -> bool:
        return Counter(self.has()) == Counter(self.expected)

    def _last(self) -> Message:
        return self.person.messages[max(self.person.by_bot)]

    def _shows(self, message: Message, beginning: str) -> Condition:
        return lambda: str(message["text"]).startswith(beginning)


def go_wrong(server: TelegramServer) -> None:
    """Let everything go wrong from now on that can, now and then."""
    kinds = [kind for kind in FAULT_KINDS if not kind.startswith("timeout")]
    server.faults = [
        # So often that many do, and not for ever: who waits long after a failure must not meet
        # another one again and again.
        *(Fault(kind, MESSAGES, 0.02, times=12) for kind in kinds),
        *(Fault(kind, QUERIES, 0.01) for kind in kinds),
        *(Fault(kind, {"getUpdates"}, 0.05, times=2) for kind in kinds),
        # The bot waits ten seconds for each of these.
        *(Fault(kind, MESSAGES, 0.01, times=2) for kind in ("timeout", "timeout_after")),
        *(Fault(kind, {"getUpdates"}, 0.05, 1, seconds=1) for kind in ("timeout", "timeout_after")),
    ]
    server.duplicate_updates = 0.1
    server.shuffle_updates = True


def test_a_thousand_updates_are_each_answered_once_though_all_kinds_of_things_go_wrong(
    small: Project,
) -> None:
    chance = random.Random(SEED)
    with TelegramServer(api=rules.api_description(), seed=SEED) as server:
        people = [
            Visitor(server, server.person(f"P{n}"), random.Random(chance.random()))
            for n in range(PEOPLE)
        ]
        with start_bot(server, small.config_file) as bot:
            go_wrong(server)
            # Those who are not answered wait until it is clear that they never will be.
            stuck = everybody_visits(server, people)
            server.faults = []
            assert bot.terminate() == 0
        assert stuck == []
        assert {its.person.name: Counter(its.has()) for its in people} == {
            its.person.name: Counter(its.expected) for its in people
        }
        assert len(server.updates) == THOUSAND
        assert set(server.fault_counts) == {*FAULT_KINDS, "doubled", "shuffled"}
        asked = {its["callback_query"]["id"] for its in server.updates if "callback_query" in its}
        assert set(server.answered_callbacks) == asked
        assert server.violations == []


def everybody_visits(server: TelegramServer, people: list[Visitor]) -> list[str]:
    """Let people go on for as long as something happens; return who still waits then."""
    visits = []
    for n, visitor in enumerate(people):
        updates = (n + 1) * THOUSAND // PEOPLE - n * THOUSAND // PEOPLE
        visits.append((visitor, visitor.visit(updates)))
    waiting = {visitor.person.id: (visitor, visit, lambda: True) for visitor, visit in visits}
    happened = monotonic()

    def go_on() -> bool:
        moved = False
        for key, (visitor, visit, condition) in list(waiting.items()):
            if condition():
                moved = True
                following = next(visit, None)
                if following is None:
                    del waiting[key]
                else:
                    waiting[key] = (visitor, visit, following)
        return moved

    while waiting and monotonic() - happened < PATIENCE_SECONDS:
        if server.run(go_on):
            happened = monotonic()
        sleep(0.02)
    return [visitor.person.name for visitor, _, _ in waiting.values()]


# --- Each kind of fault alone -------------------------------------------------------------------


@pytest.fixture(scope="module")
def telegram(small: Project) -> Iterator[TelegramServer]:
    """A server with a bot that runs."""
    with TelegramServer(api=rules.api_description(), seed=SEED) as server:
        with start_bot(server, small.config_file) as bot:
            yield server
            assert bot.terminate() == 0
            assert "Traceback" not in bot.log
            assert server.token.partition(":")[2] not in bot.log
        assert server.violations == []


@pytest.fixture
def server(telegram: TelegramServer) -> Iterator[TelegramServer]:
    yield telegram
    telegram.faults = []
    telegram.duplicate_updates, telegram.shuffle_updates = 0.0, False


def beginnings(server: TelegramServer, person: Person) -> list[str]:
    """Return the first line of each message of the bot in somebody's chat."""
    return [message["text"].partition("\n")[0] for message in server.replies(person)]


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_question_tap_and_inline_query_are_answered_once_though_each_call_fails_once(
    server: TelegramServer, kind: str
) -> None:
    methods = (*MESSAGES, *QUERIES, "sendChatAction")
    ada = server.person("Ada")
    server.faults = [Fault(kind, {method}, times=1, seconds=1) for method in methods]
    query = ada.asks_inline("gp address")
    reply = server.wait_for_reply(ada.writes(GP))
    server.wait_until(lambda: query in server.answered_inline, why="no inline answer")
    # Nobody is so quick that the bot has not heard yet that its message has arrived.
    wait_until_done(server, ada)
    tap = ada.taps(reply, "Sources")
    assert server.wait_for_edit(reply)["text"].startswith("Sources\n")
    server.wait_until(lambda: tap in server.answered_callbacks, why="no answer to the tap")
    assert beginnings(server, ada) == ["Sources", texts.NEW]


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_message_is_answered_once_though_fetching_it_fails(
    server: TelegramServer, kind: str
) -> None:
    ada = server.person("Ada")
    server.faults = [Fault(kind, {"getUpdates"}, times=1, seconds=1)]
    for question in (GP, PAPERS):
        server.wait_for_reply(ada.writes(question))
    wait_until_done(server, ada)
    assert beginnings(server, ada) == [VERDICTS[GP], VERDICTS[PAPERS], texts.NEW]


def test_button_that_is_tapped_before_the_bot_knows_that_its_message_has_arrived_works(
    server: TelegramServer,
) -> None:
    """For ten seconds the bot waits for Telegram to say so; the person has the message."""
    ada = server.person("Ada")
    server.faults = [Fault("timeout_after", {"sendMessage"}, times=1, seconds=1)]
    reply = server.wait_for_reply(ada.writes(GP))
    ada.taps(reply, "Sources")
    assert server.wait_for_edit(reply)["text"].startswith("Sources\n")
    wait_until_done(server, ada)
    assert beginnings(server, ada) == ["Sources", texts.NEW]


def test_update_that_comes_twice_has_one_effect(server: TelegramServer) -> None:
    server.duplicate_updates = 1.0
    ada = server.person("Ada")
    message = ada.writes(GP)
    reply = server.wait_for_reply(message)
    ada.edits(message, PAPERS)
    reply = server.wait_for_edit(reply)
    ada.taps(reply, "Ask something related")
    reply = server.wait_for_edit(reply)
    ada.taps(reply, "1.")
    server.wait_until(lambda: len(server.replies(ada)) == 2, why="no answer to a related question")
    server.wait_for_reply(ada.writes("/help"))
    # Long after it was confirmed.
    for update in list(server.updates[-4:]):
        server.send_again(update["update_id"])
    wait_until_done(server, ada)
    assert len(server.replies(ada)) == 4
    assert beginnings(server, ada)[0] == "Questions near this one:"


def test_messages_that_come_in_any_order_are_each_answered_once(server: TelegramServer) -> None:
    server.shuffle_updates = True
    people = [server.person(f"{n}") for n in range(15)]
    with server.held():
        for person in people:
            for question in (GP, PAPERS):
                person.writes(question)
    wait_for_all(server, people, 2)
    wanted = sorted([VERDICTS[GP], VERDICTS[PAPERS]])
    assert [sorted(beginnings(server, person)) for person in people] == [wanted] * len(people)


def test_group_is_answered_once_for_each_question_though_every_answer_is_lost(
    server: TelegramServer,
) -> None:
    people = [server.person(name) for name in ("Ada", "Ben")]
    group = server.group("Friends", people, supergroup=True)
    server.faults = [Fault("drop_after", {"sendMessage"}, times=2)]
    with server.held():
        for person, question in zip(people, (GP, PAPERS), strict=True):
            person.writes(f"@testbot {question}", group)
            person.writes("not for the bot", group)
            # Once this is answered the bot has finished with what was before it.
            person.writes("/new@testbot", group)

    def heard() -> Counter[str]:
        return Counter(its["text"].partition("\n")[0] for its in server.replies(group))

    server.wait_until(lambda: heard()[texts.NEW] == 2, 20, "no answer to the last messages")
    assert heard() == {VERDICTS[GP]: 1, VERDICTS[PAPERS]: 1, texts.NEW: 2}


def wait_until_done(server: TelegramServer, person: Person) -> None:
    """Let somebody write one more thing, and wait for its answer: what was before it is done."""
    person.writes("/new")

    def is_done() -> bool:
        return texts.NEW in beginnings(server, person)

    server.wait_until(is_done, why="no answer to the last message")


def wait_for_all(
    server: TelegramServer, people: list[Person], count: int, timeout: float = PATIENCE_SECONDS
) -> None:
    """Wait until everybody has so many messages of the bot, or more."""

    def have() -> bool:
        return all(len(person.by_bot) >= count for person in people)

    server.wait_until(lambda: server.run(have), timeout, f"not {count} answers to everybody")


def test_update_that_cannot_be_read_is_left_aside_and_stops_nobody(small: Project) -> None:
    """Telegram's updates change from year to year; what the library expects may be gone."""
    with (
        TelegramServer(api=rules.api_description()) as server,
        start_bot(server, small.config_file) as bot,
    ):
        ada, ben = server.person("Ada"), server.person("Ben")
        message = {"message_id": 1, "date": 0, "chat": ada.as_chat, "from": ada.as_user}
        server.update({"message": message | {"poll": {"id": "1"}}})
        assert server.wait_for_reply(ben.writes(GP))["text"].startswith(VERDICTS[GP])
        assert bot.terminate() == 0


# --- Very many messages -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crowded(
    tmp_path_factory: pytest.TempPathFactory, _built_once: Project
) -> Iterator[TelegramServer]:
    """A server with a bot for whom one question at a time is enough, and eight of one person."""
    folder = tmp_path_factory.mktemp("crowded") / "project"
    shutil.copytree(_built_once.folder, folder)
    project = configured(Project(folder), most_waiting="1", most_waiting_of_one="8")
    with TelegramServer(api=rules.api_description()) as server:
        with start_bot(server, project.config_file):
            yield server
        assert server.violations == []


def test_nobody_waits_for_somebody_who_sends_very_much(crowded: TelegramServer) -> None:
    eve = crowded.person("Eve")
    others = [crowded.person(f"{n}") for n in range(5)]
    with crowded.held():
        for n in range(150):
            eve.writes(f"{GP} {n}")
        for person in others:
            person.writes(PAPERS)
    wait_for_all(crowded, others, 1)
    still_waiting = len(crowded.replies(eve))
    assert still_waiting < 8
    wait_for_all(crowded, [eve], 9)
    # What she writes afterwards is answered as ever, and no flood.
    eve.writes(PAPERS)
    crowded.wait_until(
        lambda: VERDICTS[PAPERS] in beginnings(crowded, eve), 30, why="no answer to Eve"
    )
    said = Counter(beginnings(crowded, eve))
    assert set(said) == {VERDICTS[GP], VERDICTS[PAPERS], texts.TOO_MANY}
    assert (said[VERDICTS[PAPERS]], said[texts.TOO_MANY]) == (1, 1)
    # Updates come a hundred at a time: some of the later ones find room again.
    assert 8 <= said[VERDICTS[GP]] < 30
    wanted = [[VERDICTS[PAPERS]]] * len(others)
    crowded.wait_until(lambda: [beginnings(crowded, its) for its in others] == wanted)


def test_everybody_is_answered_in_the_message_that_tells_her_to_wait(
    crowded: TelegramServer,
) -> None:
    people = [crowded.person(f"{n}") for n in range(20)]
    before = len(crowded.calls)
    with crowded.held():
        for person in people:
            person.writes(GP)
    wait_for_all(crowded, people, 1)

    def are_answered() -> bool:
        return all(beginnings(crowded, person) == [VERDICTS[GP]] for person in people)

    crowded.wait_until(are_answered, why="not everybody is answered, once")
    calls = crowded.calls[before:]
    told = {its.params["chat_id"] for its in calls if its.params.get("text") == texts.BUSY}
    sent = Counter(its.params["chat_id"] for its in calls if its.method == "sendMessage")
    assert len(told) > len(people) // 2
    assert sent == Counter(person.id for person in people)


# --- The end, and a new beginning ---------------------------------------------------------------


def test_bot_that_is_stopped_answers_what_it_has_heard_and_leaves_the_rest_to_the_next(
    small: Project,
) -> None:
    with TelegramServer(api=rules.api_description()) as server:
        people = [server.person(f"{n}") for n in range(30)]
        with start_bot(server, small.config_file) as bot:
            server.faults = [Fault("timeout", {"sendMessage"}, times=20, seconds=1.5)]
            with server.held():
                for person in people[:20]:
                    person.writes(GP)
            server.wait_until(lambda: any(its.method == "sendMessage" for its in server.calls))
            assert server.run(lambda: [its for its in people if its.by_bot]) == []
            assert bot.terminate() == 0
        wanted = [[VERDICTS[GP]]] * 20 + [[]] * 10
        assert [beginnings(server, person) for person in people] == wanted
        for person in people[20:]:
            person.writes(PAPERS)
        with start_bot(server, small.config_file) as bot:
            wait_for_all(server, people, 1)
            assert bot.terminate() == 0
        wanted = [[VERDICTS[GP]]] * 20 + [[VERDICTS[PAPERS]]] * 10
        assert [beginnings(server, person) for person in people] == wanted
        assert server.violations == []


# --- New documents ------------------------------------------------------------------------------


@pytest.fixture
def renewed(built: Project) -> Project:
    """A project of one's own whose documents a test changes."""
    return configured(built)


def test_new_documents_take_over_while_people_ask_and_nobody_is_lost(renewed: Project) -> None:
    new = "Certainly not"
    with TelegramServer(api=rules.api_description()) as server:
        people = [server.person(f"{n}") for n in range(6)]
        asked: Counter[str] = Counter()
        with start_bot(server, renewed.config_file) as bot:
            renewed.replace("answers/gp-address.md", '"Not normally"', f'"{new}"')
            build = subprocess.Popen(
                [sys.executable, "-m", "index", "build", "--config", str(renewed.config_file)],
                cwd=REPOSITORY,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

            def ask() -> None:
                for person in people:
                    if len(person.by_bot) == asked[person.name]:
                        asked[person.name] += 1
                        person.writes(GP)

            def is_new() -> bool:
                return all(beginnings(server, person)[-1:] == [new] for person in people)

            def go_on() -> bool:
                assert build.poll() in (None, 0)
                server.run(ask)
                return is_new()

            server.wait_until(go_on, 60, "the new documents do not answer")
            server.wait_until(
                lambda: all(len(its.by_bot) >= asked[its.name] for its in people),
                why="not everybody is answered",
            )
            assert bot.terminate() == 0
        assert {its.name: len(server.replies(its)) for its in people} == dict(asked)
        for person in people:
            heard = beginnings(server, person)
            old = heard.count(VERDICTS[GP])
            assert heard == [VERDICTS[GP]] * old + [new] * (len(heard) - old)
        assert bot.log.count("has taken over") == 1
        assert server.violations == []


@pytest.fixture
def two_generations(renewed: Project, encoder: Encoder) -> tuple[Project, str, str]:
    """A project with a new generation beside the live one, and the names of both."""
    [old] = [its.name for its in renewed.generations.iterdir()]
    renewed.replace("answers/gp-address.md", '"Not normally"', '"Certainly not"')
    new = renewed.build(encoder).manifest.name
    make_live(renewed, old)
    return renewed, old, new


def make_live(project: Project, generation: str) -> None:
    """Let a generation be the live one from now on, in one step."""
    pointer = project.config.index_folder / "current"
    pointer.with_suffix(".new").write_text(f"{generation}\n", encoding="ascii")
    pointer.with_suffix(".new").replace(pointer)


def test_damaged_new_documents_leave_the_old_ones_answering_until_good_ones_are_there(
    two_generations: tuple[Project, str, str],
) -> None:
    project, old, new = two_generations
    with TelegramServer(api=rules.api_description()) as server:
        ada = server.person("Ada")
        with start_bot(server, project.config_file) as bot:
            reply = server.wait_for_reply(ada.writes(GP))
            for file in sorted((project.generations / new).iterdir()):
                damaged = f"{new}-{file.stem}"
                shutil.copytree(project.generations / new, project.generations / damaged)
                os.truncate(project.generations / damaged / file.name, file.stat().st_size // 2)
                make_live(project, damaged)
                said = f"The new generation {damaged} cannot be opened"
                server.wait_for_reply(server.person("Ben").writes(GP))
                server.wait_until(lambda said=said: said in bot.log, why=said)
                assert f"{old} goes on answering" in bot.log
            people = [server.person(f"{n}") for n in range(5)]
            for person in people:
                person.writes(GP)
            wait_for_all(server, people, 1)
            assert [beginnings(server, its) for its in people] == [[VERDICTS[GP]]] * len(people)
            # Said once of each, not with every question.
            assert bot.log.count("cannot be opened") == len(
                list((project.generations / new).iterdir())
            )
            ada.taps(reply, "Sources")
            assert server.wait_for_edit(reply)["text"].startswith("Sources\n")
            receipt = reply["text"].rpartition(" ")[2]
            checked = server.wait_for_reply(ada.writes(f"/check {receipt}"))
            assert texts.FAILED not in checked["text"]
            make_live(project, new)
            renewed = server.wait_for_reply(server.person("Cat").writes(GP))
            assert renewed["text"].startswith("Certainly not\n")
            assert bot.terminate() == 0
        assert server.violations == []


def test_old_documents_go_on_answering_where_it_cannot_be_read_which_are_live(
    renewed: Project,
) -> None:
    pointer = renewed.config.index_folder / "current"
    written = {"empty": b"", "names nothing": b"19990101\n", "no text": b"\xff\xfe"}
    heard = {}
    with (
        TelegramServer(api=rules.api_description()) as server,
        start_bot(server, renewed.config_file) as bot,
    ):
        for damage in (*written, "missing", "no file"):
            pointer.unlink(missing_ok=True)
            if damage in written:
                pointer.write_bytes(written[damage])
            elif damage == "no file":
                pointer.mkdir()
            person = server.person("Ada")
            server.wait_for_reply(person.writes(GP))
            heard[damage] = beginnings(server, person)
        assert bot.terminate() == 0
    assert heard == {damage: [VERDICTS[GP]] for damage in heard}


# --- Telegram out of reach ----------------------------------------------------------------------


@contextmanager
def forwarded(port: int, server: TelegramServer) -> Iterator[None]:
    """Let a port of this machine lead to a server, as if it came to be there only now."""
    loop = asyncio.new_event_loop()
    target = int(server.url.rpartition(":")[2])

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while some := await reader.read(65536):
                writer.write(some)
                await writer.drain()
        writer.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(pass_on(reader, back), pass_on(there, writer))

    listening = loop.run_until_complete(asyncio.start_server(connect, "127.0.0.1", port))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield
    listening.close()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    for task in asyncio.all_tasks(loop):
        task.cancel()
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
    loop.close()


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def out_of_reach(server: TelegramServer, project: Project, port: int) -> Iterator[BotProcess]:
    """Run a bot that looks for Telegram where nothing listens; it has looked there already."""
    status = int(project.settings.telegram.status_port)
    command = [sys.executable, "-m", "bot", "run", "--config", str(project.config_file)]
    bot = BotProcess(server, command, {"TELEGRAM_API_URL": f"http://127.0.0.1:{port}/bot"})

    def is_up() -> bool:
        assert bot.process.poll() is None, bot.log
        with suppress(OSError):
            return bool(urlopen(f"http://127.0.0.1:{status}/healthz"))
        return False

    try:
        server.wait_until(is_up, 30, "the bot does not start")
        # It opens this door just before it knocks at Telegram's.
        sleep(1)
        yield bot
    finally:
        bot.close()


def test_bot_waits_for_telegram_and_answers_when_it_is_there(renewed: Project) -> None:
    configured(renewed, status_port=str(a_free_port()))
    port = a_free_port()
    with TelegramServer(api=rules.api_description()) as server:
        message = server.person("Ada").writes(GP)
        with out_of_reach(server, renewed, port) as bot:
            # Nor is all well at once when it is there.
            server.faults = [
                Fault("server_error", times=1),
                Fault("retry_after", times=1),
                Fault("garbage", times=1),
            ]
            with forwarded(port, server):
                assert server.wait_for_reply(message)["text"].startswith(VERDICTS[GP])
                assert len(server.replies(server.chat_of(message))) == 1
                assert bot.terminate() == 0
        assert server.token.partition(":")[2] not in bot.log
        assert "Telegram cannot be reached" in bot.log
        assert server.violations == []


def test_bot_that_waits_for_telegram_can_be_stopped(renewed: Project) -> None:
    configured(renewed, status_port=str(a_free_port()))
    with (
        TelegramServer(api=rules.api_description()) as server,
        out_of_reach(server, renewed, a_free_port()) as bot,
    ):
        assert bot.terminate() == 0
