"""A file is read as it stands, and each breach of FORMAT.md is told by line, value and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Project

from index.knowledge import read_knowledge, slug
from index.passages import Block, Card, CardSection, Knowledge, Passage, Problem, Sentence, Source

# Nothing cites this source and nothing names it.
SOURCE = "sources/scottish-note.md"
# A source of two sections, and a card of two sections and one sentence before them.
SECTIONS = "sources/helpline.md"
CARD = "answers/help-immigration-lawyer.md"

SHORT = "The charity has a list of lawyers who give free immigration advice.[helpline#law]"
STEP = "- Ask the charity for its list.[helpline#law]"


def read(project: Project) -> tuple[Knowledge, list[Problem]]:
    return read_knowledge(project.folder / "knowledge")


def assert_one_problem(
    project: Project, file: str, line: int, value: str, *remedies: str
) -> Knowledge:
    """Assert that there is one problem, at this place, with these words in its remedy."""
    knowledge, problems = read(project)
    assert [(p.file, p.line, p.value, p.is_error) for p in problems] == [
        (f"knowledge/{file}", line, value, True)
    ]
    for words in remedies:
        assert words in problems[0].remedy
    return knowledge


def assert_problems_only_at(project: Project, file: str, line: int, remedy: str) -> None:
    """Assert that there are problems, all at this place, the first with this in its remedy."""
    _, problems = read(project)
    assert {(p.file, p.line) for p in problems} == {(f"knowledge/{file}", line)}
    assert remedy in problems[0].remedy


# What is right


def test_small_project_is_read_without_problems(project: Project) -> None:
    knowledge, problems = read(project)
    assert problems == []
    assert list(knowledge.sources) == [
        "helpline",
        "old-agreement",
        "practice-guide",
        "scottish-note",
    ]
    assert list(knowledge.cards) == [
        "gp-address",
        "help-immigration-lawyer",
        "register-without-papers",
        "who-can-help-me-for-free",
    ]


def test_source_is_read_field_by_field(project: Project) -> None:
    knowledge, _ = read(project)
    source = knowledge.sources["old-agreement"]
    assert source == Source(
        id="old-agreement",
        title="Agreement about addresses (invented for tests)",
        publisher="Test Office",
        kind="government",
        url="https://example.org/old-agreement",
        published="2017-01",
        published_estimated=False,
        effective="2017-01-01",
        updated="2018-11-09",
        status="historical",
        superseded_by=("practice-guide",),
        jurisdiction="England",
        checked="2026-11-21",
        evidence="read through another publication: Test Journal",
    )
    assert not source.is_current
    assert source.was_read
    note = knowledge.sources["scottish-note"]
    assert (note.published_estimated, note.effective, note.updated) == (True, None, None)
    assert note.is_current


def test_each_section_is_a_passage_with_its_address(project: Project) -> None:
    knowledge, _ = read(project)
    assert list(knowledge.passages) == [
        "helpline#phone",
        "helpline#law",
        "old-agreement#terms",
        "old-agreement#withdrawal-notice",
        "practice-guide#para-9",
        "practice-guide#para-12",
        "practice-guide#section-3-1",
        "scottish-note#summary",
    ]
    assert knowledge.passages["practice-guide#para-12"] == Passage(
        address="practice-guide#para-12",
        source_id="practice-guide",
        locator="Para 12",
        heading="Requests by letter",
        text="An office may write to a practice and ask where a patient lives."
        " A letter is not an order, and the practice can refuse it.",
    )


def test_card_is_read_sentence_by_sentence(project: Project) -> None:
    phone = Sentence("The helpline: 020 7946 0000.", ("helpline#phone",))
    assert read(project)[0].cards["help-immigration-lawyer"] == Card(
        id="help-immigration-lawyer",
        question="Where can I get a free immigration lawyer?",
        also_asked=(
            "free lawyer for visa",
            "solicitor no money asylum",
            "legal help immigration",
        ),
        topic="help",
        verdict="Ask the charity",
        as_of="2026-11-21",
        short_answer=Block(
            (
                Sentence(
                    "The charity has a list of lawyers who give free immigration advice.",
                    ("helpline#law",),
                ),
            ),
            is_item=False,
        ),
        sections=(
            CardSection(
                "What you can do",
                (
                    Block(
                        (Sentence("Ask the charity for its list.", ("helpline#law",)),),
                        is_item=True,
                    ),
                ),
            ),
            CardSection("Who can help", (Block((phone,), is_item=True),)),
        ),
    )


def test_sentence_keeps_each_of_its_citations_once(project: Project) -> None:
    project.replace(CARD, SHORT, f"{SHORT}[helpline#phone][helpline#law]")
    card = read(project)[0].cards["help-immigration-lawyer"]
    assert card.short_answer.sentences[0].citations == ("helpline#law", "helpline#phone")


def test_sections_may_hold_several_paragraphs_and_lists(project: Project) -> None:
    project.replace(
        SECTIONS, "The charity keeps", "First.\n\n- Second\n  goes on.\n\nThe charity keeps"
    )
    knowledge, problems = read(project)
    assert problems == []
    assert knowledge.passages["helpline#law"].text.startswith(
        "First.\nSecond goes on.\nThe charity keeps a list"
    )


@pytest.mark.parametrize(
    ("locator", "address"),
    [
        ("Para 9", "para-9"),
        ("Paras 63-70", "paras-63-70"),
        ("Section 261(5)", "section-261-5"),
        ("  Page 10. ", "page-10"),
        ("Article 8 § 2", "article-8-2"),
        ("§", ""),
    ],
)
def test_locator_becomes_the_second_half_of_an_address(locator: str, address: str) -> None:
    assert slug(locator) == address


@pytest.mark.parametrize("file", [SECTIONS, CARD])
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(
    project: Project, file: str
) -> None:
    before = read(project)
    data = project.file(file).read_bytes()
    project.file(file).write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    assert read(project) == before


@pytest.mark.parametrize("file", [SECTIONS, CARD])
def test_lines_are_counted_alike_with_windows_line_ends_and_a_byte_order_mark(
    project: Project, file: str
) -> None:
    project.replace(file, "\n---\n", "\ncolour: red\n---\n")
    project.replace(file, "## W" if file == CARD else "## L", "# W")
    _, before = read(project)
    data = project.file(file).read_bytes()
    project.file(file).write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    assert read(project)[1] == before
    assert len(before) >= 2


def test_front_matter_may_have_comments_empty_lines_and_folded_text(project: Project) -> None:
    title = 'title: "Note for Scotland (invented for tests)"'
    project.replace(SOURCE, title, "# a remark\n\ntitle: >\n  Note for\n  Scotland\n")
    project.replace(SOURCE, "kind: health-body", "kind: board")
    knowledge = assert_one_problem(project, SOURCE, 10, "board", "kind is one of: law, court, ")
    assert knowledge.sources["scottish-note"].title == "Note for Scotland"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("published", "2022"),
        ("published", "2022-02"),
        ("published", "2024-02-29"),
        ("url", "http://example.org"),
        ("jurisdiction", "England and Wales"),
        ("kind", "opinion"),
        ("published_estimated", "false"),
        ("evidence", "read in full (the PDF of 2022)"),
        ("evidence", "not read (closed); see the note"),
        ("evidence", '"read through another publication: Test Journal"'),
        ("evidence", '"read through another publication (2 of 3 parts): Test Journal"'),
        ("superseded_by", "[helpline, practice-guide]"),
        ("superseded_by", "\n  - helpline\n  - practice-guide"),
    ],
)
def test_every_allowed_form_of_a_field_is_accepted(
    project: Project, field: str, value: str
) -> None:
    set_field(project, SOURCE, field, value)
    assert read(project)[1] == []


def test_date_that_is_said_to_be_no_estimate_is_none(project: Project) -> None:
    set_field(project, SOURCE, "published_estimated", "false")
    assert not read(project)[0].sources["scottish-note"].published_estimated


def set_field(project: Project, file: str, field: str, value: str) -> int:
    """Write `field: value` in place of the line of a field; return the number of that line."""
    lines = project.file(file).read_text(encoding="utf-8").splitlines()
    index = next(n for n, line in enumerate(lines) if line.startswith(f"{field}:"))
    lines[index] = f"{field}: {value}"
    project.file(file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return index + 1


# Fields


@pytest.mark.parametrize(
    ("file", "line", "known"),
    [(SOURCE, 8, "published_estimated"), (CARD, 8, "also_asked")],
)
def test_misspelt_field_is_refused_with_its_line(
    project: Project, file: str, line: int, known: str
) -> None:
    old = "published_estimated: true" if file == SOURCE else "topic: help\n"
    project.replace(file, old, f"colour: red\n{old}")
    assert_one_problem(project, file, line, "colour", "unknown field; known: id, ", known)


def test_field_of_a_card_is_unknown_in_a_source(project: Project) -> None:
    project.replace(SOURCE, "status: current", "status: current\nverdict: Yes")
    assert_one_problem(project, SOURCE, 10, "verdict", "unknown field")


@pytest.mark.parametrize(
    "field",
    (
        "id title publisher kind url published status superseded_by jurisdiction checked evidence"
    ).split(),
)
def test_field_missing_from_a_source_is_named(project: Project, field: str) -> None:
    drop_field(project, SOURCE, field)
    assert_one_problem(project, SOURCE, 1, field, "the field is missing; add it")


@pytest.mark.parametrize("field", "id question also_asked topic verdict as_of".split())
def test_field_missing_from_a_card_is_named(project: Project, field: str) -> None:
    drop_field(project, CARD, field)
    assert_one_problem(project, CARD, 1, field, "the field is missing; add it")


def drop_field(project: Project, file: str, field: str) -> None:
    """Take a field and the list under it out of the front matter."""
    kept, dropping = [], False
    for line in project.file(file).read_text(encoding="utf-8").splitlines(keepends=True):
        dropping = line.startswith(f"{field}:") or (dropping and line.startswith(" "))
        if not dropping:
            kept.append(line)
    project.file(file).write_text("".join(kept), encoding="utf-8")


def test_field_that_stands_twice_is_refused_at_the_second_and_the_first_holds(
    project: Project,
) -> None:
    project.replace(SOURCE, "checked: ", "kind: law\nchecked: ")
    knowledge = assert_one_problem(project, SOURCE, 12, "kind", "stands twice; keep one")
    assert knowledge.sources["scottish-note"].kind == "health-body"


@pytest.mark.parametrize(
    ("file", "field"), [(SOURCE, "title"), (SOURCE, "evidence"), (CARD, "verdict")]
)
@pytest.mark.parametrize("value", ["", '""', "[a, b]"])
def test_field_without_one_value_is_refused(
    project: Project, file: str, field: str, value: str
) -> None:
    line = set_field(project, file, field, value)
    assert_one_problem(project, file, line, field, "give it a value on one line")


@pytest.mark.parametrize("value", ["{a: b}", "[[a]]", "[{a: b}]", "&a [*a]"])
def test_nested_field_is_refused_at_its_line(project: Project, value: str) -> None:
    line = set_field(project, SOURCE, "superseded_by", value)
    assert_problems_only_at(project, SOURCE, line, "give it one value or a flat list")


def test_list_in_one_piece_is_refused(project: Project) -> None:
    line = set_field(project, SOURCE, "superseded_by", "helpline")
    assert_one_problem(project, SOURCE, line, "helpline", "superseded_by is a list: ")


def test_empty_item_of_a_list_is_refused_at_its_own_line(project: Project) -> None:
    project.replace(CARD, '  - "solicitor no money asylum"\n', "  -\n")
    knowledge = assert_one_problem(project, CARD, 6, "also_asked", "an item of the list is empty")
    assert knowledge.cards["help-immigration-lawyer"].also_asked == (
        "free lawyer for visa",
        "legal help immigration",
    )


@pytest.mark.parametrize("field", ["published", "effective", "updated"])
@pytest.mark.parametrize(
    "value",
    ["2017-13-01", "2017-2-3", "2017-06-31", "2017-00", "2023-02-29", "0000", "17", "20170125",
     "1 May 2017", "2017-01-25T10:00", "٢٠١٧"],
)  # fmt: skip
def test_date_that_does_not_exist_is_refused(project: Project, field: str, value: str) -> None:
    if field == "published":
        line = set_field(project, SOURCE, field, value)
    else:
        project.replace(SOURCE, "published: 2022\n", f"published: 2022\n{field}: {value}\n")
        line = 8
    remedy = f"{field} is a real date, written YYYY-MM-DD, YYYY-MM or YYYY"
    assert_one_problem(project, SOURCE, line, value, remedy)


@pytest.mark.parametrize(("file", "field"), [(SOURCE, "checked"), (CARD, "as_of")])
@pytest.mark.parametrize("value", ["2026", "2026-11", "2026-11-31", "2026-11-1"])
def test_year_or_month_is_refused_where_a_day_is_needed(
    project: Project, file: str, field: str, value: str
) -> None:
    line = set_field(project, file, field, value)
    assert_one_problem(project, file, line, value, f"{field} is a real date, written YYYY-MM-DD")


@pytest.mark.parametrize(
    ("file", "field", "value", "known"),
    [
        (SOURCE, "kind", "blog", "law, court, regulator, government, health-body"),
        (SOURCE, "kind", "Law", "law, court"),
        (SOURCE, "status", "superseded", "current, historical"),
        (SOURCE, "jurisdiction", "Britain", "UK, England, England and Wales, Scotland, Wales"),
        (SOURCE, "published_estimated", "yes", "true, false"),
        (CARD, "topic", "lawyers", "home-office, gp-registration, hospital-charges"),
    ],
)
def test_word_that_is_not_in_the_list_is_refused_with_the_list(
    project: Project, file: str, field: str, value: str, known: str
) -> None:
    line = set_field(project, file, field, value)
    assert_one_problem(project, file, line, value, f"{field} is one of: {known}")


@pytest.mark.parametrize(
    "value",
    [
        "read",
        "Read in full",
        "read in full, twice",
        "not read in full",
        "read in full ()",
        "read through another publication",
        '"read through another publication: "',
    ],
)
def test_evidence_in_other_words_is_refused(project: Project, value: str) -> None:
    line = set_field(project, SOURCE, "evidence", value)
    plain = value.strip('"').strip()
    assert_one_problem(
        project, SOURCE, line, plain, "evidence is one of: read in full, read in part, not read, "
    )


@pytest.mark.parametrize(
    "value",
    ["example.org/note", "ftp://example.org", "https://", "https:///note", "javascript:alert(1)",
     "https://example.org/a note"],
)  # fmt: skip
def test_url_that_is_no_web_address_is_refused(project: Project, value: str) -> None:
    line = set_field(project, SOURCE, "url", value)
    assert_one_problem(project, SOURCE, line, value, "url is a whole web address: https://")


@pytest.mark.parametrize(
    ("file", "its"), [(SOURCE, "scottish-note"), (CARD, "help-immigration-lawyer")]
)
def test_id_other_than_the_name_of_the_file_is_refused(
    project: Project, file: str, its: str
) -> None:
    line = set_field(project, file, "id", "other-name")
    knowledge = assert_one_problem(
        project, file, line, "other-name", f"the id is the file's name: {its}"
    )
    assert its in {**knowledge.sources, **knowledge.cards}


@pytest.mark.parametrize(
    "name", ["Scottish-note", "scottish_note", "scottish--note", "scottish note"]
)
def test_name_of_a_file_that_is_no_id_is_refused(project: Project, name: str) -> None:
    project.file(SOURCE).rename(project.file(f"sources/{name}.md"))
    project.replace(f"sources/{name}.md", "id: scottish-note", f"id: {name}")
    assert_one_problem(
        project, f"sources/{name}.md", 1, name, "lower-case letters, digits and hyphens"
    )


# Sections of a source


def test_two_sections_with_one_address_are_refused_with_both_lines(project: Project) -> None:
    project.replace(SECTIONS, "## Law: where", "## (Phone): where")
    knowledge = assert_one_problem(
        project, SECTIONS, 19, "helpline#phone", "line 15 has the same address"
    )
    assert knowledge.passages["helpline#phone"].heading == "free advice"


@pytest.mark.parametrize(
    "heading", ["Hospital treatment", "Summary:Hospital treatment", "§: treatment", "Summary:"]
)
def test_heading_without_a_locator_or_without_words_is_refused(
    project: Project, heading: str
) -> None:
    project.replace(SOURCE, "## Summary: Hospital treatment in Scotland", f"## {heading}")
    assert_one_problem(project, SOURCE, 16, heading, "`## LOCATOR: what it says`")


def test_colon_in_what_a_section_says_is_kept(project: Project) -> None:
    project.replace(SOURCE, "## Summary: Hospital", "## Summary: In short: hospital")
    knowledge, problems = read(project)
    assert problems == []
    passage = knowledge.passages["scottish-note#summary"]
    assert (passage.locator, passage.heading) == (
        "Summary",
        "In short: hospital treatment in Scotland",
    )


@pytest.mark.parametrize(
    ("file", "text", "line", "heading"),
    [
        (
            SECTIONS,
            "The charity keeps a list of lawyers who give free immigration advice.\n",
            19,
            "Law: where to find a lawyer",
        ),
        (CARD, f"{STEP}\n", 15, "What you can do"),
    ],
)
def test_empty_section_is_refused_at_its_heading(
    project: Project, file: str, text: str, line: int, heading: str
) -> None:
    project.replace(file, text, "")
    assert_one_problem(project, file, line, heading, "the section is empty; write it")


def test_text_of_a_source_before_its_first_heading_is_refused(project: Project) -> None:
    project.replace(SOURCE, "## Summary", "In short, it is free.\n\n## Summary")
    assert_one_problem(
        project, SOURCE, 16, "In short, it is free.", "put it under a heading: `## LOCATOR: "
    )


def test_source_without_any_section_is_refused(project: Project) -> None:
    text = project.file(SOURCE).read_text(encoding="utf-8")
    project.file(SOURCE).write_text(text[: text.index("## Summary")], encoding="utf-8")
    assert_one_problem(project, SOURCE, 1, "scottish-note", "at least one section")


# What may stand in a body


@pytest.mark.parametrize("marks", ["#", "###", "####"])
@pytest.mark.parametrize(
    ("file", "line", "old"), [(SECTIONS, 19, "## Law: "), (CARD, 15, "## What you ")]
)
def test_heading_of_another_level_is_refused(
    project: Project, file: str, line: int, old: str, marks: str
) -> None:
    project.replace(file, old, old.replace("##", marks))
    assert_one_problem(project, file, line, marks, "use headings of the form `## Heading` only")


@pytest.mark.parametrize(
    ("block", "value"),
    [
        ("<div>words</div>\n\n", "<div>words</div>\n"),
        ("<!-- a remark -->\n\n", "<!-- a remark -->\n"),
        ("```\nwords = 1\n```\n\n", "words = 1\n"),
        ("    words = 1\n\n", "words = 1\n"),
        ("1. ", "."),
        ("> ", ">"),
        ("***\n\n", "****"),
    ],
    ids=["html", "comment", "fenced code", "indented code", "ordered list", "quotation", "rule"],
)
def test_block_that_is_no_paragraph_list_or_heading_is_refused(
    project: Project, block: str, value: str
) -> None:
    project.replace(SECTIONS, "The charity keeps", f"{block}The charity keeps")
    assert_one_problem(project, SECTIONS, 21, value, "paragraphs, `- ` lists and `## ` headings")


@pytest.mark.parametrize(
    ("new", "value", "kind"),
    [("`a list`", "a list", "code_inline"), ("![a list](list.png)", "a list", "image")],
)
def test_code_and_pictures_in_a_line_are_refused(
    project: Project, new: str, value: str, kind: str
) -> None:
    project.replace(SECTIONS, "keeps a list", f"keeps {new}")
    assert_one_problem(project, SECTIONS, 21, value, f"write plain words; no {kind}")


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        ("*a list*", "em"),
        ("__a list__", "strong"),
        ("[a list](https://example.org)", "link"),
        ("<https://example.org>", "link"),
        ("<b>a list</b>", "html_inline"),
    ],
)
def test_emphasis_links_and_html_in_a_line_are_refused(
    project: Project, new: str, kind: str
) -> None:
    project.replace(SECTIONS, "keeps a list", f"keeps {new}")
    assert_problems_only_at(project, SECTIONS, 21, f"write plain words; no {kind}")


def test_emphasis_in_a_heading_is_refused(project: Project) -> None:
    project.replace(SECTIONS, "where to find", "where to *find*")
    assert_problems_only_at(project, SECTIONS, 19, "write plain words; no em")


def test_star_or_underscore_that_marks_nothing_is_kept(project: Project) -> None:
    project.replace(SECTIONS, "keeps a list", "keeps a * list of first_name and last_name")
    knowledge, problems = read(project)
    assert problems == []
    assert "a * list of first_name and last_name" in knowledge.passages["helpline#law"].text


def test_list_in_a_list_is_refused_at_its_line(project: Project) -> None:
    project.replace(CARD, STEP, f"{STEP}\n  {STEP}")
    assert_one_problem(project, CARD, 17, "-", "make the list flat")


def test_list_in_a_quotation_is_not_hidden_by_it(project: Project) -> None:
    project.replace(SECTIONS, "The charity keeps", "> - The charity keeps")
    _, problems = read(project)
    assert [(p.line, p.value) for p in problems] == [(21, ">"), (21, "-")]


# Citations


@pytest.mark.parametrize(
    ("new", "uncited"),
    [
        (f"Nobody is refused. {SHORT}", "Nobody is refused."),
        (f"{SHORT} Nobody is refused.", "Nobody is refused."),
        (f"{SHORT} Nobody is refused. Ask them.[helpline#phone]", "Nobody is refused."),
        (f"{SHORT} Nobody is refused", "Nobody is refused"),
        (f"Is anybody refused? {SHORT}", "Is anybody refused?"),
        (f"“Nobody is refused.” {SHORT}", "“Nobody is refused.”"),
        (f"“Nobody is refused.” £5 is all. {SHORT}", None),
    ],
    ids=["first of two", "at the end", "in the middle", "without a stop", "question", "quotation",
         "two at once"],
)  # fmt: skip
def test_sentence_without_a_citation_is_refused(
    project: Project, new: str, uncited: str | None
) -> None:
    project.replace(CARD, SHORT, new)
    if uncited is None:
        _, problems = read(project)
        assert [p.value for p in problems] == ["“Nobody is refused.”", "£5 is all."]
    else:
        assert_one_problem(project, CARD, 13, uncited, "end every sentence with the sections that")


def test_item_of_a_list_without_a_citation_is_refused(project: Project) -> None:
    project.replace(CARD, STEP, f"{STEP}\n- Wait.")
    assert_one_problem(project, CARD, 17, "Wait.", "[source-id#locator]")


def test_words_after_the_last_citation_are_refused(project: Project) -> None:
    project.replace(CARD, STEP, "- Ask the charity[helpline#law] for its list.")
    assert_one_problem(project, CARD, 16, "for its list.", "end every sentence with the sections")


@pytest.mark.parametrize(
    "citation",
    [
        "[helpline]",
        "[Helpline#law]",
        "[helpline #law]",
        "[helpline#law, helpline#phone]",
        "[helpline#law; helpline#phone]",
        "[#law]",
        "[helpline#]",
        "[1]",
        "[]",
    ],
)
def test_malformed_citation_is_refused_with_the_sentence(project: Project, citation: str) -> None:
    project.replace(CARD, STEP, f"- Ask the charity.{citation}")
    assert_one_problem(
        project, CARD, 16, f"Ask the charity.{citation}", "sections that support it: [source-id#loc"
    )


@pytest.mark.parametrize("citation", ["[helpline#law", "helpline#law]", "helpline#law"])
def test_citation_without_its_brackets_is_refused_at_its_line(
    project: Project, citation: str
) -> None:
    project.replace(CARD, STEP, f"- Ask the charity.{citation}")
    assert_problems_only_at(project, CARD, 16, "sections that support it: [source-id#locator]")


def test_malformed_citation_does_not_hide_the_sentence_after_it(project: Project) -> None:
    project.replace(CARD, STEP, "- Ask the charity.[helpline] It has a list.[helpline#law]")
    knowledge = assert_one_problem(project, CARD, 16, "Ask the charity.[helpline]", "source-id#loc")
    step = knowledge.cards["help-immigration-lawyer"].sections[0].blocks[0]
    assert step.sentences == (Sentence("It has a list.", ("helpline#law",)),)


# The plan of a card


@pytest.mark.parametrize(("words", "is_refused"), [(50, False), (51, True)])
def test_short_answer_has_at_most_fifty_words(
    project: Project, words: int, is_refused: bool
) -> None:
    answer = " ".join(["Go.[helpline#law]"] * (words - 2)) + " Go there.[helpline#law]"
    project.replace(CARD, SHORT, answer)
    if is_refused:
        assert_one_problem(project, CARD, 13, "51 words", "at most 50 words; shorten it")
    else:
        assert read(project)[1] == []


def test_second_paragraph_before_the_first_heading_is_refused(project: Project) -> None:
    project.replace(CARD, SHORT, f"{SHORT}\n\nAsk for it.[helpline#law]")
    assert_one_problem(project, CARD, 15, "help-immigration-lawyer", "one paragraph: the answer")


@pytest.mark.parametrize("new", ["", f"- {SHORT}"])
def test_card_without_a_first_paragraph_is_refused(project: Project, new: str) -> None:
    project.replace(CARD, SHORT, new)
    assert_one_problem(project, CARD, 1, "help-immigration-lawyer", "one paragraph: the answer")


@pytest.mark.parametrize(
    ("changes", "line", "value"),
    [
        ([("## Who can help", "## Who helps")], 18, "What you can do, Who helps"),
        ([("## What you can do", "## Steps")], 18, "Steps, Who can help"),
        (
            [("## What you can do", "## X"), ("## Who can help", "## What you can do"),
             ("## X", "## Who can help")],
            18,
            "Who can help, What you can do",
        ),
        ([("## What you can do\n- Ask the charity for its list.[helpline#law]\n\n", "")], 15,
         "Who can help"),
        ([("\n## Who can help\n- The helpline: 020 7946 0000.[helpline#phone]\n", "")], 15,
         "What you can do"),
        ([("[helpline#phone]", "[helpline#phone]\n\n## How it works\n- So.[helpline#law]")], 21,
         "Who can help, How it works"),
    ],
    ids=["last renamed", "last but one renamed", "swapped", "last but one missing", "last missing",
         "another after them"],
)  # fmt: skip
def test_last_two_sections_that_are_missing_or_renamed_are_refused(
    project: Project, changes: list[tuple[str, str]], line: int, value: str
) -> None:
    for old, new in changes:
        project.replace(CARD, old, new)
    assert_one_problem(
        project, CARD, line, value, "the last two sections are: ## What you can do and ## Who can"
    )


def test_card_without_any_section_is_refused(project: Project) -> None:
    text = project.file(CARD).read_text(encoding="utf-8")
    project.file(CARD).write_text(text[: text.index("## What")], encoding="utf-8")
    assert_one_problem(project, CARD, 1, "", "the last two sections are: ## What you can do")


# Files that cannot be read


@pytest.mark.parametrize(
    ("old", "new", "line", "value"),
    [
        ('title: "Note', "title: Note: of", 3, "mapping values are not allowed in this context"),
        ("kind: health", "\tkind: health", 5, "found a tab character that violates indentation"),
        ("[]", "[helpline", 11, "did not find expected ',' or ']'"),
        ('tests)"', "tests)", 13, "found unexpected end of stream"),
        ("kind: health-body", "kind: *health", 5, "found undefined alias"),
        ("kind: health-body", "kind: @health", 5, "found character that cannot start any token"),
    ],
)
def test_front_matter_that_is_not_yaml_is_refused_with_its_line(
    project: Project, old: str, new: str, line: int, value: str
) -> None:
    project.replace(SOURCE, old, new)
    knowledge = assert_one_problem(project, SOURCE, line, value, "it must be valid YAML")
    assert "scottish-note" not in knowledge.sources


@pytest.mark.parametrize("front_matter", ["just words", "- a\n- b", ""])
def test_front_matter_without_fields_is_refused(project: Project, front_matter: str) -> None:
    project.file(SOURCE).write_text(f"---\n{front_matter}\n---\n\n## A: b\n\nc\n", encoding="utf-8")
    assert_one_problem(project, SOURCE, 2, front_matter, "lines of `field: value`")


@pytest.mark.parametrize(
    "text",
    ["", "\n", "## Summary: words\n\nWords.\n", "\n---\nid: scottish-note\n---\n",
     "---\nid: scottish-note\n"],
    ids=["empty", "one empty line", "no front matter", "not on the first line", "not closed"],
)  # fmt: skip
def test_file_without_front_matter_is_refused(project: Project, text: str) -> None:
    project.file(SOURCE).write_text(text, encoding="utf-8")
    knowledge = assert_one_problem(
        project, SOURCE, 1, text[:40], "start the file with front matter between two --- lines"
    )
    assert "scottish-note" not in knowledge.sources


@pytest.mark.parametrize("depth", [100, 5_000])
@pytest.mark.parametrize("form", ["flow", "block"])
def test_deeply_nested_yaml_is_a_problem(project: Project, form: str, depth: int) -> None:
    value = "[" * depth + "]" * depth if form == "flow" else "\n  " + "- " * depth + "x"
    line = set_field(project, SOURCE, "superseded_by", value)
    assert_problems_only_at(project, SOURCE, line, "flat")


@pytest.mark.parametrize("mark", ["> ", "- ", "[", "*a **b "])
def test_deeply_nested_markdown_is_read_or_refused(project: Project, mark: str) -> None:
    project.replace(SOURCE, "In Scotland nobody", mark * 2_000 + "In Scotland nobody")
    knowledge, problems = read(project)
    assert {p.file for p in problems} <= {f"knowledge/{SOURCE}"}
    assert bool(problems) == (mark in ("> ", "- "))
    assert "scottish-note" in knowledge.sources


@pytest.mark.parametrize(("file", "line"), [(SOURCE, 18), (CARD, 16)])
def test_bytes_that_are_not_utf8_are_refused_with_their_line(
    project: Project, file: str, line: int
) -> None:
    old = b"In Scotland nobody" if file == SOURCE else b"- Ask the charity"
    data = project.file(file).read_bytes()
    project.file(file).write_bytes(data.replace(old, old + b" caf\xe9"))
    assert_one_problem(project, file, line, "byte 0xe9", "save the file as UTF-8")


@pytest.mark.parametrize(
    ("character", "value"),
    [("\x00", "U+0000"), ("\x0c", "U+000C"), ("\x1b", "U+001B"), ("\x7f", "U+007F"),
     ("\x85", "U+0085"), ("\x9f", "U+009F")],
)  # fmt: skip
@pytest.mark.parametrize(("old", "line"), [("Test Board", 4), ("In Scotland nobody", 18)])
def test_control_character_is_refused_with_its_line(
    project: Project, old: str, line: int, character: str, value: str
) -> None:
    project.replace(SOURCE, old, old + character)
    assert_one_problem(project, SOURCE, line, value, "take the control character out")


@pytest.mark.parametrize("folder", ["sources", "answers"])
def test_folder_with_the_name_of_a_file_is_refused(project: Project, folder: str) -> None:
    project.file(f"{folder}/folder.md").mkdir()
    assert_one_problem(project, f"{folder}/folder.md", 1, "folder.md", "cannot be read: Is a dir")


@pytest.mark.parametrize("folder", ["sources", "answers"])
def test_file_that_cannot_be_opened_is_refused(project: Project, folder: str) -> None:
    project.file(f"{folder}/lost.md").symlink_to("nowhere.md")
    assert_one_problem(project, f"{folder}/lost.md", 1, "lost.md", "cannot be read: No such file")


def test_missing_folders_are_told_how_to_be_named(tmp_path: Path) -> None:
    knowledge, problems = read_knowledge(tmp_path / "knowledge")
    assert knowledge == Knowledge({}, {}, {})
    assert [(p.file, p.line, p.value) for p in problems] == [
        ("knowledge/sources", 1, "no such folder"),
        ("knowledge/answers", 1, "no such folder"),
    ]
    assert "[paths] knowledge in config.toml" in problems[0].remedy


def test_one_run_shows_all_that_is_wrong_in_a_file(project: Project) -> None:
    set_field(project, SOURCE, "kind", "blog")
    set_field(project, SOURCE, "url", "nowhere")
    project.replace(SOURCE, "## Summary: Hospital", "## Hospital")
    set_field(project, CARD, "topic", "lawyers")
    knowledge, problems = read(project)
    assert sorted((p.file.removeprefix("knowledge/"), p.line) for p in problems) == [
        (CARD, 8),
        (SOURCE, 5),
        (SOURCE, 6),
        (SOURCE, 16),
    ]
    assert (len(knowledge.sources), len(knowledge.cards)) == (4, 4)
