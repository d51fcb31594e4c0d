"""What a Word file says of itself is taken where a person said it, and not where a program did."""

from __future__ import annotations

import docx
import pytest
from docx_documents import changed, p, saved, word_file

from index.intake.documents import Metadata
from index.intake.read_docx import read_docx


def read_metadata(body: str) -> Metadata:
    return read_docx(word_file(body), "letter.docx").metadata


def core(title: str) -> bytes:
    made = docx.Document()
    made.add_paragraph("Words.")
    made.core_properties.title = title
    return saved(made)


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Keeping notes", "Keeping notes"),
        ("Document1", ""),
        ("Microsoft Word - notes.doc", ""),
        ("notes v2.docx", ""),
        ("Untitled", ""),
        ("New rules for notes", "New rules for notes"),
    ],
)
def test_a_title_is_one_that_a_person_gave(title: str, kept: str) -> None:
    assert read_docx(core(title), "x.docx").metadata.title == kept


def test_a_title_may_be_in_its_own_style() -> None:
    body = p("Northshire Practice Board") + p("Keeping notes", "Title") + p("Words.")
    assert read_metadata(body).title == "Keeping notes"


def test_the_firm_is_the_publisher() -> None:
    names = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    app = f'<Properties xmlns="{names}"><Company>Riverside Health Charity</Company></Properties>'
    data = changed(word_file(p("Words.")), {"docProps/app.xml": app})
    assert read_docx(data, "x.docx").metadata.publisher == "Riverside Health Charity"


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Published: 3 March 2024", "2024-03-03", ""),
        ("Version 2, January 2025", "2025-01", ""),
        ("First published 1st May 2018. Last updated June 2020.", "2018-05-01", "2020-06"),
        ("Date: 03/04/2024", "2024-04-03", ""),
        ("Published 2019", "2019", ""),
        ("Last reviewed: 2024-02-01", "", "2024-02-01"),
        ("12 April 2018", "2018-04-12", ""),
        ("Date of next review: May 2026", "", ""),
        ("Published: 31 February 2024", "", ""),
        ("The report of March 2019 says so.", "", ""),
        ("Published in March 2019 figures were wrong.", "", ""),
        ("Since it was updated in May 2020 the form is longer.", "", ""),
    ],
)
def test_a_date_is_one_that_the_first_page_tells(line: str, published: str, updated: str) -> None:
    metadata = read_metadata(p("Keeping notes", "Title") + p(line) + p("Words."))
    assert (metadata.published, metadata.updated) == (published, updated)


def test_a_date_on_a_later_page_is_not_that_of_the_document() -> None:
    body = p("Words of the board. " * 200) + p("Published: 3 March 2024")
    assert read_metadata(body).published == ""
