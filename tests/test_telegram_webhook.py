"""Telegram brings updates to an address that nobody else can use; the operator sees counts only."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import telegram_rules as rules
from conftest import Project
from telegram_server import BotProcess, Fault, Person, TelegramServer, Webhook, start_bot

from bot import texts

GP = "Does my GP give my address to the Home Office?"
PAPERS = "Can I register with a GP without papers?"
VERDICT = "Not normally"
# What secret.py makes of the secret: 128 bits.
NAME = re.compile("[0-9a-f]{32}")
SHOWN_BY_TELEGRAM = "X-Telegram-Bot-Api-Secret-Token"
FROM_ENVIRONMENT = "of-the-environment-and-long-enough"


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def configured(project: Project, **settings: str | int) -> Project:
    """Return a project whose config.toml fits its few cards, with other values for settings."""
    values = {"status_port": 0, "example_cards": ["gp-address"]} | settings
    lines = []
    for line in project.config_file.read_text(encoding="utf-8").splitlines():
        name = line.partition(" = ")[0]
        lines.append(f"{name} = {json.dumps(values[name])}" if name in values else line)
    project.config_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return project


def with_webhook(project: Project) -> Project:
    """Return a project whose bot Telegram brings updates to."""
    return configured(project, url="https://bot.example.org", port=a_free_port())


def through_proxy(project: Project) -> TelegramServer:
    """Return a server that reaches the webhook of a project as if there were a proxy before it."""
    webhook = project.settings.telegram.webhook
    address = f"http://{webhook.listen}:{webhook.port}"
    return TelegramServer(api=rules.api_description(), webhook_through=address)


@dataclass(frozen=True)
class Hooked:
    """A bot with a webhook, and the server that posts to it."""

    server: TelegramServer
    bot: BotProcess
    project: Project

    @property
    def webhook(self) -> Webhook:
        webhook = self.server.state.webhook
        assert webhook is not None
        return webhook

    @property
    def path(self) -> str:
        """The path that only Telegram knows."""
        return self.webhook.url.removeprefix("https://bot.example.org/")

    def post(self, update: Any, path: str | None = None, **headers: str) -> int:
        """Post an update as anybody could; return the status."""
        where = f"{self.server.webhook_through}/{self.path if path is None else path}"
        content = update if isinstance(update, bytes) else json.dumps(update).encode()
        given = {"Content-Type": "application/json"} | headers
        return httpx.post(where, content=content, headers=given, trust_env=False).status_code

    def status(self, path: str) -> httpx.Response:
        port = self.project.settings.telegram.status_port
        return httpx.get(f"http://127.0.0.1:{port}/{path}", trust_env=False)


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory, _built_once: Project) -> Iterator[Hooked]:
    folder = tmp_path_factory.mktemp("webhook") / "project"
    shutil.copytree(_built_once.folder, folder)
    project = with_webhook(Project(folder))
    with through_proxy(project) as server:
        with start_bot(server, project.config_file) as bot:
            yield Hooked(server, bot, project)
            assert bot.terminate() == 0
            assert server.token.partition(":")[2] not in bot.log
        assert server.violations == []


def a_forged_update(hooked: Hooked, person: Person) -> dict[str, Any]:
    """Return a question of somebody as Telegram would bring it, which it never does."""
    last = hooked.server.updates[-1]["update_id"]
    message = {
        "message_id": 1,
        "date": 0,
        "from": person.as_user,
        "chat": person.as_chat,
        "text": GP,
    }
    return {"update_id": last + 1_000_000 + person.id % 1000, "message": message}


def texts_in(server: TelegramServer, person: Person) -> list[str]:
    """Return the first line of each message of the bot in somebody's chat."""
    return [message["text"].partition("\n")[0] for message in server.replies(person)]


def wait_until_done(server: TelegramServer, person: Person) -> None:
    """Let somebody write one more thing, and wait for its answer: what was before it is done."""
    person.writes("/new")

    def is_done() -> bool:
        return texts.NEW in texts_in(server, person)

    server.wait_until(is_done, 20, "no answer to the last message")


# --- The webhook --------------------------------------------------------------------------------


