"""Handles that we made are known again; others end nothing."""

from lambdesk.kit import handles
from lambdesk.kit.signing import Keyring

KEYS = Keyring("a", {"a": b"k" * 64})
PLACE = "tnt_1/ses_1"


def test_a_handle_is_of_one_session() -> None:
    handle = handles.sealed(KEYS, PLACE, "s" * 43)
    assert handles.is_ours(KEYS, PLACE, handle)
    assert not handles.is_ours(KEYS, "tnt_1/ses_2", handle)
    assert not handles.is_ours(KEYS, "tnt_2/ses_1", handle)
    for other in (handle[:-1], "t" + handle[1:], "s" * 59, "", "é" * 43, handle + "a"):
        assert not handles.is_ours(KEYS, PLACE, other)


def test_a_handle_outlives_the_key_it_was_made_with() -> None:
    handle = handles.sealed(KEYS, PLACE, "s" * 43)
    assert handles.is_ours(Keyring("b", {"a": b"k" * 64, "b": b"j" * 64}), PLACE, handle)
    assert not handles.is_newer(Keyring("b", {"a": b"k" * 64, "b": b"j" * 64}), handle)


def test_a_handle_made_with_a_key_that_is_not_there_says_so() -> None:
    handle, other = handles.sealed(KEYS, PLACE, "s" * 43), Keyring("b", {"b": b"j" * 64})
    assert not handles.is_ours(other, PLACE, handle)
    assert handles.is_newer(other, handle)
    for text in ("", "s" * 59, handle[:-1]):
        assert not handles.is_newer(other, text)
