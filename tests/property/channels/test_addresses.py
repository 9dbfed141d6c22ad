"""No reply address but our own is ever taken for one."""

from hypothesis import assume, given
from hypothesis import strategies as st

from lambdesk.channels.addresses import participant_mark, read_reply_address, reply_address
from lambdesk.channels.threading import own_message_id, read_own_message_id
from lambdesk.kit.signing import Keyring

NUMBERS = st.integers(1, 10**10)
TENANTS = st.text("0123456789ABCDEF", min_size=1, max_size=26).map("tnt_{}".format)
KEYRINGS = st.tuples(st.text("abcdefghij0123456789", min_size=1, max_size=4), st.binary(min_size=16, max_size=64)).map(
    lambda pair: Keyring(pair[0], {pair[0]: pair[1]})
)
ADDRESSES = st.emails()


@given(KEYRINGS, TENANTS, NUMBERS, ADDRESSES)
def test_a_reply_address_comes_back_in_any_case(keys: Keyring, tenant: str, number: int, person: str) -> None:
    address = reply_address(keys, tenant, number, person, "northwind.example")
    assert len(address.partition("@")[0]) <= 64
    for form in (address, address.upper(), address.title()):
        found = read_reply_address(keys, tenant, form)
        assert found
        assert (found.number, found.participant) == (number, participant_mark(person))


@given(KEYRINGS, TENANTS, NUMBERS, ADDRESSES, st.data())
def test_any_change_to_a_token_is_refused(
    keys: Keyring, tenant: str, number: int, person: str, data: st.DataObject
) -> None:
    address = reply_address(keys, tenant, number, person, "northwind.example")
    local = address.partition("@")[0]
    at = data.draw(st.integers(0, len(local) - 1))
    other = data.draw(st.characters(exclude_categories=("Cs",)))
    change = data.draw(st.sampled_from(["replace", "insert", "delete"]))
    changed = {
        "replace": local[:at] + other + local[at + 1 :],
        "insert": local[:at] + other + local[at:],
        "delete": local[:at] + local[at + 1 :],
    }[change]
    assume(changed.lower() != local or not changed.isascii())
    assert read_reply_address(keys, tenant, f"{changed}@northwind.example") is None


@given(KEYRINGS, TENANTS, TENANTS, NUMBERS, ADDRESSES)
def test_another_tenants_marks_are_refused(keys: Keyring, one: str, two: str, number: int, person: str) -> None:
    assume(one != two)
    assert read_reply_address(keys, two, reply_address(keys, one, number, person, "x.example")) is None
    own = own_message_id(keys, one, number, "msg_01J", "x.example")
    assert read_own_message_id(keys, one, own) == number
    assert read_own_message_id(keys, two, own) is None


@given(KEYRINGS, TENANTS, st.text())
def test_anything_else_is_no_mark_of_ours(keys: Keyring, tenant: str, text: str) -> None:
    assert read_reply_address(keys, tenant, text) is None
    assert read_own_message_id(keys, tenant, text) is None


@given(KEYRINGS, TENANTS, NUMBERS, st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=26), st.data())
def test_any_change_to_an_id_is_refused(
    keys: Keyring, tenant: str, number: int, nonce: str, data: st.DataObject
) -> None:
    own = own_message_id(keys, tenant, number, f"msg_{nonce}", "x.example").partition("@")[0]
    at = data.draw(st.integers(0, len(own) - 1))
    other = data.draw(st.characters(exclude_categories=("Cs",), exclude_characters="@"))
    changed = own[:at] + other + own[at + 1 :]
    assume(changed.lower() != own or not changed.isascii())
    assert read_own_message_id(keys, tenant, f"{changed}@x.example") is None
