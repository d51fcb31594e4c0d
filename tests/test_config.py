"""Settings are read as written, and what is misspelt, missing or impossible is refused by place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from conftest import REPOSITORY

from index.config import (
    Config,
    EncoderSettings,
    IndexSettings,
    PublishSettings,
    SearchSettings,
    load_config,
    read_table,
    setting_line,
)
from index.errors import ConfigError

SETTINGS = """\
[paths]
knowledge = "documents"
index = "var/index"  # made anew by every build

[encoder]
model = "some-model"
query_prefix = "query: "
passage_prefix = "passage: "

[index]
generations_kept = 4
review_after_days = 90
near_duplicate = 0.9

[search]
candidates = 20

[publish]
answers = 0.01
emergencies = 0.001
language = 0.02
cards = 1
past_sentences = 2
near_duplicates = 3

[bot]
greeting = "hello"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "project" / "config.toml"
    file.parent.mkdir()
    file.write_text(SETTINGS, encoding="utf-8")
    return file


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def refusal(file: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(file)
    return str(caught.value)


def test_every_table_is_read_as_written(file: Path) -> None:
    assert load_config(file) == Config(
        file=file,
        knowledge=file.parent / "documents",
        index_folder=file.parent / "var" / "index",
        encoder=EncoderSettings("some-model", "query: ", "passage: "),
        index=IndexSettings(generations_kept=4, review_after_days=90, near_duplicate=0.9),
        search=SearchSettings(candidates=20),
        publish=PublishSettings(0.01, 0.001, 0.02, 1, 2, 3),
        tables=tomllib.loads(SETTINGS),
    )


def test_paths_start_at_the_folder_of_the_file(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    config = load_config(Path("../project/config.toml"))
    assert config.knowledge == file.parent / "documents"
    assert config.index_folder == file.parent / "var" / "index"
    assert config.file.is_absolute()


def test_an_absolute_path_stays_where_it_is(file: Path, tmp_path: Path) -> None:
    change(file, 'index = "var/index"', f'index = "{tmp_path}/disk/index"')
    assert load_config(file).index_folder == tmp_path / "disk" / "index"


def test_without_a_file_the_one_beside_the_packages_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config().file == REPOSITORY / "config.toml"


def test_prefixes_may_be_left_out(file: Path) -> None:
    change(file, 'query_prefix = "query: "\npassage_prefix = "passage: "\n', "")
    assert load_config(file).encoder == EncoderSettings("some-model", "", "")


def test_settings_cannot_be_changed_after_reading(file: Path) -> None:
    config = load_config(file)
    with pytest.raises(AttributeError):
        config.search.candidates = 1  # type: ignore[misc]


def test_misspelt_key_is_refused_with_the_known_ones(file: Path) -> None:
    change(file, "candidates = 20", "candidats = 20")
    assert refusal(file) == (
        "config.toml: [search] has unknown keys ['candidats']; known: ['candidates']"
    )


def test_misspelt_table_is_refused_with_the_known_ones(file: Path) -> None:
    change(file, "[search]", "[serch]")
    assert refusal(file) == (
        "config.toml: the file has unknown tables ['serch'];"
        " known: ['bot', 'encoder', 'index', 'paths', 'publish', 'search']"
    )


def test_setting_outside_every_table_is_refused(file: Path) -> None:
    change(file, "[paths]", "candidates = 7\n[paths]")
    assert "the file has unknown tables ['candidates']" in refusal(file)


@pytest.mark.parametrize("table", ["paths", "encoder", "index", "search"])
def test_missing_table_is_named(file: Path, table: str) -> None:
    file.write_text(re.sub(rf"(?ms)^\[{table}\].*?(?=^\[)", "", SETTINGS), encoding="utf-8")
    assert refusal(file) == f"config.toml: there is no table [{table}]; add it"


@pytest.mark.parametrize("new", ["[[search]]", "[search.more]"])
def test_table_of_another_form_is_refused(file: Path, new: str) -> None:
    change(file, "[search]", new)
    assert refusal(file).startswith("config.toml: ")
    assert "[search]" in refusal(file)


def test_missing_key_is_named_with_its_table(file: Path) -> None:
    change(file, "candidates = 20\n", "")
    message = refusal(file)
    assert message.startswith("config.toml: [search] ")
    assert "missing required field `candidates`" in message


@pytest.mark.parametrize(
    ("place", "old", "new", "value", "reason"),
    [
        ("line 3: [paths]", '"var/index"', "4", "4", "got `int`"),
        ("line 6: [encoder]", '"some-model"', '""', "''", "length >= 1"),
        ("line 7: [encoder]", '"query: "', "true", "True", "got `bool`"),
        ("line 11: [index]", "= 4", "= 0", "0", ">= 1"),
        ("line 11: [index]", "= 4", "= -1", "-1", ">= 1"),
        ("line 11: [index]", "= 4", '= "4"', "'4'", "got `str`"),
        ("line 11: [index]", "= 4", "= 4.0", "4.0", "got `float`"),
        ("line 11: [index]", "= 4", "= true", "True", "got `bool`"),
        ("line 13: [index]", "0.9", "1.01", "1.01", "<= 1.0"),
        ("line 13: [index]", "0.9", "-0.1", "-0.1", ">= 0.0"),
        ("line 13: [index]", "0.9", "nan", "nan", ">= 0.0"),
        ("line 16: [search]", "= 20", "= [20]", "[20]", "got `array`"),
        ("line 16: [search]", "= 20", "= 0", "0", ">= 1"),
    ],
)
def test_impossible_value_is_refused_with_line_and_value(
    file: Path, place: str, old: str, new: str, value: str, reason: str
) -> None:
    change(file, old, new)
    message = refusal(file)
    assert message.startswith(f"config.toml: {place} ")
    assert message.endswith(f" (it is {value})")
    assert reason in message


@pytest.mark.parametrize(("value", "read"), [("0.0", 0.0), ("1.0", 1.0), ("1", 1.0)])
def test_the_ends_of_a_range_are_allowed(file: Path, value: str, read: float) -> None:
    change(file, "0.9", value)
    assert load_config(file).index.near_duplicate == read


def test_missing_file_is_told_how_to_be_named(tmp_path: Path) -> None:
    message = refusal(tmp_path / "config.toml")
    assert message.startswith(f"{tmp_path / 'config.toml'}: no such file; ")
    assert message.endswith("--config FILE")


def test_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path}: cannot be read: Is a directory"


def test_bytes_that_are_not_utf8_are_refused(file: Path) -> None:
    file.write_bytes(SETTINGS.encode() + b"# caf\xe9\n")
    assert refusal(file).startswith(f"{file}: not UTF-8 text: ")
    assert refusal(file).endswith("; save it as UTF-8")


@pytest.mark.parametrize(
    ("new", "line"),
    [
        ("candidates 20", 16),
        ("candidates = 20\ncandidates = 8", 17),
        ("candidates = 20\n[index]", 17),
    ],
    ids=["no equals sign", "key twice", "table twice"],
)
def test_broken_toml_is_refused_with_its_line(file: Path, new: str, line: int) -> None:
    change(file, "candidates = 20", new)
    message = refusal(file)
    assert message.startswith(f"{file}: not valid TOML: ")
    assert f"at line {line}," in message


def test_another_package_reads_its_own_table_by_the_same_rules(file: Path) -> None:
    config = load_config(file)
    with pytest.raises(ConfigError) as caught:
        read_table(config.file, config.tables, "bot", SearchSettings)
    assert str(caught.value) == (
        "config.toml: [bot] has unknown keys ['greeting']; known: ['candidates']"
    )


def test_line_of_a_key_is_looked_for_in_its_own_table(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[a]\nk = 1\n\n[ b ]  # k = 9\n# k = 2\nkk = 3\n  k = 4\n", encoding="utf-8")
    assert setting_line(file, "a", "k") == 2
    assert setting_line(file, "b", "k") == 7
    assert setting_line(file, "b", "missing") == 4
    assert setting_line(file, "missing", "k") == 1
