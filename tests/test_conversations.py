"""What was said is remembered for minutes, in its order, and only of the person who said it."""

from __future__ import annotations

import gc
import itertools
from dataclasses import dataclass

import pytest

from bot.telegram.conversations import Conversation, Conversations, Turn

KEY = (100, 1)
MINUTES = 30
SECONDS = MINUTES * 60


@dataclass
class Clock:
    """A clock that stands still until it is put forward."""

    time: float = 5000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def conversations(clock: Clock) -> Conversations:
    return Conversations(MINUTES, now=clock)


def turn(message_id: int, text: str = "", reply_id: int | None = None) -> Turn:
    return Turn(message_id, text or f"question {message_id}", reply_id)


# Order


def test_what_was_said_before_comes_oldest_first(conversations: Conversations) -> None:
    for number in (10, 12, 14):
        conversations.add(KEY, turn(number), "en")
    assert conversations.of(KEY).before(16) == ("question 10", "question 12", "question 14")


@pytest.mark.parametrize("order", list(itertools.permutations((10, 12, 14))))
def test_order_is_that_in_which_messages_were_written_not_answered(
    conversations: Conversations, order: tuple[int, ...]
) -> None:
    for number in order:
        conversations.add(KEY, turn(number), "en")
    assert conversations.of(KEY).before(16) == ("question 10", "question 12", "question 14")


def test_message_has_neither_itself_nor_what_came_later_before_it(
    conversations: Conversations,
) -> None:
    for number in (10, 12, 14):
        conversations.add(KEY, turn(number), "en")
    assert conversations.of(KEY).before(12) == ("question 10",)
    assert conversations.of(KEY).before(10) == ()


def test_numbers_of_two_digits_and_of_three_are_ordered_as_numbers(
    conversations: Conversations,
) -> None:
    conversations.add(KEY, turn(100), "en")
    conversations.add(KEY, turn(99), "en")
    assert conversations.of(KEY).before(101) == ("question 99", "question 100")


def test_only_the_last_five_turns_are_kept(conversations: Conversations) -> None:
    for number in range(1, 9):
        conversations.add(KEY, turn(number), "en")
    assert conversations.of(KEY).before(100) == tuple(f"question {n}" for n in range(4, 9))


# An edited message


def test_edited_message_takes_the_place_of_what_it_was(conversations: Conversations) -> None:
    conversations.add(KEY, turn(10, "and the hospitl?", reply_id=11), "en")
    conversations.add(KEY, turn(12, "who can help", reply_id=13), "en")
    conversations.add(KEY, turn(10, "and the hospital?", reply_id=11), "en")
    assert conversations.of(KEY).turns == (
        turn(10, "and the hospital?", reply_id=11),
        turn(12, "who can help", reply_id=13),
    )


def test_reply_to_a_message_is_found_by_its_number(conversations: Conversations) -> None:
    conversations.add(KEY, turn(10, reply_id=11), "en")
    conversations.add(KEY, turn(12, reply_id=None), "en")
    conversations.add(KEY, turn(14, reply_id=15), "en")
    found = [conversations.of(KEY).reply_to(number) for number in (10, 12, 14, 16)]
    assert found == [11, None, 15, None]


def test_reply_to_an_edited_message_is_the_newest(conversations: Conversations) -> None:
    conversations.add(KEY, turn(10, reply_id=11), "en")
    conversations.add(KEY, turn(10, reply_id=19), "en")
    assert conversations.of(KEY).reply_to(10) == 19


# Language


def test_language_is_that_of_the_last_message(conversations: Conversations) -> None:
    assert conversations.of(KEY).lang is None
    conversations.add(KEY, turn(10), "ar")
    conversations.add(KEY, turn(12), "so")
    assert conversations.of(KEY).lang == "so"


# Beginning again


def test_beginning_again_forgets_what_was_said(conversations: Conversations) -> None:
    conversations.add(KEY, turn(10), "ar")
    conversations.begin(KEY)
    assert conversations.of(KEY) == Conversation()
    assert len(conversations) == 0


def test_beginning_again_may_keep_the_language(conversations: Conversations) -> None:
    conversations.add(KEY, turn(10), "ar")
    conversations.begin(KEY, "ar")
    assert conversations.of(KEY).lang == "ar"
    assert conversations.of(KEY).turns == ()


def test_beginning_again_where_nothing_was_said_does_nothing(conversations: Conversations) -> None:
    conversations.begin(KEY)
    assert len(conversations) == 0


# People apart


def test_people_in_one_group_are_apart(conversations: Conversations) -> None:
    anna, omar = (-500, 1), (-500, 2)
    conversations.add(anna, turn(10, "can the hospital see it"), "en")
    conversations.add(omar, turn(11, "who can help"), "ar")
    assert conversations.of(anna).before(20) == ("can the hospital see it",)
    assert conversations.of(omar).before(20) == ("who can help",)
    assert (conversations.of(anna).lang, conversations.of(omar).lang) == ("en", "ar")
    assert conversations.of((-500, 3)) == Conversation()


def test_same_person_in_two_chats_has_two_conversations(conversations: Conversations) -> None:
    conversations.add((1, 1), turn(10, "in private"), "en")
    conversations.add((-500, 1), turn(10, "in the group"), "en")
    assert conversations.of((1, 1)).before(20) == ("in private",)
    assert conversations.of((-500, 1)).before(20) == ("in the group",)


