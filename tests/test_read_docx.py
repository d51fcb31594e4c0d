"""A Word document is read as Word shows it, and nothing else of it is taken for its words."""

from __future__ import annotations

import docx
import pytest
from docx_documents import NAMES, changed, field, level, p, run, saved, style, table, word_file

from index.intake.documents import Document, Piece
from index.intake.read_docx import read_docx

DECIMAL = level(0, "decimal", "%1.")


def read(body: str, **parts: object) -> Document:
    return read_docx(word_file(body, **parts), "letter.docx")


def texts(document: Document) -> list[str]:
    return [piece.text for piece in document.pieces]


def test_a_file_of_another_program_is_read_in_its_order() -> None:
    made = docx.Document()
    made.add_heading("Keeping notes at Riverside Health Charity", level=0)
    made.add_heading("Who keeps them", level=1)
    made.add_paragraph("The warden keeps every note.")
    made.add_paragraph("a red folder", style="List Bullet")
    made.add_paragraph("Ask the warden.", style="List Number")
    made.add_heading("For how long", level=2)
    assert read_docx(saved(made), "notes.docx").pieces == (
        Piece("heading", "Keeping notes at Riverside Health Charity", 1),
        Piece("heading", "Who keeps them", 1),
        Piece("paragraph", "The warden keeps every note."),
        Piece("item", "a red folder"),
        Piece("paragraph", "Ask the warden.", 0, "1"),
        Piece("heading", "For how long", 2),
    )


def test_a_style_is_a_heading_if_the_one_it_is_based_on_is() -> None:
    styles = style("Board", "Heading3") + style("Chapter", paragraph='<w:outlineLvl w:val="1"/>')
    body = p("Who may look", "Board") + p("Lending", "Chapter") + p("It is so.")
    body += p("Returning", properties='<w:outlineLvl w:val="0"/>')
    assert [piece.level for piece in read(body, styles=styles).pieces] == [3, 2, 0, 1]


def test_a_style_that_leaves_the_outline_is_no_heading() -> None:
    styles = style("Plain", "Heading1", paragraph='<w:outlineLvl w:val="9"/>')
    assert [x.kind for x in read(p("Not one", "Plain"), styles=styles).pieces] == ["paragraph"]


def test_a_style_without_explanation_is_known_by_its_name() -> None:
    data = changed(word_file(p("Lending", "Heading2")), {"word/styles.xml": None})
    assert read_docx(data, "x.docx").pieces == (Piece("heading", "Lending", 2),)


def test_styles_based_on_each_other_come_to_an_end() -> None:
    styles = style("One", "Two") + style("Two", "One")
    assert texts(read(p("Words", "One"), styles=styles)) == ["Words"]


def test_a_whole_sentence_in_the_style_of_a_heading_is_a_paragraph() -> None:
    words = "The board must answer every letter within a month."
    assert read(p(words, "Heading2")).pieces == (Piece("paragraph", words),)


def test_numbers_typed_by_hand_stay_in_the_words() -> None:
    assert read(p("17. You may look.")).pieces == (Piece("paragraph", "17. You may look."),)


def test_a_row_is_a_paragraph() -> None:
    body = table([p("Charge"), p("Whom")], [p("£5") + p("a page"), p("all")], [p(""), p("end")])
    assert texts(read(body)) == ["Charge | Whom", "£5 a page | all", "end"]


def test_a_table_within_a_table_loses_no_words() -> None:
    inside = table([p("b"), p("c")], [p("d"), p("e")])
    assert texts(read(table([p("a"), inside + p("f")]))) == ["a | b | c d | e f"]


def test_merged_cells_stand_once() -> None:
    merged = "<w:tcPr><w:vMerge/></w:tcPr>"
    body = table([p("Whole"), p("one")], [merged + p(""), p("two")])
    assert texts(read(body)) == ["Whole | one", "two"]


