"""A small project whose bot runs in Telegram, and what people there do and see; for tests."""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import telegram_rules as rules
from conftest import DATA, REPOSITORY, Project
from telegram_server import BotProcess, Message, Person, TelegramServer, start_bot

from index import Encoder

OPERATOR = "Test Charity"
EXAMPLES = ("gp-address", "register-without-papers", "who-can-help-me-for-free")
GP = "Does my GP give my address to the Home Office?"
PAPERS = "Can I register with a GP without papers?"
HELPLINE = "Who can help me for free?"
BILL = "Do I have to pay a hospital bill?"
NO_SOURCE = "How do I bake bread?"
DANGER = "he is not breathing"

# The question of the first card, and one that no document answers.
QUESTIONS = {
    "en": (GP, NO_SOURCE),
    "ar": ("هل يعطي طبيبي عنواني لوزارة الداخلية؟", "كيف أخبز الخبز في البيت؟"),
    "bn": ("আমার ডাক্তার কি আমার ঠিকানা হোম অফিসকে দেয়?", "আমি কীভাবে রুটি বানাব?"),
    "es": ("¿Mi médico da mi dirección al Home Office?", "¿Cómo hago pan en casa?"),
    "fa": ("آیا پزشک من آدرسم را به وزارت کشور می‌دهد؟", "چطور در خانه نان بپزم؟"),
    "fr": ("Est-ce que mon médecin donne mon adresse au Home Office ?", "Comment faire du pain ?"),
    "pl": ("Czy mój lekarz podaje mój adres do Home Office?", "Jak upiec chleb w domu?"),
    "ps": (
        "ایا زما ډاکټر زما پته د کورنیو چارو وزارت ته ورکوي؟",
        "ډوډۍ په کور کې څنګه پخه کړم؟",
    ),
    "pt": ("O meu médico dá a minha morada ao Home Office?", "Como faço pão em casa?"),
    "ro": ("Medicul meu dă adresa mea la Home Office?", "Cum fac pâine acasă?"),
    "so": ("Dhakhtarkaygu ma siiyaa cinwaankayga Home Office?", "Sideen guriga rooti ugu dubaa?"),
    "ti": ("ሓኪመይ ኣድራሻይ ንሆም ኦፊስ ይህብ ድዩ?", "ኣብ ገዛ ባኒ ከመይ ገይረ ክስንክት እኽእል?"),
    "uk": ("Чи передає мій лікар мою адресу до Home Office?", "Як спекти хліб удома?"),
    "ur": ("کیا میرا ڈاکٹر میرا پتہ ہوم آفس کو دیتا ہے؟", "میں گھر میں روٹی کیسے پکاؤں؟"),
    "zh": ("我的家庭医生会把我的地址告诉内政部吗？", "在家怎么烤面包？"),
}
_SMALL_TALK = {"greeting": ("hello", "hi there", "hey"), "thanks": ("thank you", "thanks a lot")}
_HELP_CARD = """---
id: help-danger
question: "Somebody is in danger now. What do I do?"
also_asked:
  - "my friend is dying"
  - "emergency now"
  - "life in danger"
topic: help
verdict: "Call 999"
as_of: 2026-11-21
---

If a life is in danger now, call 999.[helpline#danger]

## What you can do
- Call 999 and say where you are.[helpline#danger]

## Who can help
- The helpline: 020 7946 0000.[helpline#phone]
"""
_HOSPITAL_CARD = """---
id: hospital-bill
question: "Do I have to pay a hospital bill?"
also_asked:
  - "how much does the hospital cost"
  - "the hospital has sent me a bill"
  - "is treatment in hospital free"
topic: hospital-charges
verdict: "It depends on the treatment"
as_of: 2026-11-21
---

A hospital in England asks some people to pay.[english-rules#charges]

## What you can do
- Ask the hospital for a plan to pay in parts.[english-rules#charges]

## Who can help
- The helpline is free: 020 7946 0000.[helpline#phone]
"""
_SCOTTISH_CARD = """---
id: hospital-bill-scotland
question: "Do I have to pay a hospital bill in Scotland?"
also_asked:
  - "how much does a hospital in Scotland cost"
  - "bill of a Scottish hospital"
  - "is treatment in hospital free in Scotland"
topic: hospital-charges
verdict: "Not for an emergency in Scotland"
as_of: 2026-11-21
---

In Scotland nobody is asked to pay for an emergency in hospital.[scottish-note#summary]

## What you can do
- Say that you have claimed asylum.[scottish-note#summary]

## Who can help
- The helpline is free: 020 7946 0000.[helpline#phone]
"""
_ENGLISH_SOURCE = """---
id: english-rules
title: "Rules for hospitals in England (invented for tests)"
publisher: Test Office
kind: government
url: https://example.org/english-rules?of=2023&in=England
published: 2023-04-01
status: current
superseded_by: []
jurisdiction: England
checked: 2026-11-21
evidence: read in full
---

## Charges: who pays

A hospital in England asks some people to pay for treatment. Whoever cannot pay at once may ask for
a plan to pay in parts.
"""
_SETTINGS = {
    "operator": f'"{OPERATOR}"',
    "example_cards": json.dumps(EXAMPLES),
    "help_cards": '["who-can-help-me-for-free", "help-immigration-lawyer"]',
    "danger-to-life": '"help-danger"',
    "status_port": "0",
    # An answer has room for its own card alone: of such few documents all others come next.
    "longest_reply": "600",
}


