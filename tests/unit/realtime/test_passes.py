"""Socket tickets are good for whom they were made, for half a minute, as they were made."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.kit.errors import Unauthenticated
from lambdesk.kit.signing import Keyring
from lambdesk.realtime import passes
from tests.unit.tickets import samples

KEYS = Keyring("a", {"a": b"k" * 64, "b": b"l" * 64})
CTX = samples.context()


def test_a_ticket_says_for_whom_it_is() -> None:
    ticket, expires_at = passes.issue(KEYS, CTX)
    shown = passes.read(KEYS, ticket, CTX.now)
    assert (shown.tenant, shown.user, shown.expires_at) == (CTX.tenant, CTX.actor.id, expires_at)
    assert expires_at == CTX.now + timedelta(seconds=30)
    other, _ = passes.issue(KEYS, replace(CTX, seed="other"))
    assert passes.read(KEYS, other, CTX.now).id != shown.id


@pytest.mark.parametrize("seconds", [30, 3600])
def test_it_runs_out(seconds: int) -> None:
    ticket, _ = passes.issue(KEYS, CTX)
    passes.read(KEYS, ticket, CTX.now + timedelta(seconds=29))
    with pytest.raises(Unauthenticated):
        passes.read(KEYS, ticket, CTX.now + timedelta(seconds=seconds))


def test_any_change_spoils_it() -> None:
    ticket, _ = passes.issue(KEYS, CTX)
    key, _, text = ticket.partition(".")
    forged = [
        f"{key}.{text[:place]}{'A' if text[place] != 'A' else 'B'}{text[place + 1 :]}" for place in range(len(text))
    ]
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    others = [
        "",
        ".",
        "a",
        "a.",
        f"b.{text}",
        f"x.{text}",
        ticket[:-4],
        f"a.{base64.urlsafe_b64encode(raw[16:]).decode()}",
    ]
    for each in [*forged[:-1], *others, "é" * 2000]:
        with pytest.raises(Unauthenticated):
            passes.read(KEYS, each, CTX.now)


def test_another_purposes_signature_is_none() -> None:
    payload = b'["pas_1","tnt_1","usr_1","2026-03-02T09:00:20.000Z"]'
    mac = KEYS.mac("cursor", payload, bits=128)
    with pytest.raises(Unauthenticated):
        passes.read(KEYS, f"a.{base64.urlsafe_b64encode(mac + payload).decode().rstrip('=')}", CTX.now)
