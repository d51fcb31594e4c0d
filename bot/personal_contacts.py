"""A message in, how its writer is reached out: e-mail, telephone, names on services; not where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot import personal_words as words
from bot.personal_text import (
    COUNTS,
    FUNCTION_WORDS,
    Finding,
    Label,
    Text,
    any_of,
    digits_of,
    of_kind,
    phrases_of,
)

# TLDs of one letter do not exist, but who writes one means an address.
_EMAIL = re.compile(
    r"(?<![\w.+'-])[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,4}[a-z]{1,24}(?![\w-])", re.ASCII
)
_EMAIL_IN_WORDS = re.compile(
    r"(?<![\w.+-])(?P<box>[\w.+-]{2,64})\s?(?:\(at\)|\[at\]|\bat\b|@|\barroba\b|\bmalpa\b)\s?"
    r"(?P<host>[\w-]{2,40})\s?(?:\.|\(dot\)|\[dot\]|\bdot\b|\bpunto\b|\bponto\b|\bkropka\b|\s)\s?"
    r"(?P<end>co\s?(?:\.|dot)\s?uk|com|org|net|info|fr|es|pl|ro|pt|de|it|uk|ir|so|pk|ua|cn)(?!\w)",
    re.ASCII,
)
_MAIL_SERVICES = (
    "gmail gmai gmal hotmail yahoo outlook icloud live proton protonmail ymail aol mail"
)
_PUBLIC_MAILBOX = re.compile(words.PUBLIC_MAILBOXES.replace("\n", "").replace(" ", ""))
_PUBLIC_DOMAIN = re.compile(words.PUBLIC_DOMAINS)
_EMAIL_LABEL = re.compile(
    r"(?:\b(?:e-?mail|mail|correo|courriel|poczta)(?:\s+(?:address|adres))?"
    r"|ایمیل|البرید|بریدی|邮箱|ইমেইল|ኢመይል|пошта)\s*(?:[:=]|is\b|est\b|es\b|to\b|هو|是)?\s*$"
)


def find_emails(text: Text) -> Iterator[Finding]:
    """Yield addresses, also those spelled out, but not mailboxes of organisations."""
    plain = text.plain
    if "@" in plain:
        for match in _EMAIL.finditer(plain):
            box, _at, domain = match[0].partition("@")
            if _PUBLIC_MAILBOX.fullmatch(box) and _PUBLIC_DOMAIN.fullmatch(domain):
                continue
            yield _email(text, match.start(), match.end())
    if "at" in plain or "@" in plain or "arroba" in plain or "malpa" in plain:
        for match in _EMAIL_IN_WORDS.finditer(plain):
            if "@" in match[0] and "." in match[0].partition("@")[2]:
                continue
            sure = "(" in match[0] or "[" in match[0] or "dot" in match[0] or "@" in match[0]
            # "at gmail com" is an address, "look at hospital net" is not.
            if match["host"] in _MAIL_SERVICES.split() or (sure and "." not in match["host"]):
                yield _email(text, match.start(), match.end())


def _email(text: Text, start: int, end: int) -> Finding:
    window = max(0, start - 30)
    if label := _EMAIL_LABEL.search(text.plain[window:start]):
        found = Label("email", window + label.start(), window + label.end(), True, "")
        claim = text.claim("email", start, end, found)
        if claim.start == start and re.search(r"(?:[:=]|\bis)\s*$", label[0]):
            return replace(claim, start=start)
        return claim
    return Finding("email", start, end)


_WITH_COUNTRY = re.compile(
    r"(?<![\w+])(?:\(?\+|\(?00(?=[1-9]))\s?\(?\d(?:[ ().\-/]{0,3}\d){7,14}(?!\w)", re.ASCII
)
_TELEPHONE = re.compile(
    r"(?<![\w+£$€@])(?<!\d[.,/-])\(?\d(?:[ ().\-/]{0,3}\d){6,14}(?!\w|[/.,-]\d)", re.ASCII
)
_ORGANISATION_NUMBER = re.compile(r"\b" + any_of(phrases_of(words.ORGANISATION_NUMBERS)))
_OWN = re.compile(r"\b" + any_of(phrases_of(words.OWN_NUMBERS)))
_DATE_OR_TIME = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|(?:19|20)\d\d[ -]+(?:19|20)\d\d"
)


def find_phones_with_country(text: Text) -> Iterator[Finding]:
    """Yield telephones that begin with + or 00."""
    if "+" not in text.plain and "00" not in text.plain:
        return
    for match in _WITH_COUNTRY.finditer(text.plain):
        written = re.sub(r"\(0\)", "", match[0])
        number = re.sub(r"^00", "+", "+" * ("+" in written) + digits_of(written))
        if _is_persons(number):
            label = text.label_before(match.start()) or text.label_after(match.end())
            yield text.claim("phone", match.start(), match.end(), of_kind(label, "phone"))


def _is_persons(number: str) -> bool:
    """Return whether a number, from + or from 0 of the UK, can be that of a person's telephone."""
    # The tables of all countries take longer to load than most messages to read.
    import phonenumbers
    from phonenumbers import PhoneNumberType

    if is_organisations(number.lstrip("+")):
        return False
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return False
    # "Possible" and not "valid": new ranges come, and digits get lost in typing.
    return phonenumbers.is_possible_number(parsed) and phonenumbers.number_type(parsed) not in (
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
    )