def api_description() -> dict[str, Any] | None:
    """Return Telegram's own description of its Bot API, or None where it is not there."""
    if described := rules.api_description():
        return described
    file = REPOSITORY.parent / "shared" / "telegram-bot-api-10.1.json"
    if not file.exists():
        return None
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


# --- The project --------------------------------------------------------------------------------


def telegram_project(folder: Path, encoder: Encoder, base: Path) -> Project:
    """Return a small project of one's own in `folder`; it is built once under `base`."""
    shutil.copytree(_built_once(base / "telegram-built", encoder).folder, folder)
    return Project(folder)


@cache
def _built_once(folder: Path, encoder: Encoder) -> Project:
    """Return the small project with an emergency, small talk and questions in each language."""
    shutil.copytree(DATA / "knowledge", folder / "knowledge")
    shutil.copyfile(REPOSITORY / "config.toml", folder / "config.toml")
    project = Project(folder)
    for name, value in _SETTINGS.items():
        change_setting(project, name, value)
    project.file("answers/help-danger.md").write_text(_HELP_CARD, encoding="utf-8")
    project.file("answers/hospital-bill.md").write_text(_HOSPITAL_CARD, encoding="utf-8")
    project.file("answers/hospital-bill-scotland.md").write_text(_SCOTTISH_CARD, encoding="utf-8")
    project.file("sources/english-rules.md").write_text(_ENGLISH_SOURCE, encoding="utf-8")
    with project.file("sources/helpline.md").open("a", encoding="utf-8") as source:
        source.write("\n## Danger: a life in danger\n\nIf a life is in danger now, call 999.\n")
    phrases = 'danger-to-life:\n  en: ["cannot breathe", "not breathing"]\n'
    project.file("emergencies.yaml").write_text(phrases, encoding="utf-8")
    with project.file("questions/scope.jsonl").open("ab") as examples:
        examples.writelines(msgspec.json.encode(its) + b"\n" for its in _learned())
    project.build(encoder)
    return project


def _learned() -> Iterator[dict[str, Any]]:
    for kind, messages in _SMALL_TALK.items():
        for text in messages:
            yield _example(text, "en", None, f"small-talk:{kind}")
    for lang, (question, other) in QUESTIONS.items():
        if lang != "en":
            yield _example(question, lang, "gp-address", "plain")
            yield _example(other, lang, None, "chat")


