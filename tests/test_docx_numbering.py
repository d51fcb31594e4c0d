"""The numbers of lists are those that Word prints."""

from __future__ import annotations

import pytest
from docx_documents import level, p, style, word_file

from index.intake.documents import Document, Piece
from index.intake.read_docx import read_docx

DECIMAL = level(0, "decimal", "%1.")
NESTED = DECIMAL + level(1, "decimal", "%1.%2") + level(2, "lowerLetter", "(%3)")


def read(body: str, **parts: str) -> Document:
    return read_docx(word_file(body, **parts), "letter.docx")


def numbers(document: Document) -> list[str]:
    return [piece.number for piece in document.pieces]


def test_numbers_of_lists_are_counted() -> None:
    body = (
        p("One", numbering="7/0")
        + p("Between")
        + p("Two", numbering="7/0")
        + p("Two one", numbering="7/1")
        + p("Letter", numbering="7/2")
        + p("Letter", numbering="7/2")
        + p("Two two", numbering="7/1")
        + p("Letter again", numbering="7/2")
        + p("Three", numbering="7/0")
        + p("Three one", numbering="7/1")
    )
    document = read(body, levels=NESTED)
    assert numbers(document) == ["1", "", "2", "2.1", "a", "b", "2.2", "a", "3", "3.1"]
    assert [x.kind for x in document.pieces if x.kind == "item"] == ["item"] * 3


@pytest.mark.parametrize(
    ("form", "start", "number"),
    [
        ("decimal", 17, "17"),
        ("decimalZero", 4, "04"),
        ("lowerLetter", 3, "c"),
        ("upperLetter", 28, "BB"),
        ("lowerRoman", 9, "ix"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("upperRoman", 4000, "4000"),
        ("lowerLetter", 999_999_999, "999999999"),
        ("lowerLetter", 0, "0"),
        ("bullet", 1, ""),
        ("none", 1, ""),
        ("chicago", 2, "2"),
    ],
)
def test_a_number_is_written_in_its_way(form: str, start: int, number: str) -> None:
    levels = level(0, form, "%1", start=start)
    assert numbers(read(p("Words", numbering="7/0"), levels=levels)) == [number]


@pytest.mark.parametrize("text", ["%1.", "(%1)", "%1)", "[%1]", "%1:", " %1 "])
def test_a_number_stands_without_what_is_around_it(text: str) -> None:
    levels = level(0, "decimal", text)
    assert numbers(read(p("Words", numbering="7/0"), levels=levels)) == ["1"]


def test_words_before_a_number_stay_words() -> None:
    levels = level(0, "upperLetter", "Annex %1:")
    document = read(p("Forms", "Heading1", numbering="7/0"), levels=levels)
    assert document.pieces == (Piece("heading", "Annex A: Forms", 1),)


def test_numbers_of_headings_come_from_their_styles() -> None:
    numbering = '<w:numPr><w:numId w:val="7"/></w:numPr>'
    styles = style("Part", "Heading1", numbering) + style("Clause", "Heading2", numbering)
    levels = level(0, "decimal", "%1", '<w:pStyle w:val="Part"/>')
    levels += level(1, "decimal", "%1.%2", '<w:pStyle w:val="Clause"/>')
    body = p("Lending", "Part") + p("Who", "Clause") + p("How", "Clause") + p("Ends", "Part")
    assert numbers(read(body, levels=levels, styles=styles)) == ["1", "1.1", "1.2", "2"]


def test_a_paragraph_may_leave_the_list_of_its_style() -> None:
    styles = style("Part", "", '<w:numPr><w:numId w:val="7"/></w:numPr>')
    body = p("In", "Part") + p("Out", "Part", numbering="0/0") + p("In", "Part")
    assert numbers(read(body, levels=DECIMAL, styles=styles)) == ["1", "", "2"]


def num(id: int, override: str = "", kind: int = 7) -> str:
    return f'<w:num w:numId="{id}"><w:abstractNumId w:val="{kind}"/>{override}</w:num>'


def begins(depth: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def test_a_list_begins_anew_where_it_says_so_and_once() -> None:
    body = "".join(p("Words", numbering=f"{id}/0") for id in (7, 7, 8, 8, 7, 9))
    lists = num(8, begins(0, 5)) + num(9)
    document = read(body, levels=DECIMAL, lists=lists)
    assert numbers(document) == ["1", "2", "5", "6", "7", "8"]


def test_a_list_may_count_in_its_own_way() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1.", start=4)}</w:lvlOverride>'
    assert numbers(read(p("x", numbering="8/0"), levels=DECIMAL, lists=num(8, own))) == ["IV"]


def test_a_depth_may_count_on_past_the_ones_above() -> None:
    levels = DECIMAL + level(1, "decimal", "%2", '<w:lvlRestart w:val="0"/>')
    body = "".join(p("Words", numbering=f"7/{depth}") for depth in (0, 1, 0, 1))
    assert numbers(read(body, levels=levels)) == ["1", "1", "2", "2"]


def test_a_depth_that_was_left_out_counts_as_begun() -> None:
    body = "".join(p("Words", numbering=f"7/{depth}") for depth in (1, 1, 0))
    assert numbers(read(body, levels=NESTED)) == ["1.1", "1.2", "2"]


def test_a_legal_number_has_digits_only() -> None:
    levels = level(0, "upperRoman", "%1") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    body = p("x", numbering="7/0") + p("x", numbering="7/1")
    assert numbers(read(body, levels=levels)) == ["I", "1.1"]


def test_a_list_may_be_told_in_a_style() -> None:
    linked = '<w:abstractNum w:abstractNumId="8"><w:numStyleLink w:val="Ours"/></w:abstractNum>'
    styles = style("Ours", "", '<w:numPr><w:numId w:val="7"/></w:numPr>')
    lists = num(8, kind=8)
    document = read(p("x", numbering="8/0"), levels=DECIMAL, lists=linked + lists, styles=styles)
    assert numbers(document) == ["1"]


def test_a_list_that_nobody_explains_has_no_numbers() -> None:
    body = p("Words", numbering="77/0") + p("Words", numbering="7/8") + p("x", numbering="7/99")
    assert numbers(read(body, levels=DECIMAL)) == ["", "", ""]


def test_five_thousand_paragraphs_are_counted() -> None:
    body = p("The board answers every letter.", numbering="7/0") * 5_000
    assert numbers(read(body, levels=DECIMAL))[-1] == "5000"
