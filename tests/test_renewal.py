"""A document read again changes what changed in it, and never what a person wrote."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.intake.sectioning import Section
from index.knowledge import is_evidence, read_source
from index.passages import Passage, Source
from index.renewal import (
    ChangeKind,
    Renewal,
    SectionChange,
    Settled,
    changed_evidence,
    renew,
    taken_digests,
)
from index.source_files import section_lines, source_text

KNOWLEDGE = Path("knowledge")
FILE = KNOWLEDGE / "sources" / "board-guide.md"
GUIDE = Source(
    id="board-guide",
    title="Guide of the Northshire Practice Board",
    publisher="Northshire Practice Board",
    kind="regulator",
    url="https://board.example/guide",
    published="2024-05",
    published_estimated=False,
    effective=None,
    updated=None,
    status="current",
    superseded_by=(),
    jurisdiction="England",
    checked="2026-11-21",
    evidence="read in full",
    licence="open government licence",
)

# The words of a section: as the board printed them first, as it prints them now, as a person
# corrected them.
OLD, NEW, MINE = "The board asks five pounds.", "The board asks six pounds.", "It asks £5."


def section(locator: str, text: str = OLD) -> Section:
    return Section(locator, f"About {locator}", (text,))


def document(**texts: str) -> tuple[Section, ...]:
    """Return sections by the number of their paragraph: `para_1="..."`."""
    return tuple(section(name.capitalize().replace("_", " "), text) for name, text in texts.items())


def read(text: str) -> tuple[Source, list[Passage]]:
    found, problems = read_source(FILE, KNOWLEDGE, text)
    assert problems == []
    assert found is not None
    return found


def renewed(
    taken: tuple[Section, ...],
    mine: tuple[Section, ...],
    theirs: tuple[Section, ...],
    settled: Settled = "",
) -> Renewal:
    """Return what a document changes: as it was taken, as the file has it, as it is now."""
    text = source_text(replace(GUIDE, taken=taken_digests(taken)), mine)
    source, passages = read(text)
    return renew(source, passages, text, theirs, settled)


def said(renewal: Renewal) -> dict[str, str]:
    """Return what the file says afterwards: the words by locator, in its order."""
    _, passages = read("\n".join(renewal.lines))
    return {passage.locator: passage.text for passage in passages}


def test_a_document_that_did_not_change_changes_nothing() -> None:
    its = document(para_1=OLD, para_2=OLD)
    renewal = renewed(its, its, its)
    assert renewal.changes == ()
    assert said(renewal) == {"Para 1": OLD, "Para 2": OLD}


# What was taken, what the file says, what the document says, how it is settled: what becomes of it,
# and what the file says afterwards. None: there is no such section.
FATES: list[tuple[str | None, str | None, str | None, Settled, ChangeKind | None, str | None]] = [
    (OLD, OLD, OLD, "", None, OLD),
    (OLD, OLD, NEW, "", "changed", NEW),
    (OLD, OLD, NEW, "mine", "changed", NEW),
    (OLD, OLD, None, "", "gone", None),
    (OLD, OLD, None, "mine", "gone", None),
    (None, None, NEW, "", "new", NEW),
    (None, None, NEW, "mine", "new", NEW),
    # Corrected by a person, and the document is as it was.
    (OLD, MINE, OLD, "", "corrected", MINE),
    (OLD, MINE, OLD, "theirs", "corrected", MINE),
    # Deleted by a person, and the document is as it was.
    (OLD, None, OLD, "", "corrected", None),
    (OLD, None, OLD, "theirs", "corrected", None),
    # Written by a person.
    (None, MINE, None, "", None, MINE),
    (None, MINE, None, "theirs", None, MINE),
    # Corrected by a person as the publisher did later.
    (OLD, NEW, NEW, "", None, NEW),
    (None, NEW, NEW, "", None, NEW),
    # Changed by both.
    (OLD, MINE, NEW, "", "conflict", MINE),
    (OLD, MINE, NEW, "mine", "corrected", MINE),
    (OLD, MINE, NEW, "theirs", "changed", NEW),
    # Corrected by a person, taken out by the publisher.
    (OLD, MINE, None, "", "conflict", MINE),
    (OLD, MINE, None, "mine", "corrected", MINE),
    (OLD, MINE, None, "theirs", "gone", None),
    # Deleted by a person, changed by the publisher.
    (OLD, None, NEW, "", "conflict", None),
    (OLD, None, NEW, "mine", "corrected", None),
    (OLD, None, NEW, "theirs", "new", NEW),
    # Written by a person, and the publisher now has a section of that number.
    (None, MINE, NEW, "", "conflict", MINE),
    (None, MINE, NEW, "mine", "corrected", MINE),
    (None, MINE, NEW, "theirs", "changed", NEW),
    # Deleted by a person and by the publisher.
    (OLD, None, None, "", None, None),
]


@pytest.mark.parametrize(("taken", "mine", "theirs", "settled", "kind", "after"), FATES)
def test_every_section_has_the_fate_it_should(
    taken: str | None,
    mine: str | None,
    theirs: str | None,
    settled: Settled,
    kind: ChangeKind | None,
    after: str | None,
) -> None:
    def with_neighbours(text: str | None) -> tuple[Section, ...]:
        between = document(para_2=text) if text else ()
        return (section("Para 1", "First."), *between, section("Para 3", "Last."))

    renewal = renewed(*map(with_neighbours, (taken, mine, theirs)), settled)
    expected = [SectionChange(kind, "Para 2", mine or "", theirs or "")] if kind else []
    assert list(renewal.changes) == expected
    middle = {"Para 2": after} if after else {}
    assert list(said(renewal).items()) == [
        ("Para 1", "First."),
        *middle.items(),
        ("Para 3", "Last."),
    ]


def test_the_table_of_fates_has_every_kind() -> None:
    assert {kind for *_, kind, _ in FATES if kind} == set(get_args(ChangeKind))


def test_only_conflicts_wait_and_only_what_differs_is_written() -> None:
    renewal = renewed(
        document(para_1=OLD, para_2=OLD, para_3=OLD, para_4=OLD),
        document(para_1=OLD, para_2=MINE, para_3=MINE, para_4=OLD),
        document(para_1=NEW, para_2=OLD, para_3=NEW, para_5="Ask."),
    )
    assert {its.locator: its.kind for its in renewal.changes} == {
        "Para 1": "changed",
        "Para 2": "corrected",
        "Para 3": "conflict",
        "Para 5": "new",
        "Para 4": "gone",
    }
    assert [its.locator for its in renewal.conflicts] == ["Para 3"]
    assert [its.locator for its in renewal.written] == ["Para 1", "Para 5", "Para 4"]


def test_a_changed_heading_is_a_change() -> None:
    before, after = Section("Para 1", "Fees", (OLD,)), Section("Para 1", "Charges", (OLD,))
    assert [its.kind for its in renewed((before,), (before,), (after,)).changes] == ["changed"]


def test_other_spaces_are_no_change() -> None:
    before, after = Section("Para 1", "Fees", (OLD,)), Section("Para 1", "Fees", (f" {OLD} ",))
    assert renewed((before,), (before,), (after,)).changes == ()


def test_a_new_section_stands_where_the_document_has_it() -> None:
    its = document(para_1="One.", para_3="Three.")
    now = document(para_0="None.", para_1="One.", para_2="Two.", para_3="Three.", para_4="Four.")
    assert list(said(renewed(its, its, now))) == [f"Para {n}" for n in range(5)]


def test_sections_of_a_person_stay_behind_what_they_stood_behind() -> None:
    taken = document(para_1="One.", para_2="Two.")
    mine = document(
        note_1="Mine.", para_1="One.", note_2="Mine.", note_3="Mine.", para_2="Two.", note_4="Mine."
    )
    theirs = document(para_0="None.", para_1="One.", para_2="Twice.", para_3="Three.")
    assert list(said(renewed(taken, mine, theirs))) == [
        *("Note 1", "Para 0", "Para 1", "Note 2", "Note 3", "Para 2", "Note 4", "Para 3"),
    ]


def test_a_section_of_a_person_behind_one_that_is_gone_stays() -> None:
    taken = document(para_1="One.", para_2="Two.", para_3="Three.")
    mine = document(para_1="One.", para_2="Two.", note="Mine.", para_3="Three.")
    theirs = document(para_1="One.", para_3="Three.")
    assert list(said(renewed(taken, mine, theirs))) == ["Para 1", "Note", "Para 3"]


def test_words_that_only_moved_are_told_by_where_they_stood() -> None:
    its = document(para_1="Who may ask.", para_2="Who pays.")
    now = document(para_1="What is new.", para_2="Who may ask.", para_3="Who pays.")
    assert [(its.kind, its.locator, its.held_by) for its in renewed(its, its, now).changes] == [
        ("changed", "Para 1", ""),
        ("changed", "Para 2", "Para 1"),
        ("new", "Para 3", "Para 2"),
    ]


def test_words_that_stay_in_their_place_did_not_move() -> None:
    before, after = Section("Para 1", "Fees", (OLD,)), Section("Para 1", "Charges", (OLD,))
    assert renewed((before,), (before,), (after,)).changes[0].held_by == ""


def test_what_a_person_corrected_keeps_its_lines_as_they_are() -> None:
    source = replace(GUIDE, taken=taken_digests(document(para_1=OLD, para_2=OLD)))
    body = (
        "## Para 1: About Para 1\nThe board asks\nfive pounds.\n\n\n"
        "  ##   Para 2: Mine\n\n* It asks\n  £5.\n* \\#1\n"
    )
    text = source_text(source, []) + body
    source, passages = read(text)
    renewal = renew(source, passages, text, document(para_1=OLD, para_2=OLD))
    assert [its.kind for its in renewal.changes] == ["corrected"]
    assert "\n".join(renewal.lines) == text


def test_the_same_words_on_another_page_are_no_change_but_the_page_is_put_right() -> None:
    before = Section("Para 1", "Fees (page 3)", (OLD,))
    after = Section("Para 1", "Fees (page 4)", (OLD,))
    found = renewed((before,), (before,), (after,))
    assert found.changes == ()
    assert "## Para 1: Fees (page 4)" in found.lines


def test_a_document_of_which_everything_changed_has_been_read_by_nobody() -> None:
    written = changes(("changed", "Para 1"), ("changed", "Para 2"))
    line = changed_evidence("read in full", written, 2, "2026-11-21")
    assert line == "not read (all of it changed on 2026-11-21)"
    assert is_evidence(line)


def test_a_line_of_many_changes_stays_short() -> None:
    written = changes(*(("changed", f"Para {n}") for n in range(600)))
    line = changed_evidence("read in full", written, 1000, "2026-11-21")
    assert line.endswith("Para 19 and 580 more)")


def test_a_comment_in_the_front_matter_is_no_section() -> None:
    its = document(para_1=OLD)
    text = source_text(replace(GUIDE, taken=taken_digests(its)), its)
    text = text.replace("kind:", "## whose it is\nkind:")
    source, passages = read(text)
    lines = renew(source, passages, text, document(para_1=NEW)).lines
    front = text.split("\n")[: text.split("\n").index("## Para 1: About Para 1")]
    assert lines == (*front, *section_lines(*document(para_1=NEW)))


@pytest.mark.parametrize("taken", ["para-1", "para-1 ", "para-1 00000000", "nonsense"])
def test_a_digest_that_a_person_spoilt_makes_a_conflict_and_no_crash(taken: str) -> None:
    text = source_text(replace(GUIDE, taken=(taken,)), document(para_1=OLD))
    source, passages = read(text)
    renewal = renew(source, passages, text, document(para_1=NEW))
    assert [its.kind for its in renewal.changes] == ["conflict"]


def test_a_source_taken_without_digests_is_all_conflict_where_it_differs() -> None:
    text = source_text(GUIDE, document(para_1=OLD, para_2=OLD))
    source, passages = read(text)
    renewal = renew(source, passages, text, document(para_1=OLD, para_2=NEW))
    assert [(its.kind, its.locator) for its in renewal.changes] == [("conflict", "Para 2")]


words = st.sampled_from([OLD, NEW, MINE])
somebodys = st.dictionaries(st.integers(1, 6).map("Para {}".format), words, min_size=1).map(
    lambda its: tuple(section(locator, text) for locator, text in sorted(its.items()))
)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(somebodys, somebodys, somebodys, st.sampled_from(get_args(Settled)))
def test_a_renewal_gives_every_section_once_and_needs_no_second(
    taken: tuple[Section, ...],
    mine: tuple[Section, ...],
    theirs: tuple[Section, ...],
    settled: Settled,
) -> None:
    renewal = renewed(taken, mine, theirs, settled)
    written = {its.locator: its for its in renewal.changes if its.kind in ("changed", "new")}
    gone = {its.locator for its in renewal.changes if its.kind == "gone"}
    after = {its.locator: its.text for its in mine if its.locator not in gone}
    after |= {locator: its.after for locator, its in written.items()}
    if not after:
        assert renewal.body == ()
        return
    assert said(renewal) == after
    if settled:
        assert renewal.conflicts == ()
        file = tuple(section(locator, text) for locator, text in said(renewal).items())
        assert renewed(theirs, file, theirs).written == ()


# The line that says what was read.


def changes(*its: tuple[ChangeKind, str]) -> list[SectionChange]:
    return [SectionChange(kind, locator, "", "") for kind, locator in its]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("read in full", "read in part (CHANGED)"),
        ("read in full (twice); by two", "read in part (twice); by two; CHANGED"),
        ("read in part", "read in part; CHANGED"),
        ("read in part (pages 1-4)", "read in part (pages 1-4); CHANGED"),
        (
            "read in part (changed on 2026-01-01 and not yet read: Para 9)",
            "read in part (changed on 2026-01-01 and not yet read: Para 9); CHANGED",
        ),
        (
            "read through another publication: The Journal",
            "read through another publication: The Journal; CHANGED",
        ),
        ("not read", "not read"),
        ("not read (taken over word for word)", "not read (taken over word for word)"),
    ],
)
def test_no_line_claims_more_than_was_read(before: str, after: str) -> None:
    written = changes(("changed", "Section 261(5)"), ("new", "Para 2"), ("gone", "Para 3"))
    changed = "changed on 2026-11-21 and not yet read: Section 261(5), Para 2"
    line = changed_evidence(before, written, 100, "2026-11-21")
    assert line == after.replace("CHANGED", changed)
    assert is_evidence(line)


@pytest.mark.parametrize("before", ["read in full", "read in part (pages 1-4)", "not read"])
def test_what_was_only_taken_out_leaves_nothing_unread(before: str) -> None:
    assert changed_evidence(before, changes(("gone", "Para 3")), 100, "2026-11-21") == before


@settings(deadline=None, max_examples=200, derandomize=True)
@given(
    st.one_of(
        st.sampled_from(["read in full", "not read", "read in part"]),
        st.from_regex(
            r"read in (full|part)( \([a-z ()]{1,9}\))?(; [a-z;()]{1,9})?", fullmatch=True
        ),
        st.from_regex(r"read through another publication: [a-z;()]{1,9}", fullmatch=True),
    ),
    st.lists(st.text("Para 1(5);:", min_size=1), min_size=1, max_size=3),
)
def test_the_line_keeps_its_form_however_often_a_document_changes(
    before: str, locators: list[str]
) -> None:
    line = before
    for locator in locators:
        line = changed_evidence(line, changes(("changed", locator)), 100, "2026-11-21")
    assert is_evidence(line)
    assert line == before or all(locator in line for locator in locators)
