"""Documents made to do harm are taken over as harmless words or refused in one sentence."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from multiprocessing import get_context
from pathlib import Path

import pytest
from conftest import DATA, REPOSITORY, Project
from document_taking import GIVEN, NAMED, Order, Taken, take
from hostile_documents import CITATIONS, INSTRUCTIONS, TELEGRAM, UNSEEN, Hostile, hostile_files
from hostile_pages import page
from telegram_rules import formatted_text

from bot.ask import give_receipt
from bot.compose import compose
from bot.plan import Plan, Quote
from bot.views import Message, Shown, answer_message, passage_message, sources_message
from index import Encoder, Library
from index.intake.web_address import shown
from index.knowledge import read_source

# Every so manieth; `make torture` takes all.
_STEP = 18
_WORKERS = 2
# What a process once held counts for each that it starts.
_TAKEN_BY_ONE = 16
# A reading is given up after eight; what is around it may take as long as it takes to start.
_MOST_SECONDS = 10.0
_MOST_MEGABYTES = 500.0
_LONGEST_MESSAGE = 500
_COMMANDS = (
    "PDF with a password",
    "page with a script",
    "Word file with a billion laughs in utf-16",
    "page called 'a\\nb: error.html'",
    "page with many pictures of Markdown",
    "text with a line of 20 MB",
    "nothing called .pdf",
    "page with as many words as are taken",
    "Word file with macros",
    "PDF with a page of 100 MB",
)
_FEW_COMMANDS = 4


@pytest.fixture(scope="module")
def taken(torture: bool, tmp_path_factory: pytest.TempPathFactory) -> list[Taken]:
    """What came of the hostile files: of all of them, or of some of each kind."""
    chosen = hostile_files()[:: 1 if torture else _STEP]
    folders = [tmp_path_factory.mktemp("taking") for _ in range(_WORKERS)]
    orders: list[list[Order]] = [[] for _ in folders]
    for folder in folders:
        shutil.copytree(DATA / "knowledge", folder / "project" / "knowledge")
        shutil.copyfile(REPOSITORY / "config.toml", folder / "project" / "config.toml")
    for n, hostile in enumerate(chosen):
        folder = folders[n % _WORKERS]
        file = put(hostile, folder / "documents" / str(n))
        orders[n % _WORKERS].append(Order(hostile.what, file, folder, hostile.names_itself))
    # A process started anew is small, so that the memory counted is that of the taking alone.
    context = get_context("spawn")
    with (
        context.Pool(1, maxtasksperchild=_TAKEN_BY_ONE) as one,
        context.Pool(1, maxtasksperchild=_TAKEN_BY_ONE) as other,
    ):
        results = [
            pool.map_async(take, its_orders, chunksize=1)
            for pool, its_orders in zip((one, other), orders, strict=True)
        ]
        found = [its for result in results for its in result.get()]
        for pool in (one, other):
            pool.close()
            pool.join()
    return found


def put(hostile: Hostile, folder: Path) -> Path:
    """Write a hostile file into a folder of its own."""
    folder.mkdir(parents=True)
    file = folder / hostile.file_name
    file.write_bytes(hostile.make())
    return file


def failing(taken: list[Taken], holds: Callable[[Taken], bool]) -> list[str]:
    return [its.what for its in taken if not holds(its)]


def test_there_are_three_hundred_hostile_files_with_names_of_their_own() -> None:
    names = [hostile.what for hostile in hostile_files()]
    assert len(names) >= 300
    assert len(names) == len(set(names))


def test_a_hostile_file_is_taken_or_refused_and_nothing_else_happens(taken: list[Taken]) -> None:
    assert [(its.what, its.unforeseen) for its in taken if its.unforeseen] == []
    assert {bool(its.refused) for its in taken} == {True, False}


def test_a_refusal_is_one_short_sentence_that_names_the_file(taken: list[Taken]) -> None:
    def is_clear(its: Taken) -> bool:
        # The format of knowledge/ is broken: then the file that was not written is named.
        names_it = (shown(its.name), "knowledge/sources/")
        return (
            any(name in its.refused for name in names_it)
            and its.refused.isprintable()
            and "Traceback" not in its.refused
            and len(its.refused) < _LONGEST_MESSAGE
        )

    assert failing([its for its in taken if its.refused], is_clear) == []


def test_what_was_taken_reads_back_without_problems(taken: list[Taken]) -> None:
    assert [(its.what, its.problems) for its in taken if its.problems] == []


def test_what_was_taken_has_no_sign_that_is_not_seen(taken: list[Taken]) -> None:
    def is_seen(its: Taken) -> bool:
        kinds = {unicodedata.category(sign) for sign in its.text if sign != "\n"}
        return kinds.isdisjoint({"Cc", "Cf", "Cs", "Co"})

    assert failing(taken, is_seen) == []


def test_what_was_taken_has_nothing_of_scripts_entities_and_files_nearby(
    taken: list[Taken],
) -> None:
    def is_of_document(its: Taken) -> bool:
        says_so = "shown script" in its.what or its.what.startswith("text ")
        # Letters that mean so to every program that copies them.
        says_so = says_so or "stand for tags" in its.what
        return (
            UNSEEN not in its.text
            and "root:x:0" not in its.text
            and (says_so or "<script" not in its.words)
        )

    assert failing(taken, is_of_document) == []


def test_nothing_is_written_but_the_one_source(taken: list[Taken]) -> None:
    assert [(its.what, its.changed) for its in taken if its.changed] == []


def test_no_hostile_file_takes_longer_than_ten_seconds(taken: list[Taken]) -> None:
    assert failing(taken, lambda its: its.seconds < _MOST_SECONDS) == []


def test_no_hostile_file_takes_more_memory_than_allowed(taken: list[Taken]) -> None:
    # Each is the most until then, of the readers and of who started them.
    assert max(its.megabytes for its in taken) < _MOST_MEGABYTES
    assert max(its.own_megabytes for its in taken) < _MOST_MEGABYTES


def test_the_command_says_one_sentence_of_a_hostile_file(
    project: Project, tmp_path: Path, torture: bool
) -> None:
    known = {hostile.what: hostile for hostile in hostile_files()}
    said = {**GIVEN, **NAMED}
    options = [its for name, value in said.items() for its in (f"--{name}", value)]
    for n, what in enumerate(_COMMANDS[: None if torture else _FEW_COMMANDS]):
        file = put(known[what], tmp_path / "documents" / str(n))
        ran = project.run("index", "add", str(file), *options)
        message = ran.stderr.decode()
        assert ran.returncode in (0, 2), (what, message)
        assert re.fullmatch("" if ran.returncode == 0 else r"error: [^\n]+\n", message), what
        project.file("sources/hostile-letter.md").unlink(missing_ok=True)


# Asked about

QUESTION = "Where does the brass lantern of the warden hang?"
LANTERN = "The brass lantern of the warden hangs above the old door of the harbour office."
_CARD = """---
id: brass-lantern
question: "Where does the brass lantern of the warden hang?"
also_asked:
  - "brass lantern warden where"
  - "lantern of the warden above which door"
  - "where is the warden's brass lantern"
