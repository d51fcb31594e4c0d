"""A date reads as precisely as it is known, and no more precisely."""

from __future__ import annotations

import re

import pytest
from conftest import Project

from bot.dates import in_words
from index import Library


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2018-11-09", "9 November 2018"),
        ("2018-11-19", "19 November 2018"),
        ("2017-01-31", "31 January 2017"),
        ("2024-02-29", "29 February 2024"),
        ("2026-12-01", "1 December 2026"),
        ("2018-11", "November 2018"),
        ("2017-01", "January 2017"),
        ("2020-12", "December 2020"),
        ("2018", "2018"),
        ("1990", "1990"),
    ],
)
def test_date_keeps_its_precision(iso: str, words: str) -> None:
    assert in_words(iso) == words


def test_every_month_has_its_own_name() -> None:
    names = [in_words(f"2020-{month:02}") for month in range(1, 13)]
    assert names == [
        "January 2020",
        "February 2020",
        "March 2020",
        "April 2020",
        "May 2020",
        "June 2020",
        "July 2020",
        "August 2020",
        "September 2020",
        "October 2020",
        "November 2020",
        "December 2020",
    ]


def test_every_date_of_the_real_sources_can_be_said(real: Project) -> None:
    library = Library(real.config)
    sources = {
        library.source(library.passage(unit).source_id) for unit in library.units() if "#" in unit
    }
    library.close()
    dates = {
        date
        for source in sources
        for date in (source.published, source.effective, source.updated, source.checked)
        if date
    }
    said = {date: in_words(date) for date in dates}
    assert len(dates) > 100
    assert [
        (date, words)
        for date, words in said.items()
        if not re.fullmatch(r"((\d{1,2} )?[A-Z][a-z]+ )?\d{4}", words)
    ] == []
    assert len(set(said.values())) == len(dates)
