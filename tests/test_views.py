"""Every part of an answer is a message that Telegram takes, and behind a button that leads back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from conftest import DATA, REPOSITORY, Project
from telegram_rules import RefusedError, Text, formatted_text, inline_keyboard, parse_html

from bot import texts
from bot.ask import framed, give_receipt
from bot.buttons import AskCard, DeleteMessage, View, read_data
from bot.compose import Answer, Part, compose, refuse, say
from bot.plan import Plan, Quote
from bot.receipts import unit_mark
from bot.telegram.outgoing import keyboard
from bot.texts import LANGUAGES
from bot.tongues import speak
from bot.views import (
    Button,
    Message,
    Shown,
    answer_message,
    passage_message,
    plain_message,
    question_rows,
    related_message,
    section_message,
    sections_of,
    sources_message,
    visible_length,
    with_rows,
)
from index import Library
from index.generations import (
    LAYOUT,
    LEARNED_FILE,
    STORE_FILE,
    VECTORS_FILE,
    Generations,
    Manifest,
)
from index.knowledge import read_knowledge
from index.store import Lexicon, VectorRow, write_store

CARD = Plan("card", "gp-address")
TERMS, PARA_9, SCOTLAND = "old-agreement#terms", "practice-guide#para-9", "scottish-note#summary"
RIGHT_TO_LEFT = ["ar", "fa", "ps", "ur"]
RELATED = [("register-without-papers", "Can I register?"), ("long-card", 'Is "a < b" & c > d?')]

# What a large project has: long texts, and signs that are markup in HTML.
TITLE = """Guide [2023] to <b>"A & B's"</b> &amp; more"""
# So written a number does not read as that of a source.
TITLE_SHOWN = TITLE.replace("[2023]", "(2023)")
PUBLISHER = "R&D <Council>"
URL = """https://example.org/a?b=1&c="x"&d='<y>'&amp;e"""
GUIDE = f"""---
id: wide-guide
title: |-
  {TITLE}
publisher: "{PUBLISHER}"
kind: regulator
url: {URL}
published: 2019-03-01
status: current
superseded_by: []
jurisdiction: England
checked: 2026-11-21
evidence: "read in part; pages 1 < 2 & 3"
---
"""
RULES = 21
# Of 10,000 characters each: of sentences, of none, and of sentences with signs of HTML.
SENTENCES = "The practice keeps what it knows of a patient and tells nobody but the patient. "
SIGNS = "It is free for those who have < 5 pounds & no more, and for those who are > 60. "
UNBROKEN = "the practice and the hospital and the charity and "
LONG_ITEM = "- The practice tells you under rule number {n} what it will do with all that it knows."
CARDS = {
    "long-card": f"""
question: 'Is "a < b" & c > d?'
verdict: "Yes & <no>"
---

The practice keeps it < secret > & safe.[{PARA_9}]

## What is < "a" & what > "b"
- It is "a < b" & c > d.[{PARA_9}]

## How it works
{chr(10).join(LONG_ITEM.format(n=n) + f"[{PARA_9}]" for n in range(90))}
""",
    "wide-card": f"""
question: "Which rules are there?"
verdict: "There are many"
---

There are many rules.[wide-guide#rule-1]

## How it works
{chr(10).join(f"- Rule {n} is for you.[wide-guide#rule-{n}]" for n in range(1, RULES + 1))}
""",
    "passages-card": f"""
question: "What do the passages say?"
verdict: "They say much"
---

They say much.[wide-guide#sentences][wide-guide#signs][wide-guide#unbroken]

## Facts
- In 2019 the guide named < three rules & more.[{PARA_9}]
- In 2020 the guide named four rules.[{PARA_9}]
""",
}
LAST_SECTIONS = f"""
## What you can do
- Ask the practice for its rules.[{PARA_9}]

## Who can help
- The helpline: 020 7946 0000.[helpline#phone]
"""


@dataclass(frozen=True)
class Opened:
    """A project that is built, with its index open."""

    project: Project
    library: Library

    def answer(self, plan: Plan, lang: str = "en", nation: str | None = None) -> Answer:
        answer = compose(plan, self.library, self.project.settings, lang=lang)
        return framed(answer, nation)

    def shown(self, plan: Plan, lang: str = "en", nation: str | None = None) -> Shown:
        answer = self.answer(plan, lang, nation)
        return Shown(answer, self.receipt(plan), nation)

    def receipt(self, plan: Plan) -> str:
        settings = self.project.settings
        return give_receipt(compose(plan, self.library, settings), self.library, settings)

    def quotes(self, *units: str, in_short: bool = False) -> tuple[Quote, ...]:
        """Return every sentence of some units."""
        return tuple(
            Quote(unit, n, in_short)
            for unit in units
            for n in range(len(self.library.quotables(unit)))
        )

    def passage(self, shown: Shown, number: int, page: int = 0) -> Message:
        return passage_message(shown, number, page, self.library, evidence=False)


