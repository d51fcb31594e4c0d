"""The bytes of a zip in, its entries out, after a look for what is made to do harm.

Sizes, names and places are those that the directory of the zip tells; what is read must keep to
them.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from index.errors import SourceUnreadableError

SAVE_AGAIN = "open it in Word and save it anew as .docx"

# A report of 300 pages has 3 MB of XML; the rest of a large file is pictures.
_PART_BYTES = 50_000_000
_ALL_BYTES = 100_000_000
_PARTS = 5_000
# XML of Word is packed to a tenth or twentieth. Below a million bytes nothing can be a bomb.
_RATIO = 200
_RATIO_FROM_BYTES = 1_000_000

_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OLE = b"\xd0\xcf\x11\xe0"


def open_zip(data: bytes, name: str) -> zipfile.ZipFile:
    """Return the zip that these bytes are, every entry of its directory looked at.

    Raises:
        SourceUnreadableError: it is no zip, is damaged or locked, or could do harm.
    """
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SourceUnreadableError(
                f"{name}: is locked with a password; save it as .docx without one"
            )
        raise SourceUnreadableError(f"{name}: is of an old Word (.doc); save it as .docx")
    if not data.startswith(b"PK\x03\x04"):
        raise SourceUnreadableError(f"{name}: is not a Word document; save it as .docx")
    archive = _opened(data, name)
    _refuse_names(archive.infolist(), name)
    _refuse_sizes(archive.infolist(), name)
    return archive


def entry_bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """Return what an entry holds, at most 50 MB.

    Raises:
        SourceUnreadableError: it is damaged, or not as long as the directory says.
    """
    try:
        with archive.open(entry) as stream:
            content = stream.read(_PART_BYTES + 1)
    # What the modules raise for parts that are cut short or written over.
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        ValueError,
        RuntimeError,
        OSError,
    ) as error:
        raise SourceUnreadableError(
            f"{name}: {shown(entry.filename)} is damaged; fetch it again, or {SAVE_AGAIN}"
        ) from error
    if len(content) != entry.file_size:
        raise SourceUnreadableError(
            f"{name}: {shown(entry.filename)} is not as long as the file says; {SAVE_AGAIN}"
        )
    return content


def shown(words: str) -> str:
    """Return words of the file fit for a message: short, without control characters."""
    return "".join(c if c.isprintable() else "?" for c in words[:100])


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    # What the module raises for directories that are cut short or written over.
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise SourceUnreadableError(
            f"{name}: is damaged or cut short; fetch it again, or {SAVE_AGAIN}"
        ) from error


def _refuse_names(entries: list[zipfile.ZipInfo], name: str) -> None:
    seen = set()
    for entry in entries:
        part = entry.filename.lower()
        if re.match(r"[/\\]|[a-z]:", part) or ".." in re.split(r"[/\\]", part):
            why = "leads out of its folder"
        elif part in seen:
            why = "stands in it twice"
        elif entry.flag_bits & _ENCRYPTED:
            why = "is locked with a password"
        elif entry.compress_type not in _METHODS:
            why = "is packed in an unusual way"
        else:
            seen.add(part)
            continue
        raise SourceUnreadableError(f"{name}: {shown(entry.filename)} {why}; {SAVE_AGAIN}")


def _refuse_sizes(entries: list[zipfile.ZipInfo], name: str) -> None:
    why = ""
    if len(entries) > _PARTS:
        why = f"has {len(entries):,} parts, more than {_PARTS:,}"
    total = 0
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        total += entry.file_size
        if entry.header_offset < end:
            why = "holds parts that overlap"
        end = entry.header_offset + _LOCAL_HEADER_BYTES + len(entry.orig_filename)
        end += entry.compress_size
        is_dense = entry.file_size > _RATIO * entry.compress_size
        if is_dense and entry.file_size > _RATIO_FROM_BYTES:
            why = f"unpacks to more than {_RATIO} times its size"
        if entry.file_size > _PART_BYTES or total > _ALL_BYTES:
            why = f"unpacks to more than {_ALL_BYTES // 1_000_000} MB"
            if entry.file_size > _PART_BYTES:
                why = f"unpacks to a part of more than {_PART_BYTES // 1_000_000} MB"
    if why:
        raise SourceUnreadableError(f"{name}: {why}; print it to PDF and add that")
