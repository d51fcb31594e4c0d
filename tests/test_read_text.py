"""A text file is read as it stands: its blocks, headings, items and dates, whatever its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SourceUnreadableError
from index.intake.boilerplate import without_boilerplate
from index.intake.documents import LeftOut, Metadata, Piece
from index.intake.read_text import read_text
from index.intake.stated_dates import StatedDates, stated_dates

DOCUMENTS = Path(__file__).parent / "data" / "documents"
# What the Board writes: a sentence with signs beyond ASCII.
SENTENCE = "The practice can’t ask for a passport – it costs £50 at Zoë’s café."


def blocks(text: str, name: str = "letter.txt") -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in read_text(text.encode(), name).pieces]


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-32", ""),
        ("utf-16-le", ""),
        ("utf-16-be", "utf-16be"),
        ("cp1252", ""),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "nonsense"),
        ("utf-8", "unicode_escape"),
        ("mac_roman", "macintosh"),
    ],
)
def test_text_is_read_in_its_character_set(encoding: str, charset: str) -> None:
    pieces = read_text(SENTENCE.encode(encoding), "letter.txt", charset).pieces
    assert pieces == (Piece("paragraph", SENTENCE),)


@pytest.mark.parametrize("between", ["cp1252", "latin-1"])
def test_text_that_was_encoded_twice_is_mended(between: str) -> None:
    twice = "She can’t pay £50".encode().decode(between).encode()
    assert read_text(twice, "letter.txt").pieces[0].text == "She can’t pay £50"


def test_text_that_only_looks_encoded_twice_stays() -> None:
    assert blocks("Zoë wrote Ã to the café.") == [("paragraph", "Zoë wrote Ã to the café.")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x00\x01\x02binary", "not text"),
        (b"%PDF-1.7\n\x80\x81\xff\x9d" * 9, "save it as UTF-8"),
        ("can’t".encode("mac_roman") * 9, "save it as UTF-8"),
        (b"\xff\xfea", "save it as UTF-8"),
        (b"a\x01\x02\x03\x04\x05", "not text"),
        (rb"{\rtf1 Dear patient}", "RTF"),
        (b"", "holds no words"),
        (b" \n\xe2\x80\x8b\n---\n", "holds no words"),
        (b"a" * 100_001, "100,001 characters"),
        (b"a\n" * 50_001, "50,002 lines"),
        (b"word\n\n" * 10 + b"a b " * 800_000, "characters"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(SourceUnreadableError, match=words):
        read_text(data, "letter.txt")


@given(st.binary(max_size=300))
@settings(deadline=None, max_examples=200)
def test_no_bytes_end_in_another_error(data: bytes) -> None:
    for name in ("letter.txt", "letter.md"):
        refused = ""
        try:
            without_boilerplate(read_text(data, name))
        except SourceUnreadableError as error:
            refused = str(error)
        assert refused == "" or refused.startswith(f"{name}: ")


def test_blank_lines_part_paragraphs() -> None:
    assert blocks("One is here.\n\n\nTwo is here.") == [
        ("paragraph", "One is here."),
        ("paragraph", "Two is here."),
    ]


def test_each_line_is_a_block_where_lines_are_not_wrapped() -> None:
    assert len(blocks("The Board met.\nIt said no.\nNobody asked why it had said so.")) == 3


def test_wrapped_lines_are_joined() -> None:
    text = (
        "The practice may not ask for a passport, nor for a letter from the\n"
        "county, before it puts a patient on its list. It may ask for a name\n"
        "and for an address.\n"
        "\n"
        "Whoever has no address gives that of the practice, which is enough\n"
        "for the Board.\n"
    )
    assert [kind for kind, _ in blocks(text)] == ["paragraph", "paragraph"]
    assert blocks(text)[1][1].endswith("which is enough for the Board.")


@pytest.mark.parametrize("bullet", ["•", "-", "*", "–", "\uf0b7"])
def test_line_with_a_bullet_is_an_item(bullet: str) -> None:
    assert blocks(f"You need:\n{bullet} a name\n{bullet} an address")[1:] == [
        ("item", "a name"),
        ("item", "an address"),
    ]


def test_item_goes_on_where_its_lines_hang() -> None:
    text = "You need these.\n\n  • a name\n    that is yours\n  • an address"
    assert blocks(text)[1:] == [("item", "a name that is yours"), ("item", "an address")]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("What the Board said", "heading"),
        ("Who can see it?", "heading"),
        ("WHAT DOCTORS SAY", "heading"),
        ("NORTHSHIRE SOCIETY OF DOCTORS:", "heading"),
        ("But so far it has failed.", "paragraph"),
        ("The chair of the Board said:", "paragraph"),
        ("DO NOT SEND RECORDS BY POST.", "paragraph"),
        ("and would not say why", "paragraph"),
        ("The Board has said that nobody will be asked for one", "paragraph"),
        ("Is it lawful? The Board says so", "paragraph"),
    ],
)
def test_heading_is_a_short_line_that_says_nothing_by_itself(line: str, kind: str) -> None:
    text = f"A title\n\nThe Board met on Monday.\n\n{line}\n\nIt said that nobody had complained."
    assert blocks(text)[2] == (kind, line)


def test_short_lines_after_a_colon_are_no_headings() -> None:
    text = "A title\n\nYou need:\n\nA name\n\nAn address\n\nGive both to the practice."
    assert {kind for kind, _ in blocks(text)[1:]} == {"paragraph"}


def test_last_line_heads_nothing() -> None:
    assert blocks("A title\n\nThe Board met.\n\nAnn Example")[-1] == ("paragraph", "Ann Example")


def test_picture_words_above_their_caption_are_no_heading() -> None:
    text = "A title\n\nThe Board met.\n\nTown hall\nThe town hall by night\n\nIt said no."
    assert blocks(text)[2] == ("paragraph", "Town hall")


def test_underlined_line_is_a_heading() -> None:
    assert blocks("A title\n=======\n\nThe Board met.")[0] == ("heading", "A title")


def test_unseen_characters_are_taken_out() -> None:
    assert blocks("The Bo\u00adard \u202emet\u202c\u200b; cafe\u0301.") == [
        ("paragraph", "The Board met; café.")
    ]


def test_markdown_is_read_as_plain_words() -> None:
    document = read_text((DOCUMENTS / "guide.md").read_bytes(), "guide.md")
    assert document.pieces == (
        Piece("heading", "Your record", 1),
        Piece("paragraph", "You may see your record at the practice, as the Board says."),
        Piece("heading", "How to ask", 2),
        Piece("item", "Write to the practice.", number="3"),
        Piece("item", "Wait a month.", number="4"),
        Piece("item", "by post"),
        Piece("item", "by telephone"),
        Piece("paragraph", "Nobody may be refused."),
        Piece("paragraph", "What | Price"),
        Piece("paragraph", "a copy | nothing"),
        Piece("paragraph", "GET /record"),
    )
    assert document.metadata == Metadata(
        title="Your record in Northshire",
        publisher="Northshire Practice Board",
        published="2018-05-03",
        url="https://northshire.example/record",
        licence="creative commons",
    )
    assert document.left_out[1:] == (
        LeftOut("HTML", "<b>"),
        LeftOut("HTML", "</b>"),
        LeftOut("footnote marks", "[1]"),
        LeftOut("picture", "The town hall"),
        LeftOut("HTML", '<script>alert("no")</script>'),
        LeftOut("footnote", "The Board, in 2018."),
    )


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n# B\n\n" + ">" * 10_000 + " a",
        "# A\n\n# B\n\n" + "- " * 10_000 + "a",
        "# A\n\n# B\n\n" + "![" * 100_000,
    ],
)
def test_markdown_that_breaks_parsers_is_refused(text: str) -> None:
    with pytest.raises(SourceUnreadableError, match=r"letter\.md: "):
        read_text(text.encode(), "letter.md")


def test_empty_cell_of_a_table_leaves_no_space_at_the_edge_of_its_row() -> None:
    text = "# Fees\n\n|a|b|\n|-|-|\n|c||\n||d|\n|||\n"
    words = [words for _, words in blocks(text, "letter.md")]
    assert words == ["Fees", "a | b", "c |", "| d"]


@pytest.mark.parametrize("value", ["[" * 19_000, "&a [*a, *a]", "\x07", "{", "- a"])
def test_front_matter_that_breaks_parsers_says_nothing(value: str) -> None:
    text = f"---\ntitle: {value}\n---\n\nThe Board met at the town hall to talk about the lists."
    assert read_text(text.encode(), "letter.md").metadata.publisher == ""


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Published on 3 May 2018", "2018-05-03", ""),
        ("Last updated: 12 March 2024", "", "2024-03-12"),
        ("Posted by Ann Example on 4 April 2017", "2017-04-04", ""),
        ("Published 3 May 2018 Last updated 12 March 2024", "2018-05-03", "2024-03-12"),
        ("By Ann Example | 12 April 2018 | 3 Comments", "2018-04-12", ""),
        ("Page last reviewed: March 2024", "", "2024-03"),
        ("Thursday, April 12, 2018", "2018-04-12", ""),
        ("First published: 2019", "2019", ""),
        ("Date: 03/05/2018", "2018-05-03", ""),
        ("Next review due: 3 March 2027", "", ""),
    ],
)
def test_line_states_dates(line: str, published: str, updated: str) -> None:
    found = stated_dates(line)
    assert found is not None
    assert (found.published, found.updated) == (published, updated)


@pytest.mark.parametrize(
    "line",
    [
        "The Board published it on 3 May 2018.",
        "On 3 May 2018 the Board met.",
        "3 May 2018 was the day.",
        "Published 31 February 2018",
        "Updated 3 May 2018 to say more about charges",
        "May 2018",
        "2018",
        "In January 2018",
    ],
)
def test_date_within_a_sentence_is_not_when_a_page_was_published(line: str) -> None:
    assert stated_dates(line) is None


def test_day_of_a_chronology_is_not_when_it_was_published() -> None:
    text = "What happened\n\n3 May 2018\n\nThe Board met.\n\n4 May 2018\n\nIt said no."
    assert read_text(text.encode(), "letter.txt").metadata.published == ""


def test_stated_date_is_empty_where_it_says_nothing() -> None:
    assert stated_dates("12 April 2018 at 10:03 am") == StatedDates(
        published="2018-04-12", updated="", labelled=False, timed=True
    )
