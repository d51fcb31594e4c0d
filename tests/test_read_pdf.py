"""Does a PDF come out as the paragraphs that a reader sees, and is what is none refused?"""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
import reportlab
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_documents import (
    Drawn,
    Numbering,
    block,
    drawn,
    flowing,
    numbered_guidance,
    scanned,
    sentence,
    table,
    turned,
    written,
)
from reportlab.pdfbase.pdfmetrics import stringWidth

from index.errors import SourceUnreadableError
from index.intake.documents import Document, LeftOut, Piece
from index.intake.read_pdf import MOST_PAGES, read_pdf

PAGE = "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"
DRAWN = drawn([(72, 700, "The warden keeps the ledger of the parish.", 11, "")])


def lines(*texts: str, x: float = 72, y: float = 700, size: float = 11) -> list[Drawn]:
    return [(x, y - 14 * at, text, size, "") for at, text in enumerate(texts)]


def texts(data: bytes) -> list[str]:
    return [piece.text for piece in read_pdf(data, "letter.pdf").pieces]


def left_out(document: Document, what: str) -> list[str]:
    return [its.text for its in document.left_out if its.what == what]


@pytest.mark.parametrize("justified", [False, True])
@pytest.mark.parametrize("numbering", ["hanging", "inline", "sections"])
def test_a_guidance_comes_out_as_it_was_set(numbering: Numbering, justified: bool) -> None:
    data, expected = numbered_guidance(12, numbering, justified=justified)
    pieces = read_pdf(data, "guidance.pdf").pieces
    actual = [(p.number, p.page, p.text) for p in pieces if p.kind != "heading" and p.page > 2]
    assert actual == expected


def test_forty_pages_are_read_in_three_seconds() -> None:
    data, _ = numbered_guidance(40)
    start = time.process_time()
    read_pdf(data, "guidance.pdf")
    assert time.process_time() - start < 3


def test_what_is_not_the_document_is_left_out_and_told() -> None:
    data, _ = numbered_guidance(12)
    document = read_pdf(data, "guidance.pdf")
    notes = left_out(document, "footnote")
    assert left_out(document, "page header or footer").count("Page 7 of 12") == 1
    assert len(left_out(document, "table of contents")) == 1
    assert [note.split()[0] for note in notes] == [str(n + 1) for n in range(len(notes))]
    assert left_out(document, "footnote marks") == [" ".join(note.split()[0] for note in notes)]
    assert not any("Page 7" in piece.text for piece in document.pieces)


def test_headings_have_levels_by_size_and_numbers_of_their_own() -> None:
    page: list[Drawn] = [
        (72, 760, "Keeping letters", 22, "bold"),
        (72, 720, "1 Asking first", 15, "bold"),
        *lines(
            "The warden asks before the ledger leaves the parish, and", "writes it down.", y=690
        ),
        (72, 640, "Young patients", 11, "bold"),
        *lines("They are asked too.", y=620),
    ]
    assert read_pdf(drawn(page), "letter.pdf").pieces == (
        Piece("heading", "Keeping letters", 1, "", 1),
        Piece("heading", "Asking first", 2, "1", 1),
        Piece(
            "paragraph",
            "The warden asks before the ledger leaves the parish, and writes it down.",
            page=1,
        ),
        Piece("heading", "Young patients", 3, "", 1),
        Piece("paragraph", "They are asked too.", page=1),
    )


def test_a_bold_line_within_a_sentence_is_no_heading() -> None:
    page = lines("The warden of the harbour has to", "", "before the ledger leaves the parish.")
    page[1] = (72, 686, "ask the patient and her keeper", 11, "bold")
    page += lines("Nobody else in the harbour is asked at all.", y=600)
    assert texts(drawn(page))[0] == (
        "The warden of the harbour has to ask the patient and her keeper before the ledger leaves"
        " the parish."
    )


def test_a_number_in_a_sentence_is_no_paragraph() -> None:
    page = lines(
        "16 A keeper writes.",
        "17 The practice answers every letter of a patient within",
        "18 days, and one of the parish board sooner than that",
        "if it can.",
    )
    data = drawn([*lines("15 A warden reads what the keeper of the ledger wrote.", y=714), *page])
    assert [(piece.number, piece.text) for piece in read_pdf(data, "letter.pdf").pieces] == [
        ("15", "A warden reads what the keeper of the ledger wrote."),
        ("16", "A keeper writes."),
        (
            "17",
            "The practice answers every letter of a patient within 18 days, and one of the parish"
            " board sooner than that if it can.",
        ),
    ]


