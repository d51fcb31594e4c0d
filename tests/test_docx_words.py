"""Words of a Word document that are not its text are left out, and each is listed."""

from __future__ import annotations

import pytest
from docx_documents import field, level, p, run, style, table, word_file

from index.intake.documents import Document, LeftOut, Piece
from index.intake.read_docx import read_docx

DECIMAL = level(0, "decimal", "%1.")


def read(body: str, **parts: object) -> Document:
    return read_docx(word_file(body, **parts), "letter.docx")


def texts(document: Document) -> list[str]:
    return [piece.text for piece in document.pieces]


def test_changes_are_accepted() -> None:
    body = (
        f"<w:p>{run('You ')}<w:del><w:r><w:delText>must</w:delText></w:r></w:del>"
        f"<w:ins>{run('may')}</w:ins>{run(' ask')}<w:moveFrom>{run(' now')}</w:moveFrom>"
        f"{run('.')}</w:p>"
    )
    document = read(body)
    assert texts(document) == ["You may ask."]
    deleted = "deleted in tracked changes"
    assert document.left_out == (LeftOut(deleted, "must"), LeftOut(deleted, "now"))


def test_a_deleted_end_joins_two_paragraphs() -> None:
    deleted = "<w:rPr><w:del/></w:rPr>"
    body = p("You may ", properties=deleted) + p("ask.") + p("End", properties=deleted)
    assert texts(read(body)) == ["You may ask.", "End"]


def test_a_deleted_paragraph_is_not_counted() -> None:
    gone = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr><w:rPr><w:del/>'
    gone += "</w:rPr></w:pPr><w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del></w:p>"
    body = p("One", numbering="7/0") + gone + p("Two", numbering="7/0")
    document = read(body, levels=DECIMAL)
    assert [(x.number, x.text) for x in document.pieces] == [("1", "One"), ("2", "Two")]


def test_a_deleted_row_is_left_out() -> None:
    rows = table([p("a"), p("b")], [p("c"), p("d")])
    rows = rows.replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 1)
    document = read(rows)
    assert texts(document) == ["c | d"]
    assert [left.text for left in document.left_out] == ["a", "b"]


def test_earlier_properties_are_not_those_of_today() -> None:
    change = '<w:pPrChange><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:pPrChange>'
    assert read(p("Words", properties=change)).pieces == (Piece("paragraph", "Words"),)


def test_hidden_words_are_left_out() -> None:
    character = (
        '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    styles = style("Hidden", run="<w:vanish/>") + character
    secret, seen = '<w:rStyle w:val="Secret"/>', '<w:vanish w:val="0"/>'
    body = (
        f"<w:p>{run('Seen')}{run('one', '<w:vanish/>')}{run('.', '<w:webHidden/>')}"
        f"{run('two', secret)}</w:p>" + p("three", "Hidden")
    )
    body += f"<w:p><w:pPr><w:pStyle w:val='Hidden'/></w:pPr>{run('Shown.', seen)}</w:p>"
    document = read(body, styles=styles)
    assert texts(document) == ["Seen.", "Shown."]
    assert document.left_out == tuple(LeftOut("hidden text", x) for x in ("one", "two", "three"))


def test_a_hidden_end_of_a_heading_keeps_it_a_heading() -> None:
    hidden = "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    body = p("Lending", "Heading1", properties=hidden) + p("It is free.")
    assert [piece.kind for piece in read(body).pieces] == ["heading", "paragraph"]


def contents(result: str) -> str:
    return (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r>"
        "<w:r><w:instrText> TOC \\o </w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run('Lending 2')}</w:p>{result}"
        "<w:p><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
    )


@pytest.mark.parametrize(
    "body",
    [
        p("Lending 2", "TOC1") + p("Returning 3", "TOC2"),
        contents(p("Returning 3")),
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
        f"</w:sdtPr><w:sdtContent>{p('Lending 2')}{p('Returning 3')}</w:sdtContent></w:sdt>",
    ],
    ids=["styles", "field", "control"],
)
def test_a_table_of_contents_is_left_out_as_one(body: str) -> None:
    styles = style("TOC1") + style("TOC2")
    styles = styles.replace("TOC1 of ours", "toc 1").replace("TOC2 of ours", "toc 2")
    document = read(body + p("The text."), styles=styles)
    assert texts(document) == ["The text."]
    assert document.left_out == (LeftOut("table of contents", "Lending 2 | Returning 3"),)


def test_a_table_of_contents_without_an_end_swallows_nothing() -> None:
    body = contents("").replace("<w:r><w:fldChar w:fldCharType='end'/></w:r>", "")
    assert texts(read(body + p("The text."))) == ["Lending 2", "The text."]


def test_an_empty_form_is_left_out() -> None:
    form = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
    body = f"{form}<w:sdtContent>{p('Click.')}</w:sdtContent></w:sdt>"
    assert read(body + p("Words.")).left_out == (LeftOut("placeholder of a form", "Click."),)


def test_what_stands_around_the_text_is_left_out() -> None:
    notes = {
        "header": p("Northshire Practice Board"),
        "footer": f"<w:p>{run('Page ')}{field('PAGE', run('3'))}</w:p>",
        "footnotes": f'<w:footnote w:type="separator" w:id="0">{p("")}</w:footnote>'
        f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{run(" See the leaflet.")}</w:p>'
        "</w:footnote>",
        "endnotes": f'<w:endnote w:id="2">{p("At the end.")}</w:endnote>',
        "comments": f'<w:comment w:id="1" w:author="x">{p("Is it so?")}{p("Yes.")}</w:comment>',
    }
    document = read(p("Words."), notes=notes)
    assert texts(document) == ["Words."]
    assert document.left_out == (
        LeftOut("page header or footer", "Northshire Practice Board"),
        LeftOut("page header or footer", "Page 3"),
        LeftOut("footnote", "See the leaflet."),
        LeftOut("footnote", "At the end."),
        LeftOut("comment of a reviewer", "Is it so? Yes."),
    )


def test_an_embedded_object_is_left_out_by_name() -> None:
    sheet = "<w:r><w:object><o:OLEObject ProgID='Sheet.12'/></w:object></w:r>"
    document = read(f"<w:p>{run('Words.')}{sheet}</w:p>")
    assert texts(document) == ["Words."]
    assert document.left_out == (LeftOut("embedded object", "Sheet.12"),)
