"""Logging that cannot tell what anybody wrote, who it was, or the token of the bot.

What others log may hold any of it: a message of an error may quote what was sent, an address
may hold the token. So of their records only what is written in their source is printed, never
a value; of errors the class and the lines of code, never the message.
"""

from __future__ import annotations

import linecache
import logging
import resource
import sys
import threading
import traceback
from types import TracebackType

# Loggers whose messages are ours: they are made of counts, classes and names of generations.
_OURS = ("bot", "index")
# So many lines of code may one call take.
_LINES = 6


class PrivateFormatter(logging.Formatter):
    """Prints a record without anything that could come from a person."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, and below it where an error came from."""
        said = record.getMessage() if _is_ours(record.name) else _template(record)
        clean = logging.LogRecord(
            record.name, record.levelno, record.pathname, record.lineno, said, (), None
        )
        clean.created, clean.msecs = record.created, record.msecs
        line = super().format(clean)
        error = record.exc_info[1] if record.exc_info else None
        return f"{line}\n{described(error)}" if error else line


def described(error: BaseException) -> str:
    """Return the classes of an error and of what caused it, and the lines they went through."""
    lines = []
    seen: set[int] = set()
    its: BaseException | None = error
    while its is not None and id(its) not in seen:
        seen.add(id(its))
        kind = type(its)
        lines.append(f"  {kind.__module__}.{kind.__qualname__}")
        frames = traceback.extract_tb(its.__traceback__)
        lines += [f"    {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        its = its.__cause__ or its.__context__
    return "\n".join(lines)


def configure_logging() -> None:
    """Send warnings and errors to standard error, and let no crash write the memory to disk."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PrivateFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    sys.excepthook = _say_error
    threading.excepthook = lambda its: _say(its.exc_type, its.exc_value)
    sys.unraisablehook = lambda its: _say(its.exc_type, its.exc_value)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in _OURS


def _template(record: logging.LogRecord) -> str:
    """Return what a record says before values are put in; where that is not known, its place.

    It is known where the very words stand in the line of code that said them.
    """
    place = f"{record.module}:{record.lineno}"
    if not record.args or not isinstance(record.msg, str):
        return place
    code = "".join(linecache.getline(record.pathname, record.lineno + n) for n in range(_LINES))
    return f"{record.msg} ({place})" if record.msg.partition("%")[0].strip() in code else place


def _say_error(
    kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    """Print an error that ends the program, without its message."""
    _say(kind, error)


def _say(kind: type[BaseException], error: BaseException | None) -> None:
    lines = described(error) if error else ""
    print(f"stopped by {kind.__qualname__}", lines, sep="\n", file=sys.stderr)  # noqa: T201 - the last word