def test_webhook_has_a_path_and_a_token_that_cannot_be_guessed(hooked: Hooked) -> None:
    assert hooked.webhook.url.startswith("https://bot.example.org/")
    assert NAME.fullmatch(hooked.path)
    assert NAME.fullmatch(hooked.webhook.secret_token)
    assert hooked.path != hooked.webhook.secret_token
    assert hooked.path not in hooked.bot.log
    assert hooked.webhook.secret_token not in hooked.bot.log


def test_nothing_is_fetched_where_updates_are_brought(hooked: Hooked) -> None:
    hooked.server.wait_for_reply(hooked.server.person("Ada").writes(GP))
    assert "getUpdates" not in {its.method for its in hooked.server.calls}
    assert hooked.server.state.allowed_updates is not None
    assert sorted(hooked.server.state.allowed_updates) == [
        "callback_query",
        "edited_message",
        "inline_query",
        "message",
        "my_chat_member",
    ]


def test_update_with_the_token_of_telegram_is_answered(hooked: Hooked) -> None:
    """Without this the next two tests would show nothing."""
    ada = hooked.server.person("Ada")
    hooked.server.wait_for_reply(ada.writes(PAPERS))
    forged = a_forged_update(hooked, ada)
    assert hooked.post(forged, **{SHOWN_BY_TELEGRAM: hooked.webhook.secret_token}) == 200
    hooked.server.wait_until(lambda: texts_in(hooked.server, ada)[1:] == [VERDICT])


@pytest.mark.parametrize("token", [None, "", "wrong", "path", "long"])
def test_update_without_the_token_is_refused_and_does_nothing(
    hooked: Hooked, token: str | None
) -> None:
    eve = hooked.server.person("Eve")
    hooked.server.wait_for_reply(eve.writes(PAPERS))
    others = {"path": hooked.path, "long": f"{hooked.webhook.secret_token}0"}
    headers = {} if token is None else {SHOWN_BY_TELEGRAM: others.get(token, token)}
    assert hooked.post(a_forged_update(hooked, eve), **headers) == 403
    wait_until_done(hooked.server, eve)
    assert len(hooked.server.replies(eve)) == 2


def test_every_other_path_is_unknown_even_with_the_token(hooked: Hooked) -> None:
    eve = hooked.server.person("Eve")
    hooked.server.wait_for_reply(eve.writes(PAPERS))
    headers = {SHOWN_BY_TELEGRAM: hooked.webhook.secret_token}
    token = hooked.server.token
    paths = ["", "webhook", token, f"bot{token}", hooked.path[:-1], f"{hooked.path}0", "../"]
    paths += [hooked.path.upper(), f"x/{hooked.path}", f"{hooked.path}/x", "healthz", "metrics"]
    forged = a_forged_update(hooked, eve)
    assert {path: hooked.post(forged, path, **headers) for path in paths} == dict.fromkeys(
        paths, 404
    )
    wait_until_done(hooked.server, eve)
    assert len(hooked.server.replies(eve)) == 2


def test_nonsense_is_refused_and_the_bot_goes_on(hooked: Hooked) -> None:
    headers = {SHOWN_BY_TELEGRAM: hooked.webhook.secret_token}
    nonsense = [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b'{"update_id": "x"}', b"{}", b"null"]
    statuses = [hooked.post(its, **headers) for its in nonsense]
    assert [its for its in statuses if its not in (200, 400, 500)] == []
    assert hooked.post({"update_id": 1}, **headers, **{"Content-Type": "text/plain"}) == 403
    where = f"{hooked.server.webhook_through}/{hooked.path}"
    assert httpx.get(where, headers=headers, trust_env=False).status_code == 405
    reply = hooked.server.wait_for_reply(hooked.server.person("Ada").writes(GP))
    assert reply["text"].startswith(VERDICT)


def test_update_that_is_brought_twice_has_one_effect(hooked: Hooked) -> None:
    server, ada = hooked.server, hooked.server.person("Ada")
    server.duplicate_updates = 1.0
    reply = server.wait_for_reply(ada.writes(GP))
    ada.taps(reply, "Ask something related")
    reply = server.wait_for_edit(reply)
    ada.taps(reply, "1.")
    server.wait_until(lambda: len(server.replies(ada)) == 2, why="no answer to a related question")
    query = ada.asks_inline("gp address")
    server.wait_until(lambda: query in server.answered_inline, why="no inline answer")
    server.duplicate_updates = 0.0
    for update in list(server.updates[-4:]):
        server.send_again(update["update_id"])
    wait_until_done(server, ada)
    assert len(server.replies(ada)) == 3
    assert texts_in(server, ada)[0] == "Questions near this one:"


