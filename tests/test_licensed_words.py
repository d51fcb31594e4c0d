"""Of a publisher's words a reply shows no more than it may, and none of them does any harm."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from conftest import Project, _small_project
from msgspec.structs import replace as with_settings
from telegram_rules import formatted_text

from bot.ask import give_receipt
from bot.compose import Answer, compose
from bot.config import BotSettings
from bot.plan import Plan, Quote, plan_reply
from bot.quoting import shown_words
from bot.render import plain_text
from bot.verify import verify
from bot.views import (
    Message,
    Shown,
    answer_message,
    passage_message,
    section_message,
    sources_message,
)
from index import Encoder, Hit, Library, Pick, SearchResult

# Of 9, 13 and 6 words, of 7 and 5, of 6 and 5.
ROOF, GARDEN, LANTERNS = "kites#page-1", "kites#page-2", "lanterns#page-1"
HOSTILE, PARA_9, SCOTLAND = "hostile#rule-3", "practice-guide#para-9", "scottish-note#summary"
LEFT_OUT = " …"
_FIELDS = """kind: charity
published: 2024-02-03
status: current
superseded_by: []
jurisdiction: UK
checked: 2026-11-21
evidence: read in full
---
"""
_KITES = f"""---
id: kites
title: Kites and clinics (invented for tests)
publisher: Riverside Health Charity
url: https://example.org/kites
licence: all rights reserved
{_FIELDS}
## Page 1: Kites on the roof

A clinic may keep one kite on its roof. The kite must be red on weekdays and blue on every other
day. Nobody needs a permit for it.

## Page 2: Kites in the garden

A garden holds five kites at most. Each string measures twenty metres.
"""
_LANTERNS = f"""---
id: lanterns
title: Lanterns and doors (invented for tests)
publisher: Northshire Practice Board
url: https://example.org/lanterns
licence: unknown
{_FIELDS.replace("status: current", "status: historical").replace("[]", "[hostile]")}
## Page 1: Lanterns

A lantern hangs beside the door. Its candle burns until nine.
"""
# What stands in a source as readers must see it, written as its file must have it.
TITLE = '<script>alert("1")</script> *Fees* (1) &amp; <a href="tg://user?id=1">more</a>'
PUBLISHER = "Northshire <b>Board</b> (2) &lt;i&gt;"
HEADING = "Bells <i> at _the_ door (4)"
WORDS = (
    "A bell with <script>alert(1)</script> hangs at the *door* of the clinic (5) on Mondays.",
    "Ring <a href='https://example.org/trap'>it</a> [here](tg://user?id=1) &amp; wait </b> twice.",
)
_HOSTILE = f"""---
id: hostile
title: '{TITLE.replace("(1)", "[1]")}'
publisher: '{PUBLISHER.replace("(2)", "[2]")}'
url: none
licence: unknown
{_FIELDS}
## Rule [3]: Bells \\<i\\> at \\_the\\_ door [4]

