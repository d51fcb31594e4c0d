"""The stand-in for Telegram refuses what Telegram refuses, and delivers as Telegram delivers."""

from __future__ import annotations

import asyncio
import json
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import telegram
import telegram_rules as rules
import telegram_server as place
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram_server import BotProcess, Fault, Person, TelegramServer, start_bot

API = rules.api_description()
needs_api = pytest.mark.skipif(API is None, reason=f"{rules.API_VARIABLE} names no file")

Answer = dict[str, Any]
Bot = Callable[..., Answer]
KEYS = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer(api=API) as server:
        yield server
    assert not [its for its in server.violations if "this server failed" in its]


@pytest.fixture
def ada(server: TelegramServer) -> Person:
    """Somebody who has written to the bot."""
    ada = server.person("Ada", username="ada_l")
    ada.writes("Hello")
    return ada


@pytest.fixture
def bot(server: TelegramServer) -> Iterator[Bot]:
    """Call a method with JSON; return what the answer holds."""
    with _client(server) as client:

        def call(method: str, **params: Any) -> Answer:
            answer: Answer = client.post(method, json=params).json()
            return answer

        yield call


def _client(server: TelegramServer, timeout: float = 30) -> httpx.Client:
    return httpx.Client(
        base_url=f"{server.url}/bot{server.token}/", timeout=timeout, trust_env=False
    )


def _buttons(*texts: str, **action: Any) -> dict[str, Any]:
    return {
        "inline_keyboard": [[{"text": text} | (action or {"callback_data": "x"})] for text in texts]
    }


def _article(**fields: Any) -> dict[str, Any]:
    content = {"message_text": "<b>Yes.</b>", "parse_mode": "HTML"}
    article: dict[str, Any] = {"type": "article", "id": "1", "title": "Yes"}
    return article | {"input_message_content": content} | fields


# --- What is refused ----------------------------------------------------------------------------


@needs_api
def test_tables_agree_with_telegrams_description() -> None:
    described = rules.read_api(API or {})
    assert rules.OURS.methods == {name: described.methods[name] for name in rules.OURS.methods}
    assert rules.OURS.objects == {name: described.objects[name] for name in rules.OURS.objects}
    for name, kinds in rules.OURS.one_of.items():
        assert set(kinds) <= set(described.one_of[name])


