"""Word files that are damaged, locked or made to do harm are refused with one sentence."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile

import pytest
from docx_documents import NAMES, changed, level, p, part, related, table, word_file
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SourceUnreadableError
from index.intake.read_docx import read_docx

MAIN = "word/document.xml"
GOOD = word_file(
    p("Keeping notes", "Title") + p("Ask.", numbering="7/0") + table([p("a"), p("b")]),
    levels=level(0, "decimal", "%1."),
    notes={"footnotes": f'<w:footnote w:id="2">{p("See the leaflet.")}</w:footnote>'},
)


def refusal(data: bytes, name: str = "letter.docx") -> str:
    with pytest.raises(SourceUnreadableError) as refused:
        read_docx(data, name)
    return str(refused.value)


def main(xml: str, names: str = NAMES) -> bytes:
    return changed(GOOD, {MAIN: f"<w:document {names}>{xml}</w:document>"})


def with_entry(name: str, content: bytes = b"x") -> bytes:
    return changed(GOOD, {name: content})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is not a Word document"),
        (b"{\\rtf1 Words.}", "is not a Word document"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Word"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"PK\x03\x04" + bytes(600), "damaged or cut short"),
        (GOOD[: len(GOOD) // 2], "damaged or cut short"),
        (changed(GOOD, {MAIN: None}), "no word/document.xml"),
        (changed(GOOD, {MAIN: "<w:document"}), "word/document.xml is damaged"),
        (changed(GOOD, {MAIN: ""}), "word/document.xml is damaged"),
        (changed(GOOD, {"word/styles.xml": "<w:styles>"}), "word/styles.xml is damaged"),
        (main("<w:body/>"), "holds no words"),
        (main(f"<w:body><w:del>{p('Words.')}</w:del></w:body>"), "holds no words"),
        (main("<w:body/>", 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'), "Strict"),
        (with_entry("word/vbaProject.bin"), "holds macros"),
        (with_entry("word/macrosheets/sheet1.xml", b"<x/>"), "holds macros"),
        (with_entry("../evil.xml"), "leads out of its folder"),
        (with_entry("word/..\\\\evil.xml"), "leads out of its folder"),
        (with_entry("/evil.xml"), "leads out of its folder"),
        (with_entry("C:evil.xml"), "leads out of its folder"),
        (with_entry("WORD/Document.xml"), "stands in it twice"),
    ],
)
def test_what_is_no_sound_word_file_is_refused(data: bytes, words: str) -> None:
    assert refusal(data).startswith("letter.docx: ")
    assert words in refusal(data)


def test_a_name_of_a_file_with_macros_is_enough() -> None:
    assert "holds macros" in refusal(GOOD, "letter.DOCM")


def test_a_kind_of_file_with_macros_is_enough() -> None:
    types = part(GOOD, "[Content_Types].xml").replace(b"application/vnd.openxml", b"x.macroEnabled")
    assert "holds macros" in refusal(changed(GOOD, {"[Content_Types].xml": types}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", [MAIN, "word/theme/theme1.xml", "word/_rels/document.xml.rels"])
def test_entities_are_refused_in_any_part_and_encoding(encoding: str, name: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    data = changed(GOOD, {name: bomb.encode(encoding)})
    assert f"{name.lower()} declares entities" in refusal(data)


def test_an_encoding_that_hides_entities_is_refused() -> None:
    xml = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x><x/>'
    assert "is written in 'UTF-7'" in refusal(changed(GOOD, {MAIN: xml}))


def test_words_that_look_like_entities_are_words() -> None:
    document = read_docx(word_file(p("Write <!DOCTYPE html> first & &lt; last.")), "x.docx")
    assert document.pieces[0].text == "Write <!DOCTYPE html> first & &lt; last."


def test_deep_nesting_is_refused() -> None:
    deep = "<w:sdt><w:sdtContent>" * 5_000 + p("x") + "</w:sdtContent></w:sdt>" * 5_000
    assert "nested deeper than 256 elements" in refusal(word_file(deep))


def test_nesting_as_deep_as_allowed_is_read() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 83 + p("x") + "</w:tc></w:tr></w:tbl>" * 83
    assert read_docx(word_file(deep), "x.docx").pieces[0].text == "x"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "https://example.org/evil.dotm"),
        ("attachedTemplate", "HTTP://example.org/evil.dotm"),
        ("attachedTemplate", r"\\example.org\share\evil.dotm"),
        ("attachedTemplate", r"file:///\\example.org\evil.dotm"),
        ("attachedTemplate", "file://example.org/evil.dotm"),
        ("attachedTemplate", "file:////example.org/evil.dotm"),
        ("attachedTemplate", "//example.org/evil.dotm"),
        ("oleObject", "file:///C:/other.xlsx"),
        ("externalLink", "https://example.org/"),
        ("frame", "https://example.org/"),
        ("subDocument", "other.docx"),
    ],
)
def test_words_from_elsewhere_are_refused(kind: str, target: str) -> None:
    assert f"({kind}); break its links" in refusal(related(GOOD, [(kind, target, "External")]))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://example.org/"),
        ("image", "https://example.org/pixel.png"),
        ("attachedTemplate", r"file:///C:\Templates\letter.dotx"),
        ("attachedTemplate", r"C:\Templates\letter.dotx"),
        ("attachedTemplate", "file:///Users/board/letter.dotx"),
        ("attachedTemplate", "letter.dotx"),
    ],
)
def test_addresses_that_hold_no_words_are_ignored(kind: str, target: str) -> None:
    data = related(GOOD, [(kind, target, "External")])
    assert read_docx(data, "x.docx") == read_docx(GOOD, "x.docx")


def test_another_document_inside_is_refused() -> None:
    data = related(with_entry("word/more.html"), [("aFChunk", "more.html", "")])
    assert "holds another document unread inside it" in refusal(data)


def test_a_part_that_unpacks_to_far_more_is_refused() -> None:
    assert "more than 200 times its size" in refusal(with_entry("word/a.bin", bytes(2_000_000)))


def test_a_part_too_long_is_refused() -> None:
    assert "a part of more than 50 MB" in refusal(with_entry("word/a.bin", bytes(50_000_001)))


def test_parts_too_long_together_are_refused() -> None:
    data = changed(GOOD, {f"word/{n}.bin": bytes(40_000_000) for n in range(3)})
    assert "unpacks to more than 100 MB" in refusal(data)


def test_too_many_parts_are_refused() -> None:
    data = changed(GOOD, {f"word/{n}.bin": b"" for n in range(5_000)})
    assert "more than 5,000" in refusal(data)


def directory_entry(data: bytes, name: bytes) -> int:
    """Return where the directory of a zip speaks of a part."""
    return data.rindex(name) - 46


def overwritten(data: bytes, place: int, form: str, value: int) -> bytes:
    changed = bytearray(data)
    struct.pack_into(form, changed, place, value)
    return bytes(changed)


def test_a_part_longer_than_the_directory_says_is_refused() -> None:
    data = overwritten(GOOD, directory_entry(GOOD, b"word/document.xml") + 24, "<I", 10)
    assert "word/document.xml is damaged" in refusal(data)


def test_parts_that_overlap_are_refused() -> None:
    entry = directory_entry(GOOD, b"word/document.xml")
    other = directory_entry(GOOD, b"word/numbering.xml")
    offset = struct.unpack_from("<I", GOOD, other + 42)[0]
    assert "overlap" in refusal(overwritten(GOOD, entry + 42, "<I", offset))


def test_a_locked_part_is_refused() -> None:
    data = overwritten(GOOD, directory_entry(GOOD, b"word/document.xml") + 8, "<H", 1)
    assert "word/document.xml is locked with a password" in refusal(data)


def test_a_part_packed_in_an_unusual_way_is_refused() -> None:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/more.xml", "<x/>")
    assert "word/more.xml is packed in an unusual way" in refusal(stream.getvalue())


def test_the_same_name_twice_is_refused() -> None:
    stream = io.BytesIO(GOOD)
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(MAIN, "<x/>")
    assert "word/document.xml stands in it twice" in refusal(stream.getvalue())


def read_or_refuse(data: bytes) -> None:
    words = ""
    try:
        read_docx(data, "letter.docx")
    except SourceUnreadableError as refused:
        words = str(refused)
    assert words.isprintable()


def test_a_file_cut_anywhere_is_refused() -> None:
    for end in range(0, len(GOOD), 50):
        refusal(GOOD[:end])


def test_bytes_written_over_do_no_harm() -> None:
    chance = random.Random(7)
    for _ in range(300):
        data = bytearray(GOOD)
        for _ in range(chance.choice((1, 3, 30))):
            # The directory is at the end; half of the blows fall there.
            from_place = chance.choice((0, len(data) - 1_500))
            data[chance.randrange(from_place, len(data))] = chance.randrange(256)
        read_or_refuse(bytes(data))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_at_all_do_harm(data: bytes) -> None:
    for before in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        read_or_refuse(before + data)


@settings(max_examples=80, deadline=None)
@given(
    name=st.sampled_from([MAIN, "word/numbering.xml", "word/styles.xml", "word/footnotes9.xml"]),
    place=st.floats(0, 1, exclude_max=True),
    length=st.integers(0, 60),
    written=st.sampled_from(["", "<", ">", '"', "w:p", "w:tbl", "-1", "9" * 5_000, "\x00", "&"]),
)
def test_parts_written_over_do_no_harm(name: str, place: float, length: int, written: str) -> None:
    xml = part(GOOD, name)
    start = int(place * len(xml))
    read_or_refuse(changed(GOOD, {name: xml[:start] + written.encode() + xml[start + length :]}))
