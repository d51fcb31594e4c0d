"""The documents that are published: whole, cited, short enough, and no figure without a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import pytest
from conftest import REPOSITORY

from bot.compose import Answer, compose
from bot.config import bot_settings
from bot.plan import Plan, Quote
from index import Card, Library, Passage, Quotable, Sentence, Source, load_config
from index.check import read_and_check
from index.passages import FACTS, JURISDICTIONS, KINDS, STATUSES, TOPICS, Knowledge, Problem
from index.quotable import quotables_of_card, quotables_of_passage

FORMAT = REPOSITORY / "knowledge" / "FORMAT.md"
SHORT_REPLY = 600

MONTHS = (
    "January February March April May June July August September October November December".split()
)

# In this order: the first form that fits a place in a text is its figure.
FIGURE = re.compile(
    r"(?P<phone>(?:\+44|\b0)[\d ]{8,}\d|\b116 \d{3}\b)"
    r"|£(?P<pounds>\d[\d,]*(?:\.\d+)?)"
    r"|(?P<percentage>\d+(?:\.\d+)?)(?= ?%| per cent)"
    r"|(?P<number>\d[\d,]*(?:\.\d+)?)"
)

# Figures of cards that do not stand in what they cite, each with the reason why they may.
FIGURES_ELSEWHERE = {
    ("are-111-999-calls-recorded", "number 111"): "names the service, and tells nothing about it",
    ("gp-register-without-papers", "percentage 24"): "the digest has it in words: twenty-four",
    ("law-nhs-data-home-office", "number 2017"): "names the agreement that the card is about",
    ("was-2017-agreement-illegal", "number 2017"): "names the agreement that the card is about",
    ("what-happened-to-gpdpr", "number 1.3"): "1,339,862, rounded: about 1.3 million",
}


@pytest.fixture(scope="module")
def read() -> tuple[Knowledge, list[Problem]]:
    return read_and_check(REPOSITORY / "knowledge")


@pytest.fixture(scope="module")
def knowledge(read: tuple[Knowledge, list[Problem]]) -> Knowledge:
    return read[0]


class Documents:
    """The documents as an answer is made from them: looked up as a library does, not built."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def source(self, source_id: str) -> Source:
        return self._knowledge.sources[source_id]

    def passage(self, address: str) -> Passage:
        return self._knowledge.passages[address]

    def card(self, card_id: str) -> Card:
        return self._knowledge.cards[card_id]

    def quotables(self, unit: str) -> tuple[Quotable, ...]:
        if "#" in unit:
            return quotables_of_passage(self.passage(unit))
        return quotables_of_card(self.card(unit))


def reply(plan: Plan, knowledge: Knowledge) -> Answer:
    library = cast("Library", Documents(knowledge))
    return compose(plan, library, bot_settings(load_config()))


def sentences(card: Card) -> Iterator[Sentence]:
    for block in card.blocks:
        yield from block.sentences


def all_sentences(knowledge: Knowledge) -> list[tuple[str, Sentence]]:
    return [(card.id, its) for card in knowledge.cards.values() for its in sentences(card)]


def test_published_documents_have_no_errors(read: tuple[Knowledge, list[Problem]]) -> None:
    assert [str(problem) for problem in read[1]] == []


def test_no_document_was_lost(knowledge: Knowledge) -> None:
    assert len(knowledge.sources) >= 444
    assert len(knowledge.passages) >= 902
    assert len(knowledge.cards) >= 163
    assert len(knowledge.examples) >= 2404


def test_every_file_became_a_source_or_a_card(knowledge: Knowledge) -> None:
    for folder, read in (("sources", knowledge.sources), ("answers", knowledge.cards)):
        files = (REPOSITORY / "knowledge" / folder).iterdir()
        assert sorted(file.name for file in files) == sorted(f"{its}.md" for its in read)


def test_every_section_heading_became_a_passage(knowledge: Knowledge) -> None:
    files = (REPOSITORY / "knowledge" / "sources").iterdir()
    headings = sum(len(re.findall(r"(?m)^## ", file.read_text("utf-8"))) for file in files)
    assert len(knowledge.passages) == headings


def test_every_sentence_of_a_card_has_citations_that_resolve(knowledge: Knowledge) -> None:
    cited = all_sentences(knowledge)
    assert [(card, its.text) for card, its in cited if not its.citations or not its.text] == []
    assert [
        (card, address)
        for card, its in cited
        for address in its.citations
        if address not in knowledge.passages
    ] == []
    assert len(cited) > 2500


def test_every_card_ends_with_what_to_do_and_who_can_help(knowledge: Knowledge) -> None:
    for card in knowledge.cards.values():
        last = [section.heading for section in card.sections[-2:]]
        assert (card.id, last) == (card.id, ["What you can do", "Who can help"])
        assert all(section.blocks for section in card.sections)


def test_no_short_answer_is_longer_than_fifty_words(knowledge: Knowledge) -> None:
    words = {
        card.id: sum(len(its.text.split()) for its in card.short_answer.sentences)
        for card in knowledge.cards.values()
    }
    assert {card: count for card, count in words.items() if not 0 < count <= 50} == {}


def test_no_sentence_of_a_card_is_longer_than_twenty_words(knowledge: Knowledge) -> None:
    long = [its.text for _, its in all_sentences(knowledge) if len(its.text.split()) > 20]
    assert long == []