SEND: dict[str, Any] = {"chat_id": place.FIRST_PERSON, "text": "Yes."}
BREACHES: list[tuple[str, dict[str, Any], str]] = [
    # The form of a call.
    ("sendMessage", SEND | {"txt": "x"}, "unknown field 'txt'"),
    ("sendMessage", {"chat_id": 1}, "message text is empty"),
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", SEND | {"protect_content": "perhaps"}, "is no Boolean"),
    ("sendMessage", SEND | {"reply_markup": "{"}, "can't parse reply_markup JSON object"),
    (
        "sendMessage",
        SEND | {"link_preview_options": {"disabled": True}},
        "unknown field 'disabled'",
    ),
    ("sendMessage", SEND | {"reply_parameters": {"quote": "x"}}, "'message_id' is missing"),
    ("sendMessage", SEND | {"message_thread_id": 1}, "is not served here"),
    ("getUpdates", {"limit": 101}, "invalid limit specified"),
    ("sendChatAction", {"chat_id": 1, "action": "thinking"}, "wrong parameter action in request"),
    # Text.
    ("sendMessage", SEND | {"text": " \n "}, "text must be non-empty"),
    ("sendMessage", SEND | {"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
    ("sendMessage", SEND | {"text": "a" * 4097}, "message is too long"),
    ("sendMessage", SEND | {"text": "🎲" * 2049}, "message is too long"),
    ("sendMessage", SEND | {"text": "<b>a</b> " * 101, "parse_mode": "HTML"}, "too many entities"),
    ("sendMessage", SEND | {"parse_mode": "XML"}, "unsupported parse_mode"),
    ("editMessageText", SEND | {"message_id": 1, "text": "<b>", "parse_mode": "HTML"}, "end tag"),
    ("editMessageText", {"text": "x"}, "message identifier is not specified"),
    # Buttons.
    ("sendMessage", SEND | {"reply_markup": _buttons("a", callback_data="é" * 33)}, "BUTTON_DATA"),
    ("sendMessage", SEND | {"reply_markup": _buttons("a", callback_data="")}, "Text buttons"),
    ("sendMessage", SEND | {"reply_markup": _buttons("a", url="https://a.b", pay=True)}, "Text"),
    ("sendMessage", SEND | {"reply_markup": _buttons(" ")}, "text must be non-empty"),
    ("sendMessage", SEND | {"reply_markup": _buttons("a", url="ftp://a.b")}, "Unsupported URL"),
    ("sendMessage", SEND | {"reply_markup": _buttons("a", url="https://nowhere")}, "Wrong HTTP"),
    ("sendMessage", SEND | {"reply_markup": _buttons("a", copy_text={"text": "x" * 257})}, "COPY"),
    ("sendMessage", SEND | {"reply_markup": _buttons(*"a" * 101)}, "reply markup is too long"),
    (
        "sendMessage",
        SEND | {"reply_markup": {"inline_keyboard": [KEYS["inline_keyboard"][0] * 9]}},
        "reply markup is too long",
    ),
    ("sendMessage", SEND | {"reply_markup": _buttons("a", callback="x")}, "unknown field"),
    # Queries.
    ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    ("answerInlineQuery", {"inline_query_id": "1", "results": []}, "query is too old"),
    *(
        ("answerInlineQuery", {"inline_query_id": "1"} | answer, refusal)
        for answer, refusal in [
            (
                {"results": [_article(id=str(n)) for n in range(51)]},
                "too many inline query results",
            ),
            ({"results": [_article(), _article()]}, "RESULT_ID_DUPLICATE"),
            ({"results": [_article(id="é" * 33)]}, "RESULT_ID_INVALID"),
            ({"results": [_article(title=" ")]}, "ARTICLE_TITLE_EMPTY"),
            ({"results": [_article(type="riddle")]}, "no type served"),
            ({"results": [_article(input_message_content={"text": "x"})]}, "unknown field 'text'"),
            ({"results": [_article(reply_markup=_buttons("a", url="x:y"))]}, "Unsupported URL"),
            ({"results": [], "button": {"text": "?", "start_parameter": "é"}}, "START_PARAM"),
            ({"results": [], "button": {"text": "?"}}, "exactly one optional field"),
        ]
    ),
    # The profile; deleting; the webhook.
    ("setMyName", {"name": "n" * 65}, "NAME_TOO_LONG"),
    ("setMyName", {"name": "n", "language_code": "eng"}, "invalid language code"),
    ("setMyDescription", {"description": "d" * 513}, "DESCRIPTION_TOO_LONG"),
    ("setMyShortDescription", {"short_description": "d" * 121}, "SHORT_DESCRIPTION_TOO_LONG"),
    ("setMyCommands", {"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INV"),
    ("setMyCommands", {"commands": [{"command": "help", "description": ""}]}, "DESCRIPTION_INV"),
    ("setMyCommands", {"commands": [{"command": "a"}]}, "'description' is missing"),
    ("setMyCommands", {"commands": [], "scope": {"type": "all"}}, "no type served"),
    ("deleteMessages", {"chat_id": 1, "message_ids": [*range(1, 102)]}, "too many message ident"),
    ("setWebhook", {"url": "http://127.0.0.1/x"}, "An HTTPS URL must be provided"),
    ("setWebhook", {"url": "https://bot.example:5000/x"}, "only on ports 80, 88, 443 or 8443"),
    ("setWebhook", {"url": "https://bot.example/x", "secret_token": "a b"}, "unallowed characters"),
]


@pytest.mark.parametrize(("method", "params", "refusal"), BREACHES)
def test_breach_is_refused_and_noted(
    server: TelegramServer,
    ada: Person,
    bot: Bot,
    method: str,
    params: dict[str, Any],
    refusal: str,
) -> None:
    answer = bot(method, **params)
    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert refusal in answer["description"]
    assert len(server.violations) == 1
    assert server.violations[0].startswith(f"{method}: {answer['description']}")
    assert not server.replies(ada)


@pytest.mark.parametrize(
    ("html", "refusal"),
    [
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("é <script>", 'Unsupported start tag "script" at byte offset 3'),
        ("1 < 2 > 1", 'Unsupported start tag "2"'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("<b>a", "Can't find end tag"),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("Smith & Sons", 'character "&" must be escaped at byte offset 6'),
        ("a&nbsp;b", 'character "&" must be escaped'),
        ("a -> b", 'character ">" must be escaped'),
        ("<a>x</a>", 'must have attribute "href"'),
        ('<a href="https://a.uk?b&c">x</a>', "must be escaped"),
        ('<a href="gov.uk">x</a>', "would be dropped"),
        ('<a href="https://a.uk" title="t">x</a>', 'may not have "href'),
        ('<b class="x">a</b>', "may not have"),
        ('<span class="big">a</span>', "may not have"),
        ("<span>a</span>", 'must have attribute "class"'),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "may not have"),
        ('<code class="language-sql">a</code>', 'may only have a language within "pre"'),
        ("<code><b>a</b></code>", 'may not be within "code" or "pre"'),
        ("<b><code>a</code></b>", 'may only be within "blockquote"'),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "Blockquotes can't be nested"),
        ('<a href="https://a.uk"><blockquote>b</blockquote></a>', "may not be within"),
    ],
)
def test_html_that_telegram_would_not_show_is_refused(html: str, refusal: str) -> None:
    with pytest.raises(rules.RefusedError) as refused:
        rules.formatted_text({"text": html, "parse_mode": "HTML"})
    assert refused.value.description.startswith("Bad Request: can't parse entities: ")
    assert refusal in refused.value.description


def test_html_becomes_text_and_entities() -> None:
    html = (
        '\n <b>🎲 <i>b</i></b> &lt;&#62;&#x26;&quot; <a href="https://a.uk?x=1&amp;y">c</a> '
        '<pre><code class="language-sql">d</code></pre><blockquote expandable>e</blockquote> \n'
    )
    text = rules.formatted_text({"text": html, "parse_mode": "HTML"})
    assert text.text == '🎲 b <>&" c de'
    assert list(text.entities) == [
        {"type": "bold", "offset": 0, "length": 4},
        {"type": "italic", "offset": 3, "length": 1},
        {"type": "text_link", "offset": 10, "length": 1, "url": "https://a.uk?x=1&y"},
        {"type": "pre", "offset": 12, "length": 1, "language": "sql"},
        {"type": "expandable_blockquote", "offset": 13, "length": 1},
    ]


def test_longest_text_is_counted_after_parsing(bot: Bot, ada: Person) -> None:
    html = "<b>" + "&amp;" * 4096 + "</b>"
    assert bot("sendMessage", chat_id=ada.id, text=html, parse_mode="HTML")["ok"]


def test_unknown_method_is_not_found(server: TelegramServer, bot: Bot) -> None:
    answer = {"ok": False, "error_code": 404, "description": "Not Found"}
    assert bot("sendPhoto", chat_id=1) == answer
    assert len(server.violations) == 1


def test_wrong_token_is_unauthorized(server: TelegramServer) -> None:
    answer = httpx.get(f"{server.url}/bot1:WRONG/getMe", trust_env=False)
    assert answer.status_code == 401
    assert answer.json()["description"] == "Unauthorized"
    assert not server.violations


def test_form_multipart_and_json_mean_the_same(server: TelegramServer, ada: Person) -> None:
    params = {"chat_id": ada.id, "text": " a+b & ü", "reply_markup": KEYS, "protect_content": True}
    form = {name: its if name == "text" else json.dumps(its) for name, its in params.items()}
    with _client(server) as client:
        client.post("sendMessage", json=params)
        client.post("sendMessage", data=form)
        client.post("sendMessage", data=form, files={"x": b""})
        client.post("sendMessage", files={name: (None, its) for name, its in form.items()})
    assert [its.params for its in server.calls if "x" not in its.params] == [params] * 3
    assert [its["text"] for its in server.replies(ada)] == ["a+b & ü"] * 3
    assert server.violations == [
        "sendMessage: Bad Request: sendMessage: unknown field 'x' (sendMessage: unknown field 'x')"
    ]


# --- The refusals of an ordinary day ------------------------------------------------------------


def test_what_happens_on_an_ordinary_day_is_refused_but_not_noted(
    server: TelegramServer, ada: Person, bot: Bot
) -> None:
    hers = ada.writes("Hm")
    ours = bot("sendMessage", chat_id=ada.id, text="<b>Yes</b>", parse_mode="HTML")["result"]
    here = {"chat_id": ada.id, "message_id": ours["message_id"]}
    stranger = server.person("Eve")
    asked = [
        ("sendMessage", {"chat_id": 1, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": stranger.id, "text": "x"}, "chat not found"),
        (
            "sendMessage",
            {"chat_id": ada.id, "text": "x", "reply_parameters": {"message_id": 99}},
            "message to be replied not found",
        ),
        ("editMessageText", here | {"message_id": 99, "text": "x"}, "message to edit not found"),
        (
            "editMessageText",
            here | {"message_id": hers["message_id"], "text": "x"},
            "message can't be edited",
        ),
        (
            "editMessageText",
            here | {"text": "<strong>Yes</strong> ", "parse_mode": "HTML"},
            rules.NOT_MODIFIED,
        ),
        ("editMessageReplyMarkup", here, rules.NOT_MODIFIED),
        ("deleteMessage", here | {"message_id": 99}, "message to delete not found"),
    ]
    for method, params, refusal in asked:
        answer = bot(method, **params)
        assert answer["description"] == f"Bad Request: {refusal}"
    assert not server.violations


def test_reply_may_be_sent_without_what_it_answers(bot: Bot, ada: Person) -> None:
    gone = {"message_id": 99, "allow_sending_without_reply": True}
    sent = bot("sendMessage", chat_id=ada.id, text="x", reply_parameters=gone)
    assert "reply_to_message" not in sent["result"]
    there = {"message_id": sent["result"]["message_id"]}
    sent = bot("sendMessage", chat_id=ada.id, text="y", reply_parameters=there)
    assert sent["result"]["reply_to_message"]["text"] == "x"


def test_nothing_reaches_who_has_blocked_the_bot(
    server: TelegramServer, ada: Person, bot: Bot
) -> None:
    ada.blocks()
    answer = bot("sendMessage", chat_id=ada.id, text="x")
    assert answer["error_code"] == 403
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    ada.unblocks()
    assert bot("sendMessage", chat_id=ada.id, text="x")["ok"]
    kinds = [its["my_chat_member"]["new_chat_member"]["status"] for its in server.updates[1:]]
    assert kinds == ["kicked", "member"]


def test_messages_are_edited_and_deleted(server: TelegramServer, ada: Person, bot: Bot) -> None:
    sent = bot("sendMessage", chat_id=ada.id, text="x", reply_markup=KEYS)["result"]
    here = {"chat_id": ada.id, "message_id": sent["message_id"]}
    assert "reply_markup" not in bot("editMessageReplyMarkup", **here)["result"]
    bot("editMessageText", **here, text="y")
    assert server.wait_for_edit(sent)["text"] == "y"
    hers = ada.writes("z")
    server.make_older(sent, hours=49)
    assert not bot("deleteMessage", **here)["ok"]
    ids = [99, hers["message_id"]]
    assert bot("deleteMessages", chat_id=ada.id, message_ids=ids)["ok"]
    with pytest.raises(AssertionError, match="was deleted"):
        ada.writes("?", reply_to=hers)
    assert not server.violations


class Clock:
    """Shows the time that a test wants."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(place, "monotonic", clock)
    return clock


@pytest.mark.parametrize("supergroup", [True, False])
def test_group_has_no_more_than_20_messages_a_minute(
    server: TelegramServer, bot: Bot, clock: Clock, supergroup: bool
) -> None:
    group = server.group("Caseworkers", [server.person("Ada")], supergroup=supergroup)
    for _ in range(20):
        assert bot("sendMessage", chat_id=group.id, text="x")["ok"]
        clock.seconds += 0.5
    answer = bot("sendMessage", chat_id=group.id, text="x")
    assert answer["parameters"] == {"retry_after": 50}
    assert "flood: more than 20 messages" in server.violations[0]


def test_flood_is_refused_until_a_second_has_passed(
    server: TelegramServer, ada: Person, bot: Bot, clock: Clock
) -> None:
    answers = [bot("sendMessage", chat_id=ada.id, text="x") for _ in range(6)]
    assert [its["ok"] for its in answers] == [True] * 5 + [False]
    assert answers[-1]["description"] == "Too Many Requests: retry after 1"
    assert answers[-1]["parameters"] == {"retry_after": 1}
    here = {"chat_id": ada.id, "message_id": answers[0]["result"]["message_id"]}
    assert bot("editMessageText", **here, text="y")["error_code"] == 429
    server.flood_control = False
    assert bot("sendMessage", chat_id=ada.id, text="x")["ok"]
    server.flood_control = True
    clock.seconds += 1
    assert bot("sendMessage", chat_id=ada.id, text="x")["ok"]


def test_flood_is_refused_whomever_it_reaches(
    server: TelegramServer, bot: Bot, clock: Clock
) -> None:
    answers = []
    for _ in range(7):
        friend = server.person("Ben")
        friend.writes("Hello")
        answers += [bot("sendMessage", chat_id=friend.id, text="x")["ok"] for _ in range(5)]
    assert answers == [True] * 30 + [False] * 5
    assert "flood: more than 30 messages in 1 s in all" in server.violations[0]


# --- Buttons and inline queries -----------------------------------------------------------------


def test_button_is_found_by_its_text_and_answered_once(
    server: TelegramServer, ada: Person, bot: Bot
) -> None:
    keys = _buttons("Show sources", "Show more")
    keys["inline_keyboard"].append([{"text": "Open", "url": "https://gov.uk"}])
    sent = bot("sendMessage", chat_id=ada.id, text="x", reply_markup=keys)["result"]
    for text, said in [("Hide", "0 have"), ("Show", "2 have"), ("Open", "asks the bot nothing")]:
        with pytest.raises(AssertionError, match=said):
            ada.taps(sent, text)
    query_id = ada.taps(sent, "sources")
    query = server.updates[-1]["callback_query"]
    assert (query["id"], query["data"], query["message"]["text"]) == (query_id, "x", "x")
    assert bot("answerCallbackQuery", callback_query_id=query_id, text="Here")["ok"]
    assert server.answered_callbacks[query_id]["text"] == "Here"
    late = ada.taps_data(sent, "forged")
    server.expire(late)
    for its in (query_id, late):
        answer = bot("answerCallbackQuery", callback_query_id=its)
        assert answer["description"] == f"Bad Request: {rules.TOO_OLD}"
    assert not server.violations


def test_inline_result_is_chosen_and_edited(server: TelegramServer, ada: Person, bot: Bot) -> None:
    server.inline_feedback = True
    query_id = ada.asks_inline("gp")
    results = [_article(), _article(id="2", title="No", reply_markup=KEYS)]
    assert bot("answerInlineQuery", inline_query_id=query_id, results=results)["ok"]
    assert server.answered_inline[query_id]["results"] == results
    assert "inline_message_id" not in ada.chooses(query_id, "Yes")
    sent = ada.chooses(query_id, "No")
    assert (sent["text"], sent["entities"][0]["type"]) == ("Yes.", "bold")
    ada.taps(sent, "More")
    query = server.updates[-1]["callback_query"]
    here = {"inline_message_id": query["inline_message_id"]}
    assert bot("editMessageText", **here, text="Longer")["result"] is True
    assert server.wait_for_edit(sent)["text"] == "Longer"
    assert [its for its in server.updates if "chosen_inline_result" in its]
    assert not server.violations
    assert not bot("answerInlineQuery", inline_query_id=query_id, results=results)["ok"]
    assert "answered already" in server.violations[0]


# --- Groups, channels, the profile --------------------------------------------------------------


def test_bot_hears_in_a_group_what_is_meant_for_it(server: TelegramServer, bot: Bot) -> None:
    ada = server.person("Ada")
    group = server.group("Caseworkers", [ada])
    added = group.adds_bot()
    ours = bot("sendMessage", chat_id=group.id, text="x")["result"]
    ada.writes("between ourselves", chat=group)
    ada.writes("🎲 @testbot question", chat=group)
    ada.writes("/help@otherbot", chat=group)
    ada.writes("/help", chat=group)
    ada.writes("and?", chat=group, reply_to=ours)
    heard = [its["message"].get("text") for its in server.updates if "message" in its]
    assert heard == [None, "🎲 @testbot question", "/help", "and?"]
    mention = server.updates[2]["message"]["entities"]
    assert mention == [{"type": "mention", "offset": 3, "length": 8}]
    assert added["message_id"] < ours["message_id"]
    group.removes_bot()
    answer = bot("sendMessage", chat_id=group.id, text="x")
    assert answer["description"] == "Forbidden: bot was kicked from the group chat"


def test_supergroup_numbers_its_messages_itself(
    server: TelegramServer, ada: Person, bot: Bot
) -> None:
    groups = [server.group("A", [ada], supergroup=its) for its in (True, False)]
    numbers = [ada.writes("/help", chat=group)["message_id"] for group in groups]
    assert numbers == [1, 2]
    post = server.channel("News", "news").posts("x")
    assert bot("sendMessage", chat_id="@news", text="y")["result"]["message_id"] == 2
    assert server.updates[-1]["channel_post"] == post
    member = bot("getChatMember", chat_id=groups[0].id, user_id=ada.id)["result"]
    assert member["status"] == "creator"
    assert bot("leaveChat", chat_id=groups[0].id)["ok"]


def test_profile_is_kept_by_language(server: TelegramServer, ada: Person, bot: Bot) -> None:
    bot("setMyName", name="Rights")
    bot("setMyName", name="Derechos", language_code="es")
    bot("setMyDescription", description="Answers")
    bot("setMyShortDescription", short_description="Short")
    assert bot("getMyName", language_code="es")["result"] == {"name": "Derechos"}
    assert bot("getMyName", language_code="ro")["result"] == {"name": "Rights"}
    assert server.state.names == {"": "Rights", "es": "Derechos"}
    assert server.state.descriptions == {"": "Answers"}
    assert server.state.short_descriptions == {"": "Short"}
    commands = [{"command": "help", "description": "Help"}]
    scope = {"type": "chat", "chat_id": ada.id}
    bot("setMyCommands", commands=commands, scope=scope, language_code="es")
    assert server.state.commands == {(f"chat:{ada.id}", "es"): commands}
    assert bot("getMyCommands")["result"] == []
    bot("deleteMyCommands", scope=scope, language_code="es")
    assert not server.state.commands
    assert not server.violations


# --- What is sent to the bot --------------------------------------------------------------------


def test_library_understands_every_update(server: TelegramServer, ada: Person, bot: Bot) -> None:
    sent = bot("sendMessage", chat_id=ada.id, text="x", reply_markup=KEYS)["result"]
    ada.starts("payload")
    ada.edits(ada.writes("see https://gov.uk", reply_to=sent), "see #that")
    ada.forwards("x")
    ada.forwards("x", origin=server.person("Ben"))
    for kind in place.ATTACHMENTS:
        ada.sends(kind, caption="to @testbot" if kind == "photo" else None)
    ada.taps(sent, "More")
    query_id = ada.asks_inline("x")
    ada.blocks()
    server.group("A", [ada]).adds_bot()
    server.channel("News").posts("x")
    bot("answerInlineQuery", inline_query_id=query_id, results=[_article()])
    results = [
        bot("getMe"),
        bot("getChat", chat_id=ada.id),
        bot("getWebhookInfo"),
        bot("getChatMember", chat_id=ada.id, user_id=ada.id),
    ]
    assert all(its["ok"] for its in results)
    for update in server.updates:
        assert telegram.Update.de_json(update, None).to_dict().keys() == update.keys()
    if API is not None:
        described = rules.read_api(API)
        named = zip(("User", "ChatFullInfo", "WebhookInfo"), results, strict=False)
        shown = [("Message", sent), *((kind, its["result"]) for kind, its in named)]
        shown += [("Update", update) for update in server.updates]
        for kind, value in shown:
            assert not list(described.problems(described.objects[kind], value, kind))


def _ids(answer: Answer) -> list[int]:
    return [update["update_id"] for update in answer["result"]]


def test_offset_confirms_and_what_is_not_confirmed_comes_again(
    server: TelegramServer, ada: Person, bot: Bot
) -> None:
    ada.writes("second")
    first, second = (its["update_id"] for its in server.updates)
    assert second == first + 1
    assert _ids(bot("getUpdates", limit=1)) == [first]
    assert _ids(bot("getUpdates")) == [first, second]
    assert _ids(bot("getUpdates", offset=second)) == [second]
    assert _ids(bot("getUpdates", offset=second + 1)) == []
    assert _ids(bot("getUpdates")) == []
    assert server.deliveries == {first: 2, second: 2}


def test_kinds_that_are_not_wanted_are_remembered(
    server: TelegramServer, ada: Person, bot: Bot
) -> None:
    bot("getUpdates", offset=-1, allowed_updates=["callback_query"])
    ada.writes("not wanted")
    bot("getUpdates")
    assert server.update({"callback_query": {"id": "1"}}) == place.FIRST_UPDATE + 1
    assert server.update({"message": {}}) is None
    bot("getUpdates", allowed_updates=[])
    assert server.update({"message": {}}) is not None
    assert server.update({"chat_member": {}}) is None


def test_poll_waits_for_an_update(server: TelegramServer, bot: Bot) -> None:
    with ThreadPoolExecutor() as threads:
        poll = threads.submit(bot, "getUpdates", timeout=5)
        server.wait_until(lambda: server.calls)
        message = server.person("Ada").writes("Hello")
        assert poll.result(2)["result"][0]["message"] == message


def test_earlier_of_two_polls_is_refused(server: TelegramServer, bot: Bot) -> None:
    with ThreadPoolExecutor() as threads:
        earlier = threads.submit(bot, "getUpdates", timeout=5)
        server.wait_until(lambda: server.calls)
        later = threads.submit(bot, "getUpdates", timeout=5)
        assert earlier.result(2)["error_code"] == 409
        server.person("Ada").writes("Hello")
        assert later.result(2)["ok"]
    assert "terminated by other getUpdates request" in server.violations[0]


def test_poll_that_was_hung_up_is_no_conflict(server: TelegramServer, bot: Bot) -> None:
    with _client(server, timeout=0.1) as impatient, pytest.raises(httpx.ReadTimeout):
        impatient.post("getUpdates", json={"timeout": 5})
    assert bot("getUpdates")["ok"]
    assert not server.violations


def test_updates_are_sent_again_and_out_of_order(
    server: TelegramServer, ada: Person, bot: Bot
) -> None:
    with server.held():
        assert bot("getUpdates")["result"] == []
        messages = [ada.writes(str(number)) for number in range(3)]
        a, b, c = (server.update_id_of(its) for its in messages)
        server.send_in_order([c, a])
    first = a - 1
    assert _ids(bot("getUpdates")) == [first, b, c, a]
    # Confirmed by the last of them, as a client does that reads them in order.
    assert _ids(bot("getUpdates", offset=a + 1)) == []
    server.send_again(b)
    assert _ids(bot("getUpdates", offset=a + 1)) == [b]
    assert _ids(bot("getUpdates", offset=b + 1)) == []


def test_every_update_may_be_doubled_and_shuffled(
    server: TelegramServer, ada: Person, bot: Bot
) -> None:
    server.duplicate_updates, server.shuffle_updates = 1.0, True
    for number in range(9):
        ada.writes(str(number))
    came: list[int] = []
    while batch := _ids(bot("getUpdates", offset=came[-1] + 1 if came else 0)):
        came += batch
    assert sorted(came) == sorted(2 * [its["update_id"] for its in server.updates])
    assert came != sorted(came)
    assert server.fault_counts["doubled"] == 10
    assert server.fault_counts["shuffled"] >= 1


# --- What goes wrong on purpose -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "outcome", "processed"),
    [
        ("retry_after", 429, False),
        ("server_error", 504, False),
        ("server_error_after", 502, True),
        ("garbage", 200, False),
        ("drop", httpx.RemoteProtocolError, False),
        ("drop_after", httpx.RemoteProtocolError, True),
        ("timeout", httpx.ReadTimeout, False),
        ("timeout_after", httpx.ReadTimeout, True),
    ],
)
def test_fault_happens_as_often_as_it_should(
    server: TelegramServer, ada: Person, kind: str, outcome: Any, processed: bool
) -> None:
    server.faults = [Fault(kind, methods={"sendMessage"}, times=1)]
    waits = 0.2 if "timeout" in kind else 30
    with _client(server) as client:
        assert client.post("getMe").json()["ok"]
        if isinstance(outcome, int):
            answer = client.post("sendMessage", json=SEND)
            assert answer.status_code == outcome
        else:
            with pytest.raises(outcome):
                client.post("sendMessage", json=SEND, timeout=waits)
        assert len(server.replies(ada)) == processed
        assert client.post("sendMessage", json=SEND).json()["ok"]
    assert server.fault_counts == {kind: 1}
    assert server.calls[1].status == (outcome if isinstance(outcome, int) else None)
    assert not server.violations


def test_updates_of_a_lost_answer_are_not_confirmed(
    server: TelegramServer, ada: Person, bot: Bot
) -> None:
    server.faults = [Fault("drop_after", methods={"getUpdates"}, times=1)]
    with pytest.raises(httpx.RemoteProtocolError):
        bot("getUpdates")
    assert len(bot("getUpdates")["result"]) == 1


def test_faults_are_the_same_for_the_same_seed() -> None:
    def statuses(seed: int) -> list[int | None]:
        with TelegramServer(seed=seed) as server, _client(server) as client:
            server.faults = [Fault("server_error", probability=0.5)]
            for _ in range(12):
                client.get("getMe")
            return [its.status for its in server.calls]

    assert statuses(1) == statuses(1)
    assert statuses(1) != statuses(2)


# --- Webhooks -----------------------------------------------------------------------------------


@contextmanager
def _webhook(
    statuses: list[int], certificate: Path | None = None
) -> Iterator[tuple[str, list[tuple[str, str | None, Answer]]]]:
    """Give the address of a webhook that answers with these statuses, then 200, and what came."""
    came: list[tuple[str, str | None, Answer]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            secret = self.headers["X-Telegram-Bot-Api-Secret-Token"]
            came.append((self.path, secret, json.loads(body)))
            self.send_response(statuses.pop(0) if statuses else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as hook:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            hook.socket = context.wrap_socket(hook.socket, server_side=True)
        thread = threading.Thread(target=hook.serve_forever, args=(0.01,))
        thread.start()
        scheme = "https" if certificate else "http"
        try:
            yield f"{scheme}://127.0.0.1:{hook.server_port}", came
        finally:
            hook.shutdown()
            thread.join()


def test_webhook_gets_each_update_until_it_takes_it() -> None:
    with _webhook([500]) as (address, came), TelegramServer(webhook_through=address) as server:
        server.webhook_retry_seconds = 0.05
        with _client(server) as client:
            url = "https://bot.example/hook"
            params = {"url": url, "secret_token": "s3cret", "allowed_updates": ["message"]}
            assert client.post("setWebhook", json=params).json()["result"] is True
            ada, ben = server.person("Ada"), server.person("Ben")
            for person in (ada, ada, ben):
                person.writes("Hello")
            server.wait_until(lambda: not server.delivery.pending)
            assert all(its[:2] == ("/hook", "s3cret") for its in came)
            assert len(came) == 4
            # Messages of one chat come in order, each when the one before was taken.
            numbers = [
                its[2]["update_id"] for its in came if its[2]["message"]["chat"]["id"] == ada.id
            ]
            assert numbers == sorted(numbers)
            assert "500" in client.get("getWebhookInfo").json()["result"]["last_error_message"]
            assert client.get("getUpdates").status_code == 409
            assert client.post("deleteWebhook").json()["ok"]
            ada.writes("x")
            assert len(client.get("getUpdates").json()["result"]) == 1
        assert len(server.violations) == 1


def test_webhook_may_get_updates_twice() -> None:
    with _webhook([]) as (address, came), TelegramServer(webhook_through=address) as server:
        server.duplicate_updates = 1.0
        with _client(server) as client:
            client.post("setWebhook", json={"url": "https://bot.example/"})
            server.person("Ada").writes("Hello")
            server.wait_until(lambda: len(came) == 2)
        assert came[0] == came[1]


def _self_signed(file: Path) -> bytes:
    """Write a key and its certificate for this machine to a file; return the certificate."""
    certificate = file.with_suffix(".crt")
    options = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=bot"
    files = f"-addext subjectAltName=IP:127.0.0.1 -keyout {file} -out {certificate}"
    command = ["openssl", "req", *options.split(), *files.split()]
    subprocess.run(command, check=True, capture_output=True)
    with file.open("ab") as both:
        both.write(certificate.read_bytes())
    return certificate.read_bytes()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate")
def test_webhook_is_trusted_by_its_own_certificate(
    server: TelegramServer, ada: Person, tmp_path: Path
) -> None:
    others, its_own = (_self_signed(tmp_path / name) for name in ("others.pem", "own.pem"))
    server.webhook_retry_seconds = 0.05
    with _webhook([], tmp_path / "own.pem") as (address, came), _client(server) as client:
        hook = {"url": f"{address}/hook"}
        client.post("setWebhook", data=hook, files={"certificate": others})
        error = server.wait_until(lambda: server.state.webhook and server.state.webhook.last_error)
        assert "CERTIFICATE_VERIFY_FAILED" in error
        assert not came
        client.post("setWebhook", data=hook, files={"certificate": its_own})
        server.wait_until(lambda: len(came) == 1)
        assert client.get("getWebhookInfo").json()["result"]["has_custom_certificate"]
    assert not server.violations


# --- A bot --------------------------------------------------------------------------------------


def _echo_bot(server: TelegramServer) -> Application[Any, Any, Any, Any, Any, Any]:
    async def echo(update: telegram.Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        keys = telegram.InlineKeyboardMarkup.from_button(
            telegram.InlineKeyboardButton("More", callback_data="more")
        )
        await update.message.reply_html(f"<b>{update.message.text}</b>", reply_markup=keys)

    builder = ApplicationBuilder().token(server.token).base_url(f"{server.url}/bot")
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    return application


async def _ask_echo(server: TelegramServer, ada: Person) -> list[dict[str, Any]]:
    application = _echo_bot(server)
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        asked = [await asyncio.to_thread(ada.writes, text) for text in ("one", "two")]
        replies = [await asyncio.to_thread(server.wait_for_reply, its) for its in asked[-1:]]
        await application.updater.stop()
        await application.stop()
    return replies


def test_bot_of_the_library_answers(server: TelegramServer, ada: Person) -> None:
    server.faults = [Fault("drop", methods={"getUpdates"}, times=1)]
    (reply,) = asyncio.run(_ask_echo(server, ada))
    assert [its["text"] for its in server.replies(ada)] == ["Hello", "one", "two"]
    assert reply["entities"][0]["type"] == "bold"
    assert ada.taps(reply, "More")
    assert not server.violations


def test_silence_is_reported_with_what_happened_instead(
    server: TelegramServer, ada: Person, bot: Bot
) -> None:
    bot("getMe")
    with pytest.raises(
        AssertionError, match=r"no reply to 'Why\?' within 0.02 s\n.*\n.*getMe -> 200"
    ):
        server.wait_for_reply(ada.writes("Why?"), timeout=0.02)


POLLING = """
import os, signal, sys, urllib.request
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
print("polling", file=sys.stderr, flush=True)
address = os.environ["TELEGRAM_API_URL"] + os.environ["TELEGRAM_TOKEN"] + "/getUpdates?timeout=9"
urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address)
"""


def test_process_is_ready_when_it_polls_and_ends_when_told(server: TelegramServer) -> None:
    bot = BotProcess(server, [sys.executable, "-c", POLLING])
    try:
        bot.wait_until_ready()
        assert server.calls[0].params == {"timeout": 9}
        assert bot.terminate() == 3
        assert bot.log == bot.errors == "polling\n"
    finally:
        bot.close()


def test_bot_that_does_not_start_says_why(server: TelegramServer, tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match=r"(?s)the bot has exited with \d.*error: "),
        start_bot(server, tmp_path / "missing.toml"),
    ):
        pass
