"""A conversation in each language reads as its golden file: every word, button and edit.

After a change that is meant, rewrite the files and look at what differs:
`pytest tests/test_telegram_conversations.py --update-golden`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import REPOSITORY
from telegram_fixtures import (
    QUESTIONS,
    Running,
    buttons,
    change_setting,
    marked,
    running_bot,
    telegram_project,
)
from telegram_server import Message, Person

from bot import texts
from bot.tongues import Tongue, speak
from index import Encoder

GOLDEN = REPOSITORY / "tests" / "golden" / "telegram"
# How what is marked in a message is written down: before it and after it.
MARKS = {
    "bold": ("*", "*"),
    "italic": ("_", "_"),
    "blockquote": ("“", "”"),
    "expandable_blockquote": ("“", "”"),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("conversations") / "project"
    project = telegram_project(folder, encoder, tmp_path_factory.getbasetemp())
    # What is third among cards that are all far away is no matter of these files.
    change_setting(project, "suggestions", "2")
    with running_bot(project) as running:
        # So many at once are near the most that Telegram takes in a second, which is no matter of
        # these files either.
        running.server.flood_control = False
        yield running


@pytest.fixture(scope="module")
def conversations(running: Running) -> dict[str, str]:
    """The conversations, by language; they go on side by side, since nobody may write faster."""
    with ThreadPoolExecutor(len(texts.LANGUAGES)) as people:
        held = people.map(lambda lang: Conversation(running, lang).text, texts.LANGUAGES)
        return dict(zip(texts.LANGUAGES, held, strict=True))


# How a conversation is held and written down


class Conversation:
    """A conversation of one person whose app is in a language, and how it is written down."""

    def __init__(self, running: Running, lang: str) -> None:
        self._running = running
        self._ada: Person = running.person(lang)
        self._lines: list[str] = []
        self._hold(speak(lang))

    @property
    def text(self) -> str:
        """All that was said, as a person can read it."""
        return "\n".join(self._lines).rstrip()

    def _hold(self, tongue: Tongue) -> None:
        question, other = QUESTIONS[tongue.lang]
        self._writes("/start")
        answer = self._writes(question)
        answer = self._taps(answer, tongue(texts.HEADINGS["What you can do"]))
        answer = self._taps(answer, tongue(texts.SOURCES))
        answer = self._taps(answer, "[2]")
        self._taps(answer, tongue(texts.BACK))
        self._writes(other)
        self._sends("voice")
        self._writes("/privacy")
        offer = self._writes("/language")
        self._taps(offer, texts.OWN_NAMES[tongue.lang])
        self._writes("/forget")

    def _writes(self, text: str) -> Message:
        return self._answered(f"Ada: {text}", self._ada.writes(text))

    def _sends(self, kind: str) -> Message:
        return self._answered(f"Ada sends a {kind} message.", self._ada.sends(kind))

    def _answered(self, what: str, message: Message) -> Message:
        reply = self._running.server.wait_for_reply(message)
        self._note(what, "Bot:", reply)
        return reply

    def _taps(self, message: Message, button: str) -> Message:
        [full] = [text for text in buttons(message) if button in text]
        self._ada.taps(message, full)
        edited = self._running.server.wait_for_edit(message)
        self._note(f"Ada taps [{full}]", "Bot changes that to:", edited)
        return edited

    def _note(self, what: str, who: str, message: Message) -> None:
        shown = "\n".join((_with_marks(message), *_rows(message)))
        said = (f"    {line}".rstrip() for line in shown.split("\n"))
        self._lines += [what, "", who, *said, ""]


def _rows(message: Message) -> Iterator[str]:
    """Give a line for each row of buttons, after an empty one."""
    rows: Sequence[Sequence[Message]] = message.get("reply_markup", {}).get("inline_keyboard", ())
    if rows:
        yield ""
    for row in rows:
        yield " ".join(f"[{button['text']}]" for button in row)


def _with_marks(message: Message) -> str:
    """Return the text of a message with its marks.

    A receipt is only named: it is another one with every change of the documents.
    """
    units = message["text"].encode("utf-16-le")
    marks: list[tuple[int, int, str]] = []
    for its in message.get("entities", ()):
        before, after = MARKS.get(its["type"], ("", ""))
        if its["type"] == "text_link":
            after = f" <{its['url']}>"
        # Where one ends and another begins, the end comes first.
        marks += [(its["offset"], 1, before), (its["offset"] + its["length"], 0, after)]
    text, place = "", 0
    for at, _, mark in sorted(marks):
        text += units[2 * place : 2 * at].decode("utf-16-le") + mark
        place = at
    text += units[2 * place :].decode("utf-16-le")
    for receipt in marked(message, "code"):
        text = text.replace(receipt, "RECEIPT")
    return text


@pytest.mark.parametrize("lang", list(texts.LANGUAGES))
def test_conversation_reads_as_reviewed(
    conversations: dict[str, str], pytestconfig: pytest.Config, lang: str
) -> None:
    file, text = GOLDEN / f"{lang}.txt", f"{conversations[lang]}\n"
    if pytestconfig.getoption("update_golden", default=False):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_every_golden_conversation_is_one_of_a_language() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == set(texts.LANGUAGES)
