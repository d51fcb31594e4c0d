"""A plan takes the best sentences that fit, says nothing twice, and a receipt can name it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest
from conftest import Project, _small_project
from msgspec.structs import replace

from bot import plan, receipts
from bot.compose import compose
from bot.config import BotSettings
from bot.plan import SHORT_REPLY, Plan, Quote, plan_reply, without_last
from index import Encoder, Hit, Library, Pick, SearchResult

GP, REGISTER, FREE = "gp-address", "register-without-papers", "who-can-help-me-for-free"
LAWYER = "help-immigration-lawyer"
PARA_9, PARA_12 = "practice-guide#para-9", "practice-guide#para-12"
TERMS, SCOTLAND = "old-agreement#terms", "scottish-note#summary"
LONG, LIST = "many#long", "many#list"
# Chances that a sentence answers: enough for the short reply, for the whole one only, for neither.
SURE = 0.9
MAYBE = (plan._LEAST_AT_ALL + plan._LEAST_IN_SHORT) / 2
HARDLY = plan._LEAST_AT_ALL / 2

_SECTIONS = "\n\n".join(
    f"## Page {n}: Matter {n}\n\nThe first{n} duty{n} concerns clerks{n} of towns{n}."
    f" A second{n} rule{n} binds porters{n} in villages{n}. It ends{n} in winter{n}."
    for n in range(1, 9)
)
_MANY = f"""---
id: many
title: "Many matters (invented for tests)"
publisher: Test Council
kind: regulator
url: https://example.org/many
published: 2020-01-01
status: current
superseded_by: []
jurisdiction: UK
checked: 2026-11-21
evidence: read in full
---

{_SECTIONS}

## Long: A long sentence

The register names {", ".join(f"office{n} and building{n}" for n in range(30))}. It is public.

## List: More sentences than a receipt counts

