"""Builds, publications and rollbacks killed at any moment: what answered goes on answering."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

from conftest import REPOSITORY, Project, no_bar

from index import Encoder
from index.build import build
from index.check import read_and_check
from index.generations import Generations
from index.history import read_history
from index.library import Library

# Moments of one run; `make torture` takes two hundred.
_MOMENTS = 8
_ALL_MOMENTS = 200
_VERDICTS = ("Not normally", "Hardly ever")
_COMMANDS = (
    ["build"],
    ["publish", "--accept", "torture"],
    ["build", "--dry-run", "--no-gold"],
    ["rollback"],
)


def command(project: Project, arguments: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "index", *arguments, "--config", str(project.config_file)],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill a command and all it started after so long; return whether it was still running."""
    end = monotonic() + seconds
    while monotonic() < end and process.poll() is None:
        sleep(0.002)
    was_running = process.poll() is None
    if was_running:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return was_running


def assert_sound(project: Project, knowledge: dict[str, bytes]) -> None:
    """What answers is whole and is of one of the two states; nobody's file is half written."""
    generations = Generations(project.config.index_folder)
    live = generations.live_name()
    generations.whole(live)
    library = Library(project.config)
    assert library.card("gp-address").verdict in _VERDICTS
    library.close()
    events = read_history(project.config.index_folder, live)
    happened = [event.name for event in events if event.happened]
    # What answers is in the book, and is the last of it that happened.
    assert happened[-1] == live
    if staged := generations.staged_name():
        generations.whole(staged)
    assert {str(file): file.read_bytes() for file in files(project)} == knowledge


def files(project: Project) -> list[Path]:
    return [its for its in project.file(".").rglob("*") if its.is_file()]


def change(project: Project) -> None:
    file = project.file("answers/gp-address.md")
    text = file.read_text(encoding="utf-8")
    one, other = _VERDICTS if _VERDICTS[0] in text else _VERDICTS[::-1]
    file.write_text(text.replace(f'"{one}"', f'"{other}"'), encoding="utf-8")


def test_killed_at_any_moment_the_live_generation_stays_whole(
    built: Project, encoder: Encoder, torture: bool
) -> None:
    moments = _ALL_MOMENTS if torture else _MOMENTS
    random.seed(6)
    change(built)
    whole = []
    for arguments in _COMMANDS:
        # How long each takes where nobody stops it.
        change(built)
        started = monotonic()
        assert command(built, arguments).wait() == 0
        whole.append(monotonic() - started)
    killed = 0
    for moment in range(moments):
        change(built)
        knowledge = {str(file): file.read_bytes() for file in files(built)}
        arguments = _COMMANDS[moment % len(_COMMANDS)]
        # From the first import to the last rename, and sometimes not at all.
        seconds = random.uniform(0.0, 1.2) * whole[moment % len(_COMMANDS)]
        killed += kill_after(command(built, arguments), seconds)
        assert_sound(built, knowledge)
    assert killed > moments / 2
    # What killed builds left is swept by the next, which is no different from any other.
    report = build(built.config, encoder, no_bar, force=True)
    assert Generations(built.config.index_folder).live_name() == report.manifest.name
    left = [its.name for its in built.generations.iterdir()]
    assert sorted(left) == Generations(built.config.index_folder).names()
    assert not list(built.config.index_folder.glob(".*.*"))
    assert read_and_check(built.config.knowledge)[1] == []


def test_a_killed_publication_that_moved_nothing_is_not_in_the_history(
    built: Project, encoder: Encoder
) -> None:
    before = Generations(built.config.index_folder).live_name()
    change(built)
    build(built.config, encoder, no_bar, stage=True)
    folder = built.config.index_folder
    file = folder / "history.jsonl"
    staged = Generations(folder).staged_name()
    # Killed between the two: the line is written, the pointer has not moved.
    line = {"at": "2026-01-01T00:00:00+00:00", "kind": "publish", "name": staged}
    file.write_bytes(file.read_bytes() + json.dumps(line).encode() + b"\n")
    assert [event.happened for event in read_history(folder, before)] == [True, False]
    assert Generations(folder).live_name() == before


def test_two_builds_at_once_leave_one_generation_and_one_refusal(built: Project) -> None:
    change(built)
    first, second = (command(built, ["build"]) for _ in range(2))
    codes = sorted((first.wait(), second.wait()))
    # The slower may find that nothing is left to do.
    assert codes in ([0, 5], [0, 0])
    library = Library(built.config)
    assert library.card("gp-address").verdict == "Hardly ever"
    library.close()


def test_a_build_during_a_publication_is_refused_or_refuses_it(built: Project) -> None:
    change(built)
    publishing = command(built, ["publish", "--accept", "both at once"])
    building = command(built, ["build"])
    codes = {publishing.wait(), building.wait()}
    assert codes <= {0, 5, 8}
    assert 0 in codes
    live = Generations(built.config.index_folder).live_name()
    Generations(built.config.index_folder).whole(live)
    library = Library(built.config)
    assert library.card("gp-address").verdict == "Hardly ever"
    library.close()


def test_maintainers_who_add_at_once_lose_nothing(project: Project) -> None:
    """Each document is there afterwards; the same one from two people is there once."""
    documents = []
    for n in range(4):
        file = project.folder / f"note-{n}.txt"
        words = f"A practice keeps its list number {n} in a locked room of its own."
        file.write_text(f"Note of list {n}\n\n{words}\n", encoding="utf-8")
        documents.append(file)
    options = ["--publisher", "P", "--kind", "charity", "--published", "2020"]
    running = [
        command(project, ["add", str(file), "--id", f"note-{n}", *options])
        for n, file in enumerate(documents)
    ]
    twins = [
        command(project, ["add", str(documents[0]), "--id", "twin", *options]) for _ in range(2)
    ]
    assert [its.wait() for its in running] == [0] * 4
    assert sorted(its.wait() for its in twins) in ([0, 0], [0, 2])
    assert read_and_check(project.config.knowledge)[1] == []
    for n in range(4):
        assert f"number {n} in" in project.file(f"sources/note-{n}.md").read_text(encoding="utf-8")
    assert project.file("sources/twin.md").read_text(encoding="utf-8").count("## ") == 1
