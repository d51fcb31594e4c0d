"""Messages in, the bot's replies out: run as its command line says, as any program would."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO

import msgspec

from index.errors import EvaluationError
from index.progress import Track


class Message(msgspec.Struct, frozen=True):
    """One line in: what a person sends, with the turns before it, oldest first."""

    id: str
    question: str
    history: tuple[str, ...] = ()


class CitedSource(msgspec.Struct, frozen=True):
    """One numbered source of a reply, as far as replies are judged by it."""

    n: int
    status: str


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One line out, as far as it is judged; what it has besides is left alone.

    The last five are None where the bot does not give them: `ranking`, card ids, best first;
    `scope_margin`, zero or more where the documents may answer; `stages`, milliseconds by
    name; `left_out`, kinds of personal data taken out; `alarm`, whether an emergency number
    stands above an ordinary answer.
    """

    id: str
    outcome: str
    card: str | None
    lang: str = "en"
    passages: tuple[str, ...]
    text: str
    short: str
    citations: tuple[CitedSource, ...]
    receipt: str | None = None
    milliseconds: float = 0.0
    ranking: tuple[str, ...] | None = None
    scope_margin: float | None = None
    stages: dict[str, float] | None = None
    left_out: tuple[str, ...] | None = None
    alarm: bool | None = None


class _Refused(msgspec.Struct, frozen=True):
    """A line out that says why its line in was not read."""

    error: str


def ask_bot(
    config_file: Path,
    messages: Sequence[Message],
    track: Track,
    generation: str | None = None,
    askers: int = 1,
) -> dict[str, Reply]:
    """Return the reply to each message, by its id, from one `python -m bot ask --jsonl`.

    Answers are those of a `generation`, or of the live one. `askers` is how many are asked at the
    same time: they share the cores, since threads that wait for each other hold everybody up.

    Raises:
        EvaluationError: the bot refuses a line, stops early or leaves a message out.
    """
    command = [sys.executable, "-m", "bot", "ask", "--jsonl", "--config", str(config_file)]
    if generation:
        command += ["--generation", generation]
    environment = dict(os.environ)
    if askers > 1:
        threads = max(1, (os.cpu_count() or 1) // askers)
        environment.setdefault("OMP_NUM_THREADS", str(threads))
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=environment,
        ) as bot,
    ):
        if bot.stdin is None or bot.stdout is None:
            raise EvaluationError("the bot was started without its pipes")
        # The bot answers while it still reads: to write all first would fill the pipe and stop
        # both.
        writer = Thread(target=_write, args=(bot.stdin, messages), daemon=True)
        writer.start()
        try:
            with track("Asking the bot", len(messages)) as advance:
                replies = {}
                for line in bot.stdout:
                    reply = read_reply(line)
                    replies[reply.id] = reply
                    advance(1)
        except BaseException:
            bot.kill()
            raise
        finally:
            writer.join()
        code = bot.wait()
        missing = [message.id for message in messages if message.id not in replies]
        if code or missing:
            said = _last_line(complaints) or "it did not say why"
            raise EvaluationError(
                f"`python -m bot ask --jsonl` ended with code {code} and left out {len(missing)} of"
                f" {len(messages)} messages: {said}"
            )
    return replies


def read_reply(line: bytes) -> Reply:
    """Return the reply that a line of `bot ask --jsonl` holds.

    Raises:
        EvaluationError: it holds an error, or no reply.
    """
    try:
        return msgspec.json.decode(line, type=Reply)
    except msgspec.DecodeError as error:
        with suppress(msgspec.DecodeError):
            refused = msgspec.json.decode(line, type=_Refused).error
            raise EvaluationError(f"the bot could not read a message: {refused}") from error
        raise EvaluationError(f"the bot gave a line that is no reply: {error}") from error


def _write(stdin: IO[bytes], messages: Iterable[Message]) -> None:
    # A bot that has stopped reads no more; why it did is told by its exit code.
    with suppress(BrokenPipeError), stdin:
        for message in messages:
            stdin.write(msgspec.json.encode(message) + b"\n")


def _last_line(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    lines = complaints.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1].removeprefix("error: ") if lines else ""
