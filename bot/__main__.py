"""The command line of the bot: ask, check, chat, run."""

from __future__ import annotations

import argparse
import codecs
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Any, NoReturn

import msgspec

from bot import texts
from bot.ask import Reply, ask
from bot.config import BotSettings, bot_settings
from bot.tongues import speak
from index import EXIT_CODES, REFUSED, Searcher, complain, generation_named, load_config, run

_DESCRIPTION = """\
Answers questions about patient data rights in the UK, each sentence with its source.
Nothing that is asked is written anywhere.
"""
_EXAMPLES = """\
examples:
  python -m bot ask "Will my GP share my address with the Home Office?"
  python -m bot ask "Can the hospital refuse me?" --json
  python -m bot ask --jsonl < questions.jsonl > answers.jsonl
  python -m bot check A1B2C-3D4E5-6F7G8
  python -m bot chat
  TELEGRAM_TOKEN=... python -m bot run

"""
_JSONL_HELP = """\
Each line in is one JSON object:
  {"id": "q1", "question": "...", "lang": null, "history": ["earlier turn"]}
Only "question" is needed. Each line out has the same id and: outcome, lang, card, passages,
text, short, citations, suggestions, receipt, milliseconds. Besides: left_out (kinds of personal
data taken out), alarm (help for an emergency is named above the answer), ranking (cards found),
scope_margin (0 or more where the documents may answer), stages (what took how long). A message
that is no question also has "refused". A line that cannot be read gives
{"id": ..., "line": 3, "error": "..."} and the others go on.
"""


_CHAT_HELP = """\
/new forgets the conversation, /quit leaves; a number asks a question offered.
"""


_RUN_HELP = """\
environment:
  TELEGRAM_TOKEN    the token of the bot, from @BotFather
  TELEGRAM_API_URL  another Bot API server, such as http://127.0.0.1:8081/bot
  BOT_SECRET        the key that names chats where a choice is remembered; made at the first
                    start and kept in the folder of config.toml, [bot.telegram], if not given
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong without repeating what was typed, which may be half a question."""

    def error(self, message: str) -> NoReturn:
        argument, is_choice, choices = message.rpartition(" (choose from ")
        if is_choice and argument.startswith("argument "):
            said = f"{argument.split(':')[0]}: choose from {choices.removesuffix(')')}"
        elif message.startswith(("ask ", "the following arguments are required")):
            said = message
        else:
            said = "unrecognized arguments; put a question in quotation marks"
        self.print_usage(sys.stderr)
        self.exit(REFUSED, f"error: {said}\n")