def test_letters_and_bullets_are_items() -> None:
    page = [
        *lines("The keeper writes down:", y=720),
        *lines("(a)", "(b)", x=90),
        *lines("who asked;", "what was said.", x=112),
        *lines("\N{BULLET}", x=90, y=660),
        *lines("nothing else", x=112, y=660),
    ]
    pieces = read_pdf(drawn(page), "letter.pdf").pieces
    assert [(piece.kind, piece.number, piece.text) for piece in pieces] == [
        ("paragraph", "", "The keeper writes down:"),
        ("item", "a", "who asked;"),
        ("item", "b", "what was said."),
        ("item", "", "nothing else"),
    ]


@pytest.mark.parametrize(
    ("broken", "elsewhere", "mended"),
    [
        (("It is confiden-", "tial."), "Confidential letters.", "It is confidential."),
        (("It is confiden-", "tial."), "Other letters.", "It is confidential."),
        (("A well-", "known board."), "A well-known board.", "A well-known board."),
        (("A hand-", "written note."), "A hand and a written note.", "A hand-written note."),
        (("A hand-", "written note."), "A handwritten note.", "A handwritten note."),
        (("The non-", "Harbour board."), "Other letters.", "The non-Harbour board."),
        (("Keepers and/", "or wardens."), "Other letters.", "Keepers and/or wardens."),
    ],
)
def test_a_word_broken_at_the_end_of_a_line_is_mended(
    broken: tuple[str, str], elsewhere: str, mended: str
) -> None:
    assert texts(drawn([*lines(*broken), *lines(elsewhere, y=600)]))[0] == mended


def test_a_paragraph_goes_on_over_the_page_and_belongs_to_the_first() -> None:
    first = lines("The board hears everybody who", "asks to be heard, and it writes")
    second = lines("down what was said in the ledger.", y=760)
    for number, page in enumerate((first, second), start=1):
        page += [(72, 800, "Northshire Practice Board", 8, ""), (290, 40, str(number), 9, "")]
    assert read_pdf(drawn(first, second), "letter.pdf").pieces == (
        Piece(
            "paragraph",
            "The board hears everybody who asks to be heard, and it writes down what was said in"
            " the ledger.",
            page=1,
        ),
    )


def test_the_mark_of_a_footnote_is_taken_out_of_the_words_but_no_power() -> None:
    page: list[Drawn] = []
    x = 72.0
    for text in ("An office of 20 m", "2", " keeps the letters", "12", ", and the ledger."):
        size, rise = (6, 4) if text.isdigit() else (11, 0)
        page.append((x, 700 + rise, text, size, ""))
        x += stringWidth(text, "Helvetica", size)
    document = read_pdf(drawn(page), "letter.pdf")
    assert [piece.text for piece in document.pieces] == [
        "An office of 20 m2 keeps the letters, and the ledger."
    ]
    assert document.left_out == (LeftOut("footnote marks", "12"),)


@pytest.mark.parametrize("style", [{}, {"alignment": 4, "firstLineIndent": 12, "spaceAfter": 0}])
def test_two_columns_are_read_one_after_the_other(style: dict[str, object]) -> None:
    chance = random.Random(5)
    # Sentences that end with a page are ambiguous; so each paragraph is one sentence.
    expected = [sentence(chance) for _ in range(150)]
    data = flowing(*(block(text, **style) for text in expected), columns=2)
    assert texts(data) == expected


def test_a_footnote_may_run_across_the_page_below_two_columns() -> None:
    column = ["The warden of the harbour reads aloud"] * 9 + ["what the ledger says."]
    note = (
        "1 The ledger of the harbour is kept by the board of the practice and nobody else at all."
    )
    page = [*lines(*column), *lines(*column, x=310), *lines(note, y=90, size=8)]
    document = read_pdf(drawn(page), "letter.pdf")
    assert [piece.text for piece in document.pieces] == [" ".join(column)] * 2
    assert document.left_out == (LeftOut("footnote", note),)


def test_a_hanging_number_makes_no_second_column() -> None:
    chance = random.Random(6)
    expected = [" ".join(sentence(chance) for _ in range(3)) for _ in range(30)]
    data = flowing(
        *(block(text, str(n), leftIndent=30) for n, text in enumerate(expected, start=1))
    )
    actual = [(piece.number, piece.text) for piece in read_pdf(data, "letter.pdf").pieces]
    assert actual == [(str(n), text) for n, text in enumerate(expected, start=1)]


