"""Errors in, one sentence on standard error and an exit code out; the same for every command."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

from index.errors import (
    BuildInProgressError,
    BuildRejectedError,
    ConfigError,
    EncoderMismatchError,
    EncoderUnavailableError,
    EvaluationError,
    IndexDamagedError,
    IndexNotBuiltError,
    KnowledgeError,
    KnowledgeInvalidError,
    PublicationRefusedError,
    ReceiptError,
    SourceUnreachableError,
    SourceUnreadableError,
)

DONE = 0
KNOWLEDGE_INVALID = 1
REFUSED = 2
MISCONFIGURED = 3
NO_INDEX = 4
NOT_BUILT = 5
DISK = 6
NUMBERS_FELL = 7
NOT_PUBLISHED = 8
INTERRUPTED = 130
_PIPE_CLOSED = 141

EXIT_CODES = """\
exit codes:
  0    done (also when the sources do not answer: the outcome says so)
  1    the knowledge has errors
  2    wrong usage, or a question, a receipt, a document or recorded numbers that cannot be read
  3    config.toml or the encoder
  4    the index is missing, damaged or of another encoder
  5    another build is running, or a build failed its own check
  6    a file or folder: full disk, no permission, cannot be read
  7    evaluate: a number fell by more than chance explains
  8    publish: loses more than config.toml allows, or another was quicker; nothing was published
  130  interrupted"""

_CODES: dict[type[KnowledgeError], int] = {
    # A line of the gold questions that cannot be read.
    KnowledgeError: KNOWLEDGE_INVALID,
    KnowledgeInvalidError: KNOWLEDGE_INVALID,
    EvaluationError: REFUSED,
    ReceiptError: REFUSED,
    SourceUnreachableError: REFUSED,
    SourceUnreadableError: REFUSED,
    ConfigError: MISCONFIGURED,
    EncoderUnavailableError: MISCONFIGURED,
    EncoderMismatchError: NO_INDEX,
    IndexNotBuiltError: NO_INDEX,
    IndexDamagedError: NO_INDEX,
    BuildInProgressError: NOT_BUILT,
    BuildRejectedError: NOT_BUILT,
    PublicationRefusedError: NOT_PUBLISHED,
}


def run(command: Callable[[], int]) -> int:
    """Return the exit code of `command`, saying in one sentence what it refused to do."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # Closed by whoever started us: read nothing, print nowhere.
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - kept
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a character shows another one; it is no reason to stop.
            stream.reconfigure(errors="replace")
    try:
        code = command()
        sys.stdout.flush()
    except KnowledgeError as error:
        return complain(str(error), _code(error))
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does; nobody is left to tell.
        _silence()
        return _PIPE_CLOSED
    except OSError as error:
        _silence()
        place = f"{error.filename}: " if error.filename else ""
        reason = f"{place}{error.strerror or error}"
        return complain(f"{reason}; nothing that was there before is lost", DISK)
    except KeyboardInterrupt:
        return complain("interrupted; nothing that was there before is lost", INTERRUPTED)
    return code


def _code(error: KnowledgeError) -> int:
    """Return the exit code of an error: that of its class, or of the nearest one above it."""
    return next(_CODES[kind] for kind in type(error).__mro__ if kind in _CODES)


def _silence() -> None:
    """Let what is still to be printed go nowhere, so that leaving does not fail for it again."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.name == "<stdout>":
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(sentence: str, code: int) -> int:
    """Say one sentence on standard error and return `code`."""
    print(f"error: {sentence}", file=sys.stderr)  # noqa: T201 - what a command prints
    return code