def test_messages_that_are_brought_in_any_order_are_each_answered_once(hooked: Hooked) -> None:
    server = hooked.server
    people = [server.person(f"{n}") for n in range(10)]
    server.shuffle_updates = True
    with server.held():
        for person in people:
            person.writes(GP)
            person.writes(PAPERS)
    server.wait_until(lambda: all(len(server.replies(its)) >= 2 for its in people))
    server.shuffle_updates = False
    wanted = [sorted([VERDICT, "Yes, you can"])] * len(people)
    assert [sorted(texts_in(server, person)) for person in people] == wanted


def test_path_and_token_stay_over_a_restart_and_are_others_with_another_secret(
    built: Project,
) -> None:
    """What is written while the bot is away is brought again until it is there."""
    with through_proxy(with_webhook(built)) as server:
        people = [server.person(name) for name in ("Ada", "Ben", "Cat")]
        with start_bot(server, built.config_file) as bot:
            before = server.state.webhook
            server.faults = [Fault("timeout", {"sendMessage"}, times=3, seconds=1)]
            with server.held():
                for person in people:
                    person.writes(GP)
            server.wait_until(lambda: server.fault_counts["timeout"] == 3)
            assert bot.terminate() == 0
        assert [texts_in(server, person) for person in people] == [[VERDICT]] * 3
        late = server.person("Late")
        message = late.writes(PAPERS)
        with start_bot(server, built.config_file) as bot:
            server.wait_for_reply(message)
            again = server.state.webhook
            assert bot.terminate() == 0
        assert [texts_in(server, person) for person in people] == [[VERDICT]] * 3
        assert texts_in(server, late) == ["Yes, you can"]
        secret = {"BOT_SECRET": FROM_ENVIRONMENT}
        with start_bot(server, built.config_file, env=secret) as bot:
            other = server.state.webhook
            assert FROM_ENVIRONMENT not in bot.log
            assert bot.terminate() == 0
        assert before is not None
        assert again is not None
        assert other is not None
        assert (again.url, again.secret_token) == (before.url, before.secret_token)
        assert NAME.fullmatch(other.url.rpartition("/")[2])
        assert other.url != before.url
        assert other.secret_token != before.secret_token
        assert server.violations == []


def test_answers_are_those_of_a_bot_that_fetches(built: Project) -> None:
    """The same server: the bot that fetches takes the webhook of the other one away."""

    def talk(server: TelegramServer, name: str) -> list[Any]:
        ada = server.person(name)
        replies = [server.wait_for_reply(ada.writes(GP))]
        ada.taps(replies[0], "Sources")
        replies.append(server.wait_for_edit(replies[0]))
        replies.append(server.wait_for_reply(ada.writes("how do i bake bread")))
        query = ada.asks_inline("gp address")
        server.wait_until(lambda: query in server.answered_inline, why="no inline answer")
        offered = server.answered_inline[query]["results"]
        return [[(its["text"], its["reply_markup"]) for its in replies], offered]

    with through_proxy(with_webhook(built)) as server:
        with start_bot(server, built.config_file) as bot:
            brought = talk(server, "Ada")
            assert server.state.webhook is not None
            assert bot.terminate() == 0
        configured(built, url="")
        with start_bot(server, built.config_file) as bot:
            assert server.state.webhook is None
            assert talk(server, "Ben") == brought
            assert bot.terminate() == 0
        assert server.violations == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate")
def test_webhook_with_a_certificate_of_its_own_is_reached_over_https(built: Project) -> None:
    port = a_free_port()
    url = f"https://127.0.0.1:{port}"
    files = {"certificate": "own.crt", "key": "own.key"}
    configured(built, url=url, port=port, **files)
    make_certificate(built.folder / "own.crt", built.folder / "own.key")
    with TelegramServer(api=rules.api_description()) as server:
        with start_bot(server, built.config_file) as bot:
            reply = server.wait_for_reply(server.person("Ada").writes(GP))
            assert reply["text"].startswith(VERDICT)
            webhook = server.state.webhook
            assert webhook is not None
            assert webhook.url.startswith(f"{url}/")
            assert webhook.certificate == (built.folder / "own.crt").read_bytes()
            # The key stays where it is.
            assert "PRIVATE KEY" not in str([its.params for its in server.calls])
            assert bot.terminate() == 0
        assert server.violations == []


