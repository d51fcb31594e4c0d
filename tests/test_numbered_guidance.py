"""Guidance of forty pages with numbered paragraphs, from its PDF to sections and a build."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import Project
from pdf_documents import Expected, Numbering, numbered_guidance

from index import Encoder, Passage
from index.add import Request, add
from index.knowledge import read_source

NUMBERINGS: tuple[Numbering, ...] = ("hanging", "inline", "sections")
FIELDS = {"id": "guidance", "publisher": "Northshire Practice Board", "kind": "charity"}


def taken(project: Project, data: bytes) -> list[Passage]:
    file = project.folder / "guidance.pdf"
    file.write_bytes(data)
    request = Request(str(file), FIELDS, patience_seconds=60)
    add(project.config, request, date(2026, 11, 22), lambda fields, _: dict(fields))
    found, problems = read_source(project.file("sources/guidance.md"), project.config.knowledge)
    assert (problems, found is None) == ([], False)
    assert found is not None
    return found[1]


def right(passages: list[Passage], expected: list[Expected]) -> list[bool]:
    """Return for each paragraph whether its words stand where its number and page say."""
    by_locator: dict[str, list[Passage]] = {}
    for passage in passages:
        by_locator.setdefault(passage.locator.partition(", part")[0], []).append(passage)
    found, number = [], ""
    for its in expected:
        # An item belongs to the paragraph above it.
        is_paragraph = its.number[:1].isdigit()
        number = its.number if is_paragraph else number
        here = by_locator.get(f"Para {number}", [])
        words = " ".join(passage.text for passage in here).split()
        has_words = " ".join(its.text.split()) in " ".join(words)
        has_page = not is_paragraph or (
            bool(here) and here[0].heading.endswith(f"(page {its.page})")
        )
        found.append(has_words and has_page)
    return found


@pytest.mark.parametrize("numbering", NUMBERINGS)
def test_paragraphs_have_their_number_their_page_and_their_words(
    project: Project, numbering: Numbering
) -> None:
    data, expected = numbered_guidance(40, numbering)
    passages = taken(project, data)
    checked = right(passages, expected)
    assert len(checked) > 200
    assert sum(checked) / len(checked) >= 0.98
    assert not any("Northshire Practice Board" in passage.text for passage in passages)


def test_a_build_encodes_the_new_sections_alone(built: Project, encoder: Encoder) -> None:
    data, _ = numbered_guidance(4)
    passages = taken(built, data)
    report = built.build(encoder)
    sentences = sum(len(passage.text.split(". ")) for passage in passages)
    # Each section and each of its sentences once; nothing of what was there before.
    assert len(passages) < report.encoded <= len(passages) + sentences + len(passages)
    assert report.from_live == 78


def test_the_path_of_the_file_is_nowhere_in_what_is_written(project: Project) -> None:
    data, _ = numbered_guidance(4)
    taken(project, data)
    written = project.file("sources/guidance.md").read_text(encoding="utf-8")
    assert str(Path(project.folder)) not in written
