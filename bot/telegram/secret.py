"""The number of a chat in, the name under which it is remembered out: a keyed hash.

Without the secret nobody can tell which chat a name stands for, or try all numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from index import ConfigError

VARIABLE = "BOT_SECRET"
# NIST SP 800-107: a key of a keyed hash should have as many bits as the hash is strong; this is
# the least we take, 128 bits in letters of base 64.
_LEAST_CHARACTERS = 22
_NAME_CHARACTERS = 32
_MODE = 0o600


class Secret:
    """The secret key of one bot."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def __repr__(self) -> str:
        """Say nothing of the key: this may stand in a traceback."""
        return "Secret(...)"

    def name_of(self, kind: str, number: int | str) -> str:
        """Return the name of a chat, a person or anything else of its kind: 32 hex digits."""
        digest = hmac.new(self._key, f"{kind}\0{number}".encode(), hashlib.sha256)
        return digest.hexdigest()[:_NAME_CHARACTERS]


def open_secret(folder: Path) -> Secret:
    """Return the secret of the environment, or that in `folder`, made now if there is none.

    Raises:
        ConfigError: it is too short, or others than its owner can read the file.
    """
    if key := os.environ.get(VARIABLE, ""):
        return Secret(_long_enough(key, VARIABLE))
    file = folder / "secret"
    try:
        # Nobody else may have a look, not even between making the file and closing it.
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE), "w") as stream:
            stream.write(secrets.token_urlsafe(32) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError:
        pass
    if file.stat().st_mode & 0o077:
        raise ConfigError(f"{file}: others can read the secret; make it yours: chmod 600 {file}")
    try:
        key = file.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{file}: is no text; move it away and a new one is made: what people chose is then"
            " forgotten"
        ) from error
    return Secret(_long_enough(key, str(file)))


def _long_enough(key: str, place: str) -> str:
    if len(key) < _LEAST_CHARACTERS:
        raise ConfigError(
            f"{place}: the secret has {len(key)} characters, at least {_LEAST_CHARACTERS} are"
            " needed; make one: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    return key
