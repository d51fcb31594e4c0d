"""What simpler programs would reply, from the real index of a small project: index/baselines.py"""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import made_reply, no_bar

from index import Encoder, EncoderMismatchError, Library
from index.baselines import BASELINES, BaselineName, BaselineReply, Baselines, card_text, fuse

QUESTIONS = {
    "address": "does the surgery give my address to the office",
    "scotland": "must i pay in hospital in scotland",
    "greek": "πού μπορώ",
}
PRODUCT = {
    "address": made_reply(card="gp-address", ranking=["register-without-papers"]),
    "scotland": made_reply(card=None, ranking=["who-can-help-me-for-free"]),
    "greek": made_reply(card=None, ranking=None, outcome="no_answer"),
}


@pytest.fixture
def replies(library: Library, encoder: Encoder) -> dict[BaselineName, dict[str, BaselineReply]]:
    return Baselines(library, encoder).replies(QUESTIONS, PRODUCT, no_bar)


def test_every_baseline_replies_to_every_question(
    replies: dict[BaselineName, dict[str, BaselineReply]],
) -> None:
    assert {name: list(its) for name, its in replies.items()} == {
        name: list(QUESTIONS) for name in BASELINES
    }


@pytest.mark.parametrize("name", ["BM25 alone", "dense alone", "rank fusion"])
def test_a_ranking_of_cards_is_replied_to_with_the_best_card_whole(
    replies: dict[BaselineName, dict[str, BaselineReply]], library: Library, name: BaselineName
) -> None:
    found = replies[name]["address"]
    assert found.ranking is not None
    assert found.ranking[0] == "gp-address"
    assert found.text == card_text(library.card("gp-address"))
    assert len(set(found.ranking)) == len(found.ranking)


def test_bm25_finds_nothing_where_no_word_is_known(
    replies: dict[BaselineName, dict[str, BaselineReply]],
) -> None:
    assert replies["BM25 alone"]["greek"] == BaselineReply("", ())


def test_dense_ranks_every_card_by_its_best_vector(
    replies: dict[BaselineName, dict[str, BaselineReply]], library: Library, encoder: Encoder
) -> None:
    found = replies["dense alone"]["scotland"].ranking
    question = encoder.encode_queries([QUESTIONS["scotland"]])[0]
    cards = [card for card in library.units() if "#" not in card]
    nearest = {
        card: max(
            (encoder.encode_queries(library.card(card).questions) @ question).max(),
            (encoder.encode_passages([card_of(library, card)]) @ question).max(),
        )
        for card in cards
    }
    assert found is not None
    assert set(found) == set(cards)
    assert nearest[found[0]] >= max(nearest.values()) - 0.01


def card_of(library: Library, card: str) -> str:
    its = library.card(card)
    return f"{its.question} {its.text}"


def test_passages_are_pasted_with_their_headings(
    replies: dict[BaselineName, dict[str, BaselineReply]],
) -> None:
    one, three = (replies[name]["scotland"] for name in ("best passage", "three passages"))
    assert one.text.startswith("Hospital treatment in Scotland\nIn Scotland nobody is asked")
    assert three.text.startswith(one.text + "\n\n")
    assert three.text.count("\n\n") == 2
    assert (one.ranking, three.ranking) == (None, None)


def test_the_best_card_alone_is_the_one_the_bot_chose_or_ranked_first(
    replies: dict[BaselineName, dict[str, BaselineReply]], library: Library
) -> None:
    found = replies["best card alone"]
    assert found["address"].text == card_text(library.card("gp-address"))
    assert found["scotland"].text == card_text(library.card("who-can-help-me-for-free"))
    assert found["greek"].text == ""


def test_a_card_is_told_whole_with_its_headings() -> None:
    from index import Block, Card, CardSection, Sentence

    card = Card(
        id="a",
        question="?",
        also_asked=(),
        topic="help",
        verdict="Yes",
        as_of="2026-11-21",
        short_answer=Block((Sentence("You may.", ("a#b",)), Sentence("Ask.", ())), is_item=False),
        sections=(CardSection("How", (Block((Sentence("So.", ()),), is_item=True),)),),
    )
    assert card_text(card) == "Yes\nYou may. Ask.\nHow\nSo."
    assert len(card_text(replace(card, verdict="x" * 3000))) == 2600


def test_fusion_adds_one_over_sixty_and_the_rank() -> None:
    # b: 1/62 + 1/61; a: 1/61; c: 1/62, seen before d: 1/62 + 0.
    assert fuse([["a", "b"], ["b", "c"]]) == ["b", "a", "c"]
    # Two second places (2/62) beat one first (1/61).
    assert fuse([["x", "both"], ["y", "both"]]) == ["both", "x", "y"]


def test_an_index_of_another_encoder_is_refused(library: Library, encoder: Encoder) -> None:
    class Other:
        name = "other"
        fingerprint = "0" * 32

    with pytest.raises(EncoderMismatchError):
        Baselines(library, Other())  # type: ignore[arg-type]
