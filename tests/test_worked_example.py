"""CONTRIBUTING.md, from a document to a published answer: every command, as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY, Project

from index import Encoder
from index.generations import Generations
from index.history import read_history

BLOCKS = re.findall(
    r"<!-- worked example -->\n```sh\n(.*?)```",
    (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8"),
    re.DOTALL,
)


@pytest.fixture
def place(built: Project) -> Path:
    """A folder as a clone is, but with the small knowledge in it."""
    for name in ("bot", "index", "tests", "pyproject.toml"):
        (built.folder / name).symlink_to(REPOSITORY / name)
    return built.folder


def run(block: str, place: Path) -> str:
    """Run one block as a shell would, with the Python of this environment."""
    folder = place / "bin"
    folder.mkdir(exist_ok=True)
    python = folder / "python"
    if not python.exists():
        # config.toml is looked for beside the packages, which are those of the repository.
        python.write_text(
            f'#!/bin/sh\nexec {sys.executable} "$@" --config {place / "config.toml"}\n'
        )
        python.chmod(0o755)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=place,
        env=os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_a_document_goes_all_the_way_as_the_documentation_says(
    place: Path, built: Project, encoder: Encoder
) -> None:
    before = Generations(built.config.index_folder).live_name()
    add, correct, write, look, publish, back, later = BLOCKS
    out = run(add, place)
    assert "interpreters.md: 9 sections" in out
    assert "Para 3: Who may interpret (page 1)" in built.file("sources/interpreters.md").read_text()
    run(correct, place)
    said = built.file("sources/interpreters.md").read_text(encoding="utf-8")
    assert "\nevidence: read in full\n" in said
    assert "\nreview_by: 2027-09-01\n" in said
    assert " 0 errors" in run(write, place)
    out = run(look, place)
    assert Generations(built.config.index_folder).live_name() == before
    assert "interpreter-family" in (place / "report.md").read_text(encoding="utf-8")
    assert "Better not" in out
    out = run(publish, place)
    assert "published 2" in out
    assert "Better not" in out
    assert "Northshire Practice Board: Interpreters at the surgery, Para 3" in out
    out = run(back, place)
    assert f"{before} answers again" in out
    assert "paragraph 3 was misread" in out
    events = read_history(built.config.index_folder, "")
    assert [event.kind for event in events] == ["build", "publish", "rollback", "publish"]
    out = run(later, place)
    assert "the document says what it said on" in out
    assert "1 have no address" in out
    assert "interpreters (review_by)" in out