def test_beginning_again_is_for_one_person_only(conversations: Conversations) -> None:
    conversations.add((-500, 1), turn(10), "en")
    conversations.add((-500, 2), turn(11), "en")
    conversations.begin((-500, 1))
    assert conversations.of((-500, 1)).turns == ()
    assert conversations.of((-500, 2)).before(20) == ("question 11",)


# Expiry


@pytest.mark.parametrize(("seconds", "is_known"), [(SECONDS - 1, True), (SECONDS + 1, False)])
def test_conversation_is_known_for_its_minutes(
    conversations: Conversations, clock: Clock, seconds: float, is_known: bool
) -> None:
    conversations.add(KEY, turn(10, reply_id=11), "ar")
    clock.time += seconds
    found = conversations.of(KEY)
    assert bool(found.turns) == is_known
    assert (found.lang, found.reply_to(10)) == (("ar", 11) if is_known else (None, None))


def test_every_message_prolongs_the_conversation(
    conversations: Conversations, clock: Clock
) -> None:
    conversations.add(KEY, turn(10), "en")
    clock.time += SECONDS - 1
    conversations.add(KEY, turn(12), "en")
    clock.time += SECONDS - 1
    assert conversations.of(KEY).before(20) == ("question 10", "question 12")


def test_looking_at_a_conversation_does_not_prolong_it(
    conversations: Conversations, clock: Clock
) -> None:
    conversations.add(KEY, turn(10), "en")
    clock.time += SECONDS - 1
    conversations.of(KEY)
    clock.time += 2
    assert conversations.of(KEY) == Conversation()


def test_new_message_does_not_bring_back_what_was_forgotten(
    conversations: Conversations, clock: Clock
) -> None:
    conversations.add(KEY, turn(10), "en")
    clock.time += SECONDS + 1
    conversations.add(KEY, turn(12), "en")
    assert conversations.of(KEY).before(20) == ("question 12",)


def test_old_conversations_leave_the_memory_and_the_others_stay(
    conversations: Conversations, clock: Clock
) -> None:
    for person in (1, 2, 3):
        conversations.add((100, person), turn(10), "en")
        clock.time += SECONDS / 2
    # The first was taken up again, so that it is the newest now.
    conversations.add((100, 1), turn(12), "en")
    clock.time += SECONDS / 2 + 1
    conversations.forget_old()
    assert len(conversations) == 1
    assert conversations.of((100, 1)).before(20) == ("question 12",)


def test_old_language_leaves_the_memory_as_well(conversations: Conversations, clock: Clock) -> None:
    conversations.begin(KEY, "ar")
    clock.time += SECONDS + 1
    assert conversations.of(KEY).lang is None
    conversations.forget_old()
    assert len(conversations) == 0


def test_forgetting_the_old_where_there_is_nothing_does_nothing(
    conversations: Conversations,
) -> None:
    conversations.forget_old()
    assert len(conversations) == 0


# Looking at every object wakes warnings of libraries that other tests have imported.
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_nothing_forgotten_is_held_anywhere(conversations: Conversations, clock: Clock) -> None:
    class Said(str):
        """Text that the garbage collector can name."""

    def held() -> list[str]:
        gc.collect()
        return [str(its) for its in gc.get_objects() if isinstance(its, Said)]

    conversations.add((100, 1), Turn(10, Said("edited away"), None), "en")
    conversations.add((100, 1), Turn(10, "kept", None), "en")
    conversations.add((100, 2), Turn(10, Said("begun again"), None), "en")
    conversations.begin((100, 2), "en")
    conversations.add((200, 1), Turn(10, Said("forgotten with its chat"), None), "en")
    conversations.forget_chat(200)
    conversations.add((300, 1), Turn(10, Said("old"), None), "en")
    assert held() == ["old"]
    clock.time += SECONDS + 1
    conversations.forget_old()
    assert held() == []


# The chat as a whole


def test_chat_is_forgotten_with_everybody_in_it_and_no_other(conversations: Conversations) -> None:
    for key in ((-500, 1), (-500, 2), (100, 1)):
        conversations.add(key, turn(10), "en")
    assert conversations.forget_chat(-500) is True
    assert conversations.of((-500, 1)) == conversations.of((-500, 2)) == Conversation()
    assert conversations.of((100, 1)).before(20) == ("question 10",)
    assert conversations.forget_chat(-500) is False


def test_chat_in_which_nothing_was_said_had_nothing_to_forget(conversations: Conversations) -> None:
    conversations.begin(KEY, "ar")
    assert conversations.forget_chat(KEY[0]) is False
    assert len(conversations) == 0


# How many


def test_oldest_conversation_makes_way_for_the_newest(clock: Clock) -> None:
    conversations = Conversations(MINUTES, most=3, now=clock)
    for person in (1, 2, 3):
        conversations.add((100, person), turn(10), "en")
    conversations.add((100, 1), turn(12), "en")
    conversations.add((100, 4), turn(10), "en")
    assert len(conversations) == 3
    known = [n for n in (1, 2, 3, 4) if conversations.of((100, n)).turns]
    assert known == [1, 3, 4]


def test_ten_thousand_conversations_are_kept_and_no_more(clock: Clock) -> None:
    conversations = Conversations(MINUTES, now=clock)
    for person in range(10_050):
        conversations.add((person, person), turn(10), "en")
    assert len(conversations) == 10_000
    assert conversations.of((49, 49)) == Conversation()
    assert conversations.of((50, 50)).before(20) == ("question 10",)


def test_those_that_only_have_a_language_count_as_well(clock: Clock) -> None:
    conversations = Conversations(MINUTES, most=3, now=clock)
    for person in range(10):
        conversations.begin((100, person), "ar")
    assert len(conversations) == 3
