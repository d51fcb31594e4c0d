"""A source that is written is read back as itself; a field that is changed changes alone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Project
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.intake.sectioning import Section
from index.knowledge import read_source, slug
from index.passages import JURISDICTIONS, KINDS, LICENCES, STATUSES, Passage, Source
from index.source_files import escaped, section_lines, source_text, with_field

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
    evidence="not read (taken over word for word)",
    licence="open government licence",
)
FEES = Section("Para 1", "Fees", ("The board asks for no fee.",))
# What Markdown, YAML or HTML would read as something else than words.
HOSTILE = [
    "[a]: b",
    "[a]: https://b.example 'c'",
    "---",
    "- - -",
    "===",
    "~~~",
    "```",
    "***",
    "# No heading",
    "## Para 1: Fees",
    "a #",
    "a \\#",
    "#",
    "> said",
    "- a dash",
    "+ a plus",
    "* a star",
    "1. a step",
    "2) a step",
    "| a | b |",
    "*a* __b__ `c` ~~d~~",
    "[a](https://b.example) ![c](d)",
    "<https://b.example> <a@b.example>",
    "<script>alert(1)</script>",
    "<!-- a",
    "<?php",
    "&amp; &#35; &copy; &",
    "\\",
    "a\\",
    "a: b",
    "a:",
    ": a",
    "a, b",
    "a # b",
    "'a",
    '"a" b',
    "{a: b}",
    "[a, b]",
    "!a",
    "&a",
    "*a",
    "%a",
    "@a",
    "`a",
    "?",
    "? a",
    "|",
    ">",
    "null",
    "true",
    "2024-05-01",
    "\ufeffa",
    "حقوق المريض",
    "£5 – “free” … ½",
    "😀",
]


def is_plain(words: str) -> bool:
    return words != "" and words == " ".join(words.split())


words = st.one_of(
    st.sampled_from(HOSTILE),
    st.lists(
        st.one_of(
            st.sampled_from(HOSTILE),
            st.text(alphabet="#-*_`[]()<>&|~+=.!:\\\"'{},%@? ab1", max_size=12),
            # Not control characters, nor what turns writing around (both are refused).
            st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=12),
        ),
        min_size=1,
        max_size=4,
    ).map(lambda its: " ".join(" ".join(its).split())),
).filter(is_plain)
# A paragraph that begins with a dash and a space is an item: that is what the sign means there.
paragraphs = st.one_of(words.filter(lambda its: not its.startswith("- ")), words.map("- {}".format))
sections = st.lists(
    st.builds(
        Section,
        st.builds("{} {}".format, st.sampled_from(["Para", "Page", "#", "- a"]), st.integers(1)),
        words,
        st.lists(paragraphs, min_size=1, max_size=4).map(tuple),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda its: slug(its.locator),
)
days = st.dates().map(str)
dates = st.one_of(days, st.sampled_from(["2024", "2024-02"]))
maybe_words = st.one_of(st.none(), words)
ids = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5})?", fullmatch=True)
evidences = st.one_of(
    st.sampled_from(["read in full", "not read"]),
    st.builds("not read; {}".format, words),
    st.builds("read in part ({})".format, words),
    st.builds("read through another publication: {}".format, words),
)
sources = st.builds(
    Source,
    id=st.just("board-guide"),
    title=words,
    publisher=words,
    kind=st.sampled_from(KINDS),
    url=st.one_of(
        st.just(""),
        words.map(lambda its: "https://board.example/" + its.replace(" ", "%20")),
    ),
    published=dates,
    published_estimated=st.booleans(),
    effective=st.one_of(st.none(), dates),
    updated=st.one_of(st.none(), dates),
    status=st.sampled_from(STATUSES),
    superseded_by=st.lists(ids, max_size=2).map(tuple),
    jurisdiction=st.sampled_from(JURISDICTIONS),
    checked=days,
    evidence=evidences,
    licence=st.one_of(st.none(), st.sampled_from(LICENCES)),
    review_by=st.one_of(st.none(), days),
    retrieved=st.one_of(st.none(), days),
    sha256=st.one_of(st.none(), st.binary(min_size=32, max_size=32).map(bytes.hex)),
    etag=maybe_words,
    last_modified=maybe_words,
    taken=st.lists(st.builds("{} 0a1b2c3d".format, ids), max_size=3).map(tuple),
    # What was taken over has a licence.
).map(lambda its: replace(its, licence=its.licence or ("unknown" if its.taken else None)))


def read_back(text: str) -> tuple[Source, list[Passage]]:
    found, problems = read_source(FILE, KNOWLEDGE, text)
    assert problems == []
    assert found is not None
    return found


def as_passages(of: list[Section]) -> list[Passage]:
    return [
        Passage(f"board-guide#{slug(s.locator)}", "board-guide", s.locator, s.heading, s.text)
        for s in of
    ]


@settings(deadline=None, max_examples=200, derandomize=True)
@given(sources, sections)
def test_a_source_that_is_written_is_read_back_as_itself(
    source: Source, its: list[Section]
) -> None:
    assert read_back(source_text(source, its)) == (source, as_passages(its))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_words_that_look_like_anything_else_are_words(hostile: str) -> None:
    source = replace(
        GUIDE,
        title=hostile,
        publisher=hostile,
        evidence=f"not read; {hostile}",
        etag=hostile,
        last_modified=hostile,
    )
    its = [
        Section("Para 1", hostile, (f"- {hostile}", f"- {hostile}")),
        Section("Para 2", f"a {hostile} b", (f"a {hostile} b", f"- {hostile}", f"a {hostile}")),
        Section("Para 3", "Fees", ("The board asks:", hostile.removeprefix("- "), "and answers.")),
    ]
    assert read_back(source_text(source, its)) == (source, as_passages(its))


def test_the_small_knowledge_is_read_back_as_itself(project: Project) -> None:
    folder = project.file("")
    for file in sorted(folder.glob("sources/*.md")):
        found, _ = read_source(file, folder)
        assert found is not None
        source, passages = found
        its = [Section(p.locator, p.heading, tuple(p.text.split("\n"))) for p in passages]
        assert read_source(file, folder, source_text(source, its)) == (found, [])


def test_a_file_is_written_as_a_person_would_write_it() -> None:
    source = replace(
        GUIDE, url="", superseded_by=("new-guide", "other"), taken=("para-1 0a1b2c3d",)
    )
    its = [Section("Para 1", "Fees", ("Nobody pays.", "- Ask.", "- Wait.", "It is free.")), FEES]
    assert source_text(source, its) == (
        "---\n"
        "id: board-guide\n"
        'title: "Guide of the Northshire Practice Board"\n'
        'publisher: "Northshire Practice Board"\n'
        "kind: regulator\n"
        "url: none\n"
        "published: 2024-05\n"
        "status: current\n"
        "superseded_by: [new-guide, other]\n"
        "jurisdiction: England\n"
        "checked: 2026-11-21\n"
        'evidence: "not read (taken over word for word)"\n'
        "licence: open government licence\n"
        "taken: [para-1 0a1b2c3d]\n"
        "---\n"
        "\n"
        "## Para 1: Fees\n"
        "\n"
        "Nobody pays.\n"
        "\n"
        "- Ask.\n"
        "- Wait.\n"
        "\n"
        "It is free.\n"
        "\n"
        "## Para 1: Fees\n"
        "\n"
        "The board asks for no fee.\n"
    )


def test_words_without_signs_stay_bare() -> None:
    text = "The board, which is free, said: pay £5 (or less) in 2024; “no” is an answer."
    assert escaped(text) == text


def test_number_sign_at_the_end_of_a_heading_is_kept() -> None:
    assert (
        section_lines(Section("Para 1", "Fees of C#", ("Free.",)))[0] == "## Para 1: Fees of C\\#"
    )


# As people write it: comments, lists and words over several lines, one that ends with nothing.
FRONT = """---
id: board-guide
title: "Guide: fees"       # as printed
url: https://board.example/guide#fees
# What it replaced.
superseded_by:
  - old-one

  # A court said so.
  - "other: one"

# Made by a command.
taken:
- para-1 0a1b2c3d
jurisdiction: [a,
  b]
evidence: >
  read in
  full
checked: 2026-11-21
---

## Para 1: Fees

checked: 2020-01-01

---

superseded_by: [nothing]
"""
OLD = """superseded_by:
  - old-one

  # A court said so.
  - "other: one"
"""


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("checked", "2026-12-01", "checked: 2026-11-21\n---", "checked: 2026-12-01\n---"),
        ("title", 'A "b": c', 'title: "Guide: fees"       # as printed', 'title: "A \\"b\\": c"'),
        (
            "evidence",
            "not read; a: b",
            "evidence: >\n  read in\n  full",
            'evidence: "not read; a: b"',
        ),
        (
            "published_estimated",
            True,
            "2026-11-21\n---",
            "2026-11-21\npublished_estimated: true\n---",
        ),
        ("status", "historical", "2026-11-21\n---", "2026-11-21\nstatus: historical\n---"),
        ("taken", ("a 1", "b 2"), "taken:\n- para-1 0a1b2c3d", "taken: [a 1, b 2]"),
        ("superseded_by", ("new",), OLD, "superseded_by: [new]\n"),
        ("superseded_by", (), OLD, "superseded_by: []\n"),
        ("superseded_by", None, OLD, ""),
        ("jurisdiction", "UK", "[a,\n  b]", "UK"),
        ("taken", None, "taken:\n- para-1 0a1b2c3d\n", ""),
        ("evidence", "", "evidence: >\n  read in\n  full\n", ""),
        ("checked", None, "checked: 2026-11-21\n---", "---"),
        ("licence", None, "", ""),
    ],
)
def test_one_field_is_changed_and_no_other_line(
    name: str, value: object, old: str, new: str
) -> None:
    assert old in FRONT
    assert with_field(FRONT, name, value) == FRONT.replace(old, new, 1)


def test_lines_keep_the_ends_of_another_system() -> None:
    text = FRONT.replace("\n", "\r\n")
    changed = FRONT.replace(OLD, "superseded_by: [new]\n").replace("\n", "\r\n")
    assert with_field(text, "superseded_by", ("new",)) == changed


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_what_only_yaml_takes_for_an_end_of_line_moves_nothing(separator: str) -> None:
    text = f'---\ntitle: "a{separator}b"\nstatus: current\nkind: law\n---\n'
    changed = text.replace("current", "historical")
    assert with_field(text, "status", "historical") == changed


@pytest.mark.parametrize("around", ["--- ", "-----", "---\t"])
def test_front_matter_that_markdown_takes_is_taken(around: str) -> None:
    text = source_text(GUIDE, [FEES]).replace("---\n", f"{around}\n")
    assert read_back(with_field(text, "status", "historical"))[0].status == "historical"


def test_a_field_whose_name_begins_with_another_is_left_alone() -> None:
    text = "---\npublished_estimated: true\npublished: 2020\n---\n"
    changed = "---\npublished_estimated: true\npublished: 2021\n---\n"
    assert with_field(text, "published", "2021") == changed


@settings(deadline=None, max_examples=100, derandomize=True)
@given(
    st.sampled_from(["title", "publisher", "evidence", "etag", "last_modified", "url"]),
    words,
    sources,
)
@example("url", "https://board.example/#a, [b]", GUIDE)
def test_a_field_that_is_set_is_read_back_and_the_rest_as_before(
    name: str, value: str, source: Source
) -> None:
    if name == "evidence":
        value = f"not read; {value}"
    if name == "url":
        value = "https://board.example/" + re.sub(r"\s", "", value)
    text = source_text(source, [FEES])
    once = with_field(text, name, value)
    assert read_back(once) == (replace(source, **{name: value}), as_passages([FEES]))
    assert with_field(once, name, value) == once


@settings(deadline=None, max_examples=100, derandomize=True)
@given(sources, st.sampled_from(["superseded_by", "taken"]), st.lists(words, max_size=3))
def test_a_list_that_is_set_is_read_back(source: Source, name: str, value: list[str]) -> None:
    source = replace(source, licence="unknown")
    text = with_field(source_text(source, [FEES]), name, tuple(value))
    assert read_back(text)[0] == replace(source, **{name: tuple(value)})


@pytest.mark.parametrize(
    "text", ["", "---", "no front matter", "---\ntitle: a\n", "\n---\na\n---", "---\n: [\n---"]
)
def test_a_text_without_front_matter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="front matter"):
        with_field(text, "title", "A")


def test_a_byte_order_mark_before_the_front_matter_stays() -> None:
    assert with_field("\ufeff---\nid: a\n---\n", "id", "b") == "\ufeff---\nid: b\n---\n"