A bell with \\<script\\>alert(1)\\</script\\> hangs at the \\*door\\* of the clinic [5] on Mondays.
Ring \\<a href='https://example.org/trap'\\>it\\</a\\> \\[here\\](tg://user?id=1) &amp;amp; wait
\\</b\\> twice.
"""
_CARD = """---
id: ring-the-bell
question: "Where does the bell of the clinic hang?"
also_asked:
  - "bell of the clinic where"
  - "where do i ring at the clinic"
  - "clinic bell monday"
topic: help
verdict: "At the door"
as_of: 2026-11-21
---

The bell hangs at the door on Mondays.[hostile#rule-3]

## What you can do
- Ring twice.[hostile#rule-3]

## Who can help
- The helpline: 020 7946 0000.[helpline#phone]
"""


@pytest.fixture(scope="module")
def licensed(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Project:
    """The small project with words of publishers; to be read only."""
    project = _small_project(tmp_path_factory.mktemp("licensed") / "project")
    for name, text in (("kites", _KITES), ("lanterns", _LANTERNS), ("hostile", _HOSTILE)):
        project.file(f"sources/{name}.md").write_text(text, encoding="utf-8")
    project.file("answers/ring-the-bell.md").write_text(_CARD, encoding="utf-8")
    project.build(encoder)
    return project


@pytest.fixture
def opened(licensed: Project) -> Iterator[Library]:
    library = Library(licensed.config)
    yield library
    library.close()


@pytest.fixture
def settings(licensed: Project) -> BotSettings:
    return licensed.settings


def limited(settings: BotSettings, words: int) -> BotSettings:
    return with_settings(settings, quoted_words=words)


def whole(library: Library, *units: str) -> tuple[Quote, ...]:
    """Return every sentence of some units, none of them for the short reply."""
    return tuple(
        Quote(unit, n, in_short=False)
        for unit in units
        for n in range(len(library.quotables(unit)))
    )


def said(answer: Answer) -> list[str]:
    return [line.text for part in answer.parts for its in part.paragraphs for line in its.lines]


def said_of(answer: Answer, source: str) -> str:
    """Return all the words of one source that a reply has."""
    return " ".join(
        line.text
        for part in answer.parts
        for its in part.paragraphs
        for line in its.lines
        if answer.citations[line.marks[0] - 1].source == source
    )


# One text


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        (60, "One two three. Four five. Six."),
        (6, "One two three. Four five. Six."),
        (5, "One two three. Four five. …"),
        (4, "One two three. …"),
        (3, "One two three. …"),
        (2, "One two …"),
        (1, "One …"),
    ],
)
@pytest.mark.parametrize("licence", ["all rights reserved", "unknown"])
def test_text_is_shown_up_to_the_last_sentence_that_fits(
    opened: Library, licence: str, limit: int, shown: str
) -> None:
    source = replace(opened.source("kites"), licence=licence)
    assert shown_words(source, "One two three. Four five. Six.", limit) == shown


def test_shorter_sentence_after_one_that_is_left_out_is_left_out_too(opened: Library) -> None:
    text = "One two. Three four five six. Seven."
    assert shown_words(opened.source("kites"), text, 4) == "One two. …"


@pytest.mark.parametrize(
    "licence",
    [None, "open government licence", "open parliament licence", "creative commons"],
)
def test_our_own_words_and_those_under_an_open_licence_are_never_cut(
    opened: Library, licence: str | None
) -> None:
    source = replace(opened.source("kites"), licence=licence)
    text = " One  two three.\nFour five. " * 50
    assert shown_words(source, text, 1) == text


# One reply


@pytest.mark.parametrize("limit", range(1, 45))
@pytest.mark.parametrize("lang", ["en", "pl", "ar"])
def test_sentences_of_one_source_together_stay_within_the_limit(
    opened: Library, settings: BotSettings, limit: int, lang: str
) -> None:
    plan = Plan("sentences", quotes=whole(opened, ROOF, PARA_9, GARDEN, LANTERNS))
    answer = compose(plan, opened, limited(settings, limit), lang=lang)
    for source, units in (("kites", (ROOF, GARDEN)), ("lanterns", (LANTERNS,))):
        words, shown = " ".join(opened.passage(its).text for its in units), said_of(answer, source)
        quoted = shown.removesuffix(LEFT_OUT)
        assert words.startswith(quoted)
        assert 0 < len(quoted.split()) <= limit
        assert (quoted == shown) is (shown == words) is (len(words.split()) <= limit)
    assert said_of(answer, "practice-guide") == opened.passage(PARA_9).text


def test_what_is_left_out_is_seen_and_its_source_is_listed(
    opened: Library, settings: BotSettings
) -> None:
    plan = Plan("sentences", quotes=whole(opened, ROOF, SCOTLAND, GARDEN))
    answer = compose(plan, opened, limited(settings, 22))
    assert said(answer)[:2] == [
        "A clinic may keep one kite on its roof.",
        "The kite must be red on weekdays and blue on every other day. …",
    ]
    assert [part.heading for part in answer.parts] == [
        "",
        "More from the sources",
        "Now: Kites on the roof",
        "Now: Hospital treatment in Scotland",
    ]
    assert answer.passages == (ROOF, SCOTLAND)
    assert "https://example.org/kites" in plain_text(answer, None)


def test_sentence_that_is_too_long_alone_is_cut_at_a_word(
    opened: Library, settings: BotSettings
) -> None:
    plan = Plan("sentences", quotes=whole(opened, ROOF, GARDEN))
    answer = compose(plan, opened, limited(settings, 5))
    assert answer.body.startswith("- A clinic may keep one …[1]\n\n")
    assert [part.heading for part in answer.parts] == [""]


def test_heading_that_has_no_sentence_left_is_not_shown(
    opened: Library, settings: BotSettings
) -> None:
    quotes = (Quote(ROOF, 0, in_short=True), Quote(GARDEN, 0, in_short=False))
    answer = compose(Plan("card", "gp-address", quotes), opened, limited(settings, 9))
    assert "A clinic may keep one kite on its roof. …" in answer.short
    assert "More from the sources" not in answer.body


def test_what_a_card_says_is_never_cut(opened: Library, settings: BotSettings) -> None:
    plan = Plan("card", "ring-the-bell", whole(opened, "ring-the-bell"))
    answer = compose(plan, opened, limited(settings, 1))
    assert answer == replace(compose(plan, opened, settings), quoted_words=1)


@pytest.mark.parametrize("limit", [1, 9, 22, 60])
def test_receipt_of_a_reply_that_was_cut_gives_the_same_reply(
    licensed: Project, opened: Library, settings: BotSettings, limit: int
) -> None:
    its = limited(settings, limit)
    answer = compose(Plan("sentences", quotes=whole(opened, ROOF, GARDEN)), opened, its)
    code = give_receipt(answer, opened, its)
    verified = verify(code, licensed.config, its, opened)
    assert (verified.is_same, verified.is_live) == (True, True)
    assert verified.reply.answer == answer


def test_reply_that_was_cut_elsewhere_is_not_called_the_same(
    licensed: Project, opened: Library, settings: BotSettings
) -> None:
    answer = compose(Plan("sentences", quotes=whole(opened, ROOF)), opened, settings)
    code = give_receipt(answer, opened, settings)
    assert not verify(code, licensed.config, limited(settings, 9), opened).is_same


# Which sentences


def found(*picks: Pick) -> SearchResult:
    cards = (Hit("card", "gp-address", 1, 1.0, ()),)
    return SearchResult(cards, (), picks, scope_margin=1.0, card_chance=0.1)


def test_best_sentences_of_a_source_have_its_words(opened: Library, settings: BotSettings) -> None:
    picks = (Pick(GARDEN, 0, 0.9), Pick(ROOF, 1, 0.8), Pick(ROOF, 2, 0.7), Pick(SCOTLAND, 0, 0.6))
    its = limited(settings, 13)
    plan = plan_reply(found(*picks), opened, its)
    assert [(quote.unit, quote.position) for quote in plan.quotes] == [
        (GARDEN, 0),
        (ROOF, 2),
        (SCOTLAND, 0),
    ]
    assert LEFT_OUT not in compose(plan, opened, its).body


def test_part_of_a_long_sentence_is_better_than_no_answer(
    opened: Library, settings: BotSettings
) -> None:
    its = limited(settings, 4)
    plan = plan_reply(found(Pick(ROOF, 1, 0.9), Pick(ROOF, 0, 0.8)), opened, its)
    assert plan.form == "sentences"
    assert compose(plan, opened, its).short == "- The kite must be …[1]"


def test_our_own_words_are_chosen_whatever_the_limit(
    opened: Library, settings: BotSettings
) -> None:
    picks = (Pick(PARA_9, 0, 0.9), Pick(SCOTLAND, 1, 0.8), Pick(SCOTLAND, 0, 0.7))
    plan = plan_reply(found(*picks), opened, settings)
    assert plan_reply(found(*picks), opened, limited(settings, 1)) == plan
    assert len(plan.quotes) == 3


# One passage


def shown_of(library: Library, settings: BotSettings, plan: Plan) -> Shown:
    answer = compose(plan, library, settings)
    return Shown(answer, give_receipt(answer, library, settings))


def words_of_message(message: Message) -> str:
    return formatted_text({"text": message.html, "parse_mode": "HTML"}).text


def test_passage_in_telegram_is_cut_before_its_link(opened: Library, settings: BotSettings) -> None:
    plan = Plan("sentences", quotes=(Quote(ROOF, 0, in_short=True),))
    shown = shown_of(opened, limited(settings, 22), plan)
    for evidence in (True, False):
        text = words_of_message(passage_message(shown, 1, 0, opened, evidence=evidence))
        assert (
            "\n\nA clinic may keep one kite on its roof. The kite must be red on weekdays and blue"
            " on every other day. …\n\nhttps://example.org/kites"
        ) in text
        assert "permit" not in text


def test_passage_in_the_terminal_is_cut_before_the_next(
    licensed: Project, opened: Library, settings: BotSettings
) -> None:
    its = limited(settings, 9)
    answer = compose(Plan("sentences", quotes=whole(opened, ROOF, SCOTLAND)), opened, its)
    verified = verify(give_receipt(answer, opened, its), licensed.config, its, opened)
    assert verified.texts == (
        "A clinic may keep one kite on its roof. …",
        opened.passage(SCOTLAND).text,
    )
    assert (
        "    https://example.org/kites\n\n    A clinic may keep one kite on its roof. …\n\n[2] "
    ) in str(verified)
    assert "permit" not in str(verified) + json.dumps(verified.fields)


def test_whole_passage_of_a_source_that_says_less_than_the_limit_is_shown(
    licensed: Project, opened: Library, settings: BotSettings
) -> None:
    plan = Plan("sentences", quotes=whole(opened, LANTERNS))
    shown = shown_of(opened, settings, plan)
    text = opened.passage(LANTERNS).text
    assert text in words_of_message(passage_message(shown, 1, 0, opened, evidence=False))
    assert shown.receipt
    assert verify(shown.receipt, licensed.config, settings, opened).texts == (text,)


# No address, and the licence


def test_source_without_an_address_is_listed_without_a_line_for_it(
    licensed: Project, opened: Library, settings: BotSettings
) -> None:
    plan = Plan("sentences", quotes=whole(opened, HOSTILE, SCOTLAND))
    answer = compose(plan, opened, settings)
    listed = plain_text(answer, None).partition("\n\nSources\n")[2].split("\n")
    assert [line[:4] for line in listed] == ["[1] ", "    ", "[2] ", "    ", "    "]
    assert all(line.strip() for line in listed)
    verified = verify(give_receipt(answer, opened, settings), licensed.config, settings, opened)
    assert "    Evidence: read in full\n\n    A bell with " in str(verified)
    assert verified.fields["citations"][0]["url"] == ""


def test_source_without_an_address_is_no_link_in_telegram(
    opened: Library, settings: BotSettings
) -> None:
    shown = shown_of(opened, settings, Plan("sentences", quotes=whole(opened, HOSTILE)))
    passage = passage_message(shown, 1, 0, opened, evidence=False)
    for message in (sources_message(shown, 0), passage):
        assert "<a" not in message.html
        assert "\n\n\n" not in message.html
    assert passage.html.endswith("</blockquote>")


def test_citation_says_of_whose_words_it_is(opened: Library, settings: BotSettings) -> None:
    plan = Plan("sentences", quotes=whole(opened, ROOF, LANTERNS, SCOTLAND))
    citations = compose(plan, opened, settings).citations
    assert {its.source: its.licence for its in citations} == {
        "kites": "all rights reserved",
        "lanterns": "unknown",
        "scottish-note": None,
    }


# Words that are markup elsewhere


class _Markup(HTMLParser):
    """Notes every tag, and all text, of a message."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def every_message(library: Library, settings: BotSettings) -> list[Message]:
    """Return all that can be opened of replies that cite and quote the hostile source."""
    messages: list[Message] = []
    quotes = whole(library, HOSTILE)
    in_short = tuple(replace(its, in_short=True) for its in quotes)
    for plan in (
        Plan("card", "ring-the-bell"),
        Plan("card", "gp-address", quotes),
        Plan("card", "gp-address", in_short),
        Plan("sentences", quotes=quotes),
    ):
        shown = shown_of(library, settings, plan)
        answer = shown.answer
        shown = replace(shown, notice=TITLE, details=(PUBLISHER,))
        messages += [answer_message(shown), sources_message(shown, 0)]
        messages += [section_message(shown, number, 0) for number in range(6)]
        messages += [
            passage_message(shown, its.n, 0, library, evidence=True) for its in answer.citations
        ]
    return messages


def test_words_of_a_source_are_never_markup_in_telegram(
    opened: Library, settings: BotSettings
) -> None:
    messages = every_message(opened, settings)
    allowed = {"a", "b", "blockquote", "code", "i"}
    addresses = {opened.source(its).url for its in ("helpline", "practice-guide", "old-agreement")}
    for message in messages:
        markup = _Markup(message.html)
        assert {tag for tag, _ in markup.tags} <= allowed
        assert {its["href"] for tag, its in markup.tags if tag == "a"} <= addresses
        assert {name for tag, its in markup.tags if tag != "a" for name in its} <= {"expandable"}
        assert formatted_text({"text": message.html, "parse_mode": "HTML"}).text
    read = "\n".join(_Markup(its.html).text for its in messages)
    source = f"{PUBLISHER}: {TITLE}, Rule (3)\n"
    for words in (source, f"Now: {HEADING}", *WORDS, " ".join(WORDS)):
        assert words in read
    assert {int(mark) for mark in re.findall(r"\[(\d+)\]", read)} <= set(range(1, 8))


def test_number_in_brackets_of_a_source_never_reads_as_a_mark(
    licensed: Project, opened: Library, settings: BotSettings
) -> None:
    answer = compose(Plan("sentences", quotes=whole(opened, HOSTILE)), opened, settings)
    shown = Shown(answer, give_receipt(answer, opened, settings))
    assert shown.receipt
    verified = verify(shown.receipt, licensed.config, settings, opened)
    messages = (sources_message(shown, 0), passage_message(shown, 1, 0, opened, evidence=True))
    for text in (
        plain_text(answer, None),
        str(verified),
        *(_Markup(its.html).text for its in messages),
    ):
        assert set(re.findall(r"\[\d+\]", text)) == {"[1]"}


def test_title_of_what_replaced_a_source_never_reads_as_a_mark(
    licensed: Project, opened: Library, settings: BotSettings
) -> None:
    answer = compose(Plan("sentences", quotes=whole(opened, LANTERNS)), opened, settings)
    verified = verify(give_receipt(answer, opened, settings), licensed.config, settings, opened)
    assert verified.superseded == (f"[1] {LANTERNS} has been superseded by: {TITLE}",)
    assert f"; replaced by: {TITLE}\n" in verified.reply.text
    assert set(re.findall(r"\[\d+\]", str(verified))) == {"[1]"}


def test_words_of_a_source_are_plain_words_in_the_terminal(licensed: Project) -> None:
    ran = licensed.run("bot", "ask", "Where does the bell of the clinic hang?", "--json")
    reply = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert reply["card"] == "ring-the-bell"
    cited = reply["citations"][0]
    assert (cited["address"], cited["url"], cited["licence"]) == (HOSTILE, "", "unknown")
    assert f"[1] {PUBLISHER}: {TITLE}, Rule (3)\n    published 3 February 2024;" in reply["text"]
    count = len(reply["citations"])
    assert set(map(int, re.findall(r"\[(\d+)\]", reply["text"]))) == set(range(1, count + 1))
    checked = licensed.run("bot", "check", reply["receipt"])
    assert (checked.returncode, checked.stderr) == (0, b"")
    assert f"    {' '.join(WORDS)}" in checked.stdout.decode()