{" ".join(f"Clerk{n} counts box{n} each month{n}." for n in range(70))}
"""
_FACTS = """## Facts
- The fee for a letter is 12 pounds.[practice-guide#para-12] It has been so since 2020.[many#page-1]
- An answer takes 30 days.[practice-guide#para-12]

## What you can do
- Ask the practice to use"""


@pytest.fixture(scope="module")
def rich_project(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Project:
    """The small project with facts, with many passages, with long ones."""
    project = _small_project(tmp_path_factory.mktemp("rich") / "project")
    project.file("sources/many.md").write_text(_MANY, encoding="utf-8")
    old = "## What you can do\n- Ask the practice to use"
    project.replace("answers/gp-address.md", old, _FACTS)
    project.build(encoder)
    return project


@pytest.fixture
def rich(rich_project: Project) -> Iterator[Library]:
    library = Library(rich_project.config)
    yield library
    library.close()


@pytest.fixture
def settings(rich_project: Project) -> BotSettings:
    return rich_project.settings


def found(
    *picks: tuple[str, int, float],
    cards: Sequence[str] = (GP, REGISTER, FREE, LAWYER),
    margin: float = 1.0,
    chance: float = 0.9,
) -> SearchResult:
    """Return a result with these cards and sentences, the best first."""
    return SearchResult(
        cards=tuple(Hit("card", card, n, -n, ()) for n, card in enumerate(cards, start=1)),
        passages=(),
        sentences=tuple(Pick(*pick) for pick in picks),
        scope_margin=margin,
        card_chance=chance,
    )


def quotes(*its: tuple[str, int, bool]) -> tuple[Quote, ...]:
    return tuple(Quote(*quote) for quote in its)


# Answer or none


@pytest.mark.parametrize("margin", [-0.001, -1.0, -50.0, float("-inf")])
def test_out_of_scope_gets_no_answer_however_well_a_sentence_fits(
    rich: Library, settings: BotSettings, margin: float
) -> None:
    its = plan_reply(found((GP, 2, 1.0), margin=margin, chance=1.0), rich, settings)
    assert (its.form, its.card, its.quotes) == ("no_answer", None, ())
    assert its.suggested == (GP, REGISTER, FREE)


def test_margin_of_zero_is_still_in_scope(rich: Library, settings: BotSettings) -> None:
    assert plan_reply(found(margin=0.0), rich, settings).card == GP


@pytest.mark.parametrize(("margin", "near"), [(-0.001, True), (-50.0, False)])
def test_message_just_outside_is_asked_what_was_meant(
    rich: Library, settings: BotSettings, margin: float, near: bool
) -> None:
    assert plan_reply(found(margin=margin), rich, settings).near is near


@pytest.mark.parametrize("most", [1, 2, 4, 9])
def test_no_more_cards_than_set_are_suggested_the_best_first(
    rich: Library, settings: BotSettings, most: int
) -> None:
    its = plan_reply(found(margin=-9), rich, replace(settings, suggestions=most))
    assert its.suggested == (GP, REGISTER, FREE, LAWYER)[:most]


def test_nothing_found_gets_no_answer(rich: Library, settings: BotSettings) -> None:
    its = plan_reply(found(cards=()), rich, settings)
    assert (its.form, its.suggested, its.units) == ("no_answer", (), ())


def test_likely_card_leads(rich: Library, settings: BotSettings) -> None:
    assert plan_reply(found(), rich, settings) == Plan("card", GP)


def test_card_that_may_be_another_ones_says_its_question(
    rich: Library, settings: BotSettings
) -> None:
    its = plan_reply(found(chance=plan._CARD_FITS), rich, settings)
    assert its == Plan("card", GP, says_question=True)
    assert compose(its, rich, settings).short.startswith(f"{rich.card(GP).question} Not normally")


def test_card_that_hardly_fits_does_not_lead(rich: Library, settings: BotSettings) -> None:
    its = plan_reply(found((SCOTLAND, 0, SURE), chance=0.0), rich, settings)
    assert its == Plan("sentences", quotes=quotes((SCOTLAND, 0, True)))


def test_sentences_answer_where_there_are_no_cards(rich: Library, settings: BotSettings) -> None:
    its = plan_reply(found((SCOTLAND, 0, SURE), cards=()), rich, settings)
    assert (its.form, its.units) == ("sentences", (SCOTLAND,))


def test_neither_card_nor_sentence_likely_is_asked_what_was_meant(
    rich: Library, settings: BotSettings
) -> None:
    its = plan_reply(found((SCOTLAND, 0, HARDLY), chance=0.0), rich, settings)
    assert its == Plan("no_answer", suggested=(GP, REGISTER, FREE), near=True)


# Which sentences, and where


def test_better_sentences_are_in_the_short_reply_and_poor_ones_nowhere(
    rich: Library, settings: BotSettings
) -> None:
    picks = ((SCOTLAND, 0, SURE), (TERMS, 1, MAYBE), (PARA_12, 1, HARDLY))
    its = plan_reply(found(*picks), rich, settings)
    assert its.quotes == quotes((SCOTLAND, 0, True), (TERMS, 1, False))


def test_sentence_that_leans_brings_those_before_it(rich: Library, settings: BotSettings) -> None:
    its = plan_reply(found(("many#page-1", 2, SURE)), rich, settings)
    assert rich.quotables("many#page-1")[2].text == "It ends1 in winter1."
    assert its.quotes == quotes(("many#page-1", 1, True), ("many#page-1", 2, True))


def test_sentence_that_leans_on_one_below_is_not_above_it(
    rich: Library, settings: BotSettings
) -> None:
    assert len(rich.quotables(LONG)[0].text) > SHORT_REPLY
    its = plan_reply(found((LONG, 0, SURE), (LONG, 1, SURE)), rich, settings)
    assert its.quotes == quotes((LONG, 0, False), (LONG, 1, False))


def test_sentence_too_long_for_the_short_reply_leaves_room_for_the_next(
    rich: Library, settings: BotSettings
) -> None:
    its = plan_reply(found((LONG, 0, SURE), (SCOTLAND, 0, SURE)), rich, settings)
    assert its.quotes == quotes((LONG, 0, False), (SCOTLAND, 0, True))


def test_what_the_card_says_first_is_not_quoted(rich: Library, settings: BotSettings) -> None:
    assert plan_reply(found((GP, 0, SURE), (GP, 1, SURE)), rich, settings).quotes == ()


def test_sentence_of_the_card_comes_up_only_if_it_is_worth_it(
    rich: Library, settings: BotSettings
) -> None:
    its = plan_reply(found((GP, 4, SURE), (GP, 2, MAYBE)), rich, settings)
    assert its.quotes == quotes((GP, 4, True))


def test_facts_are_quoted_singly_with_what_they_lean_on(
    rich: Library, settings: BotSettings
) -> None:
    facts = [its.position for its in rich.quotables(GP) if its.place == "facts"]
    assert len(facts) == 3
    its = plan_reply(found((GP, facts[1], SURE)), rich, settings)
    assert its.quotes == quotes((GP, facts[0], True), (GP, facts[1], True))
    its = plan_reply(found((GP, facts[2], MAYBE)), rich, settings)
    assert its.quotes == quotes((GP, facts[2], False))


def test_nothing_is_said_twice(rich: Library, settings: BotSettings) -> None:
    # The card has the practice's own address and the number of the helpline, in other words.
    picks = ((SCOTLAND, 0, SURE), (SCOTLAND, 0, SURE), (REGISTER, 2, SURE), (FREE, 2, SURE))
    its = plan_reply(found(*picks), rich, settings)
    assert its.quotes == quotes((SCOTLAND, 0, True))


def test_the_card_comes_first_then_the_others_by_their_best(
    rich: Library, settings: BotSettings
) -> None:
    picks = ((SCOTLAND, 1, 0.9), (TERMS, 1, 0.8), (GP, 4, 0.7), (SCOTLAND, 0, 0.6))
    its = plan_reply(found(*picks), rich, settings)
    assert its.units == (GP, SCOTLAND, TERMS)
    assert [(quote.unit, quote.position) for quote in its.quotes] == [
        (GP, 4),
        (SCOTLAND, 0),
        (SCOTLAND, 1),
        (TERMS, 1),
    ]


def test_sentences_of_one_chance_are_taken_in_the_order_they_are_given(
    rich: Library, settings: BotSettings
) -> None:
    for first, second in ((SCOTLAND, PARA_12), (PARA_12, SCOTLAND)):
        its = plan_reply(found((first, 0, SURE), (second, 0, SURE), cards=()), rich, settings)
        assert its.units == (first, second)


# Limits


@pytest.mark.parametrize("most", [1, 2, 3])
def test_no_more_passages_than_set_are_quoted(
    rich: Library, settings: BotSettings, most: int
) -> None:
    picks = [(f"many#page-{n}", 0, SURE) for n in range(1, 9)]
    its = plan_reply(found(*picks), rich, replace(settings, passages=most))
    assert its.units == (GP, *(unit for unit, _, _ in picks[:most]))


def test_no_more_sentences_or_units_are_taken_than_a_receipt_can_name(
    rich: Library, settings: BotSettings
) -> None:
    wide = replace(settings, passages=20, longest_reply=20_000)
    pages = [f"many#page-{n}" for n in range(1, 9)]
    for alarm in (None, FREE):
        picks = [(page, n, SURE) for page in pages for n in (0, 2)]
        picks += [(LIST, n, SURE) for n in range(70)]
        its = plan_reply(found(*picks), rich, wide, alarm)
        assert len(its.quotes) <= 12
        code = receipts.issue(its, "0" * 32, "text")
        assert len(code.replace("-", "")) <= 64
        assert receipts.resolve(receipts.read(code), rich.units()) == its


def test_sentence_that_a_receipt_cannot_count_is_not_quoted(
    rich: Library, settings: BotSettings
) -> None:
    assert len(rich.quotables(LIST)) == 70
    its = plan_reply(found((LIST, 64, SURE), (LIST, 63, SURE)), rich, settings)
    assert its.quotes == quotes((LIST, 63, True))


@pytest.mark.parametrize("most", [10, 700, 1000, 2600])
def test_no_more_is_quoted_than_there_is_room_for(
    rich: Library, settings: BotSettings, most: int
) -> None:
    few = replace(settings, longest_reply=most)
    picks = [(unit, n, MAYBE) for unit in (LONG, SCOTLAND, TERMS) for n in (0, 1)]
    its = plan_reply(found(*picks), rich, few)
    bare = len(compose(Plan("card", GP), rich, settings).body)
    if bare < most:
        assert len(compose(its, rich, few).body) <= most
    else:
        assert its.quotes == ()


# In case it is an emergency


def test_card_of_help_stands_in_every_form(rich: Library, settings: BotSettings) -> None:
    for result in (
        found(),
        found((SCOTLAND, 0, SURE), chance=0.0),
        found(margin=-9),
        found((SCOTLAND, 0, HARDLY), chance=0.0),
    ):
        with_alarm = plan_reply(result, rich, settings, FREE)
        without = plan_reply(result, rich, settings)
        assert (with_alarm.alarm, without.alarm) == (FREE, None)
        assert with_alarm.form == without.form


def test_what_the_card_of_help_says_is_not_quoted_again(
    rich: Library, settings: BotSettings
) -> None:
    picks = ((LAWYER, 0, SURE), (SCOTLAND, 0, SURE))
    assert LAWYER in plan_reply(found(*picks), rich, settings).units
    assert plan_reply(found(*picks), rich, settings, LAWYER).quotes == quotes((SCOTLAND, 0, True))


# A plan


def test_units_are_named_once_the_card_first() -> None:
    its = Plan("card", "b", quotes(("a", 0, True), ("b", 1, True), ("a", 2, False)))
    assert its.units == ("b", "a")
    assert Plan("no_answer", suggested=("x", "y")).units == ("x", "y")
    assert Plan("sentences").units == ()


def test_last_quote_that_may_go_is_one_that_the_short_reply_does_not_have() -> None:
    its = Plan("card", "c", quotes(("a", 0, False), ("a", 1, False), ("b", 0, True)), alarm="h")
    less = without_last(its)
    assert less == Plan("card", "c", quotes(("a", 0, False), ("b", 0, True)), alarm="h")
    least = without_last(less)
    assert least.quotes == quotes(("b", 0, True))
    assert without_last(least) == least


def test_only_quote_of_a_reply_without_a_card_stays() -> None:
    its = Plan("sentences", quotes=quotes(("a", 0, False), ("a", 1, False)))
    assert without_last(its).quotes == quotes(("a", 0, False))
    assert without_last(without_last(its)) == without_last(its)
    alone = Plan("card", "c", quotes(("a", 0, False)))
    assert without_last(alone).quotes == ()


def results(library: Library, count: int) -> Iterator[SearchResult]:
    """Give results with nothing in common: some sentences of some units in some order."""
    chance = random.Random(20261122)
    units = library.units()
    cards = [unit for unit in units if "#" not in unit]
    for _ in range(count):
        its = [
            (unit, n)
            for unit in chance.sample(units, chance.randint(0, 8))
            for n in range(len(library.quotables(unit)))
        ]
        scores = sorted((chance.random() ** 3 for _ in its), reverse=True)
        chance.shuffle(its)
        picks = [(unit, n, score) for (unit, n), score in zip(its, scores, strict=True)]
        chance.shuffle(cards)
        yield found(*picks, cards=cards[: chance.randint(0, 4)], chance=chance.random())


def test_every_plan_keeps_every_rule(rich: Library, settings: BotSettings) -> None:
    forms = set()
    for n, result in enumerate(results(rich, 400)):
        alarm = FREE if n % 3 == 0 else None
        its = plan_reply(result, rich, settings, alarm)
        forms.add((its.form, alarm))
        keys = [(quote.unit, quote.position) for quote in its.quotes]
        in_short = {(quote.unit, quote.position): quote.in_short for quote in its.quotes}
        assert len(set(keys)) == len(keys)
        units = [unit for unit, _ in keys]
        assert list(dict.fromkeys(units)) == [
            unit for n, unit in enumerate(units) if unit != (units[n - 1] if n else None)
        ], "those of one unit stand together"
        for unit, position in keys:
            sentence = rich.quotables(unit)[position]
            if sentence.leans and position:
                assert (unit, position - 1) in in_short, sentence.text
                assert in_short[unit, position - 1] or not in_short[unit, position]
            elif sentence.leans and unit != its.card:
                assert not in_short[unit, position], "its heading is not above it"
        answer = compose(its, rich, settings)
        assert len(answer.body) <= settings.longest_reply
        code = receipts.issue(answer.plan, "0" * 32, "text")
        assert len(code.replace("-", "")) <= 64
        again = receipts.resolve(receipts.read(code), rich.units())
        assert again == answer.plan
        assert compose(again, rich, settings) == answer
    assert {form for form, _ in forms} == {"card", "sentences", "no_answer"}


def test_a_knowledge_of_one_card_gives_a_plan(project: Project, encoder: Encoder) -> None:
    for card in project.file("answers").iterdir():
        if card.stem != FREE:
            card.unlink()
    project.file("questions/scope.jsonl").unlink()
    project.configure(f'help_cards = ["{FREE}", "{LAWYER}"]', f'help_cards = ["{FREE}"]')
    project.build(encoder)
    library = Library(project.config)
    picks = [(unit, 0, SURE) for unit in library.units()]
    its = plan_reply(found(*picks, cards=(FREE,)), library, project.settings)
    assert its.card == FREE
    assert compose(its, library, project.settings).citations
    library.close()
