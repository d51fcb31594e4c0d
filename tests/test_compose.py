"""An answer is made of cited sentences in the order of the card, and says which are of the past."""

from __future__ import annotations

import re
from itertools import groupby

import pytest
from conftest import Project
from msgspec.structs import replace

from bot import texts
from bot.compose import (
    Answer,
    Line,
    Paragraph,
    Part,
    answer_from_card,
    answer_from_passages,
    compose,
    no_answer,
    refuse,
)
from bot.config import BotSettings
from index import Encoder, Hit, Library, Searcher, SearchResult, Signal

GP = "gp-address"
TERMS, WITHDRAWAL = "old-agreement#terms", "old-agreement#withdrawal-notice"
PARA_9, PARA_12 = "practice-guide#para-9", "practice-guide#para-12"
SCOTLAND = "scottish-note#summary"


@pytest.fixture
def settings(built: Project) -> BotSettings:
    return built.settings


def rebuilt(project: Project, encoder: Encoder) -> Library:
    project.build(encoder)
    return Library(project.config)


def lines_of(answer: Answer) -> list[Line]:
    return [line for part in answer.parts for its in part.paragraphs for line in its.lines]


def marks_of(answer: Answer) -> list[int]:
    """Return the marks in the order of first use, as a reader sees them."""
    words = "\n\n".join(map(str, answer.parts))
    return list(dict.fromkeys(int(mark) for mark in re.findall(r"\[(\d+)\]", words)))


def headings(answer: Answer) -> list[str]:
    return [part.heading for part in answer.parts]


def found(
    card: tuple[str, float] | None, *passages: tuple[str, float], margin: float = 0.5
) -> SearchResult:
    """Return a result with the given cosines to the question."""

    def hit(kind: str, rank: int, unit: str, signal: str, cosine: float) -> Hit:
        return Hit(kind, unit, rank, 1.0 / rank, (Signal(signal, rank, cosine),))  # type: ignore[arg-type]

    return SearchResult(
        cards=(hit("card", 1, card[0], "questions", card[1]),) if card else (),
        passages=tuple(
            hit("passage", rank, address, "passage", cosine)
            for rank, (address, cosine) in enumerate(passages, start=1)
        ),
        scope_margin=margin,
    )


# Which card or passages


def test_card_alone_answers_where_passages_are_farther(
    library: Library, settings: BotSettings
) -> None:
    answer = compose(found((GP, 0.9), (PARA_12, 0.8)), library, settings)
    assert (answer.outcome, answer.card, answer.shown) == ("answer", GP, (GP,))
    assert texts.MORE_FROM_SOURCES not in headings(answer)


def test_passage_as_near_as_the_card_is_added_after_it(
    library: Library, settings: BotSettings
) -> None:
    answer = compose(found((GP, 0.9), (SCOTLAND, 0.9), (PARA_12, 0.8)), library, settings)
    assert (answer.card, answer.shown) == (GP, (GP, SCOTLAND))
    assert headings(answer)[-2:] == [
        "More from the sources",
        "Now: Hospital treatment in Scotland",
    ]


def test_passage_much_nearer_than_the_card_answers_alone(
    library: Library, settings: BotSettings
) -> None:
    answer = compose(found((GP, 0.8), (SCOTLAND, 0.9), (PARA_12, 0.85)), library, settings)
    assert (answer.card, answer.verdict) == (None, "")
    assert answer.shown == (SCOTLAND, PARA_12)


def test_passages_answer_where_there_is_no_card(library: Library, settings: BotSettings) -> None:
    answer = compose(found(None, (SCOTLAND, 0.8)), library, settings)
    assert (answer.outcome, answer.card, answer.shown) == ("answer", None, (SCOTLAND,))
    assert answer.notes == (texts.NO_CARD,)


def test_no_more_passages_than_set_are_shown(library: Library, settings: BotSettings) -> None:
    result = found(None, (SCOTLAND, 0.8), (PARA_12, 0.8), (PARA_9, 0.8), (TERMS, 0.8))
    for most in (1, 2, 3):
        few = replace(settings, passages=most)
        assert compose(result, library, few).shown == (SCOTLAND, PARA_12, PARA_9)[:most]


