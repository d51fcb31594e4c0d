"""A block of a document in, out whether it says who made it, its pictures, or whom to call.

Captions and bylines stand between the paragraphs of an article; contact persons are staff, whose
addresses nobody needs who asks about her records.
"""

from __future__ import annotations

import re
from collections.abc import MutableSequence, Sequence

from index.intake.documents import Piece

CAPTION = "picture caption"
_BYLINE = "byline"
_CONTACT = "contact"

# A credited caption is a sentence or two; a line of alternative text less than one.
_CAPTION_WORDS = 45
_ALTERNATIVE_WORDS = 15
_BYLINE_WORDS = 15
_CONTACT_WORDS = 30
# What is longer is a paragraph, or one word made to be long.
_LONGEST = 700
# A byline stands above the text or after it: so many blocks from either end.
_NEAR_AN_END = 10

_AGENCIES = (
    "(?:getty(?: images)?|alamy(?: stock photo)?|shutterstock|istock(?:photo)?|afp|"
    "reuters|pa(?: wire| media| images)?"
    "|ap|epa|unsplash|flickr|wikimedia(?: commons)?|pexels|pixabay|rex(?: features)?|"
    "adobe stock|press association|creative commons|handout|screengrab)"
)
_CREDITS = re.compile(
    r".*\b(?:CREDIT|[Cc]redit|[Pp]hoto(?:graph)?(?: credit| by)?|[Pp]icture(?: credit|"
    " by)?|[Ii]mages?(?: credit| by| source)?|Illustration(?: by)?|PHOTO(?:GRAPH)?|"
    r"PICTURE|IMAGE)s?\s?:\s?\S.{0,100}"
    "|(?i:(?:featured |main |lead |cover )?(?:image|photo|photograph|picture|"
    r"screen ?grab)s? (?:credit|source|caption|by|via|courtesy of|from|©),? ?\S.{0,150})"
    rf"|(?i:.*(?:/|©|\||\(|:|\bvia|\bcopyright)\s?{_AGENCIES}\)?)"
    rf"|(?i:(?:[\w .'’-]{{1,40}}/)?{_AGENCIES})"
)
_ALTERNATIVE = re.compile(
    r"(?i:(?:.{1,80}\s)?(?:logo|stock (?:image|photo|picture)|file (?:photo|picture|image)|"
    "library (?:photo|picture|image)|screen ?(?:grab|shot)|infographic))"
    "|(?i:(?:an? )?(?:photo|photograph|picture|image|illustration|portrait|close-?up|"
    "drawing|graphic) (?:of|showing) .{3,120})"
    r"|(?:An? |Two |Three |Some |The )?(?:[\w'’-]+ ){0,5}(?i:man|woman|person|people|"
    "patient|doctor|gp|nurse|midwife|child|girl|boy|couple|worker|receptionist|surgeon|"
    "crowd|protesters?|hands?)s?"
    r" (?:\w+ ){0,2}(?:wearing|holding|using|sitting|standing|walking|talking|speaking|"
    r"looking|typing|smiling|posing|lying|writing|reading|working) \w+(?:[ ,]+\w+){0,9}"
)
_STOP = re.compile(r"[.!?…:;][\"'”’)\]*]*$")

_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|may|must|can|will|should)\b")

_NAME = (
    r"(?:(?:Dr|Prof|Professor|Sir|Dame|Mr|Mrs|Ms)\.? )?[A-Z][\w'’-]+(?: (?:[A-Z][\w'’.-]*|"
    "de|van|von|al|bin))*"
)
_WRITTEN = re.compile(
    "(?i:written|posted|published|reported|words|story|article|reporting|report|author|"
    r"submitted|analysis|review)(?: (?i:and (?:photographed|edited)))?(?: (?i:by)\b|"
    r":)\s?:? ?"
    rf"(?:{_NAME}|[a-z]\w*)(?:(?:,| and| &| in| on| \|) .{{1,60}})?"
)
_BY = re.compile(rf"(?i:by):? {_NAME}(?:(?:,| and| &| in| for| \|| [-–—]) .{{1,80}})?")
_BY_TWO = re.compile(r"(?i:by):? (?:\w+\.? )?[A-Z][\w'’-]+ [A-Z].*")
_POST = re.compile(
    r"(?:[A-Z][\w'’-]+,? ){0,6}(?:[Cc]orrespondent|[Rr]eporter|[Ee]ditor|[Cc]olumnist|"
    "Staff [Ww]riter)"
)

