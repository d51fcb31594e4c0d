"""What a maintainer types between knowledge and readers: index/publishing_commands.py, watch.py"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest
from conftest import REPOSITORY, Project

from index import Encoder, Library
from index.__main__ import main
from index.generations import Generations

# Slow cores need so long for what happens or never does.
_PATIENCE_SECONDS = 90


def run(
    capsys: pytest.CaptureFixture[str], project: Project, *arguments: str
) -> tuple[int, str, str]:
    code = main([*arguments, "--config", str(project.config_file)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def live(project: Project) -> str:
    return Generations(project.config.index_folder).live_name()


def reword(project: Project, verdict: str) -> None:
    file = project.file("answers/gp-address.md")
    lines = file.read_text(encoding="utf-8").split("\n")
    changed = [f'verdict: "{verdict}"' if its.startswith("verdict:") else its for its in lines]
    file.write_text("\n".join(changed), encoding="utf-8")


def test_a_dry_run_shows_what_would_change_and_changes_nothing(
    capsys: pytest.CaptureFixture[str], built: Project, tmp_path: Path
) -> None:
    before = live(built)
    reword(built, "Hardly ever")
    report = tmp_path / "report.md"
    code, out, _ = run(capsys, built, "build", "--dry-run", "--no-gold", "--markdown", str(report))
    assert (code, live(built)) == (0, before)
    assert "it does not answer yet" in out
    assert "cards: 1 changed" in out
    assert "| ~ | gp-address |" in report.read_text(encoding="utf-8")
    assert "nothing changed" in run(capsys, built, "build", "--dry-run", "--no-gold")[1]


def test_the_difference_can_be_had_as_json(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    assert run(capsys, built, "diff", "--json", "--no-gold")[1] == "null\n"
    reword(built, "Hardly ever")
    code, out, _ = run(capsys, built, "diff", "--json", "--no-gold")
    impact = json.loads(out)
    assert (code, impact["cards"]["changed"], impact["was_asked"]) == (0, ["gp-address"], False)


def test_any_two_generations_can_be_compared(
    capsys: pytest.CaptureFixture[str], built: Project, encoder: Encoder
) -> None:
    first = live(built)
    reword(built, "Hardly ever")
    built.build(encoder)
    second = live(built)
    code, out, _ = run(capsys, built, "diff", second, first, "--json", "--no-gold")
    impact = json.loads(out)
    assert (code, impact["before"], impact["after"]) == (0, second, first)
    code, _, err = run(capsys, built, "diff", first, "no-such-name", "--no-gold")
    assert (code, f"there are: next, {second}, {first}" in err) == (4, True)


def test_knowledge_with_errors_is_told_whichever_way_it_is_built(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    built.replace("answers/gp-address.md", "[practice-guide#para-12]", "[practice-guide#para-99]")
    before = live(built)
    for arguments in (["build", "--dry-run"], ["diff"], ["publish"], ["build"]):
        code, _, err = run(capsys, built, *arguments)
        assert (code, live(built)) == (1, before)
        assert "knowledge/answers/gp-address.md:17: error: 'practice-guide#para-99'" in err
        assert "nothing was built" in err


def test_publish_rollback_and_history_tell_one_story(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    first = live(built)
    reword(built, "Hardly ever")
    code, out, _ = run(capsys, built, "publish", "--reason", "the GMC changed its mind")
    second = live(built)
    assert (code, f"published {second}" in out) == (0, True)
    code, out, _ = run(capsys, built, "rollback", "--reason", "it did not")
    assert (code, live(built)) == (0, first)
    assert out.startswith(f"{first} answers again, instead of {second}\n")
    code, out, _ = run(capsys, built, "history")
    said = [line.split("  ")[-1].strip() for line in out.splitlines()]
    assert code == 0
    assert [its for its in said if its not in ("live", "kept")] == [
        "the GMC changed its mind",
        "it did not",
    ]
    code, out, _ = run(capsys, built, "history", "--json")
    listed = json.loads(out)
    assert [its["kind"] for its in listed["events"]] == ["build", "publish", "rollback"]
    assert (listed["live"], listed["next"]) == (first, None)


def test_publishing_what_is_live_already_says_so(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    code, out, _ = run(capsys, built, "publish")
    assert (code, out) == (0, f"nothing changed; {live(built)} stays live\n")


def test_a_publication_that_is_refused_shows_why_and_exits_with_its_own_code(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    built.file("answers/register-without-papers.md").unlink()
    built.file("questions/scope.jsonl").write_text("", encoding="utf-8")
    before = live(built)
    code, out, err = run(capsys, built, "publish")
    assert (code, live(built)) == (8, before)
    assert "cards: 1 gone" in out
    assert "cards gone: 1 (at most 0)" in err
    assert "--accept" in err
    assert run(capsys, built, "publish", "--accept", "nobody asks")[0] == 0
    assert "accepted: cards gone: 1 (at most 0)" in run(capsys, built, "history")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["publish", "--accept", "  "], 2, "needs a reason"),
        (["publish", "--markdown", "/no/such/folder/r.md"], 6, "its folder is not there"),
        (["diff", "--markdown", "/no/such/folder/r.md"], 6, "its folder is not there"),
        (["build", "--no-gold"], 2, "add --dry-run"),
        (["watch", "--debounce", "nan"], 2, "give 0 to 60 seconds"),
    ],
)
def test_a_slip_is_told_before_any_work(
    capsys: pytest.CaptureFixture[str],
    built: Project,
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    reword(built, "Hardly ever")
    before = live(built)
    found, out, err = run(capsys, built, *arguments)
    assert (found, out, live(built)) == (code, "", before)
    assert said in err


def test_what_was_published_can_be_had_as_json(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    done = json.loads(run(capsys, built, "publish", "--json")[1])
    assert done == {"name": live(built), "published": False, "accepted": [], "impact": None}
    reword(built, "Hardly ever")
    done = json.loads(run(capsys, built, "publish", "--json")[1])
    assert (done["name"], done["published"]) == (live(built), True)
    assert done["impact"]["cards"]["changed"] == ["gp-address"]


def test_rolling_back_to_what_waits_is_refused(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    reword(built, "Hardly ever")
    run(capsys, built, "build", "--dry-run", "--no-gold")
    code, _, err = run(capsys, built, "rollback", "next")
    assert (code, "was never live" in err) == (4, True)


class Watching:
    """`python -m index watch` beside a maintainer who writes."""

    def __init__(self, project: Project, log: Path, *options: str) -> None:
        self._log = log
        command = [sys.executable, "-u", "-m", "index", "watch", "--debounce", "0.2", *options]
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [*command, "--config", str(project.config_file)],
                cwd=REPOSITORY,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def until(self, words: str, count: int = 1) -> None:
        """Wait until it has said `words` so often."""
        end = monotonic() + _PATIENCE_SECONDS
        while self.said().count(words) < count:
            assert self._process.poll() is None, self.said()
            assert monotonic() < end, self.said()
            sleep(0.05)

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def stop(self) -> int:
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(_PATIENCE_SECONDS)


def test_watch_builds_what_changes_and_waits_out_errors(built: Project, tmp_path: Path) -> None:
    watching = Watching(built, tmp_path / "log")
    watching.until("nothing changed")
    reword(built, "Hardly ever")
    watching.until("built 2")
    library = Library(built.config)
    assert library.card("gp-address").verdict == "Hardly ever"
    library.close()
    built.replace("answers/gp-address.md", "topic: home-office", "topic: weather")
    watching.until("1 problems; nothing was built")
    built.replace("answers/gp-address.md", "topic: weather", "topic: home-office")
    reword(built, "Seldom")
    watching.until("built 2", 2)
    # What editors keep beside a file is no change.
    built.file("answers/.gp-address.md.swp").write_bytes(b"x")
    built.file("answers/gp-address.md~").write_bytes(b"x")
    sleep(1)
    assert watching.said().count("built 2") == 2
    assert watching.stop() == 0


def test_watch_can_refuse_what_loses_too_much(built: Project, tmp_path: Path) -> None:
    before = live(built)
    watching = Watching(built, tmp_path / "log", "--publish")
    watching.until("live: ")
    built.file("answers/register-without-papers.md").unlink()
    built.file("questions/scope.jsonl").write_text("", encoding="utf-8")
    watching.until("cards gone: 1")
    assert live(built) == before
    assert watching.stop() == 0
