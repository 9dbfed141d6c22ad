"""Cursors: ours, of this tenant, of this list; or refused."""

import pytest

from lambdesk.kit.errors import Invalid
from lambdesk.kit.paging import decode_cursor, encode_cursor
from lambdesk.kit.signing import Keyring

KEYS = Keyring("a", {"a": b"first secret"})
POSITION = {"pk": "T#tnt_1#Q#open", "sk": "2026-03-02T09:00:00.000Z#0000000007", "seen": 50}
CURSOR = encode_cursor(KEYS, "tnt_1", "tickets?queue=open", POSITION)


def test_a_cursor_leads_back_to_its_position() -> None:
    assert decode_cursor(KEYS, "tnt_1", "tickets?queue=open", CURSOR) == POSITION


def test_a_cursor_outlives_the_rotation_of_its_key() -> None:
    rotated = Keyring("b", {**KEYS.keys, "b": b"second secret"})
    assert decode_cursor(rotated, "tnt_1", "tickets?queue=open", CURSOR) == POSITION


@pytest.mark.parametrize(
    ("tenant", "scope"),
    [("tnt_2", "tickets?queue=open"), ("tnt_1", "tickets?queue=paused"), ("tnt_1", "users"), ("", "")],
)
def test_a_cursor_of_another_tenant_or_list_is_refused(tenant: str, scope: str) -> None:
    with pytest.raises(Invalid) as refusal:
        decode_cursor(KEYS, tenant, scope, CURSOR)
    assert [(each.field, each.code) for each in refusal.value.fields] == [("query.cursor", "invalid_cursor")]


@pytest.mark.parametrize(
    "cursor",
    ["", ".", "a", "a.", "b." + CURSOR[2:], CURSOR[2:], CURSOR + "=", CURSOR + "A", CURSOR[:-1], CURSOR + "\n", "ä.ö"],
)
def test_what_is_no_cursor_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        decode_cursor(KEYS, "tnt_1", "tickets?queue=open", cursor)


def test_a_key_of_somebody_elses_is_refused() -> None:
    forged = encode_cursor(Keyring("a", {"a": b"guess"}), "tnt_1", "tickets?queue=open", POSITION)
    with pytest.raises(Invalid):
        decode_cursor(KEYS, "tnt_1", "tickets?queue=open", forged)
