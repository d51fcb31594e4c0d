"""Makes Word files for tests: what Word would write, what others write, and what does harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from xml.sax.saxutils import escape

import docx
import docx.document

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Parts = Mapping[str, bytes | str | None]


def word_file(
    body: str,
    *,
    levels: str = "",
    lists: str = "",
    styles: str = "",
    notes: Mapping[str, str] | None = None,
) -> bytes:
    """Return a .docx with this XML as its body.

    `levels` are the `w:lvl` of list kind 7, `lists` the `w:num` after number 7, which is of that
    kind; `styles` are added to Word's own. `notes` gives, by kind such as "footnotes" or "header",
    the XML inside a part of that kind.
    """
    data = _empty()
    parts: dict[str, bytes | str | None] = {
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/numbering.xml": (
            f'<w:numbering {NAMES}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
            f'<w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num>{lists}</w:numbering>'
        ),
    }
    own = part(data, "word/styles.xml").decode()
    parts["word/styles.xml"] = own.replace("</w:styles>", f"{styles}</w:styles>")
    targets = []
    for kind, xml in (notes or {}).items():
        root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
        parts[f"word/{kind}9.xml"] = f"<w:{root} {NAMES}>{xml}</w:{root}>"
        targets.append((kind, f"{kind}9.xml", ""))
    return related(changed(data, parts), targets)


@cache
def _empty() -> bytes:
    return saved(docx.Document())


def saved(document: docx.document.Document) -> bytes:
    """Return a document of python-docx as a file."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def part(data: bytes, name: str) -> bytes:
    """Return one part of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def changed(data: bytes, parts: Parts) -> bytes:
    """Return a zip with parts put in place of others, added, or (None) taken out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, content in parts.items():
            if content is not None:
                after.writestr(name, content)
    return stream.getvalue()


def related(data: bytes, targets: Sequence[tuple[str, str, str]]) -> bytes:
    """Return a .docx whose text refers to more: kind, target, and "External" or nothing."""
    name = "word/_rels/document.xml.rels"
    more = "".join(
        f'<Relationship Id="more{n}" Type="{KINDS}/{kind}" Target="{escape(target)}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for n, (kind, target, mode) in enumerate(targets)
    )
    rels = part(data, name).decode().replace("</Relationships>", f"{more}</Relationships>")
    return changed(data, {name: rels})


def p(words: str, style: str = "", *, numbering: str = "", properties: str = "") -> str:
    """Return a paragraph of plain words; `numbering` is "LIST/DEPTH"."""
    inside = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbering:
        id, depth = numbering.split("/")
        inside += f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{id}"/></w:numPr>'
    inside += properties
    return f"<w:p><w:pPr>{inside}</w:pPr>{run(words)}</w:p>"


def run(words: str, properties: str = "") -> str:
    """Return a run of plain words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def field(code: str, result: str) -> str:
    """Return a field: its code, which readers never see, and the runs of its result."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def level(depth: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    """Return one depth of a list."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def table(*rows: Sequence[str]) -> str:
    """Return a table of cells of XML."""
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl><w:tblPr/>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def style(id: str, based_on: str = "", paragraph: str = "", run: str = "") -> str:
    """Return a style of paragraphs, with properties of theirs and of their runs."""
    return (
        f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{id} of ours"/>'
        f'<w:basedOn w:val="{based_on}"/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )
