"""Any Markdown is read, or refused with place, value and remedy; what is taken reads back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Project
from document_taking import TODAY
from hostile_documents import CITATIONS, INSTRUCTIONS, TELEGRAM, WORDS, YAML
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import SourceUnreadableError
from index.intake.documents import Document
from index.intake.fetched import Fetched
from index.intake.reading import read
from index.intake.sectioning import make_sections
from index.knowledge import read_source
from index.passages import Source
from index.source_files import source_text

_SOME, _ALL = 300, 10_000
GOOD = f"""---
id: fuzzed
title: "Ledgers of letters"
publisher: "Northshire Practice Board"
kind: charity
url: none
published: 2024-02-03
status: current
superseded_by: []
jurisdiction: UK
checked: 2026-11-21
evidence: "read in full"
licence: unknown
taken: [para-1 0123456789ab]
---

## Para 1: Ledgers

{WORDS[0]}
{WORDS[1]}

- {WORDS[2]}
- {WORDS[3]}

## Para 2: Copies

{WORDS[4]}
"""
# What Markdown, YAML or HTML would do something with.
_ODD = [
    *(TELEGRAM, INSTRUCTIONS, CITATIONS, YAML, "---", "...", "id: other", "title: [", "a: {b: c}"),
    *("a: &a [*a]", "? a", "- b", "!!binary x", "%YAML 9", "kind: [law]", "published: 9999-99-99"),
    *("superseded_by: x", "taken: [[a]]", "# A", "## ", "## :", "## Para 1: Ledgers", "### A"),
    *("A\n===", "> a", "1. a", "2) a", "17. A warden.", "2.1 A warden.", "(a) a", "  - a", "* * *"),
    *("\t- a", "```", "~~~ a", "    a", "| a | b |", "|---|---|", "[a]: b", "[a]: <b> 'c"),
    *("[^1]: b", "a[^1]", "![a](b)", "<div>", "</div>", "<!--", "-->", "<?x", "<![CDATA["),
    *("<a@b.example>",),
    *("&#27;", "&#0;", "&#xD800;", "&#x202e;", "&nbsp;", "a\\", "a  ", "\\# a", "**a", "__a*b_"),
    *("`a", "Page 4", "©", "\ufeff", "\x00", "\x1b[31m", "\x85", "\u2028", "\u202e", "\u200b"),
    *("\ud800", "\ufffe", "حقوق"),
]  # fmt: skip
_lines = GOOD.split("\n")
_signs = st.text(alphabet="#-*_`[]()<>&|~+=.!:\\\"'{},%@? \t\nab1\u0301\xa0", max_size=30)
_line = st.one_of(
    st.sampled_from(_ODD), st.sampled_from(_lines), _signs, st.text(st.characters(), max_size=20)
)
_edit = st.tuples(st.integers(0, len(_lines)), st.integers(0, 3), st.lists(_line, max_size=3))


def _edited(edits: list[tuple[int, int, list[str]]]) -> str:
    lines = list(_lines)
    for place, removed, added in edits:
        lines[place : place + removed] = added
    return "\n".join(lines)


_texts = st.one_of(
    st.lists(_edit, min_size=1, max_size=5).map(_edited),
    st.lists(_line, max_size=25).map("\n".join),
    st.lists(_line, max_size=25).map("\n\n".join),
)
fuzzed = st.one_of(
    _texts.map(lambda its: its.encode("utf-8", errors="surrogatepass")),
    _texts.map(lambda its: its.encode("utf-16", errors="surrogatepass")),
    st.tuples(_texts, st.binary(max_size=9)).map(
        lambda its: its[0].encode("latin-1", errors="replace") + its[1]
    ),
    st.binary(max_size=300),
)


def tried(check: Callable[[bytes], None], *, all_of_them: bool) -> None:
    """Try a check on fuzzed files."""
    count = _ALL if all_of_them else _SOME
    its = settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    its(given(fuzzed)(check))()


def test_a_file_of_knowledge_is_read_or_each_breach_of_it_is_told(
    project: Project, torture: bool
) -> None:
    folder = project.config.knowledge
    file = folder / "sources" / "fuzzed.md"

    def check(data: bytes) -> None:
        file.write_bytes(data)
        found, problems = read_source(file, folder)
        assert found is not None or problems
        for problem in problems:
            assert problem.file == "knowledge/sources/fuzzed.md"
            assert 1 <= problem.line <= len(data.splitlines()) + 2
            assert problem.remedy
            assert str(problem).isprintable(), str(problem)

    tried(check, all_of_them=torture)


def test_a_text_that_is_taken_reads_back_as_it_was_taken(torture: bool) -> None:
    counts = {"taken": 0, "refused": 0}

    def check(data: bytes) -> None:
        document = taken(data)
        counts["taken" if document else "refused"] += 1
        if not document:
            return
        sections = make_sections(document.pieces)
        file = Path("knowledge", "sources", "fuzzed.md")
        found, problems = read_source(file, Path("knowledge"), source_text(SOURCE, sections))
        assert problems == []
        assert found is not None
        assert [its.text for its in found[1]] == [its.text for its in sections]

    tried(check, all_of_them=torture)
    assert min(counts.values()) > 0


def taken(data: bytes) -> Document | None:
    """Return what a file called .md or .txt says, None where it is refused in one sentence."""
    name = "letter.md" if len(data) % 2 else "letter.txt"
    try:
        return read(Fetched(data, name))
    except SourceUnreadableError as error:
        message = str(error)
    assert message.startswith(f"{name}: ")
    assert message.isprintable()
    return None


SOURCE = Source(
    id="fuzzed",
    title="Ledgers of letters",
    publisher="Northshire Practice Board",
    kind="charity",
    url="",
    published="2024-02-03",
    published_estimated=False,
    effective=None,
    updated=None,
    status="current",
    superseded_by=(),
    jurisdiction="UK",
    checked=TODAY.isoformat(),
    evidence="not read",
    licence="unknown",
)