def test_every_verdict_has_two_to_five_words(knowledge: Knowledge) -> None:
    verdicts = [card.verdict for card in knowledge.cards.values()]
    assert [verdict for verdict in verdicts if not 2 <= len(verdict.split()) <= 5] == []


def test_every_card_has_three_or_more_other_ways_of_asking(knowledge: Knowledge) -> None:
    ways = {card.id: len(set(card.also_asked)) for card in knowledge.cards.values()}
    assert {card: count for card, count in ways.items() if count < 3} == {}


def test_nothing_current_was_superseded(knowledge: Knowledge) -> None:
    sources = knowledge.sources.values()
    assert [its.id for its in sources if its.is_current and its.superseded_by] == []


def test_short_replies_of_cards_fit_uncut(knowledge: Knowledge) -> None:
    for card_id in knowledge.cards:
        answer = reply(Plan("card", card_id), knowledge)
        assert answer.short == f"{answer.verdict}\n\n{answer.parts[0]}"
        assert (card_id, len(answer.short) <= SHORT_REPLY) == (card_id, True)


def test_whole_replies_of_cards_fit_with_all_their_sections(knowledge: Knowledge) -> None:
    most = bot_settings(load_config()).longest_reply
    for card_id, card in knowledge.cards.items():
        answer = reply(Plan("card", card_id), knowledge)
        assert (card_id, len(answer.body) <= most) == (card_id, True)
        headings = [section.heading for section in card.shown_sections]
        assert (card_id, [part.heading for part in answer.parts[1:]]) == (card_id, headings)


def test_every_sentence_of_a_passage_fits_into_a_short_reply(knowledge: Knowledge) -> None:
    lengths = {
        (address, its.position): len(
            reply(Plan("sentences", None, (Quote(address, its.position, True),)), knowledge).short
        )
        for address, passage in knowledge.passages.items()
        for its in quotables_of_passage(passage)
    }
    assert {its: length for its, length in lengths.items() if not 0 < length <= SHORT_REPLY} == {}


def test_every_fact_can_stand_alone(knowledge: Knowledge) -> None:
    facts = [
        (card_id, its)
        for card_id, card in knowledge.cards.items()
        for its in quotables_of_card(card)
        if its.place == "facts"
    ]
    assert len(facts) > 100
    assert [(card_id, its.text) for card_id, its in facts if its.leans] == []


def test_facts_are_a_list_of_single_sentences(knowledge: Knowledge) -> None:
    for card_id, card in knowledge.cards.items():
        for section in card.sections:
            if section.heading == FACTS:
                assert (card_id, all(block.is_item for block in section.blocks)) == (card_id, True)


def figures(text: str) -> set[str]:
    """Return the figures of a text: phone numbers, pounds, percentages, other numbers over 9."""
    # "between 300 and 600 pounds" -> "between £300 and £600"
    text = re.sub(r"(\d[\d,.]*) (and|to|or) (\d[\d,.]* pounds)", r"£\1 \2 \3", text)
    text = re.sub(r"(\d[\d,.]*) pounds", r"£\1", text)
    found = set()
    for match in FIGURE.finditer(text):
        form = str(match.lastgroup)
        value = re.sub(r"\D", "", match[form]) if form == "phone" else match[form].replace(",", "")
        if form != "number" or len(value) > 1:
            found.add(f"{form} {value}")
    return found


def evidence(address: str, knowledge: Knowledge) -> str:
    """Return all that a citation shows: locator, heading, text, and title and dates in words."""
    passage = knowledge.passages[address]
    source = knowledge.sources[passage.source_id]
    dates = [in_words(day) for day in (source.published, source.effective, source.updated) if day]
    return " | ".join((passage.locator, passage.heading, passage.text, source.title, *dates))


def in_words(day: str) -> str:
    year, *rest = day.split("-")
    month = MONTHS[int(rest[0]) - 1] if rest else ""
    return " ".join([*(str(int(its)) for its in rest[1:]), month, year])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell by 1,200 in 2018, to 9.", {"number 1200", "number 2018"}),
        ("On 25 January.", {"number 25"}),
        ("Call 0800 915 4604 or 999.", {"phone 08009154604", "number 999"}),
        ("Call 116 123.", {"phone 116123"}),
        ("It is £9.90, £5 or £1,035.", {"pounds 9.90", "pounds 5", "pounds 1035"}),
        ("From 300 to 600 pounds.", {"pounds 300", "pounds 600"}),
        ("It is 150 per cent, or 5%.", {"percentage 150", "percentage 5"}),
        ("Section 261(5) of 2 Acts.", {"number 261"}),
    ],
)
def test_figures_of_a_text_are_found(text: str, expected: set[str]) -> None:
    assert figures(text) == expected


def test_every_figure_of_a_card_stands_in_a_section_it_cites(knowledge: Knowledge) -> None:
    elsewhere = {}
    count = 0
    for card_id, sentence in all_sentences(knowledge):
        cited = " | ".join(evidence(address, knowledge) for address in sentence.citations)
        for figure in figures(sentence.text):
            count += 1
            if figure not in figures(cited):
                elsewhere[card_id, figure] = sentence.text
    assert elsewhere.keys() == FIGURES_ELSEWHERE.keys()
    assert count > 800


def test_format_md_lists_what_the_program_knows() -> None:
    text = FORMAT.read_text(encoding="utf-8")
    for words in (KINDS, JURISDICTIONS, TOPICS):
        assert f"# {' | '.join(words)}\n" in text
    assert [
        word for word in STATUSES if f" {word} (" not in text and f" {word} |" not in text
    ] == []