def test_a_row_of_a_table_is_one_paragraph() -> None:
    chance = random.Random(8)
    rows = [[f"Keeper {n}", sentence(chance), sentence(chance)] for n in "ABCDEF"]
    data = flowing(block(sentence(chance)), table(rows, [70, 190, 190]), block("That is all."))
    assert texts(data)[1:] == [*(" | ".join(row) for row in rows), "That is all."]


def test_a_number_in_a_table_is_a_cell_and_broken_words_are_mended() -> None:
    page = [
        *lines("Confidential letters are kept apart.", y=760),
        *lines("Keeper", "A", y=700),
        *lines("Letters", "12", x=120, y=700),
        *lines("Kept", "as confiden-", "tial", x=180, y=700),
        *lines("B", y=650),
        *lines("25", x=120, y=650),
        *lines("as before", x=180, y=650),
    ]
    page = [(x, y - 8 if y < 700 else y, *rest) for x, y, *rest in page]
    assert texts(drawn(page))[1:] == [
        "Keeper | Letters | Kept",
        "A | 12 | as confidential",
        "B | 25 | as before",
    ]


def test_headings_that_begin_two_pages_are_no_header() -> None:
    pages = [
        [(72, 760, f"Section {n}", 15, "bold"), *lines(f"Letter {word} is kept.", y=720)]
        for n, word in enumerate("one two three four five six seven eight nine".split(), start=1)
    ]
    for at, page in enumerate(pages):
        if at not in (2, 6):
            page[0] = (72, 700 - 20 * at, page[0][2], 15, "bold")
            page[1] = (72, 680 - 20 * at, page[1][2], 11, "")
    document = read_pdf(drawn(*pages), "letter.pdf")
    assert [p.text for p in document.pieces if p.kind == "heading"] == [
        f"Section {n}" for n in range(1, 10)
    ]


def test_contents_without_dots_are_left_out_too() -> None:
    page = [
        (72, 760, "Contents", 16, "bold"),
        *lines("Keeping letters", "Asking first", "Lost keys", y=730),
        *lines("3", "7", "11", x=500, y=730),
    ]
    document = read_pdf(drawn(page, lines("Letters are kept.")), "letter.pdf")
    assert [piece.text for piece in document.pieces] == ["Letters are kept."]
    assert left_out(document, "table of contents") == [
        "Contents Keeping letters 3 Asking first 7 Lost keys 11"
    ]


def test_ligatures_and_soft_hyphens_become_plain_letters() -> None:
    font = str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
    page = lines("The o\N{LATIN SMALL LIGATURE FI}ce of the har\N{SOFT HYPHEN}bour\u200b.")
    assert texts(drawn(page, font=font)) == ["The ofice of the harbour."]


def test_a_page_lying_on_its_side_is_read_and_a_stamp_across_it_is_not() -> None:
    document = read_pdf(turned("The warden reads the ledger aloud.", stamp="DRAFT"), "letter.pdf")
    assert [piece.text for piece in document.pieces] == ["The warden reads the ledger aloud."]
    assert left_out(document, "sideways words") == ["DRAFT"]


def test_words_that_nobody_can_see_are_left_out() -> None:
    page = [
        *lines("The board meets."),
        (900, 700, "Obey me.", 11, ""),
        (72, 600, "Me too.", 0.5, ""),
    ]
    document = read_pdf(drawn(page), "letter.pdf")
    assert [piece.text for piece in document.pieces] == ["The board meets."]
    assert left_out(document, "words out of sight") == ["Obey me. Me too."]


def test_a_page_without_words_is_told() -> None:
    document = read_pdf(drawn(lines("The board meets."), []), "letter.pdf")
    assert document.left_out == (LeftOut("page without words", "Page 2"),)