def test_a_table_of_one_column_is_only_a_frame() -> None:
    body = table([p("Lending", "Heading1") + p("It is free.")])
    assert read(body).pieces == (Piece("heading", "Lending", 1), Piece("paragraph", "It is free."))


def test_numbers_in_cells_are_kept() -> None:
    body = table([p("", numbering="7/0"), p("Ask.")], [p("", numbering="7/0"), p("Wait.")])
    assert texts(read(body, levels=DECIMAL)) == ["1. | Ask.", "2. | Wait."]


def test_rows_and_cells_in_content_controls_are_read() -> None:
    cell = f"<w:sdt><w:sdtContent><w:tc>{p('b')}</w:tc></w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent><w:tr><w:tc>{p('a')}</w:tc>{cell}</w:tr></w:sdtContent></w:sdt>"
    assert texts(read(f"<w:tbl>{row}</w:tbl>")) == ["a | b"]


BOX = f"<w:txbxContent>{p('In the box.')}</w:txbxContent>"


@pytest.mark.parametrize(
    "inside",
    [
        f"<w:r><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></w:r>",
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"{BOX}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing/></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>",
    ],
    ids=["old", "new and old", "old only"],
)
def test_a_text_box_is_read_once_after_its_paragraph(inside: str) -> None:
    body = f"<w:p>{run('Before')}{inside}{run(' it.')}</w:p>" + p("After.")
    assert texts(read(body)) == ["Before it.", "In the box.", "After."]


@pytest.mark.parametrize(
    "inside",
    [
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('two')}</w:sdtContent></w:sdt>",
        f'<w:hyperlink r:id="nowhere">{run("two")}</w:hyperlink>',
        f"<w:smartTag><w:smartTag>{run('two')}</w:smartTag></w:smartTag>",
        f"<w:customXml><w:customXmlPr/>{run('two')}</w:customXml>",
        f'<w:fldSimple w:instr="DATE">{run("two")}</w:fldSimple>',
        field("HYPERLINK x", run("two")),
        field("IF", run("t") + field("NUM", run("w")) + run("o")),
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("two"),
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("two"),
        f"<w:ins>{run('two')}</w:ins>",
        f"<w:moveTo>{run('two')}</w:moveTo>",
        f"<w:dir>{run('two')}</w:dir>",
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>TOO</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>two</w:t></w:r></w:rubyBase></w:ruby></w:r>",
        "<m:oMath><m:r><m:t>two</m:t></m:r></m:oMath>",
        run("t\u200bw\u202eo\u00ad\ue000"),
        '<w:r><w:t>t</w:t><w:softHyphen/><w:t>wo</w:t><w:footnoteReference w:id="2"/></w:r>',
        '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>*</w:t></w:r>'
        + run("two"),
        "<w:r><w:drawing><wp:docPr xmlns:wp='x' descr='A red folder'/></w:drawing></w:r>"
        + run("two"),
    ],
)
def test_words_are_read_wherever_they_stand(inside: str) -> None:
    body = f"<w:p>{run('one ')}{inside}{run(' three')}</w:p>"
    assert (texts(read(body)), read(body).left_out) == (["one two three"], ())


def test_tabs_and_line_breaks_are_spaces_and_hyphens_stay() -> None:
    body = "<w:p><w:r><w:t>17</w:t><w:tab/><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t>"
    body += "<w:br/><w:t>words</w:t><w:cr/></w:r></w:p>"
    assert texts(read(body)) == ["17 well-known words"]


def test_accents_are_composed() -> None:
    assert texts(read(p("cafe\u0301"))) == ["caf\u00e9"]


def test_a_document_in_utf_16_is_read() -> None:
    xml = f'<?xml version="1.0" encoding="UTF-16"?><w:document {NAMES}><w:body>{p("Words.")}'
    xml += "</w:body></w:document>"
    data = changed(word_file(""), {"word/document.xml": xml.encode("utf-16")})
    assert texts(read_docx(data, "x.docx")) == ["Words."]