def make_certificate(certificate: Path, key: Path) -> None:
    """Write a certificate for this machine, signed by itself, and its key."""
    options = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=bot"
    files = f"-addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {certificate}"
    command = ["openssl", "req", *options.split(), *files.split()]
    subprocess.run(command, check=True, capture_output=True)


# --- Health and counts --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, _built_once: Project) -> Iterator[Hooked]:
    """A bot that fetches, with a status port."""
    folder = tmp_path_factory.mktemp("status") / "project"
    shutil.copytree(_built_once.folder, folder)
    project = configured(Project(folder), status_port=a_free_port())
    with TelegramServer(api=rules.api_description()) as server:
        with start_bot(server, project.config_file) as bot:
            yield Hooked(server, bot, project)
            assert bot.terminate() == 0
        assert server.violations == []


def counts(watched: Hooked) -> dict[str, float]:
    """Return all counts by name and labels."""
    response = watched.status("metrics")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in response.text.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_health_says_which_generation_answers(watched: Hooked) -> None:
    [generation] = [its.name for its in watched.project.generations.iterdir()]
    health = watched.status("healthz")
    assert (health.status_code, health.json()) == (200, {"ok": True, "generation": generation})


def test_counts_move_with_what_people_do(watched: Hooked) -> None:
    server, ada = watched.server, watched.server.person("Ada")
    before = counts(watched)
    message = ada.writes(GP)
    reply = server.wait_for_reply(message)
    tap = ada.taps(reply, "Sources")
    server.wait_until(lambda: tap in server.answered_callbacks)
    ada.edits(message, PAPERS)
    server.wait_until(lambda: texts_in(server, ada) == ["Yes, you can"])
    query = ada.asks_inline("gp")
    server.wait_until(lambda: query in server.answered_inline)
    server.faults = [Fault("server_error", {"sendMessage"}, times=2)]
    server.wait_for_reply(ada.writes("how do i bake bread"))
    server.wait_for_reply(ada.writes("/help"))
    ada.blocks()
    moved = "bot_updates_total"
    wanted = {
        f'{moved}{{kind="message"}}': 2.0,
        f'{moved}{{kind="edited_message"}}': 1.0,
        f'{moved}{{kind="callback_query"}}': 1.0,
        f'{moved}{{kind="inline_query"}}': 1.0,
        f'{moved}{{kind="command"}}': 1.0,
        f'{moved}{{kind="my_chat_member"}}': 1.0,
        'bot_replies_total{outcome="answer"}': 2.0,
        'bot_replies_total{outcome="no_answer"}': 1.0,
        "bot_ask_seconds_count": 3.0,
        "bot_answer_seconds_count": 3.0,
        "bot_deliveries_repeated": 2.0,
        "bot_floods_total": 0.0,
        "bot_waits_total": 0.0,
    }

    def moves() -> dict[str, float]:
        now = counts(watched)
        return {name: now.get(name, 0.0) - before.get(name, 0.0) for name in wanted}

    server.wait_until(lambda: moves() == wanted, why="the counts do not move")
    server.wait_until(lambda: counts(watched)["bot_deliveries_pending"] == 0)


def test_status_is_for_this_machine_only(watched: Hooked) -> None:
    port = watched.project.settings.telegram.status_port
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        pass
    # Another address of the same machine, as a network has one.
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.2", port), 5):
        pass


def test_status_has_nothing_but_health_and_counts(watched: Hooked) -> None:
    statuses = {path: watched.status(path).status_code for path in ("", "metrics/x", "x", "../")}
    assert set(statuses.values()) == {404}
    port = watched.project.settings.telegram.status_port
    posted = httpx.post(f"http://127.0.0.1:{port}/metrics", trust_env=False)
    assert posted.status_code == 405


def test_port_that_something_else_has_is_named(watched: Hooked, built: Project) -> None:
    port = watched.project.settings.telegram.status_port
    configured(built, status_port=port)
    with (
        TelegramServer() as server,
        pytest.raises(AssertionError) as failed,
        start_bot(server, built.config_file),
    ):
        pass
    assert "the bot has exited with 3" in str(failed.value)
    assert f"[bot.telegram] status_port = {port} cannot be opened" in str(failed.value)
