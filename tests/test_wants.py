"""index/wants.py"""

from __future__ import annotations

import pytest

from index.wants import Wants, nation_asked_for, wants


def wanted(question: str) -> set[str]:
    """Return the names of what a question asks for, but for the nation."""
    its = wants(question)
    return {name for name in Wants.__slots__ if name != "nation" and getattr(its, name)}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("how long do they have to answer", {"figure"}),
        ("how many patients did it concern", {"figure", "past"}),
        ("How much is the bill?", {"figure", "money"}),
        ("is it over £500", {"figure", "money"}),
        ("when does it end", {"date"}),
        ("what year was it", {"date", "past"}),
        ("what number do i call", {"figure", "phone"}),
        ("who can help", {"who"}),
        ("which court decided", {"who"}),
        ("what happened in 2017", {"past"}),
        ("did they use to share it", {"past"}),
        ("can my doctor tell them", set()),
        ("WHEN", {"date"}),
        ("", set()),
        ("متى", set()),
        ("whenever whoever everyday", set()),
    ],
)
def test_words_tell_what_is_asked_for(question: str, names: set[str]) -> None:
    assert wanted(question) == names


@pytest.mark.parametrize(
    ("question", "nation"),
    [
        ("do i pay in Scotland", "Scotland"),
        ("glasgow hospital bill", "Scotland"),
        ("Scottish rules", "Scotland"),
        ("Welsh hospital", "Wales"),
        ("CARDIFF", "Wales"),
        ("registering in northern ireland", "Northern Ireland"),
        ("gp in NI", "Northern Ireland"),
        ("hospital in Leeds", None),
        ("hospital in England", None),
        ("whales and seals", None),
        ("new south", None),
        ("night nurse", None),
        ("", None),
    ],
)
def test_a_nation_is_recognised_by_its_name(question: str, nation: str | None) -> None:
    assert nation_asked_for(question) == nation
    assert wants(question).nation == nation
