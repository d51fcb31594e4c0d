"""Blocks of a document become sections, each with a locator to find it by, and no word is lost."""

from __future__ import annotations

import re
from itertools import chain
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.intake.documents import Piece
from index.intake.sectioning import Section, make_sections
from index.knowledge import slug
from index.sentences import split_sentences

# Twenty words, so that a paragraph of three is of the length that FORMAT.md asks for.
SENTENCE = (
    "The practice board of Northshire keeps each record apart and tells nobody"
    " where a patient lives unless a court asks."
)


def words(count: int = 60, start: str = "") -> str:
    """Return sentences of `count` words together (of twenty each), behind `start`."""
    return f"{start} {' '.join([SENTENCE] * (count // 20))}".strip()


def heading(text: str, number: str = "", page: int = 0) -> Piece:
    return Piece("heading", text, 2, number, page)


def paragraph(text: str = "", number: str = "", page: int = 0) -> Piece:
    return Piece("paragraph", text or words(), 0, number, page)


def item(text: str, number: str = "") -> Piece:
    return Piece("item", text, 0, number)


def steps(*texts: str) -> list[Piece]:
    return [item(text, str(n)) for n, text in enumerate(texts, start=1)]


def locators(*pieces: Piece) -> list[str]:
    return [section.locator for section in make_sections(pieces)]


# Paragraphs with numbers.


def test_a_numbered_paragraph_is_found_by_its_number() -> None:
    assert locators(*(paragraph(number=str(n)) for n in (17, 18, 19))) == [
        "Para 17",
        "Para 18",
        "Para 19",
    ]


def test_a_number_before_the_words_is_the_number_of_the_paragraph() -> None:
    pieces = [paragraph(f"{n} {words(20)}") for n in ("1.", "2)", "3:", "4", "5.1", "5.2.")]
    sections = make_sections(pieces)
    assert [its.locator for its in sections] == [
        f"Para {n}" for n in ("1", "2", "3", "4", "5.1", "5.2")
    ]
    assert {its.text for its in sections} == {words(20)}


def test_the_page_of_a_numbered_paragraph_stands_in_its_heading() -> None:
    pieces = [
        heading("Fees", page=4),
        paragraph(number="17", page=4),
        paragraph(number="18", page=5),
    ]
    assert [(its.locator, its.heading) for its in make_sections(pieces)] == [
        ("Para 17", "Fees (page 4)"),
        ("Para 18", "Fees (page 5)"),
    ]


def test_a_part_of_a_numbered_paragraph_names_the_page_on_which_the_part_begins() -> None:
    pieces = [
        heading("Fees"),
        paragraph(number="1", page=4),
        paragraph(words(180), number="2", page=4),
        paragraph(words(180), page=5),
    ]
    assert [(its.locator, its.heading) for its in make_sections(pieces)] == [
        ("Para 1", "Fees (page 4)"),
        ("Para 2", "Fees (page 4)"),
        ("Para 2, part 2", "Fees (page 5)"),
    ]


def test_numbers_with_several_parts_are_kept_whole() -> None:
    numbers = ["1", "1.1", "1.2", "2", "2.1", "2.14", "2.14.1", "2.15", "3"]
    # 2.2 to 2.13 are lacking: more than may be, so 2.14 is where another row goes on.
    assert locators(*(paragraph(number=n) for n in numbers if not n.startswith("2.1"))) == [
        f"Para {n}" for n in ("1", "1.1", "1.2", "2", "3")
    ]
    assert locators(*(paragraph(number=n) for n in ("2.13", "2.14", "2.14.1", "2.15", "3.1"))) == [
        f"Para {n}" for n in ("2.13", "2.14", "2.14.1", "2.15", "3.1")
    ]


def test_a_few_numbers_may_be_lacking() -> None:
    assert locators(*(paragraph(number=n) for n in ("3", "4", "8", "9", "14"))) == [
        f"Para {n}" for n in (3, 4, 8, 9, 14)
    ]


def test_a_year_is_the_number_of_no_paragraph() -> None:
    pieces = [
        paragraph(number="1"),
        paragraph(f"2018 was the first year. {words(20)}"),
        paragraph(f"2019 was the second. {words(20)}"),
        paragraph(number="2"),
        paragraph(number="3"),
    ]
    sections = make_sections(pieces)
    assert [its.locator for its in sections] == ["Para 1", "Para 2", "Para 3"]
    assert sections[0].paragraphs[1].startswith("2018 was the first year.")


