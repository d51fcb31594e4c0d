"""What fetches from a server of documents on this computer; for tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from document_server import HAS_OPENSSL

from index.errors import SourceUnreachableError, SourceUnreadableError
from index.intake.connection import INTERNET, Network
from index.intake.fetch import fetch

HOST = "charity.example"
# Refused wherever it stands here before anything is connected to.
PUBLIC = "8.8.8.8"
# Long enough for a busy computer, short enough to wait for.
IMPATIENT = replace(INTERNET, seconds=1.0, seconds_each=0.4)

needs_openssl = pytest.mark.skipif(not HAS_OPENSSL, reason="no openssl to make a certificate")


def at(*addresses: str) -> Callable[[str, int], tuple[str, ...]]:
    """Return a look-up that gives these addresses for every host."""
    return lambda _host, _port: addresses


def refusal(url: str, network: Network = INTERNET, **allowed: bool) -> str:
    """Return why nothing is fetched, without the place; local servers may be asked."""
    with pytest.raises((SourceUnreachableError, SourceUnreadableError)) as refused:
        fetch(url, network=network, **({"allow_local": True} | allowed))
    message = str(refused.value)
    assert message.isprintable()
    # A place, what is wrong there, and what to do about it.
    assert re.fullmatch(r"\S+: [^;]+; .+", message), message
    return message.partition(": ")[2]