def test_no_more_passages_than_set_are_added_to_a_card(
    library: Library, settings: BotSettings
) -> None:
    result = found((GP, 0.8), (SCOTLAND, 0.8), ("helpline#law", 0.8), (TERMS, 0.8))
    answer = compose(result, library, replace(settings, passages=2))
    assert answer.shown == (GP, SCOTLAND, "helpline#law")


@pytest.mark.parametrize("margin", [-0.001, -1.0])
def test_out_of_scope_gets_no_answer_however_near_something_is(
    library: Library, settings: BotSettings, margin: float
) -> None:
    answer = compose(found((GP, 0.99), (PARA_9, 0.99), margin=margin), library, settings)
    assert (answer.outcome, answer.card) == ("no_answer", None)


def test_margin_of_zero_is_still_in_scope(library: Library, settings: BotSettings) -> None:
    assert compose(found((GP, 0.9), margin=0.0), library, settings).card == GP


def test_nothing_found_gets_no_answer(library: Library, settings: BotSettings) -> None:
    answer = compose(found(None), library, settings)
    assert (answer.outcome, answer.suggestions) == ("no_answer", ())


# Marks and citations


@pytest.mark.parametrize("card_id", [GP, "help-immigration-lawyer", "register-without-papers"])
def test_card_keeps_every_word_of_its_own_and_its_order(
    library: Library, settings: BotSettings, card_id: str
) -> None:
    card = library.card(card_id)
    answer = answer_from_card(card_id, [], library, settings)
    assert answer.verdict == card.verdict
    assert headings(answer) == ["", *(section.heading for section in card.sections)]
    sentences = [sentence for block in card.blocks for sentence in block.sentences]
    assert [line.text for line in lines_of(answer)] == [sentence.text for sentence in sentences]
    assert [
        tuple(answer.passages[mark - 1] for mark in line.marks) for line in lines_of(answer)
    ] == [sentence.citations for sentence in sentences]


def test_marks_count_from_one_in_order_of_first_use(
    library: Library, settings: BotSettings
) -> None:
    answer = answer_from_card(GP, [SCOTLAND, PARA_12], library, settings)
    assert marks_of(answer) == [1, 2, 3, 4, 5, 6, 7]
    assert [citation.n for citation in answer.citations] == [1, 2, 3, 4, 5, 6, 7]
    assert answer.passages == (
        PARA_9,
        WITHDRAWAL,
        PARA_12,
        TERMS,
        "practice-guide#section-3-1",
        "helpline#phone",
        SCOTLAND,
    )


def test_every_sentence_of_every_real_card_is_cited(searcher: Searcher, real: Project) -> None:
    cards = [unit for unit in searcher.library.units() if "#" not in unit]
    assert len(cards) > 100
    for card_id in cards:
        answer = answer_from_card(card_id, [], searcher.library, real.settings)
        assert all(line.marks for line in lines_of(answer)), card_id
        assert marks_of(answer) == [c.n for c in answer.citations], card_id
        assert len(set(answer.passages)) == len(answer.passages), card_id


def test_citation_carries_all_that_its_source_says(library: Library, settings: BotSettings) -> None:
    citation = answer_from_passages([TERMS], library, settings).citations[0]
    source, passage = library.source("old-agreement"), library.passage(TERMS)
    assert (citation.n, citation.address, citation.locator) == (1, TERMS, passage.locator)
    assert citation.source == source.id
    for name in (
        "title publisher kind url status published published_estimated updated superseded_by"
        " jurisdiction checked evidence"
    ).split():
        assert getattr(citation, name) == getattr(source, name), name
    assert citation.replaced_by == ("Guide for practices (invented for tests)",)


def test_every_sentence_of_a_passage_is_cited(library: Library, settings: BotSettings) -> None:
    answer = answer_from_passages([PARA_9, TERMS], library, settings)
    assert [len(part.paragraphs[0].lines) for part in answer.parts] == [2, 3]
    assert [line.marks for line in lines_of(answer)] == [(1,), (1,), (2,), (2,), (2,)]
    words = " ".join(line.text for line in lines_of(answer))
    assert words == f"{library.passage(PARA_9).text} {library.passage(TERMS).text}"


