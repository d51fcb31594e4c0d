"""README.md, config.toml and the other documents say what is so."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import REPOSITORY, Project

from bot.verify import verify

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "DECISIONS.md"]


def read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def commands_of(package: str) -> list[str]:
    """Return the commands that `python -m PACKAGE --help` lists."""
    done = subprocess.run(
        [sys.executable, "-m", package, "--help"], cwd=REPOSITORY, capture_output=True, check=True
    )
    listed = re.search(r"COMMAND\n((?:    .*\n)+)", done.stdout.decode())
    assert listed is not None
    return re.findall(r"^    (\w+)(?: |$)", listed[1], re.MULTILINE)


@pytest.mark.parametrize("package", ["bot", "index"])
def test_every_command_is_in_the_readme(package: str) -> None:
    readme = read("README.md")
    commands = commands_of(package)
    assert len(commands) >= 3
    assert [c for c in commands if f"python -m {package} {c}" not in readme] == []


def test_every_command_in_a_document_exists() -> None:
    known = {package: commands_of(package) for package in ("bot", "index")}
    for document in DOCUMENTS:
        for package, command in re.findall(r"python -m (bot|index) ([a-z]+)", read(document)):
            assert command in known[package], (document, package, command)


def test_every_setting_has_a_comment() -> None:
    bare = []
    explained = False
    for line in read("config.toml").splitlines():
        if re.match(r"[\w-]+ =", line):
            # A comment above stands for the setting, and for those right below it.
            if "#" not in line and not explained:
                bare.append(line)
        elif not line.startswith("["):
            explained = line.startswith("#")
    assert bare == []


def test_continuous_integration_runs_the_very_test_command_of_the_readme() -> None:
    command = re.search(r"<!-- test -->\n```sh\n(.+?)\n```", read("README.md"), re.DOTALL)
    assert command is not None
    script = read(".ci/run")
    extract = re.search(r"^test_command=\$\((.+)\)$", script, re.MULTILINE)
    assert extract is not None
    done = subprocess.run(
        ["bash", "-c", extract[1]], cwd=REPOSITORY, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == command[1]
    assert 'bash -euo pipefail -c "$test_command"' in script
    assert command[1].endswith("python -m pytest")


def test_the_exit_codes_of_the_readme_are_those_of_the_help() -> None:
    from index import EXIT_CODES

    codes = re.findall(r"^  (\d+) ", EXIT_CODES, re.MULTILINE)
    listed = re.search(r"^Exit codes.*?\n\n", read("README.md"), re.MULTILINE | re.DOTALL)
    assert listed is not None
    assert [code for code in codes if not re.search(rf"\b{code}\b", listed[0])] == []


def test_every_file_named_in_a_document_is_there() -> None:
    for document in DOCUMENTS:
        for name in re.findall(r"\]\(([^)#:]+)\)", read(document)):
            assert (REPOSITORY / name).exists(), (document, name)


def test_each_dependency_is_needed_and_its_group_says_for_what() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    needed = {
        re.split(r"[^\w-]", requirement)[0].replace("-", "_").lower()
        for requirement in project["dependencies"]
    }
    modules = {
        "faiss_cpu": "faiss",
        "markdown_it_py": "markdown_it",
        "mdit_py_plugins": "mdit_py_plugins",
        "pyspellchecker": "spellchecker",
        "python_stdnum": "stdnum",
        "python_telegram_bot": "telegram",
        "pyyaml": "yaml",
    }
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for package in ("bot", "index")
        for file in (REPOSITORY / package).rglob("*.py")
    )
    unused = {
        name
        for name in needed
        if not re.search(rf"(import|from) {modules.get(name, name)}\b", code)
    }
    # Not imported by us, but by what we depend on, where it is there.
    others = ("httpcore", "lxml")
    assert {name for name in unused if not any(looked_for_by(name, its) for its in others)} == set()


def looked_for_by(name: str, package: str) -> bool:
    """Return whether the code of an installed package imports a module."""
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    files = Path(found.origin).parent.rglob("*.py")
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return re.search(rf"(import|from) {name}\b", code) is not None


def test_the_receipt_in_the_readme_shows_the_answer_to_its_question(real: Project) -> None:
    receipt = re.search(r"python -m bot check (\S+)", read("README.md"))
    assert receipt is not None
    verified = verify(receipt[1], real.config, real.settings)
    assert (verified.is_same, verified.reply.answer.card) == (True, "gp-share-address-home-office")
