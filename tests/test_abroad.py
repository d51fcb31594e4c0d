"""index/abroad.py"""

from __future__ import annotations

import pytest

from index.abroad import foreign_hints


@pytest.mark.parametrize(
    "question",
    [
        "do doctors in Germany report patients",
        "DO DOCTORS IN GERMANY REPORT",
        "who has my file in pakistan",
        "does a german doctor report patients",
        "register with a doctor in the United States",
        "a hospital at Lyon",
        "i live in republic of ireland",
    ],
)
def test_a_place_abroad_where_it_happens_is_noticed(question: str) -> None:
    assert foreign_hints(question).place


@pytest.mark.parametrize(
    "question",
    [
        "i am from Eritrea, can i see a doctor",
        "my mother is Nigerian",
        "does the hospital in Leeds tell anyone",
        "my mother went to Poland and left Syria",
        "they want to deport me to Sudan",
        "the embassy of Iran",
        "hospital in Northern Ireland",
        "hospital in N. Ireland",
        "gp in n ireland",
        "treatment in indiana jones costume",
        "i speak spanish",
        "",
        "هل أدفع في المستشفى",
    ],
)
def test_where_a_person_comes_from_is_no_place_abroad(question: str) -> None:
    assert not foreign_hints(question).place


@pytest.mark.parametrize(
    "question",
    ["is this a HIPAA breach", "my aok card", "a letter of the FBI", "stopped by ICE"],
)
def test_systems_and_laws_of_other_countries_are_noticed(question: str) -> None:
    assert foreign_hints(question).system


@pytest.mark.parametrize(
    "question",
    [
        "is this a breach of gdpr",
        "my nhs number",
        "french speaking gp",
        "soaking wet",
        "tell us",
        "is ice cream free",
    ],
)
def test_systems_of_this_country_are_not_foreign(question: str) -> None:
    assert not foreign_hints(question).system


@pytest.mark.parametrize(
    ("question", "here"),
    [
        ("can i see a doctor in the UK", True),
        ("the Home Office wrote", True),
        ("treatment here", True),
        ("there is a doctor", False),
        ("in france", False),
        ("a gp in Northern Ireland", True),
        ("", False),
    ],
)
def test_this_country_is_noticed(question: str, here: bool) -> None:
    assert foreign_hints(question).here == here
