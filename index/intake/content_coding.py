"""The bytes of a server's reply in, those of the document out; never more than may be."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from index.errors import SourceUnreadableError

# How zlib is told which wrapping to expect: RFC 1952, RFC 1950, none.
_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS + 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
_WRAPPINGS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}
_REMEDY = "download the document in a browser and add the file"


def decoded(chunks: Iterable[bytes], coding: str, most: int, place: str) -> bytes:
    """Return what `chunks` hold once `coding`, a Content-Encoding, is undone.

    Neither they nor what is returned may be longer than `most` bytes; `place` is what messages
    call the document. No more chunks are taken than needed to see that they are too many.

    Raises:
        SourceUnreadableError: too long, of an unknown coding, damaged, or cut off.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return _joined(chunks, most, place)
    if coding not in _WRAPPINGS:
        raise SourceUnreadableError(f"{place}: packed as {coding[:40]!a}; {_REMEDY}")
    packed = _joined(chunks, most, place)
    wrapping = _WRAPPINGS[coding]
    if coding == "deflate" and not _has_zlib_header(packed):
        # Many servers leave the wrapping out; browsers have always put up with it.
        wrapping = _RAW
    decoder = zlib.decompressobj(wrapping)
    try:
        data = decoder.decompress(packed, most + 1)
    except zlib.error as error:
        raise SourceUnreadableError(
            f"{place}: packed as {coding}, but damaged; {_REMEDY}"
        ) from error
    if len(data) > most:
        raise _too_long(place, most)
    if not decoder.eof:
        raise SourceUnreadableError(f"{place}: packed as {coding}, but ends halfway; {_REMEDY}")
    if decoder.unused_data:
        # It may be another part of the document; half a document must not pass for all of it.
        reason = f"packed as {coding}, but goes on after its end"
        raise SourceUnreadableError(f"{place}: {reason}; {_REMEDY}")
    return data


def check_length(length: int, most: int, place: str) -> None:
    """Do nothing where a document of `length` bytes may be taken.

    Raises:
        SourceUnreadableError: it is longer than `most` bytes.
    """
    if length > most:
        raise _too_long(place, most)


def _joined(chunks: Iterable[bytes], most: int, place: str) -> bytes:
    taken = bytearray()
    for chunk in chunks:
        taken += chunk
        check_length(len(taken), most, place)
    return bytes(taken)


def _has_zlib_header(packed: bytes) -> bool:
    """Whether data begin as RFC 1950 says: deflate, and a number that 31 divides."""
    return (
        len(packed) >= 2 and packed[0] & 0x0F == 8 and int.from_bytes(packed[:2], "big") % 31 == 0
    )


def _too_long(place: str, most: int) -> SourceUnreadableError:
    remedy = "add the part that is needed, as a file"
    return SourceUnreadableError(f"{place}: longer than {most / 1e6:.0f} MB; {remedy}")