def write_documents(project: Project) -> None:
    """Add the long and wide documents to a small project."""
    sections = {
        f"Rule {n}": f"Rule number {n} is what a practice does." for n in range(1, RULES + 1)
    }
    for name, text in (("Sentences", SENTENCES), ("Signs", SIGNS), ("Unbroken", UNBROKEN)):
        sections[name] = text * (10_000 // len(text))
    body = "".join(f"\n## {name}: what it says\n\n{text}\n" for name, text in sections.items())
    project.file("sources/wide-guide.md").write_text(GUIDE + body, encoding="utf-8")
    for card_id, content in CARDS.items():
        fields, text = content.split("---\n", 1)
        asked = ", ".join(f'"{word} {card_id}"' for word in ("about", "of", "why"))
        head = f"id: {card_id}{fields}also_asked: [{asked}]\ntopic: help\nas_of: 2026-11-21\n"
        project.file(f"answers/{card_id}.md").write_text(
            f"---\n{head}---\n{text}{LAST_SECTIONS}", encoding="utf-8"
        )


def opened_without_vectors(project: Project) -> Opened:
    """Return a project with its documents, but for what a search needs.

    Nothing is searched here, and to encode documents as long as these takes a minute.
    """
    knowledge, problems = read_knowledge(project.config.knowledge)
    assert problems == []
    generations = Generations(project.config.index_folder)
    with generations.lock():
        folder = generations.start("documents")
    write_store(folder / STORE_FILE, knowledge, [VectorRow("card", "none", "none")], Lexicon())
    for name in (VECTORS_FILE, LEARNED_FILE):
        (folder / name).touch()
    manifest = Manifest(
        name=folder.name,
        layout=LAYOUT,
        content="documents",
        built="2026-11-22T10:00:00+00:00",
        encoder="none",
        encoder_fingerprint="none",
        vector_size=0,
        counts={},
        encoded=0,
        seconds=0.0,
        files={},
    )
    generations.finish(folder, manifest)
    generations.publish(folder.name)
    return Opened(project, Library(project.config))


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The small project with long and wide documents besides; to be read only."""
    folder = tmp_path_factory.mktemp("wide") / "project"
    shutil.copytree(DATA / "knowledge", folder / "knowledge")
    shutil.copyfile(REPOSITORY / "config.toml", folder / "config.toml")
    project = Project(folder)
    write_documents(project)
    opened = opened_without_vectors(project)
    yield opened
    opened.library.close()


@pytest.fixture(scope="module")
def all_cards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The real documents; to be read only."""
    folder = tmp_path_factory.mktemp("cards") / "project"
    folder.mkdir()
    (folder / "knowledge").symlink_to(REPOSITORY / "knowledge")
    shutil.copyfile(REPOSITORY / "config.toml", folder / "config.toml")
    opened = opened_without_vectors(Project(folder))
    yield opened
    opened.library.close()


def plans(wide: Opened) -> dict[str, Plan]:
    """Return a plan of every form that a reply can have."""
    near = (Quote("gp-address", 3, in_short=True), Quote("gp-address", 4, in_short=True))
    facts = tuple(
        Quote("passages-card", its.position, in_short=its.position % 2 == 0)
        for its in wide.library.quotables("passages-card")
        if its.place == "facts"
    )
    beside = (Quote("help-immigration-lawyer", 0, in_short=False), *wide.quotes(SCOTLAND, TERMS))
    cards = ("gp-address", "long-card", "register-without-papers")
    return {
        "card": CARD,
        "card with what is beside": Plan("card", "gp-address", (*near, *beside)),
        "card that says its question": Plan("card", "gp-address", near, says_question=True),
        "card below a number to call": Plan("card", "gp-address", alarm="who-can-help-me-for-free"),
        "card of long sections": Plan("card", "long-card"),
        "card with facts": Plan("card", "passages-card", (*facts, *beside[:2])),
        "card of many sources": Plan("card", "wide-card"),
        "card of long passages": Plan("card", "passages-card"),
        "passages": Plan("sentences", quotes=(*wide.quotes(PARA_9, in_short=True), *beside)),
        "passages of the past": Plan("sentences", quotes=wide.quotes(TERMS)),
        "emergency": Plan("emergency", "who-can-help-me-for-free"),
        "no answer": Plan("no_answer"),
        "no answer but questions": Plan("no_answer", suggested=cards),
        "no answer but questions near": Plan("no_answer", suggested=cards, near=True),
        "no answer below a number": Plan("no_answer", alarm="who-can-help-me-for-free"),
    }


PLANS = [
    "card",
    "card with what is beside",
    "card that says its question",
    "card below a number to call",
    "card of long sections",
    "card with facts",
    "card of many sources",
    "card of long passages",
    "passages",
    "passages of the past",
    "emergency",
    "no answer",
    "no answer but questions",
    "no answer but questions near",
    "no answer below a number",
]


def taken(message: Message) -> Text:
    """Return a message as Telegram shows it; RefusedError where Telegram would not take it."""
    markup = keyboard(message.rows)
    inline_keyboard(markup.to_dict() if markup else None)
    return formatted_text({"text": message.html, "parse_mode": "HTML"})


def marked(text: Text, kind: str) -> list[str]:
    """Return the pieces of a text that are bold, or a link, or quoted."""
    units = text.text.encode("utf-16-le")
    return [
        units[2 * its["offset"] : 2 * (its["offset"] + its["length"])].decode("utf-16-le")
        for its in text.entities
        if its["type"] == kind
    ]


def buttons(message: Message) -> list[Button]:
    return [button for row in message.rows for button in row]


def labels(message: Message) -> list[list[str]]:
    return [[button.text for button in row] for row in message.rows]


def views(message: Message) -> list[View]:
    """Return what the buttons of a message open, read back from what Telegram keeps of them."""
    taps = [read_data(button.data) for button in buttons(message) if button.data]
    return [tap for tap in taps if isinstance(tap, View)]


def open_view(wide: Opened, shown: Shown, view: View) -> Message:
    match view.sight:
        case "answer":
            return answer_message(shown)
        case "section":
            return section_message(shown, view.number, view.page)
        case "sources":
            return sources_message(shown, view.page)
        case "passage":
            return passage_message(shown, view.number, view.page, wide.library, evidence=True)
        case "related":
            return related_message(shown, RELATED)


def walk(wide: Opened, shown: Shown) -> dict[View, Message]:
    """Return everything that can be opened from an answer, by pressing every button there is."""
    found: dict[View, Message] = {}
    waiting = [shown.view("answer")]
    while waiting:
        view = waiting.pop()
        if view not in found:
            found[view] = open_view(wide, shown, view)
            waiting += views(found[view])
    return found


def sentences(parts: tuple[Part, ...]) -> list[str]:
    return [line.text for part in parts for its in part.paragraphs for line in its.lines]


def said(messages: dict[View, Message]) -> str:
    """Return all that can be read, as it is read; whether Telegram takes it is shown elsewhere."""
    return "\n".join(parse_html(its.html).text for its in messages.values())


# Everything that can be opened


def test_there_is_a_plan_of_every_name(wide: Opened) -> None:
    assert list(plans(wide)) == PLANS


def refused(messages: dict[View, Message]) -> dict[View, str]:
    """Return what Telegram would not take, and why."""
    found = {}
    for view, its in messages.items():
        try:
            taken(its)
        except RefusedError as error:
            found[view] = error.because
    return found


@pytest.mark.parametrize("name", PLANS)
def test_telegram_takes_every_part_of_an_answer(wide: Opened, name: str) -> None:
    for lang in ("en", "ar", "fr", "zh"):
        shown = wide.shown(plans(wide)[name], lang, "Scotland")
        assert refused(walk(wide, shown)) == {}


def test_telegram_takes_every_part_of_every_real_card(all_cards: Opened) -> None:
    """In French, whose sentences are the longest, for somebody whose nation needs a note."""
    library = all_cards.library
    cards = [unit for unit in library.units() if "#" not in unit]
    assert len(cards) > 150
    for card_id in cards:
        messages = walk(all_cards, all_cards.shown(Plan("card", card_id), "fr", "Scotland"))
        assert refused(messages) == {}
        sections = [block for its in library.card(card_id).shown_sections for block in its.blocks]
        read = said(messages)
        wanted = [its.text for block in sections for its in block.sentences]
        assert [its for its in wanted if its not in read] == []


@pytest.mark.parametrize("name", PLANS)
def test_every_part_leads_back_to_the_answer(wide: Opened, name: str) -> None:
    shown = wide.shown(plans(wide)[name])
    home = shown.view("answer")
    assert {
        view: labels(its)
        for view, its in walk(wide, shown).items()
        if view != home and home not in views(its)
    } == {}


@pytest.mark.parametrize("name", PLANS)
def test_every_section_and_every_passage_can_be_opened(wide: Opened, name: str) -> None:
    shown = wide.shown(plans(wide)[name])
    seen = walk(wide, shown)
    opened = {(view.sight, view.number) for view in seen}
    sections = {("section", n) for n in range(len(sections_of(shown.answer)))}
    passages = {("passage", citation.n) for citation in shown.answer.citations}
    assert (sections | passages) - opened == set()
    assert {view.number for view in seen if view.sight == "passage"} == {n for _, n in passages}


@pytest.mark.parametrize("name", PLANS)
def test_every_sentence_of_a_reply_can_be_read(wide: Opened, name: str) -> None:
    shown = wide.shown(plans(wide)[name])
    answer = shown.answer
    read = said(walk(wide, shown))
    wanted = [*sentences(answer.parts), *sentences(answer.sections)]
    assert [its for its in wanted if its not in read] == []
    assert [its for its in answer.notes if its not in read] == []


@pytest.mark.parametrize("nation", [None, "Scotland", "Northern Ireland"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_language_and_nation_go_with_every_button(
    wide: Opened, lang: str, nation: str | None
) -> None:
    plan = plans(wide)["card with what is beside"]
    shown = wide.shown(plan, lang, nation)
    opened = set(walk(wide, shown))
    assert len(opened) > 10
    assert {(its.lang, its.nation, its.receipt) for its in opened} == {
        (lang, nation, wide.receipt(plan))
    }


# The answer as it is first seen


def test_answer_begins_with_its_verdict_in_bold_and_ends_with_its_receipt(wide: Opened) -> None:
    shown = wide.shown(CARD)
    text = taken(answer_message(shown))
    assert marked(text, "bold") == ["Not normally"]
    assert text.text.startswith("Not normally\n\nNo, your address is secret like your illness.[1]")
    assert text.text.endswith(f"\n\nReceipt {shown.receipt}")
    assert marked(text, "code") == [shown.receipt]
    assert marked(text, "italic") == list(shown.answer.notes)
    assert marked(text, "blockquote") == marked(text, "expandable_blockquote") == []


def test_answer_is_short_and_its_sections_are_behind_buttons(wide: Opened) -> None:
    message = answer_message(wide.shown(CARD))
    assert "If you agree" not in message.html
    assert labels(message) == [
        ["When it can happen", "What used to happen"],
        ["What you can do", "Who can help"],
        ["Sources", "Ask something related"],
    ]


def test_what_must_be_known_first_stands_first(wide: Opened) -> None:
    shown = wide.shown(CARD)
    answer = replace(shown.answer, preface="Your message had <a name> & more.")
    text = taken(answer_message(replace(shown, answer=answer, notice="The documents & <more>.")))
    assert text.text.startswith(
        "The documents & <more>.\n\nYour message had <a name> & more.\n\nNot normally\n\n"
    )
    assert marked(text, "italic")[0] == "The documents & <more>."


def test_number_to_call_stands_above_the_answer(wide: Opened) -> None:
    text = taken(answer_message(wide.shown(plans(wide)["card below a number to call"]))).text
    assert text.index("020 7946 0000") < text.index("No, your address is secret")


def test_message_that_is_no_question_has_no_buttons() -> None:
    message = answer_message(Shown(refuse("Say it in <words> & more."), None))
    assert message.rows == ()
    assert taken(message).text == "Say it in <words> & more."


def test_answer_without_a_receipt_has_no_parts_to_open(wide: Opened) -> None:
    shown = Shown(wide.answer(CARD), None)
    assert answer_message(shown).rows == ()
    assert "Receipt" not in answer_message(shown).html
    with pytest.raises(ValueError, match="receipt"):
        shown.view("sources")


def test_small_talk_is_said_as_it_is() -> None:
    shown = Shown(say("small_talk", "You are welcome <3 & goodbye."), None)
    assert taken(answer_message(shown)).text == "You are welcome <3 & goodbye."


# Escaping


def test_signs_of_html_are_read_as_they_were_written(wide: Opened) -> None:
    names = ("card of long sections", "card with facts")
    read = "".join(said(walk(wide, wide.shown(plans(wide)[name]))) for name in names)
    for its in (
        "Yes & <no>",
        "The practice keeps it < secret > & safe.",
        'What is < "a" & what > "b"',
        'It is "a < b" & c > d.',
        "In 2019 the guide named < three rules & more.",
    ):
        assert its in read


def test_title_publisher_and_link_of_a_source_are_as_they_were_written(wide: Opened) -> None:
    text = taken(sources_message(wide.shown(plans(wide)["card of many sources"]), 0))
    assert f"[1] {PUBLISHER}: {TITLE_SHOWN}, Rule 1\n" in text.text
    links = [its for its in text.entities if its["type"] == "text_link"]
    assert [its["url"] for its in links] == [URL] * 8
    assert set(marked(text, "text_link")) == {TITLE_SHOWN}


def test_button_has_its_words_as_they_are(wide: Opened) -> None:
    message = answer_message(wide.shown(plans(wide)["card of long sections"]))
    assert 'What is < "a" & what > "b"' in [button.text for button in buttons(message)]


def test_plain_message_is_read_as_it_was_written() -> None:
    row = (Button("<b> & </b>", DeleteMessage(7)),)
    message = plain_message("1 < 2 & <b>3</b> &amp; 4", row)
    assert taken(message).text == "1 < 2 & <b>3</b> &amp; 4"
    assert message.rows == (row,)


def test_more_rows_stand_below_the_others() -> None:
    first, second = ((Button(text, DeleteMessage(7)),) for text in ("first", "second"))
    assert with_rows(plain_message("said", first), second).rows == (first, second)
    assert with_rows(plain_message("said", first), second).html == "said"


# Length


@pytest.mark.parametrize(
    ("markup", "length"),
    [
        ("", 0),
        ("<b>bold</b>", 4),
        ("&lt;b&gt; &amp; &quot;", 7),
        ("😀", 2),
        ('<a href="https://example.org/?a=1&amp;b">a</a>', 1),
        ("ሓኪመይ", 4),
    ],
)
def test_length_is_what_telegram_counts(markup: str, length: int) -> None:
    assert visible_length(markup) == length


def test_long_section_goes_on_on_other_pages_and_loses_no_sentence(wide: Opened) -> None:
    shown = wide.shown(plans(wide)["card of long sections"])
    number = [its.heading for its in sections_of(shown.answer)].index("How it works")
    wanted = [LONG_ITEM.format(n=n).removeprefix("- ") for n in range(90)]
    assert sum(map(len, wanted)) > 4096
    pages = [
        parse_html(its.html).text
        for view, its in walk(wide, shown).items()
        if (view.sight, view.number) == ("section", number)
    ]
    assert len(pages) > 1
    assert [its for its in wanted if sum(its in page for page in pages) != 1] == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_long_passage_goes_on_on_other_pages_word_for_word(wide: Opened, number: int) -> None:
    shown = wide.shown(plans(wide)["card of long passages"])
    citation = shown.answer.citations[number - 1]
    pages: list[str] = []
    view: View | None = shown.view("passage", number)
    while view is not None:
        message = wide.passage(shown, number, view.page)
        pages += marked(taken(message), "blockquote")
        after = [its for its in views(message) if its == replace(view, page=view.page + 1)]
        view = after[0] if after else None
    assert len(pages) > 2
    assert " ".join(pages).split() == wide.library.passage(citation.address).text.split()


def test_long_details_never_take_the_place_of_the_answer(wide: Opened) -> None:
    shown = wide.shown(CARD)
    details = tuple(f"{n}. gp-address 0.12" for n in range(500))
    text = taken(answer_message(replace(shown, details=details))).text
    assert text.startswith(taken(answer_message(shown)).text)


def test_long_titles_never_take_the_place_of_other_sources(wide: Opened) -> None:
    shown = wide.shown(plans(wide)["card of many sources"])
    wider = tuple(replace(its, title="Long title " * 50) for its in shown.answer.citations)
    answer = replace(shown.answer, citations=wider)
    opened = walk(wide, replace(shown, answer=answer))
    read = said({view: its for view, its in opened.items() if view.sight == "sources"})
    listed = re.findall(r"^\[(\d+)\] .*Rule \d+$", read, re.MULTILINE)
    assert {int(n) for n in listed} == set(range(1, RULES + 1))


# Buttons and their rows


@pytest.mark.parametrize("name", PLANS)
def test_rows_have_two_short_words_or_four_numbers_at_most(wide: Opened, name: str) -> None:
    for lang in ("en", "ar", "fr", "zh"):
        messages = walk(wide, wide.shown(plans(wide)[name], lang)).values()
        for row in (row for message in messages for row in message.rows):
            are_numbers = all(re.fullmatch(r"\[\d+\]", button.text) for button in row)
            assert 1 <= len(row) <= (4 if are_numbers else 2)
            assert all(button.text.strip() for button in row)


def test_long_words_have_a_row_of_their_own_and_the_order_stays() -> None:
    headings = [
        "Short",
        "Longer than twenty-two letters",
        "One",
        "Two",
        "Three",
        "x" * 22,
        "y" * 23,
    ]
    parts = tuple(
        replace(say("answer", "said").parts[0], heading=heading, paragraphs=())
        for heading in headings
    )
    answer = replace(say("answer", "said"), sections=parts, parts=say("answer", "said").parts)
    assert labels(answer_message(Shown(answer, "16BBA-8QKPH-FVFXJ"))) == [
        ["Short"],
        ["Longer than twenty-two letters"],
        ["One", "Two"],
        ["Three", "x" * 22],
        ["y" * 23],
    ]


def test_section_that_is_open_has_no_button_and_the_others_have(wide: Opened) -> None:
    shown = wide.shown(CARD)
    message = section_message(shown, 2, 0)
    assert taken(message).text.startswith("What you can do\n")
    assert labels(message) == [
        ["When it can happen", "What used to happen"],
        ["Who can help", "Sources"],
        ["Ask something related"],
        ["‹ Back to the answer"],
    ]
    assert [(its.sight, its.number) for its in views(message)] == [
        ("section", 0),
        ("section", 1),
        ("section", 3),
        ("sources", 0),
        ("related", 0),
        ("answer", 0),
    ]


def test_items_of_a_list_are_shown_as_such_and_keep_their_marks(wide: Opened) -> None:
    text = taken(section_message(wide.shown(CARD), 0, 0)).text
    assert text == (
        "When it can happen\n\n"
        "• If you agree, if a court orders it, or if somebody is in danger.[1]\n"
        "• An office may ask by letter.[3] The practice can refuse it.[3]"
    )


def test_what_is_beside_the_card_is_a_section_of_its_own(wide: Opened) -> None:
    shown = wide.shown(plans(wide)["card with what is beside"])
    sections = sections_of(shown.answer)
    assert [its.heading for its in sections] == [
        "When it can happen",
        "What used to happen",
        "What you can do",
        "Who can help",
        "More from the sources",
    ]
    text = taken(section_message(shown, 4, 0))
    assert marked(text, "bold")[:2] == [
        "More from the sources",
        "Where can I get a free immigration lawyer? Ask the charity",
    ]


@pytest.mark.parametrize(
    "open_it",
    [
        lambda wide, shown: section_message(shown, 99, 0),
        lambda wide, shown: section_message(shown, 4095, 63),
    ],
)
def test_section_that_is_not_there_is_the_answer_itself(
    wide: Opened, open_it: Callable[[Opened, Shown], Message]
) -> None:
    shown = wide.shown(CARD)
    assert open_it(wide, shown) == answer_message(shown)


def test_page_that_is_not_there_is_the_last_one(wide: Opened) -> None:
    shown = wide.shown(plans(wide)["card of many sources"])
    assert sources_message(shown, 63) == sources_message(shown, 2)
    assert section_message(shown, 0, 63) == section_message(shown, 0, 0)
    assert wide.passage(shown, 1, 63) == wide.passage(shown, 1, 0)


# Sources


def test_sources_come_in_pages_each_with_the_button_of_its_passage(wide: Opened) -> None:
    shown = wide.shown(plans(wide)["card of many sources"])
    count = len(shown.answer.citations)
    assert count == RULES + 2
    pages = [sources_message(shown, page) for page in range(3)]
    assert [taken(its).text.splitlines()[0] for its in pages] == [
        "Sources 1/3",
        "Sources 2/3",
        "Sources 3/3",
    ]
    listed = [re.findall(r"^\[(\d+)\] ", taken(its).text, re.MULTILINE) for its in pages]
    assert [len(its) for its in listed] == [8, 8, 7]
    assert [int(n) for its in listed for n in its] == list(range(1, count + 1))
    assert labels(pages[0]) == [
        ["[1]", "[2]", "[3]", "[4]"],
        ["[5]", "[6]", "[7]", "[8]"],
        ["2/3 ›"],
        ["‹ Back to the answer"],
    ]
    assert labels(pages[1])[2] == ["‹ 1/3", "3/3 ›"]
    assert labels(pages[2])[2] == ["‹ 2/3"]


def test_number_of_a_source_opens_its_own_passage(wide: Opened) -> None:
    shown = wide.shown(plans(wide)["card of many sources"])
    for page in range(3):
        for button in buttons(sources_message(shown, page)):
            tap = read_data(button.data or "")
            if not isinstance(tap, View) or tap.sight != "passage":
                continue
            citation = shown.answer.citations[tap.number - 1]
            text = taken(open_view(wide, shown, tap))
            assert button.text == f"[{citation.n}]"
            assert text.text.startswith(f"[{citation.n}] ")
            assert marked(text, "blockquote") == [wide.library.passage(citation.address).text]


def test_few_sources_have_no_pages(wide: Opened) -> None:
    message = sources_message(wide.shown(CARD), 0)
    assert taken(message).text.splitlines()[0] == "Sources"
    assert labels(message)[-1] == ["‹ Back to the answer"]
    assert "›" not in str(labels(message))


def test_source_says_who_published_what_and_whether_it_holds(wide: Opened) -> None:
    text = taken(sources_message(wide.shown(CARD), 0)).text
    assert (
        "[1] Test Council: Guide for practices (invented for tests), Para 9\n"
        "published 1 March 2019; updated 2024; holds today, looked at 21 November 2026"
    ) in text
    assert (
        "[2] Test Office: Agreement about addresses (invented for tests), Withdrawal notice\n"
        "HISTORICAL, not a description of today; published January 2017;"
        " updated 9 November 2018; replaced by: Guide for practices (invented for tests)"
    ) in text


def test_only_what_no_longer_holds_is_in_bold(wide: Opened) -> None:
    shown = wide.shown(CARD)
    _, *bold = marked(taken(sources_message(shown, 0)), "bold")
    past = [its for its in shown.answer.citations if not its.is_current]
    assert len(bold) == len(past) == 2
    assert all(its.startswith("HISTORICAL, not a description of today; ") for its in bold)
    for citation in shown.answer.citations:
        text = taken(wide.passage(shown, citation.n))
        assert bool(marked(text, "bold")) == (not citation.is_current)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_historical_source_says_so_in_every_language(wide: Opened, lang: str) -> None:
    shown = wide.shown(CARD, lang)
    _, *bold = marked(taken(sources_message(shown, 0)), "bold")
    assert len(bold) == 2
    assert all(its.startswith(speak(lang)(texts.HISTORICAL)) for its in bold)


def test_answer_without_sources_has_none_to_open() -> None:
    shown = Shown(say("answer", "said"), "16BBA-8QKPH-FVFXJ")
    assert sources_message(shown, 0) == answer_message(shown)
    assert answer_message(shown).rows == ()


# Passages


def test_passage_is_word_for_word_between_its_source_and_its_link(wide: Opened) -> None:
    shown = wide.shown(CARD)
    text = taken(wide.passage(shown, 1))
    assert marked(text, "blockquote") == [wide.library.passage(PARA_9).text]
    assert text.text.startswith(
        "[1] Test Council: Guide for practices (invented for tests), Para 9"
    )
    assert text.text.endswith("\n\nhttps://example.org/practice-guide")


def test_passage_leads_to_its_neighbours_and_to_its_page_of_the_sources(wide: Opened) -> None:
    shown = wide.shown(plans(wide)["card of many sources"])
    last = len(shown.answer.citations)
    assert labels(wide.passage(shown, 1)) == [
        ["Passage 2 ›"],
        ["Sources"],
        ["‹ Back to the answer"],
    ]
    assert labels(wide.passage(shown, last))[0] == [f"‹ Passage {last - 1}"]
    assert views(wide.passage(shown, 8))[-2] == shown.view("sources", page=0)
    message = wide.passage(shown, 9)
    assert labels(message)[0] == ["‹ Passage 8", "Passage 10 ›"]
    assert [(its.sight, its.number, its.page) for its in views(message)] == [
        ("passage", 8, 0),
        ("passage", 10, 0),
        ("sources", 0, 1),
        ("answer", 0, 0),
    ]


@pytest.mark.parametrize("number", [0, 99, 4095])
def test_passage_that_is_not_there_is_the_list_of_sources(wide: Opened, number: int) -> None:
    shown = wide.shown(CARD)
    assert wide.passage(shown, number) == sources_message(shown, 0)


def test_evidence_is_for_those_who_asked_for_it(wide: Opened) -> None:
    shown = wide.shown(plans(wide)["card of many sources"])
    line = "Evidence: read in part; pages 1 < 2 & 3"
    with_it = passage_message(shown, 1, 0, wide.library, evidence=True)
    assert taken(with_it).text.endswith(f"\n\n{line}")
    assert line not in taken(wide.passage(shown, 1)).text


def test_source_without_an_address_is_no_link(wide: Opened) -> None:
    shown = wide.shown(CARD)
    without = tuple(replace(its, url="") for its in shown.answer.citations)
    shown = replace(shown, answer=replace(shown.answer, citations=without))
    sources, passage = taken(sources_message(shown, 0)), taken(wide.passage(shown, 1))
    assert marked(sources, "text_link") == marked(passage, "text_link") == []
    assert "[1] Test Council: Guide for practices (invented for tests), Para 9\n" in sources.text
    assert passage.text.endswith(wide.library.passage(PARA_9).text)


# No answer


def test_no_answer_offers_questions_as_buttons_and_says_whom_to_ask(wide: Opened) -> None:
    message = answer_message(wide.shown(plans(wide)["no answer but questions near"]))
    text = taken(message)
    assert text.text.startswith(
        "I am not sure that I understood. Did you mean one of these questions?\n\n"
        "I can answer these questions:\n"
        "1. Does my GP give my address to the Home Office?\n"
        '2. Is "a < b" & c > d?\n'
        "3. Can I register with a GP without papers?\n\n"
        "Whom to ask\n"
    )
    assert marked(text, "bold") == ["I can answer these questions:", "Whom to ask"]
    assert labels(message) == [
        ["1. Does my GP give my address to the Home Office?"],
        ['2. Is "a < b" & c > d?'],
        ["3. Can I register with a GP without papers?"],
        ["Sources"],
    ]
    assert [button.tap for button in buttons(message)[:3]] == [
        AskCard(unit_mark(card_id), "en")
        for card_id in ("gp-address", "long-card", "register-without-papers")
    ]


def test_no_answer_without_questions_says_whom_to_ask(wide: Opened) -> None:
    message = answer_message(wide.shown(plans(wide)["no answer"]))
    assert "The helpline gives free advice" in taken(message).text
    assert labels(message) == [["Sources"]]


def test_button_of_a_question_asks_it_in_the_language_of_the_answer(wide: Opened) -> None:
    for lang in LANGUAGES:
        message = answer_message(wide.shown(plans(wide)["no answer but questions"], lang))
        taps = [read_data(its.data or "") for its in buttons(message)]
        asked = [its for its in taps if isinstance(its, AskCard)]
        assert [(its.mark, its.lang) for its in asked] == [
            (unit_mark(card_id), lang)
            for card_id in ("gp-address", "long-card", "register-without-papers")
        ]


def test_related_questions_are_buttons_above_the_way_back(wide: Opened) -> None:
    message = related_message(wide.shown(CARD), RELATED)
    assert taken(message).text == (
        'Questions near this one:\n1. Can I register?\n2. Is "a < b" & c > d?'
    )
    assert labels(message) == [
        ["1. Can I register?"],
        ['2. Is "a < b" & c > d?'],
        ["‹ Back to the answer"],
    ]
    assert question_rows(RELATED, "en") == message.rows[:2]


# For caseworkers


def test_details_stand_folded_below_everything(wide: Opened) -> None:
    shown = replace(wide.shown(CARD), details=("For caseworkers", "1. gp-address <0.12> & more"))
    text = taken(answer_message(shown))
    assert marked(text, "expandable_blockquote") == ["For caseworkers\n1. gp-address <0.12> & more"]
    assert text.text.endswith("\n\nFor caseworkers\n1. gp-address <0.12> & more")


# From the right


@pytest.mark.parametrize("lang", RIGHT_TO_LEFT)
def test_receipt_keeps_its_direction_and_is_copied_without_marks(wide: Opened, lang: str) -> None:
    shown = wide.shown(CARD, lang)
    message = answer_message(shown)
    assert f"\u2068<code>{shown.receipt}</code>\u2069" in message.html
    assert marked(taken(message), "code") == [shown.receipt]


@pytest.mark.parametrize("lang", RIGHT_TO_LEFT)
def test_what_the_bot_says_is_in_the_language_and_what_it_cites_in_english(
    wide: Opened, lang: str
) -> None:
    tongue, shown = speak(lang), wide.shown(CARD, lang)
    text = taken(answer_message(shown)).text
    assert "No, your address is secret like your illness.[1]" in text
    assert tongue(texts.NOT_TRANSLATED) in text
    sources = taken(sources_message(shown, 0)).text
    assert sources.startswith(tongue(texts.SOURCES))
    assert "Test Council: Guide for practices (invented for tests), Para 9" in sources
    words = [button.text for button in buttons(answer_message(shown))]
    assert words == [
        tongue("When it can happen"),
        tongue("What used to happen"),
        tongue("What you can do"),
        tongue("Who can help"),
        tongue(texts.SOURCES),
        tongue(texts.RELATED),
    ]
    assert buttons(section_message(shown, 0, 0))[-1].text == f"‹ {tongue(texts.BACK)}"


@pytest.mark.parametrize("name", PLANS)
def test_every_mark_of_direction_that_is_opened_is_closed_in_its_line(
    wide: Opened, name: str
) -> None:
    for lang in RIGHT_TO_LEFT:
        messages = walk(wide, wide.shown(plans(wide)[name], lang, "Wales"))
        words = [its.text for message in messages.values() for its in buttons(message)]
        lines = [*said(messages).split("\n"), *words]
        assert [its for its in lines if its.count("\u2068") != its.count("\u2069")] == []


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang not in RIGHT_TO_LEFT])
def test_language_from_the_left_has_no_marks_of_direction(wide: Opened, lang: str) -> None:
    messages = walk(wide, wide.shown(plans(wide)["card with what is beside"], lang, "Wales"))
    read = said(messages) + str([labels(its) for its in messages.values()])
    assert set(read) & set("\u2066\u2067\u2068\u2069\u200e\u200f") == set()


def test_sections_have_their_names_in_the_language_of_the_answer(wide: Opened) -> None:
    for lang in LANGUAGES:
        shown = wide.shown(plans(wide)["card with what is beside"], lang)
        headings = [its.heading for its in sections_of(shown.answer)]
        assert headings[2:] == [
            speak(lang)("What you can do"),
            speak(lang)("Who can help"),
            speak(lang)(texts.MORE_FROM_SOURCES),
        ]
