"""No cursor but the one we gave, to the tenant and list we gave it to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdesk.kit.errors import Invalid
from lambdesk.kit.paging import decode_cursor, encode_cursor
from lambdesk.kit.signing import Keyring

KEYS = Keyring("a", {"a": b"first secret", "b": b"second secret"})
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
POSITIONS = st.dictionaries(NAMES, NAMES | st.integers(-(2**53), 2**53), max_size=4)


@given(tenant=NAMES, scope=NAMES, position=POSITIONS)
def test_a_cursor_leads_back(tenant: str, scope: str, position: dict[str, object]) -> None:
    assert decode_cursor(KEYS, tenant, scope, encode_cursor(KEYS, tenant, scope, position)) == position


@given(
    position=POSITIONS,
    given_to=st.tuples(NAMES, NAMES),
    used_by=st.tuples(NAMES, NAMES),
)
def test_a_cursor_works_nowhere_else(
    position: dict[str, object], given_to: tuple[str, str], used_by: tuple[str, str]
) -> None:
    cursor = encode_cursor(KEYS, *given_to, position)
    if given_to != used_by:
        with pytest.raises(Invalid):
            decode_cursor(KEYS, *used_by, cursor)


@given(position=POSITIONS, data=st.data())
def test_a_cursor_changed_in_any_letter_is_refused(position: dict[str, object], data: st.DataObject) -> None:
    cursor = encode_cursor(KEYS, "tnt_1", "tickets", position)
    start = data.draw(st.integers(0, len(cursor)))
    end = data.draw(st.integers(start, min(start + 3, len(cursor))))
    replacement = data.draw(st.text("ABCabc019-_+/=.~ ä", max_size=3))
    changed = cursor[:start] + replacement + cursor[end:]
    if changed != cursor:
        with pytest.raises(Invalid):
            decode_cursor(KEYS, "tnt_1", "tickets", changed)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(Invalid):
        decode_cursor(KEYS, "tnt_1", "tickets", text)