# Now and before


def test_sentence_resting_only_on_the_past_and_naming_no_year_is_dated(
    library: Library, settings: BotSettings
) -> None:
    answer = answer_from_card(GP, [], library, settings)
    dated = {line.text: line.dated for line in lines_of(answer) if line.dated}
    assert dated == {"A data centre could give the office an address.": "(source of 2018)"}
    shown = answer.body
    assert "- A data centre could give the office an address.[4] (source of 2018)" in shown


def test_sentence_with_a_current_source_besides_is_not_dated(
    project: Project, encoder: Encoder
) -> None:
    project.replace(
        "answers/gp-address.md", f"an address.[{TERMS}]", f"an address.[{TERMS}][{PARA_9}]"
    )
    library = rebuilt(project, encoder)
    answer = answer_from_card(GP, [], library, project.settings)
    assert [line.text for line in lines_of(answer) if line.dated] == []
    library.close()


def test_sentence_resting_on_several_years_of_the_past_names_them_all(
    project: Project, encoder: Encoder
) -> None:
    project.replace("sources/scottish-note.md", "status: current", "status: historical")
    project.replace(
        "answers/gp-address.md", f"an address.[{TERMS}]", f"an address.[{SCOTLAND}][{TERMS}]"
    )
    library = rebuilt(project, encoder)
    answer = answer_from_card(GP, [], library, project.settings)
    assert [line.dated for line in lines_of(answer) if line.dated] == [
        "(source of 2018, about 2022)"
    ]
    library.close()


def test_number_that_is_no_year_does_not_count_as_a_date(
    project: Project, encoder: Encoder
) -> None:
    project.replace("answers/gp-address.md", "the office an", "the office 120171 times an")
    library = rebuilt(project, encoder)
    answer = answer_from_card(GP, [], library, project.settings)
    assert [line.dated for line in lines_of(answer) if line.dated] == ["(source of 2018)"]
    library.close()


def test_mixture_says_which_marks_are_historical(library: Library, settings: BotSettings) -> None:
    card = answer_from_card(GP, [], library, settings)
    assert card.notes[-1] == (
        "Historical, true then and not a description of today: [2] 2018, [4] 2018."
    )
    passages = answer_from_passages([PARA_9, TERMS], library, settings)
    assert passages.notes[-1] == "Historical, true then and not a description of today: [2] 2018."


def test_answer_of_the_past_alone_says_so(library: Library, settings: BotSettings) -> None:
    answer = answer_from_passages([TERMS, WITHDRAWAL], library, settings)
    assert answer.notes == (texts.NO_CARD, texts.ALL_HISTORICAL)


def test_answer_of_today_alone_says_nothing_of_the_past(
    library: Library, settings: BotSettings
) -> None:
    for answer in (
        answer_from_passages([PARA_9, SCOTLAND], library, settings),
        answer_from_card("register-without-papers", [], library, settings),
        no_answer([GP], library, settings),
    ):
        assert "istorical" not in answer.body


def test_card_says_of_what_day_it_is(library: Library, settings: BotSettings) -> None:
    assert answer_from_card(GP, [], library, settings).notes[0] == "As of 21 November 2026."


def test_passages_of_one_time_stand_together_the_best_first(
    library: Library, settings: BotSettings
) -> None:
    answer = answer_from_passages([TERMS, PARA_9, WITHDRAWAL, SCOTLAND], library, settings)
    assert answer.passages == (TERMS, WITHDRAWAL, PARA_9, SCOTLAND)
    assert headings(answer) == [
        "Before (9 November 2018, historical): What was given",
        "Before (9 November 2018, historical): The end of the agreement",
        "Now: When a practice may pass on what it knows",
        "Now: Hospital treatment in Scotland",
    ]
    answer = answer_from_passages([PARA_9, TERMS, SCOTLAND], library, settings)
    assert answer.passages == (PARA_9, SCOTLAND, TERMS)


