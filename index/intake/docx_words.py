"""A paragraph of a Word document in, its words out: those that stand, and those that do not.

Every word is given with what it is: "" if it belongs to the document, else why it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.intake.documents import LeftOut
from index.intake.docx_styles import Style, Styles
from index.intake.plain_words import plain
from index.intake.word_xml import (
    ALTERNATIVES,
    DRAWING_TEXT,
    MATHS_TEXT,
    Element,
    W,
    child_value,
    chosen_alternative,
)

DELETED = "deleted in tracked changes"
HIDDEN = "hidden text"
CONTENTS = "table of contents"
EMBEDDED = "embedded object"
PLACEHOLDER = "placeholder of a form"

_TEXTS = {f"{W}t", f"{W}delText", MATHS_TEXT, DRAWING_TEXT}
_CODES = {f"{W}instrText", f"{W}delInstrText"}
_GAPS = {f"{W}{name}" for name in ("tab", "ptab", "br", "cr")}
_GONE = {f"{W}del", f"{W}moveFrom"}
# Properties, which hold no words, and readings above them, which are said twice.
_PASSED_OVER = {f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "rubyPr", "rt")}
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"

Span = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a paragraph, what was left out of it, and the text boxes tied to it.

    A text box comes with what its words are, as of a span.
    """

    text: str
    left_out: tuple[LeftOut, ...]
    boxes: tuple[tuple[Element, str], ...]


@dataclass(slots=True)
class _Field:
    """A field that has begun: its code, and whether its result has begun too."""

    code: str = ""
    has_result: bool = False

    @property
    def is_contents(self) -> bool:
        return self.code.split()[:1] == ["TOC"]


@dataclass(slots=True)
class WordReader:
    """Reads paragraphs one after the other; a field may begin in one and end in another."""

    styles: Styles
    endless: frozenset[Element]
    _fields: list[_Field] = field(default_factory=list)

    def read(self, paragraph: Element, what: str) -> Words:
        """Return the words of the next paragraph; `what` says what all of it is, "" for words."""
        properties = paragraph.find(f"{W}pPr")
        style = self.styles.of_paragraph(properties)
        if not what and style.is_contents:
            what = CONTENTS
        boxes: list[tuple[Element, str]] = []
        shown = []
        left_out = []
        for kind, text in _joined(self._spans(paragraph, what, style, boxes)):
            if not kind:
                shown.append(text)
            elif words := plain(text):
                left_out.append(LeftOut(kind, words))
        return Words("".join(shown), tuple(left_out), tuple(boxes))

    def _spans(
        self, element: Element, what: str, style: Style, boxes: list[tuple[Element, str]]
    ) -> Iterator[Span]:
        for child in element:
            tag = child.tag
            if tag in _TEXTS:
                # Between the code of a field and its result stand only results within the code.
                if all(field.has_result for field in self._fields):
                    yield self._what(what), child.text or ""
            elif tag in _GAPS:
                yield self._what(what), " "
            elif tag == f"{W}noBreakHyphen":
                yield self._what(what), "-"
            elif tag == _WORD_ART:
                yield self._what(what), f" {child.get('string', '')} "
            elif tag in _CODES:
                if self._fields:
                    self._fields[-1].code += child.text or ""
            elif tag == f"{W}fldChar":
                self._turn(child)
            elif tag == f"{W}object":
                yield EMBEDDED, _object_name(child)
            elif tag == f"{W}txbxContent":
                boxes.append((child, self._what(what)))
            elif tag not in _PASSED_OVER:
                yield from self._inside(child, what, style, boxes)

    def _inside(
        self, element: Element, what: str, style: Style, boxes: list[tuple[Element, str]]
    ) -> Iterator[Span]:
        tag = element.tag
        if tag == ALTERNATIVES:
            chosen = chosen_alternative(element)
            if chosen is not None:
                yield from self._spans(chosen, what, style, boxes)
        elif tag == f"{W}fldSimple":
            self._fields.append(_Field(element.get(f"{W}instr", ""), has_result=True))
            yield from self._spans(element, what, style, boxes)
            self._fields.pop()
        elif tag == f"{W}r":
            mark = element.find(f"{W}footnoteReference")
            if mark is not None and mark.get(f"{W}customMarkFollows") in ("1", "true", "on"):
                return
            if not what and self.styles.hides(element.find(f"{W}rPr"), style):
                what = HIDDEN
            yield from self._spans(element, what, style, boxes)
        elif tag == f"{W}sdt":
            yield from self._spans(element, what_control_is(element) or what, style, boxes)
        else:
            yield from self._spans(element, DELETED if tag in _GONE else what, style, boxes)

    def _turn(self, mark: Element) -> None:
        """Take note that a field begins, shows its result, or ends."""
        turn = mark.get(f"{W}fldCharType")
        if turn == "begin" and mark not in self.endless:
            self._fields.append(_Field())
        elif turn == "separate" and self._fields:
            self._fields[-1].has_result = True
        elif turn == "end" and self._fields:
            self._fields.pop()

    def _what(self, what: str) -> str:
        if not what and any(field.is_contents for field in self._fields):
            return CONTENTS
        return what


def read_words(root: Element, styles: Styles) -> WordReader:
    """Return a reader of the paragraphs below an element, to be read in their order."""
    # Of a damaged field only the beginning may be there; it must not swallow all that follows.
    open_marks: list[Element] = []
    for mark in root.iter(f"{W}fldChar"):
        turn = mark.get(f"{W}fldCharType")
        if turn == "begin":
            open_marks.append(mark)
        elif turn == "end" and open_marks:
            open_marks.pop()
    return WordReader(styles, frozenset(open_marks))


def what_control_is(control: Element) -> str:
    """Return what the words in a content control (`w:sdt`) are, "" if words like any others."""
    properties = control.find(f"{W}sdtPr")
    if properties is None:
        return ""
    part = properties.find(f"{W}docPartObj")
    if child_value(part, "docPartGallery") == "Table of Contents":
        return CONTENTS
    if properties.find(f"{W}showingPlcHdr") is not None:
        return PLACEHOLDER
    return ""


def _joined(spans: Iterator[Span]) -> Iterator[Span]:
    """Give spans with neighbours of the same kind made one."""
    kind, texts = "", list[str]()
    for what, text in spans:
        if what != kind and texts:
            yield kind, "".join(texts)
            texts = []
        kind = what
        texts.append(text)
    if texts:
        yield kind, "".join(texts)


def _object_name(element: Element) -> str:
    objects = element.iter(_OLE)
    names = (ole.get("ProgID") for ole in objects)
    return next((name for name in names if name), "unnamed")
