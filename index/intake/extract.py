"""The bytes of a document in, what it says out, read in a process of its own with limits.

Files come from anywhere. Whatever one of them does to its reader (takes all memory, never ends,
stops the process) happens to that process alone.
"""

from __future__ import annotations

import os
import subprocess
import sys

import msgspec

from index.errors import SourceUnreadableError
from index.intake.documents import Document
from index.intake.fetched import Fetched

# A PDF of 300 pages takes three to five of them; what is made to take forever stops here.
PATIENCE_SECONDS = 8.0
# Beside what the program itself takes, so that both together stay below 500 MB.
MEMORY_BYTES = 350 * 1024 * 1024


class Order(msgspec.Struct, frozen=True):
    """What the child is told of the bytes that follow."""

    name: str
    url: str
    content_type: str
    charset: str


class Outcome(msgspec.Struct, frozen=True):
    """What the child has to say: a document, or why there is none."""

    document: Document | None = None
    refused: str = ""


def extract(fetched: Fetched, patience_seconds: float = PATIENCE_SECONDS) -> Document:
    """Return what a file says, without what is not the document.

    Raises:
        SourceUnreadableError: it is of a kind, size or form that is not taken; it took longer
            than `patience_seconds`, or too much memory.
    """
    order = Order(fetched.name, fetched.url, fetched.content_type, fetched.charset)
    message = msgspec.json.encode(order) + b"\n" + fetched.data
    command = [sys.executable, "-m", "index.intake.reading"]
    try:
        child = subprocess.run(
            command,
            input=message,
            capture_output=True,
            timeout=patience_seconds,
            # Threads reserve memory each, and nothing here is reckoned in parallel.
            env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise SourceUnreadableError(
            f"{fetched.name}: not read after {patience_seconds:g} s; if it is only long, give it"
            " longer: --patience 60"
        ) from error
    try:
        outcome = msgspec.json.decode(child.stdout, type=Outcome)
    except msgspec.DecodeError as error:
        raise SourceUnreadableError(
            f"{fetched.name}: reading it stopped its reader (damaged, or made to do harm, or in"
            f" need of more than {MEMORY_BYTES >> 20} MB); open it and save it anew, or print it"
            " to PDF"
        ) from error
    if outcome.document is None:
        raise SourceUnreadableError(outcome.refused)
    return outcome.document
