"""A message in, the numbers out by which offices know a person: by form, check digit and words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.gb import nhs

from bot import personal_words as words
from bot.personal_contacts import is_organisations
from bot.personal_text import COUNTS, Finding, Label, Text, digits_of, fold

# 16 digits in fours: an application number (UAN) of the Home Office, or a payment card.
_IN_FOURS = re.compile(r"(?<![\w-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?![\w]|-\d)", re.ASCII)
_CARD = re.compile(r"(?<![\w.,/+-])\d(?:[ -]?\d){12,18}(?![\w])", re.ASCII)
_IBAN = re.compile(
    r"(?<![a-z0-9])[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?(?![a-z0-9])", re.ASCII
)


def find_long_numbers(text: Text) -> Iterator[Finding]:
    """Yield application numbers of the Home Office, payment cards and IBANs."""
    for match in _IN_FOURS.finditer(text.plain):
        label = text.label_before(match.start()) or text.label_after(match.end())
        digits = digits_of(match[0])
        is_card = luhn.is_valid(digits) and not digits.startswith("3434")
        if label and label.kind in ("bank", "home_office_reference"):
            kind = label.kind
        else:
            kind = "bank" if is_card else "home_office_reference"
        yield text.claim(kind, match.start(), match.end(), label)
    for match in _CARD.finditer(text.plain):
        digits = digits_of(match[0])
        if len(set(digits)) > 1 and luhn.is_valid(digits) and digits[0] in "23456":
            label = text.label_before(match.start())
            if (label and label.kind == "bank") or " " not in match[0].strip() or len(digits) == 16:
                yield text.claim("bank", match.start(), match.end(), label)
    for match in _IBAN.finditer(text.plain):
        if iban.is_valid(match[0].upper(), check_country=False):
            yield text.claim("bank", match.start(), match.end(), text.label_before(match.start()))


_TEN_DIGITS = re.compile(
    r"(?<![\w+£$€])(?<!\d[.,/-])(?:\d{10}(?!\w)|\d(?:[ .\-/]{0,3}\d){9}(?![\w]|[ .\-/]\d))",
    re.ASCII,
)
# How ten digits are grouped when nothing says what they are. "2016 2017 10" is none of these.
_NHS_GROUPS = ([10], [3, 3, 4], [4, 3, 3], [3, 4, 3], [5, 5], [6, 4], [2, 2, 2, 2, 2], [1] * 10)
_NHS_LOOSE = re.compile(r"(?<![\w+£$€.,/])(?!20\d\d-)\d(?:[ \-]?\d){7,11}(?![\w]|[.,]\d)", re.ASCII)


def find_nhs_numbers(text: Text) -> Iterator[Finding]:
    """Yield ten digits with the check digit of NHS, CHI and H&C numbers, or named as such."""
    for match in _TEN_DIGITS.finditer(text.plain):
        start, end = match.span()
        label = text.label_before(start) or text.label_after(end)
        named = label is not None and label.kind == "nhs_number" and label.is_direct
        other = label is not None and label.is_direct and label.kind not in ("nhs_number", "phone")
        groups = [len(group) for group in re.findall(r"\d+", match[0])]
        digits = digits_of(match[0])
        if named and not is_organisations(digits):
            yield text.claim("nhs_number", start, end, label)
        elif not other and groups in _NHS_GROUPS and nhs.is_valid(digits):
            is_public = digits.startswith("08") and is_organisations(digits)
            # Mobile numbers are written without their 0 too.
            is_mobile = digits.startswith("7") and label is not None and label.kind == "phone"
            if not is_public and not is_mobile and len(set(digits)) > 2:
                yield text.claim("nhs_number", start, end, label if named else None)
    # A digit too few or too many, typed by hand, is still somebody's number.
    for match in _NHS_LOOSE.finditer(text.plain):
        label = text.label_before(match.start())
        if label is None or label.kind != "nhs_number" or not label.is_direct:
            continue
        said = text.plain[label.start : match.start()]
        if _NUMBER_WORD.search(said) and not is_organisations(digits_of(match[0])):
            yield text.claim("nhs_number", match.start(), match.end(), label)


_NUMBER_WORD = re.compile(
    r"number|\bno\b|num|nr|\bid\b|#|chi|hcn|h&c|رقم|شمار|نمبر|নম্বর|شم|lambar|ቁጽሪ|号|номер"
)


# Words that stand before a number and are no letters of it: "is 1234567", "in 12 34 56".
_SHORT_WORD = (
    r"(?:in|on|at|of|to|is|it|no|nr|or|by|my|me|so|he|we|do|if|an|as|be|up|us|id|hi|ok|am|sc|si|cm"
    r"|hc|pg|pq|le|la|de|en|el|un|et|du|na|za|od|po|ku|ka|ma|uu|ee)[ -]"
)
# A token that may be the number of a document: letters, then digits, or both mixed.
_TOKEN = re.compile(
    r"(?<![\w£$€/@])(?<!\d[.,-])"
    r"(?:"
    r"(?P<court>(?:pa|hu|ea|da|dc|rp|ia|aa|va|oa|lp|eu|dl|le|ui|jr|co|ac|ca|as|sc|im|td|qb|kb)"
    r"[/ -]\d{4,6}[/ -]\d{4}|(?:pa|hu|ea|dc|rp|ia|lp|ui)\d{9,10}"
    r"|(?:ui|jr|ac|ca|co|qb|kb|ta|la|eu|pa|hu|ea)-\d{4}(?:-[a-z]{2,3})?-\d{5,6}"
    r"|ic-\d{5,6}-[a-z0-9]{4}|(?:rfa|enq|cas|fs|iccn|inv)-?\d{7,8}|phso-?\d{6,8})"
    r"|(?P<office>gwf[ -]?\d{9}|uan[ :-]{0,2}\d{4}(?:[ -]?\d{4}){3}|(?:acr|arc|asc|asf|asr|cid"
    r"|nass|brc|ihs|ihsc)[/ :-]{0,3}"
    r"(?:\d{2}/\d{2}/)?[a-z]{0,2}\d{5,10}(?:/\d{1,3})?|c2[a-z]\d[a-z]\d{5}[a-z]|3434-?\d{4}-?\d{4}"
    r"|[a-z]\d[a-z]{2}\d[a-z]{2}\d{2}[a-z]\d[a-z]\d)"
    r"|(?P<insurance>(?!"
    + _SHORT_WORD
    + r")[a-z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[a-d]?)(?![\w/]|[ -]?\d)"
    r"|(?!"
    + _SHORT_WORD
    + r")(?:(?P<letters>[a-z]{1,2})(?P<gap>[ -]?)|[a-z]{3,4}-?)(?P<digits>\d{5,10}|\d{3} \d{4}"
    r"|\d{4} \d{3})"
    r"(?P<tail>[a-z]{0,3}(?:/\d{1,3})?)"
    r"|(?P<mixed>(?=[a-z]{0,15}\d)[0-9a-z]{6,16}|\d{3}[ -]\d{3}[ -]\d{3})"
    r"|(?P<slashed>[a-z0-9]{1,10}(?:[/-][a-z0-9]{1,10}){1,4})"
    r"|(?P<short>\d{4,5})"
    r")(?![\w£$€%]|[/.,-]\d)",
    re.ASCII,
)
_DOCUMENTS = (
    "home_office_reference",
    "case_reference",
    "residence_permit",
    "passport",
    "national_insurance",
    "hospital_number",
)
# What an employer or landlord is given to look a person up: three times three characters.
_SHARE_CODE = re.compile(
    r"share\s?code(?:[\s:=,]|is|my|number|no){0,4}\s{0,2}"
    r"(?P<code>(?=[a-z]{0,8}[ -]?[a-z]{0,5}\d)[a-z0-9]{3}[ -]?[a-z0-9]{3}[ -]?[a-z0-9]{3})"
    r"(?![a-z0-9])"
)


def find_documents(text: Text) -> Iterator[Finding]:
    """Yield numbers of documents, files and cases, of which letters are part or which are named."""
    for match in _SHARE_CODE.finditer(text.plain):
        if any(map(str.isdigit, match["code"])):
            yield Finding("home_office_reference", match.start("code"), match.end())
    for match in _TOKEN.finditer(text.plain):
        start, end = match.span()
        if not any(map(str.isdigit, match[0])):
            continue
        before = text.label_before(start)
        label = before if before and before.is_direct else text.label_after(end) or before
        kind = _document_kind(text, match, label)
        if kind:
            yield text.claim(kind, start, end, label)


def _document_kind(text: Text, match: re.Match[str], label: Label | None) -> str | None:
    count = sum(map(str.isdigit, match[0]))
    direct = label.kind if label and label.is_direct else None
    loose = label.kind if label else None
    if match["court"]:
        return "home_office_reference" if direct == "home_office_reference" else "case_reference"
    if match["office"]:
        return "home_office_reference"
    if match["insurance"]:
        return _insurance_kind(text, match, direct)
    form = re.sub(r"[ -]", "", match[0])
    has_form = bool(
        re.fullmatch(r"[a-z]\d{7,9}(?:/\d{1,3})?|[a-z]{2}\d{6,7}|\d{2}[a-z]{2}\d{5}", form)
    )
    if direct in _DOCUMENTS and not COUNTS.match(text.plain, match.end()):
        if _fits(direct, match, count):
            return direct
    elif direct in ("phone", "bank", "nhs_number") and not has_form:
        return None
    if has_form and loose in ("passport", "residence_permit", "hospital_number") and count >= 6:
        return loose
    if loose == "passport" and re.fullmatch(r"\d{9}", form) and not is_organisations(form):
        return loose
    if re.fullmatch(r"[a-z]\d{7}(?:/\d{1,3})?", form) and not match["gap"]:
        return "home_office_reference"
    if re.fullmatch(r"[rz][a-z]\d{7}", form):
        return "residence_permit"
    if re.fullmatch(r"[a-z]{2}\d{7}", form):
        return "passport"
    return None


# "C01X00T47", "BX12CD": a word with one digit is none.
_LEAST_DIGITS_AMONG_LETTERS = 3


def _fits(kind: str, match: re.Match[str], count: int) -> bool:
    """Return whether a token can be the number that the words right beside it speak of."""
    if match["slashed"]:
        is_date = re.fullmatch(
            r"\d{1,4}[/-]\d{1,2}([/-](\d{2}|\d{4}))?|(19|20)\d\d[/-](\d{2}|(19|20)\d\d)",
            match[0],
        )
        return kind in ("case_reference", "home_office_reference", "hospital_number") and (
            count >= 4 and not is_date
        )
    if is_organisations(digits_of(match[0])) and not match["letters"]:
        return False
    if match["mixed"] and not match[0].isdigit():
        return count >= _LEAST_DIGITS_AMONG_LETTERS
    is_year = bool(re.fullmatch(r"(?:19|20)\d\d", match[0]))
    least = 4 if kind in ("case_reference", "hospital_number") else 5
    return count >= least and not is_year


_INSURANCE = re.compile(r"(?![dfiuv])[a-z](?![dfiouv])[a-z]\d{6}[a-d]")


def _insurance_kind(text: Text, match: re.Match[str], direct: str | None) -> str | None:
    """Two letters, six digits and a letter A to D; without the last only where it is named."""
    form = re.sub(r"[ -]", "", match[0])
    if direct in ("passport", "hospital_number", "residence_permit") and " " not in match[0]:
        return direct
    if direct == "national_insurance":
        return direct
    if not _INSURANCE.fullmatch(form):
        return None
    is_upper = text.cased[match.start() : match.start() + 2].isupper()
    return "national_insurance" if is_upper or form == match[0] else None


_SORT_CODE = re.compile(r"(?<![\w./-])\d{2}[- ]?\d{2}[- ]?\d{2}(?![\w/]|[-.]\d)", re.ASCII)
_ACCOUNT = re.compile(r"(?<![\w./+£$€-])\d(?:[ -]?\d){5,19}(?![\w/]|[-.,]\d)", re.ASCII)


def find_bank_numbers(text: Text) -> Iterator[Finding]:
    """Yield sort codes and account numbers that are named as such."""
    for pattern in (_ACCOUNT, _SORT_CODE):
        for match in pattern.finditer(text.plain):
            label = text.label_before(match.start())
            if label is None or not label.is_direct:
                label = text.label_after(match.end()) or label
            if label is None or label.kind != "bank" or not label.is_direct:
                continue
            if is_organisations(digits_of(match[0])) or COUNTS.match(text.plain, match.end()):
                continue
            yield text.claim("bank", match.start(), match.end(), label)


_DIGIT_WORDS: dict[str, str] = {
    word: str(digit)
    for table in reversed(words.SPELLED_DIGITS.values())
    for digit, word in enumerate(fold(table).lower().split())
} | {"o": "0", "〇": "0", "nil": "0", "nought": "0"}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_SPELLED = re.compile(
    r"(?<![^\W\d_])(?:(?:"
    + "|".join(
        [
            *map(re.escape, _TIMES),
            *sorted(map(re.escape, _DIGIT_WORDS), key=len, reverse=True),
            r"\d",
        ]
    )
    + r")(?:(?<=[一二三四五六七八九零〇])|[\s,.\-]{1,2}|$|(?=[?!;:]))){6,24}+"
)


def find_spelled_numbers(text: Text) -> Iterator[Finding]:
    """Yield numbers of which each digit is a word."""
    for match in _SPELLED.finditer(text.plain):
        written = match[0].rstrip(" ,.-\n")
        if written.replace(" ", "").isdigit():
            continue
        digits, times = "", 1
        for word in re.findall(
            r"[一二三四五六七八九零〇]|[^\s,.\-一二三四五六七八九零〇]+", written
        ):
            if word in _TIMES:
                times = _TIMES[word]
                continue
            digits += (word if word.isdigit() and word.isascii() else _DIGIT_WORDS[word]) * times
            times = 1
        start, end = match.start(), match.start() + len(written)
        label = text.label_before(start) or text.label_after(end)
        if is_organisations(digits) or len(digits) < 6:
            continue
        if label and label.is_direct and label.kind != "date_of_birth":
            yield text.claim(label.kind, start, end, label)
        elif len(digits) == 10 and nhs.is_valid(digits):
            yield Finding("nhs_number", start, end)
        elif len(digits) >= 9:
            yield Finding("phone", start, end)