class QuestionLine(msgspec.Struct, frozen=True):
    """One line of `ask --jsonl`; what it does not know is left alone."""

    question: str
    id: str | int | None = None
    lang: str | None = None
    history: tuple[str, ...] = ()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    return run(lambda: int(options.command(parser, options)))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m bot",
        description=_DESCRIPTION,
        epilog=_EXAMPLES + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    asking = commands.add_parser(
        "ask",
        help="answer one question, or one on each line of standard input",
        description="Answer one question, or with --jsonl one on each line of standard input.",
        epilog=_JSONL_HELP + "\n" + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asking.add_argument(
        "question", nargs="*", help="the question; '-' reads it from standard input"
    )
    _add_lang(asking)
    asking.add_argument("--json", action="store_true", help="print one JSON object, for programs")
    asking.add_argument("--jsonl", action="store_true", help="answer standard input line by line")
    asking.add_argument(
        "--generation",
        metavar="NAME",
        help="answer from this generation of the index, not the live one; next: the one that"
        " `python -m index build --dry-run` made",
    )
    asking.set_defaults(command=_ask)

    checking = commands.add_parser(
        "check",
        help="show the reply behind a receipt again, with its passages in full",
        description=(
            "Show the very same reply that a receipt was given for, the passages it cites in full,"
            " and what has been superseded since. Nobody stored the question."
        ),
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    checking.add_argument("receipt", nargs="+", help="the code at the end of a reply")
    checking.add_argument("--json", action="store_true", help="print one JSON object, for programs")
    checking.set_defaults(command=_check)

    chatting = commands.add_parser(
        "chat",
        help="a conversation in the terminal",
        description="A conversation. What was said is kept in memory only, until you leave.",
        epilog=_CHAT_HELP + "\n" + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_lang(chatting)
    chatting.set_defaults(command=_chat)

    running = commands.add_parser(
        "run",
        help="answer in Telegram",
        description="Answer in Telegram until told to stop (Ctrl-C, or SIGTERM).",
        epilog=_RUN_HELP + "\n" + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    running.set_defaults(command=_run)

    for command in (parser, asking, checking, chatting, running):
        default = None if command is parser else argparse.SUPPRESS
        command.add_argument(
            "--config", type=Path, metavar="FILE", default=default, help="another config.toml"
        )
    return parser


def _add_lang(parser: argparse.ArgumentParser) -> None:
    names = ", ".join(f"{code} {name}" for code, name in texts.LANGUAGES.items())
    parser.add_argument(
        "--lang", choices=list(texts.LANGUAGES), metavar="CODE", help=f"reply in: {names}"
    )


def _ask(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    if options.jsonl and options.question:
        parser.error("ask --jsonl reads questions from standard input; give none as an argument")
    if not options.jsonl and not options.question:
        parser.error('ask needs a question: python -m bot ask "..."; or --jsonl')
    config = load_config(options.config)
    settings = bot_settings(config)
    generation = generation_named(config, options.generation) if options.generation else None
    if options.jsonl:
        with closing(Searcher.open(config, generation)) as searcher:
            return _ask_lines(searcher, settings)
    question = " ".join(options.question)
    if question == "-":
        question = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    started = perf_counter()
    with closing(Searcher.open(config, generation)) as searcher:
        reply = ask(question, searcher, settings, lang=options.lang)
    if options.json:
        _print_json(_timed({"id": None} | reply.fields, started))
    if reply.answer.refusal:
        return complain(reply.answer.refusal, REFUSED)
    if not options.json:
        _show(reply.text, reply.answer.lang)
    return 0


def _ask_lines(searcher: Searcher, settings: BotSettings) -> int:
    refused = 0
    for number, data in _lines():
        started = perf_counter()
        try:
            line = msgspec.json.decode(data.decode("utf-8"), type=QuestionLine)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            refused += 1
            reason = f"line {number}: {_without_value(error)}"
            _print_json({"id": _id_of(data), "line": number, "error": reason})
            continue
        reply = ask(line.question, searcher, settings, line.history, line.lang)
        _print_json(_timed({"id": line.id} | reply.fields, started))
    if refused:
        noun = "line was" if refused == 1 else "lines were"
        return complain(f"{refused} {noun} not readable; each says why in its place", REFUSED)
    return 0


def _lines() -> Iterator[tuple[int, bytes]]:
    """Give the lines of standard input as they come, with their numbers; blank ones are skipped."""
    for number, data in enumerate(sys.stdin.buffer, start=1):
        # Some editors begin a file with a byte order mark.
        line = data.removeprefix(codecs.BOM_UTF8) if number == 1 else data
        if line.strip():
            yield number, line


def _without_value(error: Exception) -> str:
    """Return what is wrong with a line, without any of what it says."""
    if isinstance(error, UnicodeDecodeError):
        return f"not valid UTF-8 at byte {error.start + 1}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error)


def _id_of(data: bytes) -> str | int | None:
    """Return the id of a line whose other fields cannot be read, if it has one."""
    try:
        fields = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    found = fields.get("id") if isinstance(fields, dict) else None
    return found if isinstance(found, str | int) else None


def _check(_: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from bot.verify import verify

    config = load_config(options.config)
    verified = verify("".join(options.receipt), config, bot_settings(config))
    if options.json:
        _print_json(verified.fields)
    else:
        _show(str(verified), "en")
    return 0


def _chat(_: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    config = load_config(options.config)
    settings = bot_settings(config)
    if isinstance(sys.stdin, io.TextIOWrapper):
        # Bytes that are no text are answered as such, not with the end of the conversation.
        sys.stdin.reconfigure(errors="surrogateescape")
    with closing(Searcher.open(config)) as searcher:
        return _converse(searcher, settings, options.lang)


def _run(_: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from bot.telegram.run import run_bot

    config = load_config(options.config)
    return run_bot(config, bot_settings(config))


def _converse(searcher: Searcher, settings: BotSettings, lang: str | None) -> int:
    history: list[str] = []
    offered: tuple[str, ...] = ()
    print("Ask a question. /new forgets the conversation, /quit leaves.")
    while (message := _next_message()) is not None:
        if message == "/new":
            history, offered = [], ()
            print("Forgotten. Ask a new question.")
            continue
        if message.isdecimal() and 1 <= int(message) <= len(offered):
            message, history = offered[int(message) - 1], []
        reply: Reply = ask(message, searcher, settings, history, lang)
        _show(reply.text, reply.answer.lang)
        if not reply.answer.refusal:
            history.append(message)
            offered = tuple(question for _, question in reply.answer.suggestions)
    return 0


def _next_message() -> str | None:
    """Return the next line typed, or None when the person leaves."""
    try:
        message = input("\n> ").strip()
    except EOFError:
        print()
        return None
    return None if message == "/quit" else message


def _timed(fields: dict[str, Any], started: float) -> dict[str, Any]:
    return fields | {"milliseconds": round((perf_counter() - started) * 1000, 1)}


def _print_json(fields: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(fields) + b"\n")
    sys.stdout.buffer.flush()


def _show(text: str, lang: str) -> None:
    """Print a reply: easy on the eye in a terminal, plain where it is read by a program."""
    if sys.stdout.isatty():
        from bot.terminal import show

        show(text, speak(lang))
    else:
        sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")


if __name__ == "__main__":
    sys.exit(main())