def test_passages_added_to_a_card_stand_together_by_time(
    library: Library, settings: BotSettings
) -> None:
    added = [PARA_9, TERMS, SCOTLAND]
    answer = answer_from_card("register-without-papers", added, library, settings)
    after = headings(answer)[headings(answer).index(texts.MORE_FROM_SOURCES) + 1 :]
    assert [time for time, _ in groupby(its.split()[0] for its in after)] == ["Now:", "Before"]


def test_estimated_year_of_the_past_is_shown_as_an_estimate(
    project: Project, encoder: Encoder
) -> None:
    project.replace("sources/scottish-note.md", "status: current", "status: historical")
    library = rebuilt(project, encoder)
    answer = answer_from_passages([SCOTLAND, PARA_9], library, project.settings)
    library.close()
    assert headings(answer)[0].startswith("Before (about 2022, historical): ")
    assert "[1] about 2022" in answer.notes[-1]


# What the limits do


def test_paragraphs_that_do_not_fit_are_left_out_whole(
    library: Library, settings: BotSettings
) -> None:
    whole = answer_from_card(GP, [], library, settings).body.split("\n")
    short_answer = str(answer_from_card(GP, [], library, settings).parts[0])
    lengths = set()
    for most in range(300, 1000, 20):
        answer = answer_from_card(GP, [], library, replace(settings, longest_reply=most))
        assert str(answer.parts[0]) == short_answer
        shown = "\n\n".join(map(str, answer.parts)).split("\n")
        without_marks = {re.sub(r"\[\d+\]", "", line) for line in whole}
        assert {re.sub(r"\[\d+\]", "", line) for line in shown} <= without_marks
        assert all(part.paragraphs for part in answer.parts)
        lengths.add(len(shown))
    assert len(lengths) > 4


def test_passage_that_does_not_fit_takes_no_number(library: Library, settings: BotSettings) -> None:
    # Room for the two best passages, not for the long one after them.
    few = replace(settings, longest_reply=450)
    answer = answer_from_passages([PARA_12, "helpline#law", PARA_9], library, few)
    assert answer.shown == (PARA_12, "helpline#law")
    assert answer.passages == (PARA_12, "helpline#law")
    assert marks_of(answer) == [1, 2]


def test_no_real_card_loses_a_line_at_the_length_that_is_set(
    searcher: Searcher, real: Project
) -> None:
    for unit in searcher.library.units():
        if "#" in unit:
            continue
        card = searcher.library.card(unit)
        answer = answer_from_card(unit, [], searcher.library, real.settings)
        assert len(lines_of(answer)) == sum(len(block.sentences) for block in card.blocks), unit
        assert len(answer.body) <= real.settings.longest_reply, unit


def test_every_real_passage_fits_a_reply(searcher: Searcher, real: Project) -> None:
    addresses = [unit for unit in searcher.library.units() if "#" in unit]
    assert len(addresses) > 500
    for address in addresses:
        answer = answer_from_passages([address], searcher.library, real.settings)
        assert answer.shown == (address,)
        assert len(answer.short) <= 600, address
        assert answer.body.startswith(answer.short), address


def test_reply_is_never_longer_than_set(searcher: Searcher, real: Project) -> None:
    addresses = [unit for unit in searcher.library.units() if "#" in unit]
    cards = [unit for unit in searcher.library.units() if "#" not in unit]
    too_long = []
    for most in (1000, 1300, 1600, 2600):
        few = replace(real.settings, longest_reply=most)
        for n, card_id in enumerate(cards):
            near = addresses[n * 5 : n * 5 + 3]
            for answer in (
                answer_from_card(card_id, near, searcher.library, few),
                answer_from_passages(near, searcher.library, few),
            ):
                if len(answer.body) > most:
                    too_long.append((most, answer.shown, len(answer.body)))
    assert too_long == []


@pytest.mark.parametrize("most", [350, 450, 550])
def test_cut_answer_cites_only_what_it_shows(
    library: Library, settings: BotSettings, most: int
) -> None:
    few = replace(settings, longest_reply=most)
    answer = answer_from_card(GP, [], library, few)
    assert marks_of(answer) == [citation.n for citation in answer.citations]