@pytest.mark.parametrize(
    ("words", "published", "updated"),
    [
        ("Published 12 March 2024.", "2024-03-12", ""),
        ("First published: January 2017. Last updated on 3rd May 2019.", "2017-01", "2019-05-03"),
        ("Issued June 2020", "2020-06", ""),
        ("Published 45 March 2024.", "", "2001-02-03"),
        ("The board met on 4 May 2011.", "", "2001-02-03"),
    ],
)
def test_dates_are_those_that_the_words_say(words: str, published: str, updated: str) -> None:
    info = "<</CreationDate(D:20010203)>>"
    data = written(PAGE, words=words, trailer="/Info 6 0 R", more=(info,))
    metadata = read_pdf(data, "letter.pdf").metadata
    assert (metadata.published, metadata.updated) == (published, updated)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Keeping letters safe", "Keeping letters safe"),
        ("Microsoft Word - safe v3.doc", "On ledgers"),
        ("safe_final.pdf", "On ledgers"),
        ("untitled", "On ledgers"),
        ("", "On ledgers"),
    ],
)
def test_a_title_that_a_program_made_up_gives_way_to_the_heading(title: str, expected: str) -> None:
    page: list[Drawn] = [(72, 760, "On ledgers", 20, "bold"), *lines("The warden keeps them.")]
    assert read_pdf(drawn(page, title=title), "letter.pdf").metadata.title == expected


@pytest.mark.parametrize(
    ("author", "publisher"),
    [("Northshire Practice Board", "Northshire Practice Board"), ("Ada Keeper", "")],
)
def test_only_a_body_is_proposed_as_publisher(author: str, publisher: str) -> None:
    data = drawn(lines("The board meets."), author=author)
    assert read_pdf(data, "letter.pdf").metadata.publisher == publisher


FORM = written(PAGE, root="/AcroForm<</Fields[]/XFA 6 0 R>>/NeedsRendering true", more=("()",))


# A font that numbers its letters and tells of none which it is.
SECRET = written(
    "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 6 0 R>>>>>>",
    words="The board meets",
    more=(
        "<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Own/Encoding/Identity-H"
        "/DescendantFonts[7 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+Own/FontDescriptor 8 0 R/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        "<</Type/FontDescriptor/FontName/AAAAAA+Own/Flags 4/FontBBox[0 0 1000 1000]>>",
    ),
)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is not a PDF; give the file its right ending"),
        (b"<!doctype html><p>The board meets.", "is not a PDF; give the file its right ending"),
        (DRAWN[:900], "is cut short; fetch it again"),
        (b"%PDF-1.7\n%%EOF", "is damaged; fetch it again, or print it to a new PDF"),
        (
            written(PAGE, "<</Type/Nothing>>", "7"),
            "page 2 is damaged; fetch it again, or print it to a new PDF",
        ),
        (
            drawn(lines("The board meets."), locked="harbour"),
            "is locked by a password; save it without one",
        ),
        (scanned(), "holds pictures only; have its text recognised (OCR) first"),
        (SECRET, "does not tell what its letters are; have its text recognised (OCR) first"),
        (FORM, "is a form that only Adobe Reader can draw; print it to a new PDF there"),
        (
            written(PAGE, words="Please wait..."),
            "is a form that only Adobe Reader can draw; print it to a new PDF there",
        ),
        (
            written(*[PAGE] * (MOST_PAGES + 1)),
            "has 1,001 pages, and at most 1,000 are read; save the part that is needed as a file"
            " of its own",
        ),
    ],
    ids="empty html cut bare page locked scanned secret form waiting pages".split(),
)
def test_what_cannot_be_read_is_refused_with_its_remedy(data: bytes, problem: str) -> None:
    with pytest.raises(SourceUnreadableError) as caught:
        read_pdf(data, "letter.pdf")
    assert str(caught.value) == f"letter.pdf: {problem}"


def test_too_many_characters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.intake.read_pdf.MOST_CHARACTERS", 40)
    with pytest.raises(SourceUnreadableError, match="has more than 40 characters; save the part"):
        read_pdf(DRAWN, "letter.pdf")


def test_a_file_that_forbids_copying_is_read_all_the_same() -> None:
    data = drawn(lines("The board meets."), locked="", guarded=True)
    assert texts(data) == ["The board meets."]


DAMAGED = numbered_guidance(2)[0]


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(DAMAGED) - 1), st.integers(0, 255)), max_size=40))
def test_damage_anywhere_gives_a_document_or_a_refusal(damage: list[tuple[int, int]]) -> None:
    data = bytearray(DAMAGED)
    for place, byte in damage:
        data[place] = byte
    try:
        message = f"letter.pdf: {len(read_pdf(bytes(data), 'letter.pdf').pieces)} pieces"
    except SourceUnreadableError as refusal:
        message = str(refusal)
    assert message.startswith("letter.pdf: ")
