"""A licence is read from a statement, and not from a sentence that speaks of it."""

from __future__ import annotations

import time

import pytest

from index.intake.licences import licence_at, licence_of
from index.passages import LICENCES

OPEN_GOVERNMENT, OPEN_PARLIAMENT, CREATIVE_COMMONS, RESERVED, _ = LICENCES


@pytest.mark.parametrize(
    "text",
    [
        "© Crown copyright 2024. This publication is licensed under the terms of the Open "
        "Government Licence v3.0 except where otherwise stated.",
        "All content is available under the Open Government Licence v3.0, except where otherwise "
        "stated",
        "You may re-use this information (not including logos) free of charge in any format or "
        "medium, under the terms of the Open Government Licence.",
        "© Northshire Practice Board 2021, licensed under the Open Government License.",
        "Available under the Open Government Licence v3.0",
        "Published under\nthe OGL v3.0\n\nThis guide is published under the OGL v3.0.",
        "Open Government Licence v3.0",
    ],
)
def test_the_open_government_licence_is_read_from_its_statement(text: str) -> None:
    assert licence_of(text) == OPEN_GOVERNMENT


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("This report is published under the Open Parliament Licence.", OPEN_PARLIAMENT),
        (
            "This work is licensed under a Creative Commons licence",
            CREATIVE_COMMONS,
        ),
        ("© 2024 Northshire Practice Board, CC BY 4.0", CREATIVE_COMMONS),
        ("Licence: CC BY-NC-ND 4.0", CREATIVE_COMMONS),
        ("This article is made available under CC-BY 4.0.", CREATIVE_COMMONS),
        ("© 2024 Riverside Health Charity. All rights reserved.", RESERVED),
        ("Riverside Health Charity. All Rights Reserved", RESERVED),
        ("ALL RIGHTS RESERVED", RESERVED),
        ("© Riverside Health Charity 2019", RESERVED),
        ("Copyright 2019 Riverside Health Charity", RESERVED),
        ("(c) 2019 Riverside Health Charity", RESERVED),
        ("© Crown copyright", RESERVED),
        ("© Crown copyright 2009. All rights reserved. Data under the OGL.", RESERVED),
    ],
)
def test_other_licences_are_read_from_their_statements(text: str, licence: str) -> None:
    assert licence_of(text) == licence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The board publishes its figures under the Open Government Licence.",
        "The dataset is available under the Open Government Licence, the minister said.",
        "What is the Open Government Licence? It lets people use public documents.",
        "Contains public sector information licensed under the Open Government Licence v3.0.",
        "This work is not available under the Open Government Licence.",
        "She explained what Creative Commons licences are for.",
        "Copyright law says who may copy your record.",
        "(c) the patient has died.",
        "The words “all rights reserved” mean little here.",
        "Not all rights reserved to patients were kept.",
        "CC your letter to the practice manager.",
    ],
)
def test_a_sentence_that_speaks_of_a_licence_states_none(text: str) -> None:
    assert licence_of(text) == ""


@pytest.mark.parametrize(
    ("address", "licence"),
    [
        (
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            OPEN_GOVERNMENT,
        ),
        (
            "http://www.parliament.uk/site-information/copyright/open-parliament-licence/",
            OPEN_PARLIAMENT,
        ),
        ("https://creativecommons.org/licenses/by/4.0/", CREATIVE_COMMONS),
        ("https://www.nationalarchives.gov.uk/", ""),
        ("https://example.org/licence", ""),
        ("", ""),
    ],
)
def test_a_licence_is_known_by_its_address(address: str, licence: str) -> None:
    assert licence_at(address) == licence


@pytest.mark.parametrize(
    "text", ["© this report " * 200_000, "licensed under " * 200_000, "all rights " * 250_000]
)
def test_three_million_characters_are_read_in_seconds(text: str) -> None:
    start = time.monotonic()
    licence_of(text)
    assert time.monotonic() - start < 5