_MAIL = re.compile(r"([\w.+-]+)@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(r"(?<!\d)(?:\+44|0)[\d\s()-]{8,14}\d")
_ROLES = re.compile(
    "(?:info|enquir|inquir|contact|hello|help|support|advice|office|admin|team|mail|dpo|"
    "data|privacy|complaints?|records?|feedback|pals|reception|practice|ico|foi|sar|"
    "safeguard|no-?reply|clinic|service|care|line)",
    re.IGNORECASE,
)
_BODIES = re.compile(
    r"\b(?:Health|Trust|Charity|Council|Board|Services?|Team|Office|Officer|Centre|Network|"
    "Helpline|Line|Department|Unit|Clinic|Hospital|Surgery|Practice|Guardian|Ombudsman|"
    "Commissioner|Advice|Desk|Society|Association|Group|NHS|Manager|Records|Customer|"
    r"Patient|Data)\b"
)
_ADDRESSED = re.compile(
    r"\b(?i:contact|e-?mail|call|ring|phone|write to|speak to|enquiries|"
    rf"details)\b[^A-Z@]{{0,40}}(?P<name>{_NAME})"
)
_PRESS = re.compile(
    r"\b(?:press|media) (?:office|enquir\w+|inquir\w+|contact|team|officer)\b", re.IGNORECASE
)


def mark_credits(pieces: Sequence[Piece], whats: MutableSequence[str]) -> None:
    """Note in `whats` which blocks are captions, bylines or contact persons."""
    for place, piece in enumerate(pieces):
        if not whats[place] and len(piece.text) <= _LONGEST:
            from_end = min(place, len(pieces) - 1 - place)
            whats[place] = _kind(piece, is_near_an_end=from_end < _NEAR_AN_END)
    for place in range(1, len(pieces)):
        if whats[place] == CAPTION and not whats[place - 1]:
            above, caption = pieces[place - 1], pieces[place]
            if _CREDITS.fullmatch(caption.text) and _is_alternative_text(above, caption, place - 1):
                whats[place - 1] = CAPTION


def _kind(piece: Piece, *, is_near_an_end: bool) -> str:
    text, words = piece.text, len(piece.text.split())
    if words <= _CAPTION_WORDS and _is_caption(text, words):
        return CAPTION
    if words <= _BYLINE_WORDS and piece.kind != "item" and not text.endswith((".", "?")):
        is_by = _BY_TWO.fullmatch(text) and _BY.fullmatch(text) and not _BODIES.search(text)
        is_post = (_POST.fullmatch(text) and "," in text) or (_POST.fullmatch(text) and words < 4)
        if is_near_an_end and (_WRITTEN.fullmatch(text) or is_by or is_post):
            return _BYLINE
    return _CONTACT if words <= _CONTACT_WORDS and _is_contact_person(text) else ""


def _is_caption(text: str, words: int) -> bool:
    if _CREDITS.fullmatch(text):
        return True
    is_sentence = _STOP.search(text) is not None or _VERB.search(text) is not None
    return words <= _ALTERNATIVE_WORDS and not is_sentence and bool(_ALTERNATIVE.fullmatch(text))


def _is_alternative_text(above: Piece, caption: Piece, place: int) -> bool:
    """Tell whether the line above a credited caption is what the picture shows, in other words.

    A heading is one only where it shares a name with the caption: it may be that of the text
    below the picture.
    """
    is_short = len(above.text.split()) <= _ALTERNATIVE_WORDS and not _STOP.search(above.text)
    if place == 0 or above.kind == "item" or not is_short:
        return False
    names = set(re.findall(r"\b[A-Z][a-z]{3,}\b", above.text[1:]))
    return above.kind == "paragraph" or any(name in caption.text for name in names)


def _is_contact_person(text: str) -> bool:
    mail = _MAIL.search(text)
    if not mail and not _TELEPHONE.search(text):
        return False
    if _PRESS.search(text):
        return True
    addressed = _ADDRESSED.search(text)
    if not mail or not addressed or _BODIES.search(addressed["name"]):
        return False
    name, local = addressed["name"].casefold().split(), mail[1].casefold()
    is_hers = any(part in local for part in name if len(part) > 2)
    return len(name) > 1 and (is_hers or not _ROLES.search(local))
