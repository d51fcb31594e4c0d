"""A log tells what went wrong and where, and nothing of what anybody wrote."""

from __future__ import annotations

import io
import logging
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY

from bot.telegram.logs import PrivateFormatter, described

# Letters only: digits would be found in the numbers of lines.
CANARY = "Aminata Yusufzai, Elmstead Roadhouse, ZXQKWV"
HERE = Path(__file__).name


class MuteError(Exception):
    """An error that cannot say what it is."""

    def __str__(self) -> str:
        raise RuntimeError(CANARY)

    __repr__ = __str__


class TellingError(ValueError):
    """An error that says too much."""

    def __str__(self) -> str:
        return CANARY


@pytest.fixture
def written() -> Iterator[Callable[[], str]]:
    """Let all that is logged be written as the bot writes it; return what was written so far."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PrivateFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream.getvalue
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def theirs() -> logging.Logger:
    """The logger of another library."""
    return logging.getLogger("httpx")


@pytest.fixture
def ours() -> logging.Logger:
    return logging.getLogger("bot.telegram.run")


def pieces_of_canary(text: str) -> list[str]:
    """Return the words of the canary that are in a text."""
    return [word for word in re.findall(r"\w+", CANARY) if word in text]


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    """Return an error that has been raised, from a cause if there is one."""
    try:
        raise error from cause
    except type(error) as its:
        return its


def handle(message: str) -> None:
    raise ValueError(f"cannot read {message}")


# What others log


def test_values_of_another_library_are_left_out_and_its_words_kept(
    written: Callable[[], str], theirs: logging.Logger
) -> None:
    theirs.warning("Request %s failed after %d s", CANARY, 943)
    assert pieces_of_canary(written()) == []
    assert "WARNING httpx: Request %s failed after %d s (test_logs:" in written()


def test_named_values_of_another_library_are_left_out(
    written: Callable[[], str], theirs: logging.Logger
) -> None:
    theirs.warning("Request %(address)s failed", {"address": CANARY})
    assert pieces_of_canary(written()) == []
    assert "httpx: Request %(address)s failed (test_logs:" in written()


def test_ready_made_message_of_another_library_is_only_its_place(
    written: Callable[[], str], theirs: logging.Logger
) -> None:
    theirs.warning(f"Request {CANARY} failed")
    assert pieces_of_canary(written()) == []
    assert re.search(r" WARNING httpx: test_logs:\d+\n$", written())


def test_ready_made_message_with_values_besides_is_only_its_place(
    written: Callable[[], str], theirs: logging.Logger
) -> None:
    theirs.warning(f"Request {CANARY} failed: %s", "timeout")
    assert pieces_of_canary(written()) == []


def test_object_that_another_library_logs_is_only_its_place(
    written: Callable[[], str], theirs: logging.Logger
) -> None:
    theirs.error(ValueError(CANARY))
    theirs.error([CANARY])
    theirs.error(TellingError())
    assert pieces_of_canary(written()) == []
    assert len(re.findall(r" ERROR httpx: test_logs:\d+\n", written())) == 3


def test_object_that_cannot_say_what_it_is_is_only_its_place() -> None:
    for values in ((), (7,)):
        record = logging.LogRecord("httpx", 40, "client.py", 7, MuteError(), values, None)
        assert PrivateFormatter().format(record).endswith(" ERROR httpx: client:7")


def test_library_that_begins_with_our_name_is_not_ours(written: Callable[[], str]) -> None:
    for name in ("botany", "indexer.bot", "telegram.bot", "robot", "root"):
        logging.getLogger(name).warning(f"about {CANARY}")
        logging.getLogger(name).warning("about %s", CANARY)
    assert pieces_of_canary(written()) == []
    assert len(written().splitlines()) == 10


# Errors


def test_error_is_its_class_and_its_lines_without_its_message(
    written: Callable[[], str], theirs: logging.Logger
) -> None:
    try:
        handle(CANARY)
    except ValueError:
        theirs.exception("No error handlers are registered")
    assert pieces_of_canary(written()) == []
    lines = written().splitlines()
    assert lines[1] == "  builtins.ValueError"
    assert re.fullmatch(rf"    \S*{HERE}:\d+ in test_error_is_its_class\w+", lines[2])
    assert re.fullmatch(rf"    \S*{HERE}:\d+ in handle", lines[3])


def test_line_of_an_error_is_where_it_was_raised(
    written: Callable[[], str], ours: logging.Logger
) -> None:
    try:
        handle(CANARY)
    except ValueError:
        ours.exception("Update 5 could not be answered.")
    line = handle.__code__.co_firstlineno + 1
    assert f"{HERE}:{line} in handle\n" in written()


def test_our_own_words_stand_before_an_error_and_not_its_message(
    written: Callable[[], str], ours: logging.Logger
) -> None:
    try:
        handle(CANARY)
    except ValueError:
        ours.exception("Update %d could not be answered.", 5)
    assert pieces_of_canary(written()) == []
    assert "ERROR bot.telegram.run: Update 5 could not be answered.\n  builtins.Val" in written()


def test_error_that_was_caused_by_others_tells_the_class_of_each(
    written: Callable[[], str], theirs: logging.Logger
) -> None:
    first = raised(KeyError(CANARY))
    second = raised(OSError(5, CANARY, CANARY), first)
    third = raised(RuntimeError(CANARY), second)
    theirs.error("Failed", exc_info=third)
    assert pieces_of_canary(written()) == []
    classes = [line.strip() for line in written().splitlines() if line.startswith("  builtins.")]
    assert classes == ["builtins.RuntimeError", "builtins.OSError", "builtins.KeyError"]


def test_error_while_another_was_handled_tells_the_class_of_both(
    written: Callable[[], str], theirs: logging.Logger
) -> None:
    try:
        try:
            handle(CANARY)
        except ValueError:
            _ = {}[CANARY]
    except KeyError:
        theirs.exception("Failed")
    assert pieces_of_canary(written()) == []
    assert "\n  builtins.KeyError\n" in written()
    assert "\n  builtins.ValueError\n" in written()


def test_errors_that_caused_each_other_come_to_an_end() -> None:
    one, other = raised(ValueError(CANARY)), raised(KeyError(CANARY))
    one.__cause__, other.__cause__ = other, one
    assert described(one).count("builtins.") == 2


def test_note_of_an_error_is_left_out(written: Callable[[], str], theirs: logging.Logger) -> None:
    error = raised(ValueError("no"))
    error.add_note(CANARY)
    theirs.error("Failed", exc_info=error)
    assert pieces_of_canary(written()) == []


def test_errors_of_a_group_are_left_out(written: Callable[[], str], theirs: logging.Logger) -> None:
    theirs.error("Failed", exc_info=raised(ExceptionGroup(CANARY, [ValueError(CANARY)])))
    assert pieces_of_canary(written()) == []
    assert "  builtins.ExceptionGroup\n" in written()


def test_error_that_cannot_say_what_it_is_is_told_by_its_class(
    written: Callable[[], str], theirs: logging.Logger
) -> None:
    theirs.error("Failed", exc_info=raised(MuteError()))
    assert pieces_of_canary(written()) == []
    assert f"  {MuteError.__module__}.MuteError\n" in written()


def test_line_of_code_that_failed_is_not_repeated(
    written: Callable[[], str], theirs: logging.Logger
) -> None:
    try:
        raise ValueError("Aminata Yusufzai, Elmstead Roadhouse, ZXQKWV")
    except ValueError:
        theirs.exception("Failed: %s", "Aminata Yusufzai ZXQKWV", stack_info=True)
    assert pieces_of_canary(written()) == []


def test_error_that_another_handler_has_written_out_is_not_written_again(
    written: Callable[[], str], theirs: logging.Logger
) -> None:
    """Python keeps the text of an error with the record, for the handler that comes next."""
    record = theirs.makeRecord(
        "httpx",
        logging.ERROR,
        __file__,
        1,
        "Failed",
        (),
        (ValueError, raised(TellingError()), None),
    )
    assert CANARY in logging.Formatter().format(record)
    assert record.exc_text
    assert pieces_of_canary(PrivateFormatter().format(record)) == []
    assert written() == ""


# What we log ourselves


@pytest.mark.parametrize("name", ["bot", "bot.telegram.run", "index", "index.build"])
def test_our_own_record_is_printed_in_full(written: Callable[[], str], name: str) -> None:
    logging.getLogger(name).warning("Generation %s has taken over, %.1f %% new.", "g-12", 7.25)
    assert re.fullmatch(
        rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{{4}} WARNING {re.escape(name)}:"
        r" Generation g-12 has taken over, 7\.2 % new\.\n",
        written(),
    )


def test_our_own_ready_made_message_is_printed_as_it_is(
    written: Callable[[], str], ours: logging.Logger
) -> None:
    ours.info("100 % of {all} are %s here")
    assert written().endswith(" INFO bot.telegram.run: 100 % of {all} are %s here\n")


def test_record_is_given_to_other_handlers_as_it_was() -> None:
    record = logging.LogRecord("httpx", logging.INFO, __file__, 7, "to %s", (CANARY,), None)
    PrivateFormatter().format(record)
    assert (record.msg, record.args) == ("to %s", (CANARY,))


def test_time_of_a_record_is_when_it_was_made() -> None:
    record = logging.LogRecord("bot", logging.INFO, __file__, 7, "said", (), None)
    record.created = 0.0
    assert re.match(r"(1970-01-01|1969-12-31)T", PrivateFormatter().format(record))


# The whole program


def run(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program that logs as the bot does; the canary stands in the variable `said`."""
    lines = (
        "import logging, sys",
        "from bot.telegram.logs import configure_logging",
        f"said = {CANARY!r}",
        "configure_logging()",
        textwrap.dedent(program),
    )
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_warnings_of_others_are_printed_and_what_is_less_is_not() -> None:
    ended = run("""
        for name in ("httpx", "bot.telegram.run"):
            logging.getLogger(name).debug("debug of %s", name)
            logging.getLogger(name).info("info of %s", name)
            logging.getLogger(name).warning("warning of %s", name)
    """)
    said = [line.partition(" ")[2] for line in ended.stderr.splitlines()]
    assert said == [
        # There is no file to see whether those are the very words of the code.
        "WARNING httpx: <string>:9",
        "INFO bot.telegram.run: info of bot.telegram.run",
        "WARNING bot.telegram.run: warning of bot.telegram.run",
    ]
    assert ended.stdout == ""


