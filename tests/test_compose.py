"""An answer is made of cited sentences in the order of its plan, and says which are of the past."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby

import pytest
from conftest import Project
from msgspec.structs import replace

from bot import texts
from bot.ask import give_receipt
from bot.compose import Answer, Line, Paragraph, Part, compose, refuse, say
from bot.config import BotSettings
from bot.plan import Plan, Quote
from bot.tongues import Tongue, speak
from index import ConfigError, Encoder, Library, Searcher

GP = "gp-address"
TERMS, WITHDRAWAL = "old-agreement#terms", "old-agreement#withdrawal-notice"
PARA_9, PARA_12 = "practice-guide#para-9", "practice-guide#para-12"
SCOTLAND, LAW = "scottish-note#summary", "helpline#law"
FREE, REGISTER, LAWYER = (
    "who-can-help-me-for-free",
    "register-without-papers",
    "help-immigration-lawyer",
)


@pytest.fixture
def settings(built: Project) -> BotSettings:
    return built.settings


def rebuilt(project: Project, encoder: Encoder) -> Library:
    project.build(encoder)
    return Library(project.config)


def whole(library: Library, *units: str) -> tuple[Quote, ...]:
    """Return every sentence of some units, none of them for the short reply."""
    return tuple(
        Quote(unit, n, in_short=False)
        for unit in units
        for n in range(len(library.quotables(unit)))
    )


def of_card(library: Library, settings: BotSettings, card_id: str = GP, *quotes: Quote) -> Answer:
    return compose(Plan("card", card_id, quotes), library, settings)


def of_passages(library: Library, settings: BotSettings, *addresses: str) -> Answer:
    return compose(Plan("sentences", quotes=whole(library, *addresses)), library, settings)


def none_found(library: Library, settings: BotSettings, *suggested: str) -> Answer:
    return compose(Plan("no_answer", suggested=suggested), library, settings)


def lines_of(answer: Answer) -> list[Line]:
    return [line for part in answer.parts for its in part.paragraphs for line in its.lines]


def words_of(answer: Answer) -> list[str]:
    return [line.text for line in lines_of(answer)]


def marks_of(answer: Answer) -> list[int]:
    """Return the marks in the order of first use, as a reader sees them."""
    words = "\n\n".join(map(str, answer.parts))
    return list(dict.fromkeys(int(mark) for mark in re.findall(r"\[(\d+)\]", words)))


def headings(answer: Answer) -> list[str]:
    return [part.heading for part in answer.parts]


# A card


@pytest.mark.parametrize("card_id", [GP, LAWYER, REGISTER])
def test_card_keeps_every_word_of_its_own_and_its_order(
    library: Library, settings: BotSettings, card_id: str
) -> None:
    card = library.card(card_id)
    answer = of_card(library, settings, card_id)
    assert (answer.outcome, answer.card, answer.verdict) == ("answer", card_id, card.verdict)
    assert headings(answer) == ["", *(section.heading for section in card.sections)]
    sentences = [sentence for block in card.blocks for sentence in block.sentences]
    assert words_of(answer) == [sentence.text for sentence in sentences]
    assert [
        tuple(answer.passages[mark - 1] for mark in line.marks) for line in lines_of(answer)
    ] == [sentence.citations for sentence in sentences]


def test_sentence_in_the_short_reply_is_not_said_again_below(
    library: Library, settings: BotSettings
) -> None:
    plain = of_card(library, settings)
    answer = of_card(library, settings, GP, Quote(GP, 6, in_short=True))
    moved = library.quotables(GP)[6].text
    assert str(answer.parts[0]) == f"{plain.parts[0]}\n- {moved}[3]"
    assert sorted(words_of(answer)) == sorted(words_of(plain))
    assert "What you can do" in headings(plain)
    assert "What you can do" not in headings(answer), "the section has nothing else"


def test_sentence_chosen_but_not_for_the_short_reply_stays_in_its_section(
    library: Library, settings: BotSettings
) -> None:
    chosen = of_card(library, settings, GP, Quote(GP, 6, in_short=False))
    assert chosen.body == of_card(library, settings).body


def test_facts_are_shown_only_where_they_were_chosen(project: Project, encoder: Encoder) -> None:
    project.replace(
        "answers/gp-address.md",
        "## What you can do",
        f"## Facts\n- The fee is 12 pounds.[{PARA_12}]\n- It takes 30 days.[{PARA_12}]\n\n"
        "## What you can do",
    )
    library, settings = rebuilt(project, encoder), project.settings
    fee, days = (n for n, its in enumerate(library.quotables(GP)) if its.place == "facts")
    assert "Facts" not in headings(of_card(library, settings))
    assert "pounds" not in of_card(library, settings).body
    below = of_card(library, settings, GP, Quote(GP, days, in_short=False))
    above = of_card(library, settings, GP, Quote(GP, days, in_short=True))
    library.close()
    assert "\n\nFacts\n- It takes 30 days.[3]\n\nWhat you can do\n" in below.body
    assert "\n- It takes 30 days.[3]\n\nWhen it can happen\n" in above.body
    assert "Facts" not in headings(above)
    assert "12 pounds" not in below.body + above.body
    assert fee != days


def test_sentences_of_others_follow_the_card_under_the_heading_of_each(
    library: Library, settings: BotSettings
) -> None:
    quotes = (Quote(FREE, 1, in_short=False), Quote(SCOTLAND, 0, in_short=False))
    answer = of_card(library, settings, GP, *quotes)
    assert answer.shown == (GP, FREE, SCOTLAND)
    assert [str(part) for part in answer.parts[-3:]] == [
        "More from the sources",
        "Who can help me for free? A free helpline\n- Call and ask if the call is confidential.[6]",
        "Now: Hospital treatment in Scotland\n"
        "- In Scotland nobody is asked to pay for an emergency in hospital.[7]",
    ]


def test_sentence_of_another_in_the_short_reply_follows_the_short_answer(
    library: Library, settings: BotSettings
) -> None:
    answer = of_card(library, settings, GP, Quote(SCOTLAND, 0, in_short=True))
    assert str(answer.parts[0]).endswith(
        " ended on 9 November 2018.[2]\n"
        "- In Scotland nobody is asked to pay for an emergency in hospital.[3]"
    )
    assert texts.MORE_FROM_SOURCES not in headings(answer)


def test_sentence_that_leans_stands_with_the_one_before_it(
    library: Library, settings: BotSettings
) -> None:
    assert library.quotables(PARA_9)[1].leans
    both = of_passages(library, settings, TERMS, PARA_9).parts[-1]
    assert len(both.paragraphs) == 1
    assert [len(its.lines) for its in both.paragraphs] == [2]
    # None of those of another passage leans on the one before.
    apart = of_passages(library, settings, TERMS, SCOTLAND).parts[-1]
    assert [len(its.lines) for its in apart.paragraphs] == [1, 1]


def test_passages_answer_alone_where_no_card_leads(library: Library, settings: BotSettings) -> None:
    plan = Plan("sentences", quotes=(Quote(SCOTLAND, 1, in_short=True),))
    answer = compose(plan, library, settings)
    assert (answer.outcome, answer.card, answer.verdict) == ("answer", None, "")
    assert answer.notes == (texts.NO_CARD,)
    assert answer.short == (
        "- A person who has claimed asylum pays for no hospital treatment there.[1]"
    )


def test_best_sentence_is_the_short_reply_where_none_was_near_enough(
    library: Library, settings: BotSettings
) -> None:
    answer = of_passages(library, settings, SCOTLAND, PARA_12)
    assert answer.short == "- In Scotland nobody is asked to pay for an emergency in hospital.[1]"
    assert words_of(answer) == [
        its.text for unit in (SCOTLAND, PARA_12) for its in library.quotables(unit)
    ]


# Marks and citations


def test_marks_count_from_one_in_order_of_first_use(
    library: Library, settings: BotSettings
) -> None:
    answer = of_card(library, settings, GP, *whole(library, SCOTLAND, PARA_12))
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


def test_passage_under_its_heading_is_cited_there_first(
    library: Library, settings: BotSettings
) -> None:
    answer = of_passages(library, settings, TERMS, PARA_9, SCOTLAND)
    assert answer.passages == (TERMS, PARA_9, SCOTLAND)
    assert marks_of(answer) == [1, 2, 3]


def test_every_sentence_of_every_real_card_is_cited(searcher: Searcher, real: Project) -> None:
    cards = [unit for unit in searcher.library.units() if "#" not in unit]
    assert len(cards) > 100
    for card_id in cards:
        quotes = whole(searcher.library, card_id)
        answer = of_card(searcher.library, replace(real.settings, longest_reply=9_000), card_id)
        full = of_card(
            searcher.library, replace(real.settings, longest_reply=9_000), card_id, *quotes
        )
        for its in (answer, full):
            assert all(line.marks for line in lines_of(its)), card_id
            assert marks_of(its) == [c.n for c in its.citations], card_id
            assert len(set(its.passages)) == len(its.passages), card_id
        assert len(lines_of(full)) == len(quotes), card_id


def test_citation_carries_all_that_its_source_says(library: Library, settings: BotSettings) -> None:
    citation = of_passages(library, settings, TERMS).citations[0]
    source, passage = library.source("old-agreement"), library.passage(TERMS)
    assert (citation.n, citation.address, citation.locator) == (1, TERMS, passage.locator)
    assert citation.source == source.id
    for name in (
        "title publisher kind url status published published_estimated updated superseded_by"
        " jurisdiction checked evidence licence"
    ).split():
        assert getattr(citation, name) == getattr(source, name), name
    assert citation.replaced_by == ("Guide for practices (invented for tests)",)


def test_every_sentence_of_a_passage_is_cited(library: Library, settings: BotSettings) -> None:
    answer = of_passages(library, settings, PARA_9, TERMS)
    assert [line.marks for line in lines_of(answer)] == [(1,), (1,), (2,), (2,), (2,)]
    said = " ".join(words_of(answer))
    assert said == f"{library.passage(PARA_9).text} {library.passage(TERMS).text}"


# Now and before


def test_sentence_resting_only_on_the_past_and_naming_no_year_is_dated(
    library: Library, settings: BotSettings
) -> None:
    answer = of_card(library, settings)
    dated = {line.text: line.dated for line in lines_of(answer) if line.dated}
    assert dated == {"A data centre could give the office an address.": "(source of 2018)"}
    shown = answer.body
    assert "- A data centre could give the office an address.[4] (source of 2018)" in shown


def test_sentence_of_the_past_is_dated_in_the_short_reply_too(
    library: Library, settings: BotSettings
) -> None:
    answer = of_card(library, settings, GP, Quote(GP, 5, in_short=True))
    assert answer.short.endswith(
        "\n- A data centre could give the office an address.[3] (source of 2018)"
    )


def test_sentence_with_a_current_source_besides_is_not_dated(
    project: Project, encoder: Encoder
) -> None:
    project.replace(
        "answers/gp-address.md", f"an address.[{TERMS}]", f"an address.[{TERMS}][{PARA_9}]"
    )
    library = rebuilt(project, encoder)
    answer = of_card(library, project.settings)
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
    answer = of_card(library, project.settings)
    assert [line.dated for line in lines_of(answer) if line.dated] == [
        "(source of 2018, about 2022)"
    ]
    library.close()


def test_number_that_is_no_year_does_not_count_as_a_date(
    project: Project, encoder: Encoder
) -> None:
    project.replace("answers/gp-address.md", "the office an", "the office 120171 times an")
    library = rebuilt(project, encoder)
    answer = of_card(library, project.settings)
    assert [line.dated for line in lines_of(answer) if line.dated] == ["(source of 2018)"]
    library.close()


def test_mixture_says_which_marks_are_historical(library: Library, settings: BotSettings) -> None:
    card = of_card(library, settings)
    assert card.notes[-1] == (
        "Historical, true then and not a description of today: [2] 2018, [4] 2018."
    )
    passages = of_passages(library, settings, PARA_9, TERMS)
    assert passages.notes[-1] == "Historical, true then and not a description of today: [2] 2018."


def test_answer_of_the_past_alone_says_so(library: Library, settings: BotSettings) -> None:
    answer = of_passages(library, settings, TERMS, WITHDRAWAL)
    assert answer.notes == (texts.NO_CARD, texts.ALL_HISTORICAL)


def test_answer_of_today_alone_says_nothing_of_the_past(
    library: Library, settings: BotSettings
) -> None:
    for answer in (
        of_passages(library, settings, PARA_9, SCOTLAND),
        of_card(library, settings, REGISTER),
        none_found(library, settings, GP),
    ):
        assert "istorical" not in answer.body


def test_card_says_of_what_day_it_is(library: Library, settings: BotSettings) -> None:
    assert of_card(library, settings).notes[0] == "As of 21 November 2026."


def test_passages_of_one_time_stand_together_the_best_first(
    library: Library, settings: BotSettings
) -> None:
    answer = of_passages(library, settings, TERMS, PARA_9, WITHDRAWAL, SCOTLAND)
    assert answer.passages == (TERMS, WITHDRAWAL, PARA_9, SCOTLAND)
    assert headings(answer) == [
        "",
        "More from the sources",
        "Before (9 November 2018, historical): What was given",
        "Before (9 November 2018, historical): The end of the agreement",
        "Now: When a practice may pass on what it knows",
        "Now: Hospital treatment in Scotland",
    ]
    answer = of_passages(library, settings, PARA_9, TERMS, SCOTLAND)
    assert answer.passages == (PARA_9, SCOTLAND, TERMS)


def test_passages_added_to_a_card_stand_together_by_time(
    library: Library, settings: BotSettings
) -> None:
    added = whole(library, PARA_9, TERMS, SCOTLAND)
    answer = of_card(library, settings, REGISTER, *added)
    after = headings(answer)[headings(answer).index(texts.MORE_FROM_SOURCES) + 1 :]
    assert [time for time, _ in groupby(its.split()[0] for its in after)] == ["Now:", "Before"]


def test_estimated_year_of_the_past_is_shown_as_an_estimate(
    project: Project, encoder: Encoder
) -> None:
    project.replace("sources/scottish-note.md", "status: current", "status: historical")
    library = rebuilt(project, encoder)
    answer = of_passages(library, project.settings, SCOTLAND, PARA_9)
    library.close()
    assert headings(answer)[2].startswith("Before (about 2022, historical): ")
    assert "[1] about 2022" in answer.notes[-1]


# What the limits do


def test_quotes_give_way_before_the_card_does(library: Library, settings: BotSettings) -> None:
    quotes = whole(library, SCOTLAND, PARA_12)
    bare, full = of_card(library, settings), of_card(library, settings, GP, *quotes)
    assert len(full.body) < settings.longest_reply
    shown = set()
    for most in range(len(bare.body), len(full.body) + 20, 20):
        answer = of_card(library, replace(settings, longest_reply=most), GP, *quotes)
        assert len(answer.body) <= most
        assert words_of(answer)[: len(words_of(bare))] == words_of(bare)
        assert answer.plan.quotes == quotes[: len(answer.plan.quotes)]
        shown.add(len(answer.plan.quotes))
    assert shown == {0, 1, 2, 3, 4}


def test_quotes_make_room_for_what_stands_beside_and_the_card_does_not(
    library: Library, settings: BotSettings
) -> None:
    bare = of_card(library, settings)
    few = replace(settings, longest_reply=len(bare.body) + 250)
    plan = Plan("card", GP, whole(library, SCOTLAND))
    assert compose(plan, library, few).plan == plan
    answer = compose(plan, library, few, beside=200)
    assert answer.plan == Plan("card", GP)
    assert answer == compose(plan, library, few, beside=2_000) == compose(bare.plan, library, few)


def test_sentence_of_the_short_reply_never_gives_way(
    library: Library, settings: BotSettings
) -> None:
    quote = Quote(SCOTLAND, 0, in_short=True)
    for most in (1, 300, 2600):
        answer = of_card(library, replace(settings, longest_reply=most), GP, quote)
        assert "In Scotland nobody is asked to pay" in answer.short


def test_paragraphs_of_the_card_that_do_not_fit_are_left_out_whole(
    library: Library, settings: BotSettings
) -> None:
    bare = of_card(library, settings)
    whole_reply = [re.sub(r"\[\d+\]", "", line) for line in bare.body.split("\n")]
    lengths = set()
    for most in range(300, 1000, 20):
        answer = of_card(library, replace(settings, longest_reply=most))
        assert answer.parts[0] == bare.parts[0]
        shown = re.sub(r"\[\d+\]", "", "\n\n".join(map(str, answer.parts))).split("\n")
        assert set(shown) <= set(whole_reply)
        assert all(part.paragraphs for part in answer.parts)
        assert len(answer.body) <= most or len(answer.parts) == 1
        assert words_of(answer) == words_of(bare)[: len(words_of(answer))]
        lengths.add(len(shown))
    assert len(lengths) > 4


def test_quote_that_does_not_fit_takes_no_number(library: Library, settings: BotSettings) -> None:
    fits = of_passages(library, settings, PARA_12, LAW)
    few = replace(settings, longest_reply=len(fits.body))
    answer = of_passages(library, few, PARA_12, LAW, PARA_9)
    assert answer == fits
    assert answer.passages == (PARA_12, LAW)
    assert marks_of(answer) == [1, 2]


def test_no_real_card_loses_a_line_at_the_length_that_is_set(
    searcher: Searcher, real: Project
) -> None:
    """Not even with the number of help above it."""
    library, settings = searcher.library, real.settings
    longest = max(
        settings.emergency_cards.values(), key=lambda its: len(library.quotables(its)[0].text)
    )
    for unit in library.units():
        if "#" in unit:
            continue
        shown = [its for its in library.quotables(unit) if its.place != "facts"]
        for alarm in (None, longest):
            answer = compose(Plan("card", unit, alarm=alarm), library, settings)
            above = 1 if alarm not in (None, unit) else 0
            assert len(lines_of(answer)) == len(shown) + above, unit
            assert len(answer.body) <= settings.longest_reply, unit


def test_every_real_passage_makes_a_reply(searcher: Searcher, real: Project) -> None:
    addresses = [unit for unit in searcher.library.units() if "#" in unit]
    assert len(addresses) > 500
    for address in addresses:
        answer = of_passages(searcher.library, real.settings, address)
        assert answer.shown == (address,)
        assert len(answer.short) <= 600, address
        assert answer.body.startswith(answer.short), address


def test_reply_is_never_longer_than_set(searcher: Searcher, real: Project) -> None:
    library = searcher.library
    addresses = [unit for unit in library.units() if "#" in unit]
    cards = [unit for unit in library.units() if "#" not in unit]
    too_long = []
    for most in (1000, 1300, 1600, 2600):
        few = replace(real.settings, longest_reply=most)
        for n, card_id in enumerate(cards):
            near = addresses[n * 4 : n * 4 + 3]
            for answer in (
                of_card(library, few, card_id, *whole(library, *near)),
                of_passages(library, few, *near),
            ):
                if len(answer.body) > most:
                    too_long.append((most, answer.shown, len(answer.body)))
    assert too_long == []


@pytest.mark.parametrize("most", [350, 450, 550])
def test_cut_answer_cites_only_what_it_shows(
    library: Library, settings: BotSettings, most: int
) -> None:
    answer = of_card(library, replace(settings, longest_reply=most))
    assert marks_of(answer) == [citation.n for citation in answer.citations]
    assert len(answer.citations) < 6


def test_cut_answer_names_only_what_it_shows_as_historical(
    library: Library, settings: BotSettings
) -> None:
    answer = of_card(library, replace(settings, longest_reply=400))
    past = [citation.n for citation in answer.citations if not citation.is_current]
    assert past == [2]
    assert [int(mark) for mark in re.findall(r"\[(\d+)\]", answer.notes[-1])] == past


def test_quotes_of_which_none_fits_still_make_a_reply(
    library: Library, settings: BotSettings
) -> None:
    answer = of_passages(library, replace(settings, longest_reply=1), PARA_9)
    assert answer.short.startswith("- A practice keeps the address")
    assert marks_of(answer) == [citation.n for citation in answer.citations] == [1]


# The first part of a reply


def said(*paragraphs: Paragraph, verdict: str = "", heading: str = "", preface: str = "") -> Answer:
    """Return an answer with a first part of these paragraphs."""
    return Answer(
        outcome="answer",
        lang="en",
        card=None,
        verdict=verdict,
        parts=(Part(heading, paragraphs), Part("Second", (one("No."),))),
        notes=(),
        citations=(),
        suggestions=(),
        plan=Plan("sentences"),
        preface=preface,
    )


def one(*sentences: str, is_item: bool = False) -> Paragraph:
    """Return a paragraph of these sentences, each with the mark 1."""
    return Paragraph(tuple(Line(sentence, (1,)) for sentence in sentences), is_item)


def test_short_is_the_verdict_and_the_first_part() -> None:
    assert said(one("One.", "Two."), verdict="Yes").short == "Yes\n\nOne.[1] Two.[1]"
    assert said(one("One."), heading="Now: this").short == "Now: this\nOne.[1]"
    assert said(one("One."), one("Two.", is_item=True)).short == "One.[1]\n- Two.[1]"


def test_short_of_600_characters_is_not_cut() -> None:
    first, second = "a" * 295 + ".", "b" * 296 + "."
    assert len(said(one(first, second)).short) == 600
    assert said(one(first, f"b{second}")).short == f"{first}[1]"


@pytest.mark.parametrize("verdict", ["", "Not normally"])
def test_longer_short_is_cut_between_sentences(verdict: str) -> None:
    sentences = [letter * 150 + "." for letter in "abcdef"]
    answer = said(one(*sentences), verdict=verdict)
    assert answer.short.removeprefix(f"{verdict}\n\n") == " ".join(
        f"{sentence}[1]" for sentence in sentences[:3]
    )
    assert len(answer.short) <= 600
    assert answer.body.startswith(answer.short)


@pytest.mark.parametrize("length", [40, 90, 150, 180, 200, 250, 295])
def test_longer_short_of_a_list_is_cut_between_sentences_too(length: int) -> None:
    sentences = [letter * length + "." for letter in "abcdefghijklmnopq"]
    items = [one(*sentences[n : n + 2], is_item=True) for n in range(0, 16, 2)]
    answer = said(one("First."), *items, verdict="Yes")
    assert re.search(r"[a-q]\.\[1\]$", answer.short)
    assert 600 - length - 10 < len(answer.short) <= 600
    assert answer.body.startswith(answer.short)


def test_one_sentence_too_long_for_the_short_reply_is_not_cut() -> None:
    assert said(one("a" * 700 + ".", "B.")).short == "a" * 700 + ".[1]"


def test_what_is_said_of_the_message_stands_above_everything_and_is_not_the_short_reply() -> None:
    answer = said(one("One."), verdict="Yes", preface="Left out.")
    assert answer.body.startswith("Left out.\n\nYes\n\nOne.[1]")
    assert answer.short == "Yes\n\nOne.[1]"


# In case it is an emergency


def test_emergency_is_answered_by_its_card_alone(library: Library, settings: BotSettings) -> None:
    emergency = compose(Plan("emergency", FREE), library, settings)
    answer = of_card(library, settings, FREE)
    assert (emergency.outcome, emergency.card) == ("emergency", FREE)
    assert emergency.body == answer.body


def test_card_of_help_is_above_the_answer_and_cited(
    library: Library, settings: BotSettings
) -> None:
    help_line = "The helpline gives free advice about seeing a doctor: 020 7946 0000.[1]"
    for plan in (
        Plan("card", GP, alarm=FREE),
        Plan("sentences", quotes=whole(library, SCOTLAND), alarm=FREE),
        Plan("no_answer", suggested=(GP,), alarm=FREE),
    ):
        answer = compose(plan, library, settings)
        assert str(answer.parts[0]).startswith(help_line)
        assert answer.passages[0] == "helpline#phone"
        assert marks_of(answer) == [citation.n for citation in answer.citations]
        assert answer.shown[0] == FREE
        assert answer.outcome == ("no_answer" if plan.form == "no_answer" else "answer")


def test_card_of_help_that_is_the_answer_is_not_said_twice(
    library: Library, settings: BotSettings
) -> None:
    answer = compose(Plan("card", FREE, alarm=FREE), library, settings)
    assert answer.body == of_card(library, settings, FREE).body


# In another language


FORMS = (
    Plan("card", GP),
    Plan("card", GP, says_question=True),
    Plan("card", GP, (Quote(GP, 5, in_short=True), Quote(SCOTLAND, 0, in_short=False))),
    Plan("card", REGISTER, (Quote(TERMS, 0, in_short=False), Quote(FREE, 1, in_short=False))),
    Plan("card", GP, (Quote(SCOTLAND, 0, in_short=True),), alarm=FREE),
    Plan("sentences", quotes=(Quote(TERMS, 0, in_short=True), Quote(PARA_9, 0, in_short=False))),
    Plan("sentences", quotes=(Quote(TERMS, 1, in_short=False),), alarm=FREE),
    Plan("no_answer"),
    Plan("no_answer", suggested=(GP, REGISTER), near=True, alarm=FREE),
    Plan("emergency", FREE),
)


@pytest.mark.parametrize("plan", FORMS)
@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_same_plan_says_the_same_in_every_language(
    library: Library, settings: BotSettings, plan: Plan, lang: str
) -> None:
    english = compose(plan, library, settings)
    answer = compose(plan, library, settings, lang=lang)
    assert answer.lang == lang
    for name in ("outcome", "card", "verdict", "citations", "suggestions", "plan", "shown"):
        assert getattr(answer, name) == getattr(english, name), name
    assert give_receipt(answer, library, settings) == give_receipt(english, library, settings)
    assert marks_of(answer) == marks_of(english) == [its.n for its in answer.citations]
    assert [line.marks for line in lines_of(answer)] == [line.marks for line in lines_of(english)]
    own = {texts.NO_ANSWER, texts.DID_YOU_MEAN}
    tongue = speak(lang)
    assert words_of(answer) == [tongue(it) if it in own else it for it in words_of(english)]
    assert len(answer.notes) == len(english.notes)
    assert [its.is_item for part in answer.parts for its in part.paragraphs] == [
        its.is_item for part in english.parts for its in part.paragraphs
    ]


def in_tongue(heading: str, tongue: Tongue) -> str:
    """Return an English heading as it should read in another language."""
    if not heading or "?" in heading:
        # Nothing, or question and verdict of a card, which are not translated.
        return heading
    time, colon, subject = heading.partition(": ")
    if colon and time == texts.NOW:
        return f"{tongue(texts.NOW)}: {tongue.apart(subject)}"
    if colon and time == "Before (9 November 2018, historical)":
        date = tongue.date("2018-11-09")
        return f"{tongue(texts.BEFORE, date=date)}: {tongue.apart(subject)}"
    return tongue(heading)


def note_in_tongue(note: str, tongue: Tongue) -> str:
    """Return an English note as it should read in another language."""
    if note == "As of 21 November 2026.":
        return tongue(texts.AS_OF, date=tongue.date("2026-11-21"))
    if note in {texts.NO_CARD, texts.ALL_HISTORICAL}:
        return tongue(note)
    marks = note.partition(": ")[2].removesuffix(".")
    assert note == texts.SOME_HISTORICAL.format(marks=marks)
    return tongue(texts.SOME_HISTORICAL, marks=marks)


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_headings_dates_and_notes_are_in_the_language(
    library: Library, settings: BotSettings, lang: str
) -> None:
    tongue = speak(lang)
    translated = set()
    for plan in FORMS:
        english = compose(plan, library, settings)
        answer = compose(plan, library, settings, lang=lang)
        assert headings(answer) == [in_tongue(its, tongue) for its in headings(english)]
        assert [its.heading for its in answer.sections] == [
            tongue(its.heading) for its in english.sections
        ]
        translated |= set(headings(english)) - set(headings(answer))
        dated = [line.dated for line in lines_of(english)]
        assert set(dated) <= {"", "(source of 2018)"}
        said = tongue(texts.DATED, date="2018")
        assert [line.dated for line in lines_of(answer)] == [its and said for its in dated]
        assert answer.notes == tuple(note_in_tongue(note, tongue) for note in english.notes)
    known = {*texts.HEADINGS, texts.MORE_FROM_SOURCES, texts.ASK_INSTEAD}
    assert (len(translated & known) >= 5) == (lang != "en")
    assert (len(translated - known) >= 3) == (lang != "en")


@pytest.mark.parametrize("most", [1, 300, 450, 550, 700])
@pytest.mark.parametrize("lang", ["fr", "ps", "ti", "zh"])
def test_what_gives_way_is_the_same_in_every_language(
    library: Library, settings: BotSettings, lang: str, most: int
) -> None:
    few = replace(settings, longest_reply=most)
    for plan in (*FORMS, Plan("card", GP, whole(library, SCOTLAND, PARA_12))):
        for beside in (0, 150):
            english = compose(plan, library, few, beside)
            answer = compose(plan, library, few, beside, lang)
            assert answer.plan == english.plan
            assert answer.citations == english.citations
            assert [line.marks for line in lines_of(answer)] == [
                line.marks for line in lines_of(english)
            ]
            assert give_receipt(answer, library, few) == give_receipt(english, library, few)


def test_every_heading_that_real_cards_share_is_translated(searcher: Searcher) -> None:
    cards = [unit for unit in searcher.library.units() if "#" not in unit]
    times = Counter(its.heading for unit in cards for its in searcher.library.card(unit).sections)
    shared = {heading for heading, count in times.items() if count > 1}
    assert len(shared) > 5
    assert shared - set(texts.HEADINGS) - set(texts.NATIONS) == set()
    assert set(texts.HEADINGS) - set(times) == set(), "no card has these"
    for lang in set(texts.LANGUAGES) - {"en"}:
        said = {speak(lang)(heading) for heading in texts.HEADINGS}
        assert said & set(texts.HEADINGS) == set(), lang


# The sections of a card by themselves


def test_sections_of_a_card_are_whole_whatever_the_short_reply_has_of_them(
    library: Library, settings: BotSettings
) -> None:
    card, bare = library.card(GP), of_card(library, settings)
    chosen = tuple(Quote(GP, n, in_short=True) for n in range(2, len(library.quotables(GP))))
    full = of_card(library, settings, GP, *chosen)
    assert len(full.parts) == 1
    for answer in (bare, full):
        assert [part.heading for part in answer.sections] == [
            section.heading for section in card.shown_sections
        ]
        lines = [line for part in answer.sections for its in part.paragraphs for line in its.lines]
        assert [line.text for line in lines] == [
            sentence.text
            for section in card.shown_sections
            for block in section.blocks
            for sentence in block.sentences
        ]
        assert {mark for line in lines for mark in line.marks} <= {c.n for c in answer.citations}


def test_section_alone_says_nothing_that_the_reply_has_no_source_for(
    library: Library, settings: BotSettings
) -> None:
    shown = set()
    for most in range(300, 1000, 50):
        answer = of_card(library, replace(settings, longest_reply=most))
        marks = {
            mark
            for part in answer.sections
            for its in part.paragraphs
            for line in its.lines
            for mark in line.marks
        }
        assert marks <= {citation.n for citation in answer.citations}
        assert all(part.paragraphs for part in answer.sections)
        shown.add(len(marks))
    assert len(shown) > 2


# Where there is no answer


def test_no_answer_says_so_and_names_whom_to_ask_with_sources(
    library: Library, settings: BotSettings
) -> None:
    answer = none_found(library, settings, GP)
    assert (answer.outcome, answer.card, answer.verdict) == ("no_answer", None, "")
    assert str(answer.parts[0]) == texts.NO_ANSWER
    assert str(answer.parts[1]) == (
        "Whom to ask\n"
        "The helpline gives free advice about seeing a doctor: 020 7946 0000.[1]\n"
        "The charity has a list of lawyers who give free immigration advice.[2]"
    )
    assert answer.passages == ("helpline#phone", "helpline#law")


@pytest.mark.parametrize(
    ("suggested", "said"),
    [((GP,), texts.DID_YOU_MEAN), ((), texts.NO_ANSWER)],
    ids=["something to mean", "nothing to mean"],
)
def test_message_nearly_understood_is_asked_what_was_meant(
    library: Library, settings: BotSettings, suggested: tuple[str, ...], said: str
) -> None:
    plan = Plan("no_answer", suggested=suggested, near=True)
    assert str(compose(plan, library, settings).parts[0]) == said


def test_whom_to_ask_follows_the_order_that_is_set(library: Library, settings: BotSettings) -> None:
    turned = replace(settings, help_cards=settings.help_cards[::-1])
    assert none_found(library, turned).passages == ("helpline#law", "helpline#phone")


def test_help_card_that_is_not_there_is_a_mistake_of_the_settings(
    library: Library, settings: BotSettings
) -> None:
    wrong = replace(settings, help_cards=("who-can-hlep",))
    with pytest.raises(ConfigError, match=r"\[bot\] help_cards names 'who-can-hlep', which is no "):
        none_found(library, wrong)


def test_questions_offered_are_those_of_the_cards_in_their_order(
    library: Library, settings: BotSettings
) -> None:
    answer = none_found(library, settings, REGISTER, GP)
    assert answer.suggestions == (
        (REGISTER, "Can I register with a GP without papers?"),
        (GP, "Does my GP give my address to the Home Office?"),
    )
    assert answer.shown == (REGISTER, GP)


def test_refusal_cites_and_offers_nothing() -> None:
    answer = refuse("There are no words in the message.")
    assert (answer.outcome, answer.refusal) == ("no_answer", "There are no words in the message.")
    assert (answer.citations, answer.suggestions, answer.shown, answer.notes) == ((), (), (), ())
    assert answer.short == answer.body == "There are no words in the message."


def test_what_the_bot_says_itself_is_no_refusal_and_cites_nothing() -> None:
    answer = say("small_talk", "Hello.")
    assert (answer.outcome, answer.refusal, answer.citations) == ("small_talk", None, ())
    assert answer.short == answer.body == "Hello."
    assert answer.lang == "en"


def test_what_the_bot_says_itself_is_in_the_language_it_is_said_to_be_in() -> None:
    for answer in (say("small_talk", "Bonjour.", "fr"), refuse("Bonjour.", "fr")):
        assert (answer.lang, answer.body) == ("fr", "Bonjour.")
