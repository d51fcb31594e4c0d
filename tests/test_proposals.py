"""What a person gives comes before what a document says, and that before its neighbours."""

from __future__ import annotations

import pytest
from conftest import DATA
from hypothesis import given as given_values
from hypothesis import settings
from hypothesis import strategies as st

from index.intake.documents import Metadata
from index.knowledge import is_id, read_knowledge
from index.passages import JURISDICTIONS, KINDS, LICENCES, STATUSES, Source
from index.proposals import LONGEST_ID, NEEDED, Proposal, bad_value, propose, propose_id

PAGE = "https://www.board.example/fees"


def source(name: str, url: str, publisher: str, kind: str, jurisdiction: str = "UK") -> Source:
    return Source(
        id=name,
        title=name,
        publisher=publisher,
        kind=kind,
        url=url,
        published="2024",
        published_estimated=False,
        effective=None,
        updated=None,
        status="current",
        superseded_by=(),
        jurisdiction=jurisdiction,
        checked="2026-11-21",
        evidence="read in full",
    )


BOARD = "Northshire Practice Board"
CHARITY = "Riverside Health Charity"
OF_BOARD = source("one", "https://board.example/a", BOARD, "regulator", "Wales")


def test_what_the_person_gives_comes_first() -> None:
    given = {"title": "Mine", "publisher": "Me", "status": "current", "licence": "creative commons"}
    metadata = Metadata(title="Its own", publisher=BOARD, withdrawn="It was withdrawn in 2020.")
    found = propose(given, metadata, PAGE, "open government licence", [OF_BOARD])
    assert {name: found[name] for name in given} == {
        name: Proposal(value, "as you gave it") for name, value in given.items()
    }


def test_the_document_comes_before_its_neighbours() -> None:
    metadata = Metadata(title="Fees", publisher="Eastshire Board", published="2025", updated="2026")
    found = propose({}, metadata, PAGE, "", [OF_BOARD])
    says = "as the document says"
    assert {name: found[name] for name in ("title", "publisher", "published", "updated")} == {
        "title": Proposal("Fees", says),
        "publisher": Proposal("Eastshire Board", says),
        "published": Proposal("2025", says),
        "updated": Proposal("2026", says),
    }


def test_the_neighbours_come_before_what_is_assumed() -> None:
    found = propose({}, Metadata(title="Fees"), PAGE, "", [OF_BOARD])
    origin = "as other sources of board.example"
    assert found == {
        "title": Proposal("Fees", "as the document says"),
        "url": Proposal(PAGE, "where it was found"),
        "publisher": Proposal(BOARD, origin),
        "kind": Proposal("regulator", origin),
        "jurisdiction": Proposal("Wales", origin),
        "status": Proposal("current", "assumed; it says nothing of being withdrawn"),
        "licence": Proposal("unknown", "nothing tells"),
        "id": Proposal("fees", "made of the title"),
    }


def test_what_nobody_tells_is_left_to_the_person() -> None:
    found = propose({}, Metadata(), "", "", [OF_BOARD])
    assert [name for name in NEEDED if name not in found] == list(NEEDED)
    assert found["jurisdiction"] == Proposal("UK", "assumed; nothing tells")


def test_an_empty_value_is_as_none() -> None:
    found = propose({"title": ""}, Metadata(title="Fees"), "", "", [])
    assert found["title"] == Proposal("Fees", "as the document says")


def test_a_page_does_not_lend_itself_the_name_of_another_site() -> None:
    metadata = Metadata(url="https://board.example/fees")
    found = propose({}, metadata, "https://copies.example/fees", "", [OF_BOARD])
    assert found["url"] == Proposal("https://copies.example/fees", "where it was found")
    assert "publisher" not in found
    # Of a file nobody knows where it was found.
    assert propose({}, metadata, "", "", [OF_BOARD])["url"].value == "https://board.example/fees"


def test_a_page_does_not_lend_itself_the_name_of_a_publisher_we_know() -> None:
    metadata = Metadata(publisher=BOARD)
    found = propose({}, metadata, "https://copies.example/fees", "", [OF_BOARD])
    assert not {"publisher", "kind"} & found.keys()
    # On its own site, of a file, and where a person says so, it is that publisher.
    assert propose({}, metadata, PAGE, "", [OF_BOARD])["publisher"].value == BOARD
    assert propose({}, metadata, "", "", [OF_BOARD])["publisher"].value == BOARD
    given = propose({"publisher": BOARD}, Metadata(), "https://copies.example/", "", [OF_BOARD])
    assert given["publisher"] == Proposal(BOARD, "as you gave it")


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example\\@board.example/x",
        "https://[draft]/page",
        "https://a@b.example/",
        "https:///x",
    ],
)
def test_an_address_that_programs_read_in_two_ways_is_none(url: str) -> None:
    assert "whole web address" in bad_value("url", url)
    assert "url" not in propose({}, Metadata(url=url), "", "", [OF_BOARD])


def test_a_person_may_say_that_there_is_no_address() -> None:
    metadata = Metadata(url="https://board.example/fees-2025")
    found = propose(
        {"url": ""}, metadata, PAGE, "", [OF_BOARD, source("two", "", CHARITY, "charity")]
    )
    assert found["url"] == Proposal("", "as you gave it")
    assert "publisher" not in found


def test_the_address_that_a_page_gives_comes_before_where_it_was_found() -> None:
    metadata = Metadata(url="https://board.example/fees-2025")
    assert propose({}, metadata, PAGE, "", [])["url"].value == "https://board.example/fees-2025"


def test_the_licence_of_the_metadata_comes_before_that_of_the_words() -> None:
    metadata = Metadata(licence="creative commons")
    assert propose({}, metadata, "", "open government licence", [])["licence"] == Proposal(
        "creative commons", "as the document says"
    )
    assert propose({}, Metadata(), "", "open government licence", [])["licence"] == Proposal(
        "open government licence", "as the document says"
    )


def test_a_document_that_says_it_is_withdrawn_is_historical() -> None:
    said = "This guide was withdrawn on 1 May 2020."
    assert propose({}, Metadata(withdrawn=said), "", "", [])["status"] == Proposal(
        "historical", f"as the document says: {said}"
    )


def test_more_than_half_of_a_site_must_agree() -> None:
    known = [
        source("one", "https://board.example/a", BOARD, "regulator", "Wales"),
        source("two", "http://www.board.example/b", BOARD, "charity", "UK"),
        source("three", "https://BOARD.example:443/c", BOARD, "charity", "England"),
    ]
    found = propose({}, Metadata(), PAGE, "", known)
    assert found["publisher"].value == BOARD
    assert found["kind"].value == "charity"
    assert found["jurisdiction"] == Proposal("UK", "assumed; nothing tells")


def test_half_of_a_site_is_no_majority() -> None:
    known = [OF_BOARD, source("two", "https://board.example/b", CHARITY, "charity", "UK")]
    found = propose({}, Metadata(), PAGE, "", known)
    assert "publisher" not in found
    assert "kind" not in found


def test_another_site_with_a_like_name_is_no_neighbour() -> None:
    for url in (
        "https://notboard.example/a",
        "https://board.example.org/a",
        "https://sub.board.example",
    ):
        found = propose({}, Metadata(), url, "", [OF_BOARD])
        assert "publisher" not in found, url


def test_a_file_without_an_address_is_no_neighbour_of_such_files() -> None:
    known = [source("one", "", BOARD, "regulator")]
    assert "publisher" not in propose({}, Metadata(), "", "", known)


def test_sources_of_the_same_publisher_tell_kind_and_place() -> None:
    found = propose({}, Metadata(publisher=BOARD), "", "", [OF_BOARD])
    origin = f"as other sources of {BOARD}"
    assert found["kind"] == Proposal("regulator", origin)
    assert found["jurisdiction"] == Proposal("Wales", origin)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://www.legislation.gov.uk/a", "law"),
        ("https://www.gov.uk/a", "government"),
        ("https://england.nhs.uk/a", "health-body"),
        ("https://committees.parliament.uk/a", "parliament"),
        ("https://www.judiciary.uk/a", "court"),
        ("https://notgov.uk/a", None),
        ("https://gov.uk.example/a", None),
        ("https://board.example/gov.uk", None),
        ("https://[gov.uk/a", None),
        ("nonsense", None),
    ],
)
def test_a_site_of_one_kind_tells_the_kind(url: str, kind: str | None) -> None:
    found = propose({}, Metadata(), url, "", [])
    assert (found["kind"].value if "kind" in found else None) == kind


def test_known_sources_of_a_site_come_before_its_kind() -> None:
    known = [source("one", "https://www.gov.uk/a", BOARD, "regulator")]
    assert propose({}, Metadata(), "https://www.gov.uk/b", "", known)["kind"].value == "regulator"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Fees of the Northshire Practice Board", "fees-northshire-practice-board"),
        ("Your Patients' Rights: don't wait!", "patients-rights-dont-wait"),
        ("The Board’s guide", "boards-guide"),
        ("Of the and", "of-the-and"),
        ("One two three four five six seven eight", "one-two-three-four-five-six-seven"),
        ("Rights (2024) – v2.1", "rights-2024-v2-1"),
        ("حقوق المريض", ""),
        ("---", ""),
        ("", ""),
    ],
)
def test_an_id_is_made_of_the_words_that_mean_something(title: str, name: str) -> None:
    assert propose_id(title) == name