def find_phones(text: Text) -> Iterator[Finding]:
    """Yield telephones of the UK, and any number that is said to be a telephone."""
    for match in _TELEPHONE.finditer(text.plain):
        start, end = _first_telephone(match)
        written = text.plain[start:end]
        digits = digits_of(written)
        label = text.label_before(start)
        if label is None or not label.is_direct:
            label = text.label_after(end) or label
        named = label is not None and label.kind == "phone" and label.is_direct
        if _DATE_OR_TIME.search(written) or is_organisations(digits):
            continue
        if _is_telephone(digits) or (re.fullmatch(r"7\d{9}", digits) and named):
            is_landline = digits.startswith(("01", "02"))
            around = text.plain[max(0, start - 40) : start] + " " + text.plain[end : end + 30]
            if is_landline and _ORGANISATION_NUMBER.search(around) and not _OWN.search(around):
                continue
            if digits in phrases_of(words.PUBLISHED_NUMBERS) or not _is_persons_or_abroad(digits):
                continue
            yield text.claim("phone", start, end, of_kind(label, "phone"))
        elif named and 7 <= len(digits) <= 15 and not COUNTS.match(text.plain, end):
            yield text.claim("phone", start, end, label)


def _first_telephone(match: re.Match[str]) -> tuple[int, int]:
    """Return where the first telephone in a row of digits stands: "07700 900 640 2 weeks ago"."""
    start, end = match.span()
    digits = 0
    for place in range(start, end):
        if not match.string[place].isdigit():
            continue
        digits += 1
        is_last = place + 1 == end or not match.string[place + 1].isdigit()
        if digits == 11 and is_last and match.string[start:end].lstrip("(").startswith("0"):
            return start, place + 1
    return start, end


def _is_telephone(digits: str) -> bool:
    return bool(
        re.fullmatch(
            r"0[12479]\d{9}|0[12]\d{8}|447\d{9}|05\d{9}|06\d{9}|03\d{9}|00\d{9,14}", digits
        )
    )


def _is_persons_or_abroad(digits: str) -> bool:
    # Mobile numbers of many countries begin with 09, without + in front.
    if digits.startswith(("05", "06", "09")) or re.fullmatch(r"7\d{9}", digits):
        return True
    return _is_persons("+" * (digits[0] != "0") + digits)


def is_organisations(digits: str) -> bool:
    """Return whether a number of the UK is of a kind that only organisations have.

    03, 08 and 09 numbers and the free 0500 ones: Ofcom, National Telephone Numbering Plan.
    """
    national = re.sub(r"^(?:0044|44(?=[389]\d{8,9}$)|0)0?", "", digits)
    if national == digits or len(national) not in (9, 10):
        return False
    if national.startswith(("3", "8")) or re.fullmatch(r"9[018]\d{7}|500\d{6}", national):
        return True
    return digits in words.PUBLISHED_NUMBERS.split("|")


_AT_HANDLE = re.compile(
    r"(?<![\w.@/])@(?P<handle>[a-z][\w.]{2,31}[\w]|[a-z]\w{2})(?!\w|@)", re.ASCII
)
_HANDLE = re.compile(
    r"(?<![a-zа-я])(?P<own>(?:my|mon|mi|moj|meu|minha|мій|his|her)\s+)?"
    + any_of(phrases_of(words.SERVICES))
    + r"(?P<link>(?:\s+(?:name|id|handle|account|username|user|nick|page|profile"
    r"|address))?(?:\s*[:=]\s*|\s+(?:is|es|est|jest|to|e|waa|هو|است|ہے)\s+|\s*是\s*|\s+))"
    r"(?P<handle>@?[a-z0-9][\w.]{2,31})"
)
_PROFILE = re.compile(
    r"(?<![\w.])(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|instagram\.com|facebook\.com"
    r"|fb\.com|tiktok\.com|snapchat\.com/add|x\.com|twitter\.com|linkedin\.com/in|wa\.me)/"
    r"(?P<handle>@?[\w.+-]{3,40})",
    re.ASCII,
)
_MARK_OF_HANDLE = re.compile(r"[a-z][._]?\d|_|[a-z]\.[a-z]")
_LOGIN = re.compile("user|login|handle|nick")
# Services named by a word of other meaning: "line 5a", "signal is bad".
_OTHER_SENSE = re.compile("line|signal|imo|vk|qq|youtube")
_PUBLIC_HANDLE = re.compile(words.PUBLIC_HANDLES)


def find_usernames(text: Text) -> Iterator[Finding]:
    """Yield names on services: with @, in a link, or behind the name of a service."""
    plain = text.plain
    if "@" in plain:
        for match in _AT_HANDLE.finditer(plain):
            if not _PUBLIC_HANDLE.search(match["handle"]):
                yield Finding("username", match.start(), match.end())
    if "/" in plain:
        for match in _PROFILE.finditer(plain):
            if not _PUBLIC_HANDLE.search(match["handle"]):
                yield Finding("username", match.start(), match.end())
    for match in _HANDLE.finditer(plain):
        handle = match["handle"].rstrip(".")
        bare = handle.lstrip("@")
        if _PUBLIC_HANDLE.search(bare) or bare in FUNCTION_WORDS:
            continue
        is_said = bool(re.search("[:=是]", match["link"]))
        # A name on a service has what a word has not: "my telegram is hacked".
        has_mark = not bare.isdigit() and bool(_MARK_OF_HANDLE.search(bare))
        is_login = bool(_LOGIN.search(match[0][: -len(handle)])) and len(bare) > 3
        if (
            (has_mark and (match["own"] or is_said or not _OTHER_SENSE.match(match[0])))
            or (is_said and match["own"])
            or (is_said and is_login)
        ):
            yield Finding("username", match.start("handle"), match.start("handle") + len(handle))
