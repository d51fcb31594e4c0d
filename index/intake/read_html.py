"""The bytes of a web page in, its blocks in reading order and what it says of itself out."""

from __future__ import annotations

import re
from dataclasses import replace

from index.errors import SourceUnreadableError
from index.intake.documents import Document
from index.intake.html_linked_data import linked_data
from index.intake.html_metadata import Page, read_metadata
from index.intake.html_pieces import read_pieces
from index.intake.html_root import document_root
from index.intake.html_tree import MOST_CHARACTERS, page_tree, without_silent_parts

# A page that keeps programs out says so and little else; an article goes on.
_KEPT_OUT_WORDS = 150
_KEPT_OUT = re.compile(
    r"(?:just a moment|checking (?:if the site|your browser)|verify(?:ing)? (?:that )?you are"
    r" (?:a )?human|are you (?:a )?(?:robot|human)|attention required|access"
    r" (?:to this page has been )?denied|you have been blocked"
    r"|(?:please )?(?:enable|turn on) (?:javascript|cookies)"
    r"|you need to enable javascript|(?:this (?:site|page|app)[\w ]{0,20} )?requires javascript"
    r"|javascript is (?:disabled|required|not enabled)|redirecting|you are being redirected"
    r"|before you continue|too many requests|(?:error )?40[34](?: forbidden| not found)?"
    r"|forbidden|page not found|complete the (?:captcha|security check))\b",
    re.IGNORECASE,
)
# Openings of the blocks that are looked at.
_FIRST_BLOCKS = 3
# Enough to know what it was.
_SHOWN = 300


def read_html(data: bytes, name: str, charset: str = "", url: str = "") -> Document:
    """Return the page in `data` as a Document.

    Args:
        data: the bytes of the page.
        name: its file name or address, for messages.
        charset: that of the HTTP header, where there is one.
        url: the address that the page came from, where there is one.

    Returns:
        Blocks in reading order; metadata; of each part that was left out, its first words.

    Raises:
        SourceUnreadableError: it is not a page, holds no text, keeps programs out, is too long,
            or is nested too deeply.
    """
    tree = page_tree(data, name, charset)
    works = linked_data(tree)
    title = tree.findtext(".//title") or ""
    tree = without_silent_parts(tree, name)
    root = document_root(tree, name)
    pieces, left_out = read_pieces(tree, root)
    if not pieces:
        raise SourceUnreadableError(
            f"{name}: holds no text; if it is drawn by a script, print the page to PDF and add that"
        )
    openings = [title.strip(), *(piece.text for piece in pieces[:_FIRST_BLOCKS])]
    words = sum(len(piece.text.split()) for piece in pieces)
    if words < _KEPT_OUT_WORDS and any(_KEPT_OUT.match(opening) for opening in openings):
        raise SourceUnreadableError(
            f"{name}: looks like a page that keeps programs out, not the document; save the page "
            "from a browser and add the file"
        )
    # Cells that reach over many rows are said in each.
    length = sum(len(piece.text) for piece in pieces)
    if length > MOST_CHARACTERS:
        raise SourceUnreadableError(
            f"{name}: has {length:,} characters of text, more than {MOST_CHARACTERS:,}; cut it "
            "into parts and add each"
        )
    metadata = read_metadata(Page(tree, root, works, pieces, left_out), url)
    shown = tuple(replace(part, text=part.text[:_SHOWN]) for part in left_out)
    return Document(tuple(pieces), metadata, shown)