@settings(deadline=None, max_examples=200, derandomize=True)
@given_values(st.text(max_size=200))
def test_an_id_that_is_proposed_can_be_taken(title: str) -> None:
    name = propose({}, Metadata(title=title), "", "", []).get("id", Proposal("", ""))
    assert name.value == "" or bad_value("id", name.value) == ""


@pytest.mark.parametrize(
    "metadata",
    [
        Metadata(url="javascript:alert(1)"),
        Metadata(url="/fees"),
        Metadata(published="last week", updated="2024-02-30"),
        Metadata(licence="mit"),
        Metadata(title="a" * (LONGEST_ID + 1)),
    ],
)
def test_what_no_field_can_hold_is_not_proposed(metadata: Metadata) -> None:
    found = propose({}, metadata, PAGE, "nonsense", [])
    assert {name: bad_value(name, its.value) for name, its in found.items()} == dict.fromkeys(
        found, ""
    )
    assert found["url"] == Proposal(PAGE, "where it was found")


def test_what_the_person_gives_is_never_dropped_unseen() -> None:
    assert propose({"kind": "blog"}, Metadata(), "", "", [])["kind"].value == "blog"


def test_a_title_without_latin_letters_proposes_no_id() -> None:
    assert "id" not in propose({}, Metadata(title="حقوق المريض"), "", "", [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("kind", value) for value in KINDS),
        *(("status", value) for value in STATUSES),
        *(("jurisdiction", value) for value in JURISDICTIONS),
        *(("licence", value) for value in LICENCES),
        *((name, "2024-02-29") for name in ("published", "updated", "effective", "review_by")),
        *((name, "2024-02") for name in ("published", "updated", "effective")),
        *((name, "2024") for name in ("published", "updated", "effective")),
        ("id", "board-guide-2024"),
        ("id", "a" * LONGEST_ID),
        ("url", "https://board.example"),
        ("url", "http://board.example/a?b#c"),
        ("url", "none"),
        ("evidence", "read in full"),
        ("evidence", "not read (taken over); and a remark"),
        ("evidence", "read through another publication: The Journal"),
        ("title", "Whatever: #1"),
        ("publisher", "Anybody"),
    ],
)
def test_a_good_value_is_taken(name: str, value: str) -> None:
    assert bad_value(name, value) == ""


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("kind", "blog", "it is one of: law, court, regulator"),
        ("kind", "", "it is one of: law"),
        ("kind", "Law", "it is one of: law"),
        ("status", "old", "it is one of: current, historical"),
        ("jurisdiction", "France", "it is one of: UK, England"),
        ("licence", "mit", "it is one of: open government licence"),
        ("published", "2023-02-29", "a real date"),
        ("published", "1 May 2024", "a real date"),
        ("published", "", "a real date"),
        ("published", "2024-5", "a real date"),
        ("updated", "2024-13", "a real date"),
        ("effective", "0000", "a real date"),
        ("review_by", "2024-02", "a real day"),
        ("review_by", "2024-02-30", "a real day"),
        ("id", "Board", "lower-case letters"),
        ("id", "a--b", "lower-case letters"),
        ("id", "-a", "lower-case letters"),
        ("id", "../a", "lower-case letters"),
        ("id", "a.md", "lower-case letters"),
        ("id", "a\n", "lower-case letters"),
        ("id", "", "lower-case letters"),
        ("id", "a" * (LONGEST_ID + 1), "at most 120 characters"),
        ("url", "board.example", "a whole web address"),
        ("url", "https:///a", "a whole web address"),
        ("url", "https://board.example/a b", "a whole web address"),
        ("url", "javascript:alert(1)", "a whole web address"),
        ("url", "file:///etc/hosts", "a whole web address"),
        ("url", "", "a whole web address"),
        ("evidence", "seen", "read in full, read in part"),
        ("evidence", "read through another publication", "read in full, read in part"),
    ],
)
def test_a_bad_value_is_told_with_its_remedy(name: str, value: str, remedy: str) -> None:
    assert remedy in bad_value(name, value)


def test_what_the_sources_of_the_small_knowledge_say_is_taken() -> None:
    knowledge, _ = read_knowledge(DATA / "knowledge")
    for its in knowledge.sources.values():
        assert is_id(its.id)
        for name in (
            "id",
            "title",
            "kind",
            "url",
            "published",
            "status",
            "jurisdiction",
            "evidence",
        ):
            assert bad_value(name, getattr(its, name)) == "", (its.id, name)