@pytest.mark.parametrize("text", ["9.00 in the morning", "3.5", "2024", "10,000 people", "5"])
def test_figures_that_begin_a_paragraph_are_words_of_it(text: str) -> None:
    pieces = [paragraph(f"{text} {words(20)}"), paragraph(f"{text} {words(20)}")]
    assert [its.text for its in make_sections(pieces)] == ["\n".join(p.text for p in pieces)]


def test_a_paragraph_put_in_later_keeps_its_number_in_the_words() -> None:
    pieces = [paragraph(number="17"), paragraph("A later rule.", "17a"), paragraph(number="18")]
    sections = make_sections(pieces)
    assert [its.locator for its in sections] == ["Para 17", "Para 18"]
    assert sections[0].paragraphs == (words(), "(17a) A later rule.")


# Lists that have numbers too.


def test_three_steps_inside_an_article_are_not_paragraphs_of_their_own() -> None:
    pieces = [paragraph(), *steps("Ask.", "Wait.", "Write."), paragraph(words(40))]
    assert make_sections(pieces) == (
        Section(
            "Part 1",
            "The practice board of Northshire keeps each record apart and …",
            (words(), "- 1. Ask.", "- 2. Wait.", "- 3. Write.", words(40)),
        ),
    )


def test_three_steps_before_a_long_rest_are_not_paragraphs_of_their_own() -> None:
    pieces = [*steps("Ask.", "Wait.", "Write."), *([paragraph()] * 6)]
    assert locators(*pieces) == [
        "Part 1",
        "Part 2",
        "Part 3",
        "Part 4",
    ]


@pytest.mark.parametrize("length", [2, 3, 4, 5, 8])
@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_list_inside_a_numbered_paragraph_does_not_take_over(length: int, after: int) -> None:
    own = [paragraph(number=str(n)) for n in range(1, 8)]
    listed = steps(*["Ask."] * length)
    sections = make_sections([*own[:after], *listed, *own[after:]])
    assert [its.locator for its in sections] == [f"Para {n}" for n in range(1, 8)]
    assert sections[after - 1].paragraphs == (
        words(),
        *(f"- {n}. Ask." for n in range(1, length + 1)),
    )


def test_lists_inside_many_paragraphs_do_not_take_over() -> None:
    listed = steps("Ask.", "Wait.", "Write.", "Go.")
    pieces = chain.from_iterable([paragraph(number=str(n)), *listed] for n in range(1, 30))
    assert locators(*pieces) == [f"Para {n}" for n in range(1, 30)]


def test_a_list_of_letters_keeps_its_letters() -> None:
    pieces = [
        paragraph(number="1"),
        item("ask the board", "a"),
        item("wait", "b"),
        paragraph(number="2"),
    ]
    assert make_sections(pieces)[0].paragraphs == (words(), "- (a) ask the board", "- (b) wait")


def test_steps_written_as_words_stay_as_they_were_written() -> None:
    pieces = [paragraph("1) Ask."), paragraph("2) Wait."), *([paragraph()] * 2)]
    assert make_sections(pieces)[0].paragraphs[:2] == ("1) Ask.", "2) Wait.")


# Pages and headings.


def test_words_without_numbers_are_found_by_their_page() -> None:
    pieces = [paragraph(page=4), paragraph(page=4), paragraph(page=4), paragraph(page=5)]
    assert locators(*pieces) == ["Page 4", "Page 4, part 2"]
    assert locators(*pieces, *pieces[:1] * 2, paragraph(page=6), paragraph(page=6)) == [
        "Page 4",
        "Page 4, part 2",
        "Page 4, part 3",
        "Page 6",
    ]


def test_the_heading_of_a_page_is_what_its_section_says() -> None:
    pieces = [heading("Fees of the board", page=4), paragraph(page=4)]
    assert make_sections(pieces) == (Section("Page 4", "Fees of the board", (words(),)),)


@pytest.mark.parametrize(
    ("text", "locator", "says"),
    [
        ("Section 261(5): Who may ask", "Section 261(5)", "Who may ask"),
        ("Section 261(5)(a) – Who may ask", "Section 261(5)(a)", "Who may ask"),
        ("SECTION 12A. Fees", "Section 12A", "Fees"),
        ("Regulation 4 Charges for visitors", "Regulation 4", "Charges for visitors"),
        ("Article 9.2: Health", "Article 9.2", "Health"),
        ("Schedule 21, part 2", "Schedule 21", ", part 2"),
        ("Annex B", "Annex B", None),
        ("Annex B: Forms", "Annex B", "Forms"),
        ("Part iv - Wales", "Part iv", "Wales"),
        ("Principle 2: Use it only when needed", "Principle 2", "Use it only when needed"),
        ("Principle 2's limits", "Principle 2's limits", None),
        ("Part of the story", "Part of the story", None),
        ("Rules of the board", "Rules of the board", None),
        ("Sections 4 to 9", "Sections 4 to 9", None),
    ],
)
def test_a_heading_that_has_a_name_gives_the_locator(
    text: str, locator: str, says: str | None
) -> None:
    (section,) = make_sections([heading(text), paragraph("Nobody pays for advice.")])
    assert (section.locator, section.heading) == (locator, says or "Nobody pays for advice.")


