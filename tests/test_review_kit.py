"""index/review_kit.py and `python -m index translations`"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from conftest import REPOSITORY, Project
from translated import ARABIC, translate

from index.__main__ import main

FILE = "translations/ar/gp-address.md"


@pytest.fixture
def spoken(project: Project) -> Project:
    """A project with one card in Arabic."""
    translate(project)
    return project


@pytest.fixture
def sheet(spoken: Project, tmp_path: Path) -> Path:
    """The spreadsheet of that."""
    file = tmp_path / "ar.xlsx"
    assert run(spoken, "--export", "ar", "--to", str(file)) == 0
    return file


def run(project: Project, *arguments: str) -> int:
    return main(["translations", *arguments, "--config", str(project.config_file)])


def take(project: Project, sheet: Path) -> int:
    return run(project, "--import", str(sheet), "--lang", "ar", "--checked-by", "Ada L.")


def change(sheet: Path, edit: Callable[[list[list[object]]], None]) -> None:
    """Change the rows of a spreadsheet as a program for spreadsheets does."""
    book = openpyxl.load_workbook(sheet)
    table = book.worksheets[0]
    rows = [list(row) for row in table.iter_rows(values_only=True)]
    edit(rows)
    table.delete_rows(1, table.max_row)
    for row in rows:
        table.append(row)
    book.save(sheet)


def test_spreadsheet_has_english_translation_and_sources_side_by_side(sheet: Path) -> None:
    table = openpyxl.load_workbook(sheet).worksheets[0]
    rows = [row[:5] for row in table.iter_rows(values_only=True)]
    assert rows[0] == ("place", "part", "English", "translation", "rests on")
    assert (
        "gp-address Who can help 1", "Who can help", "The helpline is free: 020 7946 0000.",
        "خط المساعدة مجاني: 020 7946 0000.", "Test Charity: Phone",
    ) in rows  # fmt: skip
    assert len(rows) == 1 + 2 + 4 + 3


def test_correction_is_taken_back_and_marked_as_checked(
    spoken: Project, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def edit(rows: list[list[object]]) -> None:
        for row in rows:
            if row[0] == "gp-address short answer 1":
                row[3] = 'لا، "عنوانك" سر\nمثل مرضك تماماً.'

    change(sheet, edit)
    assert take(spoken, sheet) == 0
    assert "1 cards are now checked by Ada L." in capsys.readouterr().out
    text = spoken.file(FILE).read_text("utf-8")
    assert 'checked_by: "Ada L."' in text
    assert 'لا، "عنوانك" سر مثل مرضك تماماً.[practice-guide#para-9] اتفاق' in text
    assert run(spoken) == 0
    assert "ar               1        1      0        3" in capsys.readouterr().out


def wrong_number(rows: list[list[object]]) -> None:
    rows[5][3] = "خط: 020 7946 0009."


def one_row_less(rows: list[list[object]]) -> None:
    del rows[4]


def emptied(rows: list[list[object]]) -> None:
    rows[3][3] = "  "


def other_columns(rows: list[list[object]]) -> None:
    rows[0][3] = "Arabic"


def strange_place(rows: list[list[object]]) -> None:
    rows.append(["gp-address short answer 9", "", "", "نعم.", "", ""])


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (wrong_number, "other figures than in English"),
        (one_row_less, "keep all rows of a card or none"),
        (emptied, "has no translation; write it"),
        (other_columns, "the first row must be as exported"),
        (strange_place, "no such sentence in ar now"),
    ],
)
def test_spreadsheet_that_does_not_fit_changes_nothing(
    spoken: Project,
    sheet: Path,
    edit: Callable[[list[list[object]]], None],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = spoken.file(FILE).read_bytes()
    change(sheet, edit)
    assert take(spoken, sheet) == 1
    assert said in capsys.readouterr().err
    assert spoken.file(FILE).read_bytes() == before


@pytest.mark.parametrize("data", [b"", b"not a spreadsheet", b"PK\x03\x04 broken"])
def test_file_that_is_no_spreadsheet_is_refused(
    spoken: Project, tmp_path: Path, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "broken.xlsx"
    file.write_bytes(data)
    assert take(spoken, file) == 1
    assert "cannot be read as a spreadsheet" in capsys.readouterr().err


def test_words_that_begin_like_a_formula_stay_words(spoken: Project, tmp_path: Path) -> None:
    translate(spoken, ARABIC.replace("عنواني سر عند العيادة؟", "=HYPERLINK(1) سر؟"))
    file = tmp_path / "ar.xlsx"
    assert run(spoken, "--export", "ar", "--to", str(file)) == 0
    cells = [row[3] for row in openpyxl.load_workbook(file).worksheets[0].iter_rows()]
    [cell] = [cell for cell in cells if str(cell.value).startswith("=")]
    assert cell.data_type == "s"


def test_translation_that_was_put_right_is_made_current(
    spoken: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken.replace("answers/gp-address.md", "Not normally", "Rarely")
    assert run(spoken) == 0
    assert "ar               1        0      1        3" in capsys.readouterr().out
    assert run(spoken, "--current", "ar", "gp-address") == 0
    assert run(spoken) == 0
    assert "ar               1        0      0        3" in capsys.readouterr().out


def test_translation_that_does_not_fit_is_not_made_current(
    spoken: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken.replace("answers/gp-address.md", "020 7946 0000", "020 7946 0001")
    before = spoken.file(FILE).read_bytes()
    assert run(spoken, "--current", "ar", "gp-address") == 1
    assert "other figures" in capsys.readouterr().err
    assert spoken.file(FILE).read_bytes() == before


@pytest.mark.parametrize("arguments", [["--export", "ar"], ["--import", "ar.xlsx"]])
def test_missing_package_is_told(
    spoken: Project, arguments: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """As after an installation without the extra: the package cannot be found."""
    code = (
        "import sys, importlib.util as util; found = util.find_spec\n"
        "util.find_spec = lambda name, *its: None if name == 'openpyxl' else found(name, *its)\n"
        "from index.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "translations", *arguments]
    command += ["--config", str(spoken.config_file)]
    assert subprocess.run(command, cwd=REPOSITORY, check=False).returncode == 2
    assert 'pip install -e ".[translations]"' in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--export", "xx"], 2, "there is no translation into 'xx'; there are: ar"),
        (["--import", "a.xlsx"], 2, "--import needs --lang LANG and --checked-by NAME"),
        (["--current", "ar", "no-card"], 1, "there is no translation of 'no-card' into 'ar'"),
    ],
)
def test_wrong_use_is_told(
    spoken: Project,
    arguments: list[str],
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(spoken, *arguments) == code
    assert said in capsys.readouterr().err