topic: help
verdict: "Above the old door"
as_of: 2026-11-21
---

It hangs above the old door.[{address}]

## What you can do
- Look up.[{address}]

## Who can help
- The helpline: 020 7946 0000.[helpline#phone]
"""


def hostile_letter() -> bytes:
    words = TELEGRAM.replace("&", "&amp;").replace("<", "&lt;")
    head = f"<script>alert('{UNSEEN}')</script><meta name=author content='<b>Warden</b> [2]'>"
    inside = (
        f"<h2>Lanterns {words} [3]</h2><p>{LANTERN} {words}</p><script>{UNSEEN}</script>"
        f"<p>{INSTRUCTIONS} &lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; *this* `that`</p>"
        f"<p>{CITATIONS} &#x202e;&#27;[31m</p>"
    )
    return page(inside, head=head, title=f"Lanterns {words} [4]")


@pytest.fixture
def asked(project: Project, encoder: Encoder, tmp_path: Path) -> Project:
    """The small project with a hostile page added, and a card that rests on it, built."""
    file = tmp_path / "letter.html"
    file.write_bytes(hostile_letter())
    options = [its for name, value in (GIVEN | NAMED).items() for its in (f"--{name}", value)]
    ran = project.run("index", "add", str(file), *options, "--url", "https://board.example/letter")
    assert (ran.returncode, ran.stderr) == (0, b"")
    text = project.file("sources/hostile-letter.md").read_text(encoding="utf-8")
    assert UNSEEN not in text
    address = re.sub(r"[^a-z0-9]+", "-", found_in(text).lower()).strip("-")
    card = _CARD.format(address=f"hostile-letter#{address}")
    project.file("answers/brass-lantern.md").write_text(card, encoding="utf-8")
    project.build(encoder)
    return project


def found_in(text: str) -> str:
    """Return the locator of the section that speaks of the lantern."""
    before = text.partition(LANTERN)[0]
    heading = before.rpartition("\n## ")[2].partition("\n")[0]
    return heading.replace("\\", "").partition(": ")[0]


class _Markup(HTMLParser):
    """Notes every tag of a message, every address, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: set[str | None] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses |= {value for name, value in attrs if name != "expandable"}

    def handle_data(self, data: str) -> None:
        self.text += data


def messages(project: Project) -> Iterator[Message]:
    """Give what Telegram is sent of answers from every section of the hostile source."""
    found, _ = read_source(project.file("sources/hostile-letter.md"), project.config.knowledge)
    assert found is not None
    library = Library(project.config)
    for unit in (passage.address for passage in found[1]):
        quotes = tuple(Quote(unit, n, in_short=n == 0) for n in range(len(library.quotables(unit))))
        answer = compose(Plan("sentences", quotes=quotes), library, project.settings)
        reply = Shown(answer, give_receipt(answer, library, project.settings))
        yield answer_message(reply)
        yield sources_message(reply, 0)
        for cited in answer.citations:
            yield passage_message(reply, cited.n, 0, library, evidence=True)
    library.close()


def test_a_hostile_document_reaches_its_reader_as_harmless_words(asked: Project) -> None:
    ran = asked.run("bot", "ask", QUESTION, "--json")
    assert (ran.returncode, ran.stderr) == (0, b"")
    reply = json.loads(ran.stdout)
    assert reply["card"] == "brass-lantern"
    assert "hostile-letter" in {its["source"] for its in reply["citations"]}
    # A citation within the words of the document is none of the answer's.
    cited = {its["address"] for its in reply["citations"]}
    assert not {its for its in cited if its.startswith("gmc-")}
    marks = set(map(int, re.findall(r"\[(\d+)\]", reply["text"])))
    assert marks == set(range(1, len(reply["citations"]) + 1))
    read = ""
    for message in messages(asked):
        markup = _Markup(message.html)
        assert markup.tags <= {"a", "b", "blockquote", "code", "i"}
        assert markup.addresses <= {"https://board.example/letter"}
        assert formatted_text({"text": message.html, "parse_mode": "HTML"}).text
        assert set(re.findall(r"\[\d+\]", markup.text)) <= {"[1]"}
        read += markup.text
    assert LANTERN in read
    assert UNSEEN not in read
    assert read.replace("\n", "").isprintable()