@pytest.mark.parametrize(
    "its", [heading("3.1 Fees"), heading("Fees", "3.1"), heading("3.1. Fees"), heading("3.1) Fees")]
)
def test_a_heading_with_a_number_is_found_by_it(its: Piece) -> None:
    assert make_sections([its, paragraph()]) == (Section("Section 3.1", "Fees", (words(),)),)


def test_a_short_heading_is_the_locator_and_the_first_words_say_what_it_holds() -> None:
    assert make_sections([heading("Who pays: visitors"), paragraph()]) == (
        Section(
            "Who pays visitors",
            "The practice board of Northshire keeps each record apart and …",
            (words(),),
        ),
    )


def test_no_word_of_a_long_heading_is_lost() -> None:
    text = "What happens to your address when the board asks a practice for it"
    assert make_sections([heading(text), paragraph()]) == (
        Section("What happens to your address when the board", text, (words(),)),
    )


def test_headings_without_latin_letters_are_counted_and_kept() -> None:
    pieces = [heading("حقوق المريض"), paragraph(), heading("السجلات"), paragraph()]
    assert [(its.locator, its.heading) for its in make_sections(pieces)] == [
        ("Part 1", "حقوق المريض"),
        ("Part 2", "السجلات"),
    ]


def test_words_before_any_heading_are_a_part_by_number() -> None:
    assert locators(paragraph(), heading("Fees"), paragraph()) == ["Part 1", "Fees"]


def test_the_title_says_of_no_section_where_it_stands() -> None:
    pieces = [heading("Fees & charges"), paragraph(), heading("Fees"), paragraph()]
    sections = make_sections(pieces, "fees and charges")
    assert [its.locator for its in sections] == ["Fees & charges", "Fees"]
    sections = make_sections(pieces, "FEES & Charges.")
    assert [its.locator for its in sections] == ["Part 1", "Fees"]


def test_the_same_heading_twice_has_two_addresses() -> None:
    pieces = [heading("England"), paragraph(), heading("ENGLAND!"), paragraph()]
    assert locators(*pieces) == ["England", "ENGLAND!, part 2"]


def test_a_heading_that_looks_like_a_second_part_does_not_take_its_address() -> None:
    pieces = [heading("Fees"), paragraph(), heading("Fees part 2"), paragraph()]
    assert locators(*pieces, heading("Fees"), paragraph()) == [
        "Fees",
        "Fees part 2",
        "Fees, part 3",
    ]


def test_a_heading_ends_a_numbered_paragraph() -> None:
    pieces = [paragraph(number="1"), paragraph(number="2"), heading("Contact"), paragraph("Write.")]
    assert locators(*pieces) == ["Para 1", "Para 2", "Contact"]


def test_a_heading_with_nothing_under_it_makes_no_section() -> None:
    pieces = [heading("Part 2 The board"), heading("Section 4 Fees"), paragraph(), heading("End")]
    assert make_sections(pieces) == (Section("Section 4", "Fees", (words(),)),)
    assert make_sections([heading("End")]) == ()
    assert make_sections([]) == ()


# Length.


def test_short_paragraphs_under_one_heading_are_one_section() -> None:
    pieces = [heading("Fees"), *([paragraph(words(20))] * 5)]
    assert [len(its.paragraphs) for its in make_sections(pieces)] == [5]


def test_a_long_paragraph_is_cut_at_sentences() -> None:
    sections = make_sections([heading("Fees"), paragraph(words(400))])
    assert [its.locator for its in sections] == [
        "Fees",
        "Fees, part 2",
        "Fees, part 3",
        "Fees, part 4",
    ]
    assert [its.text for its in sections] == [words(120), words(120), words(120), words(40)]


def test_a_numbered_paragraph_stays_together_for_twice_as_long() -> None:
    pieces = [paragraph(words(240), "1"), paragraph(words(240), "2")]
    assert locators(*pieces) == ["Para 1", "Para 2"]


def test_a_short_paragraph_before_a_long_one_makes_no_section_that_is_too_long() -> None:
    sections = make_sections([heading("Fees"), paragraph("Who pays:"), paragraph(words(240))])
    assert [its.text for its in sections] == ["Who pays:", words(240)]