def test_cut_answer_names_only_what_it_shows_as_historical(
    library: Library, settings: BotSettings
) -> None:
    answer = answer_from_card(GP, [], library, replace(settings, longest_reply=400))
    past = [citation.n for citation in answer.citations if not citation.is_current]
    assert past == [2]
    assert [int(mark) for mark in re.findall(r"\[(\d+)\]", answer.notes[-1])] == past


def test_passages_of_which_none_fits_still_make_a_reply(
    library: Library, settings: BotSettings
) -> None:
    answer = answer_from_passages([PARA_9], library, replace(settings, longest_reply=150))
    assert answer.short.startswith(
        "Now: When a practice may pass on what it knows\nA practice keeps"
    )
    assert marks_of(answer) == [citation.n for citation in answer.citations] == [1]


# The first part of a reply


def said(*sentences: str, verdict: str = "", heading: str = "") -> Answer:
    """Return an answer of one part with these sentences, each with the mark 1."""
    lines = tuple(Line(sentence, (1,)) for sentence in sentences)
    return Answer(
        outcome="answer",
        lang="en",
        card=None,
        verdict=verdict,
        parts=(Part(heading, (Paragraph(lines),)), Part("Second", (Paragraph((Line("No."),)),))),
        notes=(),
        citations=(),
        suggestions=(),
        shown=(),
    )


def test_short_is_the_verdict_and_the_first_part() -> None:
    assert said("One.", "Two.", verdict="Yes").short == "Yes\n\nOne.[1] Two.[1]"
    assert said("One.", heading="Now: this").short == "Now: this\nOne.[1]"


def test_short_of_600_characters_is_not_cut() -> None:
    first, second = "a" * 295 + ".", "b" * 296 + "."
    assert len(said(first, second).short) == 600
    assert said(first, f"b{second}").short == f"{first}[1]"


@pytest.mark.parametrize("verdict", ["", "Not normally"])
def test_longer_short_is_cut_between_sentences(verdict: str) -> None:
    sentences = [letter * 150 + "." for letter in "abcdef"]
    answer = said(*sentences, verdict=verdict)
    assert answer.short.removeprefix(f"{verdict}\n\n") == " ".join(
        f"{sentence}[1]" for sentence in sentences[:3]
    )
    assert len(answer.short) <= 600
    assert answer.body.startswith(answer.short)


# Where there is no answer


def test_no_answer_says_so_and_names_whom_to_ask_with_sources(
    library: Library, settings: BotSettings
) -> None:
    answer = no_answer([GP], library, settings)
    assert (answer.outcome, answer.card, answer.verdict) == ("no_answer", None, "")
    assert str(answer.parts[0]) == texts.NO_ANSWER
    assert str(answer.parts[1]) == (
        "Whom to ask\n"
        "The helpline gives free advice about seeing a doctor: 020 7946 0000.[1]\n"
        "The charity has a list of lawyers who give free immigration advice.[2]"
    )
    assert answer.passages == ("helpline#phone", "helpline#law")


def test_whom_to_ask_follows_the_order_that_is_set(library: Library, settings: BotSettings) -> None:
    turned = replace(settings, help_cards=settings.help_cards[::-1])
    assert no_answer([], library, turned).passages == ("helpline#law", "helpline#phone")


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_no_more_questions_than_set_are_offered(
    built: Project, library: Library, encoder: Encoder, most: int
) -> None:
    searcher = Searcher(built.config, encoder, library)
    result = searcher.search("how do i bake bread")
    assert result.scope_margin < 0
    answer = compose(result, library, replace(built.settings, suggestions=most))
    offered = [hit.id for hit in result.cards[:most]]
    assert [card_id for card_id, _ in answer.suggestions] == offered
    assert [question for _, question in answer.suggestions] == [
        library.card(card_id).question for card_id in offered
    ]
    assert answer.shown == tuple(offered)
    assert len(offered) == most


def test_refusal_cites_and_offers_nothing() -> None:
    answer = refuse("There are no words in the message.")
    assert (answer.outcome, answer.refusal) == ("no_answer", "There are no words in the message.")
    assert (answer.citations, answer.suggestions, answer.shown, answer.notes) == ((), (), (), ())
    assert answer.short == answer.body == "There are no words in the message."
