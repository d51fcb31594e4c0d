"""The bot run as a program runs it: index/replies.py"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from conftest import Project, made_reply, no_bar

from index.errors import EvaluationError
from index.progress import Advance
from index.replies import Message, ask_bot, read_reply


def test_every_message_gets_its_reply_and_the_bar_moves_with_each(built: Project) -> None:
    steps: list[int] = []

    @contextmanager
    def count(_words: str, total: int) -> Iterator[Advance]:
        steps.append(-total)
        yield steps.append

    messages = [
        Message("a", "does the gp share my address"),
        Message("b", "and can they refuse it", ("does the gp share my address",)),
        Message("c", "how do i bake bread"),
    ]
    replies = ask_bot(built.config_file, messages, count)
    assert list(replies) == ["a", "b", "c"]
    assert replies["a"].card == "gp-address"
    assert replies["a"].citations[0].status == "current"
    assert replies["c"].outcome == "no_answer"
    assert steps == [-3, 1, 1, 1]


def test_more_messages_than_a_pipe_holds_do_not_stop_either_side(built: Project) -> None:
    # A pipe holds 64 kB; a message of no words is refused at once.
    messages = [Message(str(n), "?" * 3000) for n in range(200)]
    assert len(ask_bot(built.config_file, messages, no_bar)) == 200


def test_a_bot_that_cannot_start_says_why(project: Project) -> None:
    with pytest.raises(EvaluationError, match=r"code 4 and left out 1 of 1.*no index has been"):
        ask_bot(project.config_file, [Message("a", "hello")], no_bar)


def test_an_error_line_is_an_error() -> None:
    with pytest.raises(EvaluationError, match="could not read a message: line 3: bad"):
        read_reply(b'{"id": "x", "line": 3, "error": "line 3: bad"}')


@pytest.mark.parametrize("line", [b"", b"Traceback", b'{"id": "x"}'])
def test_what_is_no_reply_is_an_error(line: bytes) -> None:
    with pytest.raises(EvaluationError, match="no reply"):
        read_reply(line)


def test_fields_that_a_bot_lacks_are_none() -> None:
    reply = made_reply(
        ranking=None, scope_margin=None, stages=None, left_out=None, alarm=None, new_field=1
    )
    assert (reply.ranking, reply.scope_margin, reply.stages) == (None, None, None)
    assert (reply.left_out, reply.alarm) == (None, None)