def test_error_that_nobody_caught_is_told_without_its_message() -> None:
    ended = run("""
        def handle():
            raise KeyError(said)
        try:
            handle()
        except KeyError as error:
            raise ValueError(said) from error
    """)
    assert pieces_of_canary(ended.stdout + ended.stderr) == []
    assert ended.stderr.splitlines() == [
        "stopped by ValueError",
        "  builtins.ValueError",
        "    <string>:11 in <module>",
        "  builtins.KeyError",
        "    <string>:9 in <module>",
        "    <string>:7 in handle",
    ]
    assert ended.returncode == 1


def test_error_of_a_task_that_nobody_awaited_is_told_without_its_message() -> None:
    ended = run("""
        import asyncio, gc
        async def handle():
            raise ValueError(said)
        async def main():
            task = asyncio.ensure_future(handle())
            await asyncio.sleep(0)
            del task
            gc.collect()
        asyncio.run(main())
    """)
    assert pieces_of_canary(ended.stdout + ended.stderr) == []
    assert "ERROR asyncio: " in ended.stderr
    assert "  builtins.ValueError\n    <string>:8 in handle\n" in ended.stderr


def test_error_of_a_thread_is_told_without_its_message() -> None:
    ended = run("""
        import threading
        def handle():
            raise ValueError(said)
        thread = threading.Thread(target=handle)
        thread.start()
        thread.join()
    """)
    assert pieces_of_canary(ended.stdout + ended.stderr) == []
    assert "ValueError" in ended.stderr


def test_error_that_python_itself_cannot_raise_is_told_without_its_message() -> None:
    ended = run("""
        class Connection:
            def __del__(self):
                raise ValueError(said)
        Connection()
    """)
    assert pieces_of_canary(ended.stdout + ended.stderr) == []
    assert "ValueError" in ended.stderr


def test_crash_writes_no_memory_to_the_disk() -> None:
    ended = run("""
        import resource
        print(resource.getrlimit(resource.RLIMIT_CORE))
    """)
    assert ended.stdout == "(0, 0)\n"


def test_handlers_that_were_there_before_write_nothing_any_more() -> None:
    ended = run("""
        logging.getLogger().addHandler(logging.StreamHandler(sys.stdout))
        configure_logging()
        logging.getLogger("httpx").warning("about %s", said)
    """)
    assert pieces_of_canary(ended.stdout + ended.stderr) == []
    assert len(ended.stderr.splitlines()) == 1