def _example(text: str, lang: str, card: str | None, kind: str) -> dict[str, Any]:
    said = {"text": text, "answerable": card is not None, "kind": kind}
    return said | {"card": card, "lang": lang}


def change_setting(project: Project, name: str, value: str) -> None:
    """Give a setting of config.toml another value, in the words of TOML; it must be there."""
    text = project.config_file.read_text(encoding="utf-8")
    changed, times = re.subn(rf"(?m)^{name} = [^#\n]*", lambda _: f"{name} = {value} ", text)
    assert times == 1, f"{times} settings are called {name}"
    project.config_file.write_text(changed, encoding="utf-8")


# --- The bot that runs in it --------------------------------------------------------------------


class Running:
    """A bot that runs between a project and a server, and may be stopped and started again."""

    def __init__(self, project: Project, server: TelegramServer) -> None:
        self.project = project
        self.server = server
        self._opened = ExitStack()
        self._logs: list[BotProcess] = []
        self.start()

    @property
    def process(self) -> BotProcess:
        """The process that runs now, or ran last."""
        return self._logs[-1]

    @property
    def log(self) -> str:
        """All that was printed, by every process so far."""
        return "".join(process.log for process in self._logs)

    def start(self) -> None:
        """Start the bot; it is ready afterwards."""
        self._logs.append(
            self._opened.enter_context(start_bot(self.server, self.project.config_file))
        )

    def restart(self) -> None:
        """Stop the bot as an operator does, and start it again."""
        assert self.process.terminate() == 0
        self.start()

    def close(self) -> None:
        """Stop the bot."""
        self._opened.close()

    def person(self, lang: str | None = "en", name: str = "Ada") -> Person:
        """Return somebody new whose app is in a language."""
        return self.server.person(name, language_code=lang)

    def ask(self, person: Person, text: str) -> Message:
        """Let somebody write to the bot; return the reply."""
        return self.server.wait_for_reply(person.writes(text))

    def open(self, person: Person, message: Message, button: str) -> Message:
        """Let somebody tap a button; return the message as it looks then."""
        now: Message = self.server.run(lambda: copy.deepcopy(self.server.shown(message)))
        person.taps(now, button)
        return self.server.wait_for_edit(now)

    def popup(self, query_id: str) -> str:
        """Return what is shown over the chat when a tap was answered; empty where nothing is."""
        answered = self.server.answered_callbacks
        self.server.wait_until(lambda: query_id in answered, why="the tap is not answered")
        return str(answered[query_id].get("text", ""))

    def sent_to(self, person: Person, *methods: str) -> list[dict[str, Any]]:
        """Return the parameters of all calls of some methods for somebody's chat."""
        calls = (its for its in self.server.calls if its.method in methods)
        return [its.params for its in calls if its.params.get("chat_id") == person.id]


@contextmanager
def running_bot(project: Project) -> Iterator[Running]:
    """Run the bot of a project; it may break no rule, log no error and tell nobody the token."""
    with TelegramServer(api=api_description()) as server:
        running = Running(project, server)
        try:
            yield running
        finally:
            running.close()
        assert server.violations == [], "\n".join(server.violations)
        errors = [
            line for line in running.log.splitlines() if re.search(" (ERROR|CRITICAL) ", line)
        ]
        assert errors == [], running.log
        assert server.token.partition(":")[2] not in running.log


# --- What is seen -------------------------------------------------------------------------------


def buttons(message: Message) -> list[str]:
    """Return the texts of the buttons under a message, row after row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def marked(message: Message, kind: str) -> list[str]:
    """Return the parts of a message that are `bold`, `italic`, a `blockquote` and so on."""
    text = message["text"].encode("utf-16-le")
    return [
        text[2 * its["offset"] : 2 * (its["offset"] + its["length"])].decode("utf-16-le")
        for its in message.get("entities", ())
        if its["type"] == kind
    ]


def receipt_of(message: Message) -> str:
    """Return the receipt at the end of an answer."""
    [receipt] = marked(message, "code")
    return receipt
