"""What is not the document is left out with its kind; the document's own words stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.intake.boilerplate import without_boilerplate
from index.intake.documents import Document, LeftOut, Metadata, Piece
from index.intake.read_text import read_text

DOCUMENTS = Path(__file__).parent / "data" / "documents"
SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"

# Paragraphs of an invented article: what stands around them is looked at.
ARTICLE = (
    "Riverside Health Charity has asked the Practice Board to stop passing on addresses.",
    "The Board sends a list of new patients to the county every month, the charity found in March.",
    "A spokesman for the Board told the Northshire Herald that nobody had complained until then.",
    "The county keeps the list for two years and then destroys it, according to its own register.",
)


def paragraphs(*texts: str) -> tuple[Piece, ...]:
    return tuple(Piece("paragraph", text) for text in texts)


def left_out(document: Document) -> list[tuple[str, str]]:
    return [(its.what, its.text) for its in document.left_out]


def texts(document: Document) -> list[str]:
    return [piece.text for piece in document.pieces]


def cleaned(name: str) -> Document:
    return without_boilerplate(read_text((DOCUMENTS / name).read_bytes(), name))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Skip to main content", "navigation"),
        ("Home > Advice > Your records", "navigation"),
        ("Print this page", "navigation"),
        ("Print Friendly, PDF & Email", "navigation"),
        ("Share this article", "navigation"),
        ("Share on Facebook", "navigation"),
        ("Facebook Twitter WhatsApp Email", "navigation"),
        ("Share | Tweet | Email | Print", "navigation"),
        ("Read on...", "navigation"),
        ("Continue reading", "navigation"),
        ("Follow us on Twitter", "navigation"),
        ("Tags: privacy, records, Northshire", "navigation"),
        ("Tags: , , , ,", "navigation"),
        ("Filed under: News", "navigation"),
        ("5 min read", "navigation"),
        ("Is this page useful?", "navigation"),
        ("Yes this page is useful", "navigation"),
        ("Report a problem with this page", "navigation"),
        ("Thank you for your feedback", "navigation"),
        ("Get emails about this page", "navigation"),
        ("Back to top", "navigation"),
        ("Accept additional cookies", "cookie banner"),
        ("Reject additional cookies", "cookie banner"),
        ("Cookies on GOV.UK", "cookie banner"),
        ("Cookie settings", "cookie banner"),
        ("Advertisement", "advertisement"),
        ("Article continues below advertisement", "advertisement"),
        ("Comments are closed.", "comments"),
        ("Comments are closed. Posted by: Northshire Direct on", "comments"),
        ("No comments yet", "comments"),
        ("Your email address will not be published. Required fields are marked *", "comments"),
        ("Support us and go ad-free", "appeal for support"),
        ("Donate now", "appeal for support"),
        ("Sign up for our newsletter", "appeal for support"),
        ("Enter your email address", "appeal for support"),
        ("READ MORE: Council sold the addresses of patients", "other headlines"),
        ("© Northshire Herald 2024. All rights reserved.", "page header or footer"),
        ("Written by Colin", "byline"),
        ("By Jane Example, Health Correspondent", "byline"),
        ("Riverside logo", "picture caption"),
        ("Ann Example and the Riverside logo", "picture caption"),
        ("The Board met in secret CREDIT: Sam Example/Getty Images", "picture caption"),
        ("Image source, PA Media", "picture caption"),
        ("Photograph: Sam Example/Alamy", "picture caption"),
        ("A doctor talking to a patient in a surgery", "picture caption"),
        ("For media enquiries call the press office on 01632 960 001", "contact"),
        ("Please contact Ann Example on AExample@riverside.example.", "contact"),
        ("Published on 3 May 2018", "date"),
        ("Page last reviewed: 3 March 2024", "date"),
    ],
)
def test_line_that_no_document_says_of_itself_is_left_out(line: str, what: str) -> None:
    first, *rest = ARTICLE
    document = without_boilerplate(Document(paragraphs(first, line, *rest)))
    assert left_out(document) == [(what, line)]
    assert texts(document) == list(ARTICLE)


@pytest.mark.parametrize(
    "line",
    [
        "You can comment on the draft until May.",
        "Comments are closed on the draft guidance; the Board will answer them in June.",
        "Cookies are personal data where they single a person out.",
        "We use cookies to remember which language you chose; they are gone after a day.",
        "The practice's website may set cookies, for which it needs your consent.",
        "A charity may not share what you gave without telling you first.",
        "Donations to the hospital are recorded apart from the records of patients.",
        "If you sign up to our newsletter, we keep your address until you leave it.",
        "Subscribe to the alert service of the practice if you want to know of changes.",
        "Share this information with your carer if you wish.",
        "Support is there for anyone who cannot read the form.",
        "The GP said:",
        "The Board says:",
        "Photographs of patients are health records.",
        "A picture of the wound is kept in the record.",
        "The trust bought the picture from Getty Images.",
        "By law the practice must answer within a month.",
        "By post or by telephone",
        "Written by hand, a note is a record like any other.",
        "Write to the data protection officer at dpo@riverside.example.",
        "Contact Riverside Health Charity on help@riverside.example or 01632 960 002.",
        "Please help us keep your record up to date: tell the practice when you move.",
        "We need your support plan before the operation, so please bring it with you.",
        "You can become a member of the patient group of your practice.",
        "The guidance was published on 3 May 2018 and has been changed twice.",
        "UPDATE: In November 2018 the Board agreed to stop.",
        "Updated guidance: the Board now asks for consent first.",
        "Read more about opting out on the site of the Board.",
        "More than 70,000 people have signed.",
        "Related records are those of your children.",
        "Tag: a wristband with your name and number.",
        "Copyright in your records belongs to the trust, but you may have a copy.",
        "(c) the patient has agreed to it in writing",
        "Advertisements for medicines may not use the names of patients.",
        "Follow the advice of your doctor.",
        "Print the form, sign it and take it to the practice.",
        "No comment was made by the county.",
        "The court said at [17] that nobody had asked the patients.",
        "Three people wrote to the Board about it: see [2018] NPB 14.",
        "Home visits are recorded as well.",
        "Older entries: ask the practice",
        "A picture of a passport is not accepted by the desk",
        "The newsletter of the trust named two patients.",
        "Your e-mail address is not published, and required by nobody.",
        "Anyone may join the discussion on 4 May at the town hall.",
        "The register was last updated after the patients complained.",
    ],
)
def test_words_of_a_document_stay(line: str) -> None:
    first, second, *rest = ARTICLE
    document = Document(paragraphs(first, second, line, *rest))
    assert without_boilerplate(document) == document


@pytest.mark.parametrize(
    "heading",
    [
        "Support",
        "Comments",
        "Cookies",
        "Donate",
        "Contact us",
        "Related guidance",
        "Get involved",
        "How you can help",
        "What do you think?",
        "Have your say",
        "Privacy",
        "More information",
        "Related records",
        "Stay informed",
        "References",
        "Help",
    ],
)
def test_section_of_a_document_stays_whatever_it_is_called(heading: str) -> None:
    pieces = (
        Piece("heading", "A guide to your records", 1),
        *paragraphs(*ARTICLE[:2]),
        Piece("heading", heading, 2),
        *paragraphs(*ARTICLE[2:]),
    )
    assert without_boilerplate(Document(pieces)) == Document(pieces)


@pytest.mark.parametrize(
    ("name", "whats", "begins", "ends"),
    [
        (
            "news-page.txt",
            {"navigation", "repeated title", "byline", "date", "comments", "picture caption"}
            | {"advertisement", "other headlines", "appeal for support", "page header or footer"},
            "The Northshire Practice Board sold",
            "“Nobody was asked,” it said.",
        ),
        (
            "guidance-page.txt",
            {"cookie banner", "navigation", "date", "other headlines", "page header or footer"},
            "How a practice finds out who pays.",
            "You can also ask the desk of any hospital",
        ),
        (
            "health-page.txt",
            {"other headlines", "date"},
            "You may see your record",
            "The practice may leave out what would harm",
        ),
        (
            "campaign-page.txt",
            {"site name", "repeated title", "repeated paragraph", "contact", "footnote"}
            | {"footnote marks"},
            "The county asks every practice in Northshire for the addresses of its patients. Most",
            "UPDATE: In November 2018",
        ),
        (
            "passed-on.txt",
            {"remark of whoever passed it on", "repeated title", "picture caption", "comments"}
            | {"byline", "other headlines"},
            "Its leader says the county will go further",
            "“Nobody will be asked twice",
        ),
        (
            "blog-post.txt",
            {"date", "appeal for support", "picture caption", "comments"},
            "Last year I asked my practice",
            "Ask for yours.",
        ),
        (
            "charity-page.txt",
            {"site name", "repeated title", "navigation", "comments"},
            "Nurses in Northshire will no longer",
            "Download the form and see for yourself.",
        ),
    ],
)
def test_page_is_left_with_its_own_words(
    name: str, whats: set[str], begins: str, ends: str
) -> None:
    document = cleaned(name)
    assert document.pieces[0].kind == "heading"
    assert document.pieces[0].text == document.metadata.title
    assert document.pieces[1].text.startswith(begins)
    assert document.pieces[-1].text.startswith(ends)
    assert {its.what for its in document.left_out} == whats


def test_news_page_keeps_what_stands_between_its_panels() -> None:
    assert [text[:24] for text in texts(cleaned("news-page.txt"))] == [
        "County bought the addres",
        "The Northshire Practice ",
        "The Board said the sale ",
        "What the county does wit",
        "The list is used to find",
        "Riverside Health Charity",
        "“Nobody was asked,” it s",
    ]


def test_what_is_left_out_tells_dates_and_publisher() -> None:
    assert cleaned("guidance-page.txt").metadata == Metadata(
        title="Charges for patients from abroad",
        publisher="Northshire Practice Board",
        published="2018-05-03",
        updated="2024-03-12",
    )
    assert cleaned("campaign-page.txt").metadata.publisher == "Riverside Health Charity"


def test_what_the_document_says_of_itself_goes_before_what_is_left_out() -> None:
    pieces = paragraphs(*ARTICLE, "Page last reviewed: 3 March 2024")
    document = Document(pieces, Metadata(updated="2025"))
    assert without_boilerplate(document).metadata.updated == "2025"


def test_repeated_paragraph_goes_with_the_heading_that_names_its_speaker() -> None:
    document = cleaned("campaign-page.txt")
    assert texts(document).count("NORTHSHIRE SOCIETY OF DOCTORS:") == 1
    assert "WHAT NURSES SAY" in texts(document)


@pytest.mark.parametrize(
    "second",
    [
        "You may ask the practice for your record under section 8 of the Act of 1998.",
        "You may not ask the practice for your record under section 7 of the Act of 1998.",
        "You must ask the practice for your record under section 7 of the Act of 1998.",
        "You may ask the hospital for your record under section 7 of the Act of 1998.",
    ],
)
def test_paragraph_that_says_something_else_is_not_a_repetition(second: str) -> None:
    first = "You may ask the practice for your record under section 7 of the Act of 1998."
    document = Document(paragraphs(first, *ARTICLE, second))
    assert without_boilerplate(document) == document


def test_marks_of_notes_go_and_numbers_of_a_judgment_stay() -> None:
    document = Document(
        paragraphs(
            "The Board sold the list,[1] and said so in May [2].",
            "The court agreed at [1] and in [2018] NPB 14.",
            "[1] Northshire Herald, 3 May 2018",
            "[2] https://board.example/may",
        )
    )
    found = without_boilerplate(document)
    assert texts(found) == [
        "The Board sold the list, and said so in May.",
        "The court agreed at [1] and in [2018] NPB 14.",
    ]
    assert found.left_out[-1] == LeftOut("footnote marks", "[1] [2]")


def test_number_of_comments_under_a_title_cuts_nothing_off() -> None:
    title, *rest = ("A title of the Herald", "3 comments", *ARTICLE)
    document = without_boilerplate(Document((Piece("heading", title, 1), *paragraphs(*rest))))
    assert texts(document) == [title, *ARTICLE]


def test_comments_longer_than_the_article_go_where_each_has_its_time() -> None:
    comment = ("Betty says:", "12 April 2018 at 11:40 am", "Who is surprised? I am not. " * 9)
    document = without_boilerplate(Document(paragraphs(*ARTICLE, "9 comments", *comment * 9)))
    assert texts(document) == list(ARTICLE)


def test_document_of_which_nothing_would_stay_is_returned_as_it_is() -> None:
    document = Document(paragraphs("Skip to main content", "Advertisement"))
    assert without_boilerplate(document) == document


def test_line_above_a_credited_caption_goes_but_not_the_heading_of_what_follows() -> None:
    caption = "The clerk with the list CREDIT: Sam Example/Alamy"
    pieces = (
        *paragraphs(*ARTICLE[:2], "Northshire app", caption),
        Piece("heading", "What happens next", 2),
        *paragraphs(caption.replace("clerk", "nurse"), *ARTICLE[2:]),
    )
    assert texts(without_boilerplate(Document(pieces))) == [
        *ARTICLE[:2],
        "What happens next",
        *ARTICLE[2:],
    ]


@pytest.mark.parametrize(
    "line",
    [
        "A man holding " + "a" * 600 + "!",
        "tags: " + "a, " * 50 + "!",
        "by " + "Aa " * 30 + ".",
        "home > " * 20,
        "x" * 160 + "!",
        "sign up" + " free" * 30 + "!",
        "a@" * 340,
    ],
)
def test_line_made_to_keep_patterns_busy_does_not(line: str) -> None:
    document = Document(paragraphs(*ARTICLE, *[line] * 200))
    assert without_boilerplate(document).pieces[: len(ARTICLE)] == document.pieces[: len(ARTICLE)]


@pytest.mark.parametrize(
    ("name", "stays", "goes"),
    [
        ("000", ["round robin", "breast cancer leaflets"], ["logo", "Comments are", "Tags:"]),
        (
            "001",
            ["Select committee report", "hasn’t succeeded", "[pdf, p10]", "frightening future"],
            ["ad-free", "Read on", "Get Involved", "Canary", "Featured image", "Comments are"],
        ),
        (
            "002",
            ["UPDATE: In November", "IMPACT ON PATIENTS", "marginalised", "rules, and know"],
            ["AMiller", "[1]", "[3]", "CAMPAIGN ENQUIRIES", "https://"],
        ),
        (
            "003",
            ["Wes Streeting says party", "Woolworths", "strengthen our economy"],
            ["Opinion:", "CREDIT", "NHS app\n", "Leave a Reply", "Colin", "goat", "What do you"],
        ),
        (
            "004",
            ["How you can help", "toolkit", "coming soon!"],
            ["Print Friendly", "1 comment", "disgusting", "Follow us", "get in touch"],
        ),
    ],
)
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the articles are not here")
def test_real_article_comes_out_clean(name: str, stays: list[str], goes: list[str]) -> None:
    (file,) = SEEDS.glob(f"{name}_*.txt")
    document = without_boilerplate(read_text(file.read_bytes(), file.name))
    text = "\n".join(texts(document)) + "\n"
    assert [words for words in stays if words not in text] == []
    assert [words for words in goes if words in text] == []
    assert text.count(document.metadata.title) == 1
