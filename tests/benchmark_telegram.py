"""What the bot in Telegram does under load, beside what the encoder alone allows: `make bench`.

The real program, a process of its own, on the real documents, against the Bot API server of
the tests with Telegram's own limits: 30 messages a second. Rates above that cannot be.
"""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from telegram_server import Person, TelegramServer, start_bot

from index import Searcher, load_config
from index.examples import read_messages

PEOPLE, WITHIN_SECONDS = 300, 10.0
FEW_QUESTIONS, MANY_QUESTIONS = 100, 10_000
# So many people ask the many questions, each the next one when the last is answered.
REGULARS = 60
LEAST_RATE, LEAST_SHARE = 25.0, 0.8
SEED = 1

Row = Sequence[str]


def telegram_rows(config_file: Path, *, many: int = MANY_QUESTIONS) -> Iterator[Row]:
    """Give the rows of the table: start, load, memory. The index of `config_file` is built."""
    questions = english_questions(config_file)
    yield start_to_first_reply(config_file, questions[0])
    alone = encoder_rate(config_file, questions[:PEOPLE])
    with TelegramServer(seed=SEED) as server, start_bot(server, config_file) as bot:
        yield from load(server, questions, alone)
        yield memory(server, bot.process.pid, questions, many)
        for violation in server.violations[:3]:
            yield ("VIOLATION", violation, "", "", "none")


def english_questions(config_file: Path) -> list[str]:
    """Return messages as people write them, in a fixed random order."""
    examples = read_messages(load_config(config_file).knowledge).examples
    texts = [its.text for its in examples if its.lang == "en" and its.answerable]
    random.Random(SEED).shuffle(texts)
    return texts


def start_to_first_reply(config_file: Path, question: str) -> Row:
    """Return how long it takes from starting the program to the reply to a waiting message."""
    with TelegramServer(seed=SEED) as server:
        message = server.person("Ada").writes(question)
        started = time.perf_counter()
        with start_bot(server, config_file):
            server.wait_for_reply(message, 60)
            seconds = time.perf_counter() - started
    return "Telegram: start to first reply", f"{seconds:.2f} s", "", "", ""


def encoder_rate(config_file: Path, questions: Sequence[str]) -> float:
    """Return how many questions a second the encoder alone encodes, one after the other."""
    searcher = Searcher.open(load_config(config_file))
    searcher.encoder.encode_queries([questions[0]])
    started = time.perf_counter()
    for question in questions:
        searcher.encoder.encode_queries([question])
    rate = len(questions) / (time.perf_counter() - started)
    searcher.close()
    return rate


def load(server: TelegramServer, questions: Sequence[str], alone: float) -> Iterator[Row]:
    """Give the rows of many people who ask within ten seconds."""
    people = [server.person(f"Person {n}") for n in range(PEOPLE)]
    chance = random.Random(SEED)
    moments = sorted(chance.uniform(0, WITHIN_SECONDS) for _ in people)
    asked: dict[int, float] = {}
    began = time.monotonic()
    before = len(server.calls)
    for person, moment, question in zip(people, moments, questions, strict=False):
        time.sleep(max(0.0, began + moment - time.monotonic()))
        asked[person.id] = time.monotonic()
        person.writes(question)
    wait_for_all(server, people, 1)
    replied = first_replies(server, before)
    seconds = sorted(replied[person] - asked[person] for person in asked)
    rate = len(seconds) / (max(replied.values()) - min(asked.values()))
    goal = f"{LEAST_RATE:.0f} or {LEAST_SHARE:.0%}"
    share = f"{rate / alone:.2f}"
    yield (
        f"{len(seconds)} of {PEOPLE} answered, a second",
        f"{rate:.1f}",
        f"{alone:.1f}",
        share,
        goal,
    )
    yield "  median until the reply", f"{statistics.median(seconds):.2f} s", "", "", "about 1 s"
    late = seconds[math.ceil(0.95 * len(seconds)) - 1]
    yield "  95th percentile", f"{late:.2f} s", "", "", ""


def memory(server: TelegramServer, process_id: int, questions: Sequence[str], many: int) -> Row:
    """Return the row of the memory after many questions beside that after a few.

    And after half of them: what grows without end has grown half as much by then, what is only
    filled (caches, the memory pools of the system) nearly as much.
    """
    people = [server.person(f"Regular {n}") for n in range(REGULARS)]
    after_few = after_half = 0.0
    rounds = math.ceil(many / REGULARS)
    for number in range(rounds):
        for place, person in enumerate(people):
            person.writes(questions[(number * REGULARS + place) % len(questions)])
        wait_for_all(server, people, number + 1)
        # The first hundred beyond the load before: what it has cached by now is what it needs.
        if not after_few and (number + 1) * REGULARS >= FEW_QUESTIONS:
            after_few = memory_of(process_id)
        if number + 1 == rounds // 2:
            after_half = memory_of(process_id)
    after_many = memory_of(process_id)
    name = f"memory after {rounds * REGULARS:,} questions, beside {FEW_QUESTIONS}"
    ratio = f"{after_many / after_few:.2f}"
    grown = f"{after_many:.0f} MB; {after_half:.0f} MB after half"
    return name, grown, f"{after_few:.0f} MB", ratio, "1"


def memory_of(process_id: int) -> float:
    """Return the memory a process has now, in megabytes (Linux)."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    now = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(now.split()[1]) / 1024


def wait_for_all(server: TelegramServer, people: Sequence[Person], count: int) -> None:
    """Wait until everybody has so many messages of the bot."""
    waiting = list(people)
    deadline = time.monotonic() + 120
    while waiting:
        waiting = [its for its in waiting if len(server.replies(its)) < count]
        if time.monotonic() > deadline:
            raise SystemExit(f"{len(waiting)} people got no answer")
        time.sleep(0.02 if waiting else 0)


def first_replies(server: TelegramServer, before: int) -> dict[int, float]:
    """Return when the bot called `sendMessage` for each chat for the first time since `before`."""
    moments: dict[int, float] = {}
    for call in server.calls[before:]:
        if call.method == "sendMessage" and call.status == 200:
            moments.setdefault(int(call.params["chat_id"]), call.at)
    return moments
