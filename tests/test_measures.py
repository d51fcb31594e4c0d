"""Judgements and abstention, against values reckoned by hand: index/measures.py"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from conftest import made_reply

from index.measures import (
    abstention,
    abstention_curve,
    answered,
    is_right,
    judge,
    shares,
    short_text,
    whole_text,
)


@dataclass(frozen=True)
class Expects:
    must_mention: tuple[str, ...] = ("debt|owe", "£500")
    must_not_say: tuple[str, ...] = ("never", "always")


@pytest.mark.parametrize(
    ("outcome", "said", "judgement"),
    [
        ("answer", "You owe £500.", "right"),
        ("answer", "YOUR DEBT IS £500", "right"),
        ("answer", "You owe money.", "incomplete"),
        ("answer", "You owe £500 but never pay.", "wrong"),
        ("answer", "They never ask.", "wrong"),
        ("answer", "They always ask, you owe £500.", "wrong"),
        ("personal_data", "You owe £500.", "right"),
        ("no_answer", "You owe £500.", "withheld"),
        ("emergency", "You owe £500.", "diverted"),
        ("small_talk", "Hello", "diverted"),
    ],
)
def test_a_reply_is_judged_by_what_it_says_and_must_not_say(
    outcome: str, said: str, judgement: str
) -> None:
    assert judge(made_reply(outcome=outcome), said, Expects()) == judgement


def test_a_word_about_personal_data_alone_answers_nothing() -> None:
    without = made_reply(outcome="personal_data", card=None, passages=[])
    assert not answered(without)
    assert judge(without, "You owe £500.", Expects()) == "diverted"
    assert answered(made_reply(outcome="personal_data", card=None, passages=["a#b"]))


def test_whole_and_short_are_cut_where_a_reader_stops() -> None:
    reply = made_reply(text="x" * 2599 + "yz", short="x" * 599 + "yz", citations=[])
    assert whole_text(reply) == "x" * 2599 + "y"
    assert short_text(reply) == "x" * 599 + "y"


def test_the_list_of_sources_is_no_part_of_what_is_judged() -> None:
    reply = made_reply(text="You owe.[1]\n\nSources\n[1] £500 explained")
    assert judge(reply, whole_text(reply), Expects()) == "incomplete"


def test_an_empty_text_is_never_right() -> None:
    assert not is_right("", Expects((), ()))
    assert is_right("Yes", Expects((), ()))
    assert not is_right("Yes, never", Expects((), ("never",)))
    assert not is_right("Yes", Expects(("no",), ()))


def test_shares_are_of_each_judgement() -> None:
    found = shares(["right", "right", "wrong", "withheld"])
    assert {name: number.value for name, number in found.items()} == {
        "right": 0.5,
        "wrong": 0.25,
        "incomplete": 0.0,
        "withheld": 0.25,
        "diverted": 0.0,
    }


def test_the_curve_goes_from_answering_all_to_answering_nothing() -> None:
    # In scope 1, 2, 4; out of scope 0, 3.
    assert abstention_curve([1, 2, 4], [0, 3]) == (
        (0, 1.0, 0.0),
        (1, 0.5, 0.0),
        (3, 0.5, 0.6667),
        (4, 0.0, 0.6667),
        (5, 0.0, 1.0),
    )


def test_the_working_point_is_what_the_bot_did() -> None:
    inside = [made_reply(scope_margin=2.0), made_reply(scope_margin=1.0, outcome="no_answer")]
    outside = [
        made_reply(scope_margin=1.5),
        made_reply(scope_margin=-1.0, outcome="no_answer"),
        made_reply(scope_margin=-2.0, outcome="small_talk"),
        made_reply(scope_margin=None, outcome="emergency"),
    ]
    found = abstention(inside, outside)
    assert found is not None
    assert (found.working.hallucination.value, found.working.error.value) == (0.25, 0.5)
    # Of the six pairs only 1.0 against 1.5 is the wrong way round.
    assert found.area.value == pytest.approx(5 / 6, abs=1e-4)


def test_without_margins_there_is_no_curve() -> None:
    without = [made_reply(scope_margin=None)]
    assert abstention([made_reply()], without) is None
    assert abstention(without, [made_reply()]) is None
