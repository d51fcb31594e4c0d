"""A question in, whether it is about another country than the United Kingdom out."""

from __future__ import annotations

import re
from typing import NamedTuple

# Countries by the names people use, their inhabitants' systems and laws, and large cities that
# no place in the United Kingdom shares its name with.
_COUNTRIES = (
    "afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain"
    " bangladesh belarus belgium brazil bulgaria cameroon canada chile china colombia congo croatia"
    " cuba cyprus czechia denmark ecuador egypt eritrea estonia ethiopia finland france gambia"
    " germany ghana greece guinea hungary iceland india indonesia iran iraq ireland israel italy"
    " jamaica japan jordan kazakhstan kenya kosovo kuwait latvia lebanon libya lithuania luxembourg"
    " malaysia malta mexico moldova morocco nepal netherlands nigeria norway pakistan palestine"
    " peru philippines poland portugal qatar romania russia rwanda senegal serbia singapore"
    " slovakia slovenia somalia spain sudan sweden switzerland syria taiwan tanzania thailand"
    " tunisia turkey uganda ukraine uae usa venezuela vietnam yemen zambia zimbabwe dubai europe eu"
).split()
_OF_MORE_WORDS = (
    "sri lanka",
    "saudi arabia",
    "south africa",
    "new zealand",
    "hong kong",
    "united states",
    "the states",
    "ivory coast",
    "sierra leone",
    "republic of ireland",
    "abu dhabi",
)
_CITIES = (
    "paris berlin munich hamburg cologne frankfurt vienna zurich geneva rome milan naples turin"
    " madrid barcelona valencia lisbon porto brussels antwerp amsterdam rotterdam copenhagen"
    " stockholm oslo helsinki dublin cork galway warsaw krakow prague budapest bucharest cluj iasi"
    " sofia athens thessaloniki istanbul ankara kyiv kharkiv lviv odesa moscow lagos abuja accra"
    " nairobi kampala addis mogadishu hargeisa asmara khartoum cairo casablanca tunis algiers"
    " tripoli beirut amman baghdad tehran kabul karachi lahore islamabad delhi mumbai kolkata dhaka"
    " sylhet kathmandu beijing shanghai tokyo seoul manila bangkok toronto vancouver montreal"
    " ottawa chicago texas california florida brooklyn sydney melbourne brisbane johannesburg"
    " riyadh doha calais marseille lyon"
).split()
_SYSTEMS = (
    "hipaa medicare medicaid obamacare cpam ameli securite sociale sécurité aok ausländerbehörde"
    " migra straż krankenkasse tessera sanitaria nfz pesel zus sgk hse uscis cnil garante bfdi"
    " anmeldung codice fiscale aadhaar nhif"
).split()
_ADJECTIVES = (
    "german french italian spanish irish polish american canadian australian dutch belgian swedish"
    " norwegian danish finnish greek turkish indian pakistani nigerian kenyan romanian portuguese"
    " austrian swiss chinese japanese egyptian ghanaian hungarian czech"
).split()
_NAMES = "|".join((*_OF_MORE_WORDS, *_COUNTRIES, *_CITIES))
# Where somebody is from, fled from or may be sent to is no place that the question is about.
_ORIGIN = re.compile(
    r"\b(?:from|born in|left|fled|leaving|escaped|back to|return(?:ed)? to"
    r"|(?:remov|send|sent|deport)\w*(?: me| us| him| her| them)? to|embassy of|arrived|citizen of"
    rf"|national of|go(?:ing)? to|went to)\s+(?:the\s+)?(?:{_NAMES})\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    rf"\b(?:{_NAMES})\b|\b(?:{'|'.join(_ADJECTIVES)})\s+(?:hospital|doctor|gp|clinic|law|health"
    r"|system|police|insurance|data|authorit|government|court|medical|state|privacy)",
    re.IGNORECASE,
)
_NORTHERN_IRELAND = re.compile(r"\bn(?:orthern|\.)? ?ireland\b", re.IGNORECASE)
_SYSTEM = re.compile(r"\b(?:" + "|".join(_SYSTEMS) + r")\b", re.IGNORECASE)
# In capitals only: small, they are words of their own.
_IN_CAPITALS = re.compile(r"\b(?:US|U\.S\.|ICE|FBI|CIA|USA|UAE|AMKA|ASL|TAJ|CNAM)\b")
_HERE = re.compile(
    r"\b(uk|u\.k|britain|british|england|english|scotland|wales|nhs|home office|london|here)\b",
    re.IGNORECASE,
)


class ForeignHints(NamedTuple):
    """Whether a foreign place is named, a foreign system or authority, and this country."""

    place: bool
    system: bool
    here: bool


def foreign_hints(question: str) -> ForeignHints:
    """Return what in `question` says which country it is about."""
    question = _NORTHERN_IRELAND.sub("UK", question)
    without_origin = _ORIGIN.sub(" ", question)
    return ForeignHints(
        _PLACE.search(without_origin) is not None,
        _SYSTEM.search(question) is not None or _IN_CAPITALS.search(question) is not None,
        _HERE.search(question) is not None,
    )