def test_a_long_item_has_its_letter_once() -> None:
    pieces = [paragraph("Either:"), item(words(400), "a")]
    text = "\n".join(its.text for its in make_sections(pieces))
    assert text.split() == f"Either: (a) {words(400)}".split()


def test_a_sentence_longer_than_a_section_stays_whole() -> None:
    sentence = "Nobody " + "and nobody " * 400 + "pays."
    pieces = [paragraph(f"It is free. {sentence} Ask the board.")]
    assert sentence in [its.text for its in make_sections(pieces)]


def test_very_many_sections_under_one_heading_take_no_time() -> None:
    started = perf_counter()
    assert len(make_sections([paragraph(words(120))] * 5_000)) == 5_000
    # A fifth of a second; 25 times as long where each address is looked for from the first.
    assert perf_counter() - started < 3


# Whatever a document is.

texts = st.lists(
    st.one_of(
        st.sampled_from(
            ["Ask.", "1.", "2.", "17", "2.14", "3)", "Section", "Annex", "B:", "261(5)", "- a", ":"]
        ),
        st.sampled_from(["Wait!", "Why?", "Dr.", '"No.', 'Go."', "#", "(a)", "حقوق", "٣.", "…"]),
        st.text(
            st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=5
        ),
    ),
    min_size=1,
    max_size=8,
).map(" ".join)
long_texts = st.builds(
    lambda sentence, times: " ".join([sentence] * times),
    st.sampled_from([SENTENCE, "Ask.", "no stop", "a b c. D e f."]),
    st.integers(1, 130),
)
numbers = st.one_of(
    st.just(""),
    st.integers(1, 9).map(str),
    st.builds("{}.{}".format, st.integers(1, 3), st.integers(1, 5)),
    st.sampled_from(["a", "b", "iv", "17a", "9999"]),
)
pages = st.integers(0, 3)
blocks = st.builds(
    Piece,
    st.sampled_from(["paragraph", "paragraph", "item"]),
    st.one_of(texts, long_texts),
    st.just(0),
    numbers,
    pages,
)
headings = st.builds(Piece, st.just("heading"), texts, st.integers(1, 4), numbers, pages)
documents = st.lists(st.one_of(blocks, blocks, headings), max_size=25)


def plain(word: str) -> str:
    # A dash before a paragraph is the sign of an item, which is no word.
    return word.strip("().:-")


def said_by(pieces: list[Piece]) -> list[str]:
    """Return every number and word of the blocks, without the signs around them."""
    found = []
    for piece in pieces:
        if piece.kind != "heading":
            found += [piece.number, *piece.text.split()]
    return [plain(word) for word in found if plain(word)]


def said_in(sections: tuple[Section, ...]) -> list[str]:
    """Return the same of sections, a paragraph's number out of the locator."""
    found = []
    for section in sections:
        number = re.fullmatch(r"Para (\S+?)", section.locator)
        found += [number[1] if number else "", *section.text.split()]
    return [plain(word) for word in found if plain(word)]


@settings(deadline=None, max_examples=200, derandomize=True)
@given(documents)
@example([paragraph(f"1. {words(20)}"), paragraph(f"2. {words(20)}", page=1)])
def test_every_word_is_in_a_section_once_and_in_order(pieces: list[Piece]) -> None:
    assert said_in(make_sections(pieces)) == said_by(pieces)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(documents)
def test_no_two_sections_have_one_address(pieces: list[Piece]) -> None:
    addresses = [slug(its.locator) for its in make_sections(pieces)]
    assert "" not in addresses
    assert len(set(addresses)) == len(addresses)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(documents)
def test_no_section_is_empty_or_has_no_heading(pieces: list[Piece]) -> None:
    for its in make_sections(pieces):
        assert its.heading.strip()
        assert ": " not in its.locator
        assert its.paragraphs
        assert all(words.removeprefix("- ").strip() for words in its.paragraphs)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(documents)
def test_no_section_is_longer_than_240_words_but_one_of_a_single_sentence(
    pieces: list[Piece],
) -> None:
    for its in make_sections(pieces):
        # The numbers of a list are not counted when it is cut, and there may be many.
        numbered = sum(bool(re.match(r"(- )?\(\S+\) ", words)) for words in its.paragraphs)
        if len(its.text.split()) > 240 + numbered:
            assert len(its.paragraphs) == 1
            assert len(split_sentences(its.text)) == 1


@settings(deadline=None, max_examples=200, derandomize=True)
@given(documents)
def test_the_same_document_has_the_same_sections(pieces: list[Piece]) -> None:
    assert make_sections(pieces) == make_sections(tuple(pieces))
