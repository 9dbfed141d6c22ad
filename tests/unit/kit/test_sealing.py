"""A sealed secret opens with its key, for its purpose, at its place, and nowhere else."""

import pytest

from lambdesk.kit.sealing import UnknownKey, Unreadable, seal, unseal
from lambdesk.kit.signing import Keyring

OLD = Keyring("a", {"a": b"a" * 64})
NEW = Keyring("b", {"a": b"a" * 64, "b": b"b" * 64})


@pytest.mark.parametrize("secret", ["", "token", "tökén", "t" * 4_000])
def test_what_was_sealed_can_be_read(secret: str) -> None:
    assert unseal(OLD, "session", seal(OLD, "session", secret, "t/1"), "t/1") == secret


def test_two_seals_of_one_secret_look_different() -> None:
    assert seal(OLD, "session", "token", "t/1") != seal(OLD, "session", "token", "t/1")


def test_an_older_key_still_opens_until_it_is_gone() -> None:
    sealed = seal(OLD, "session", "token", "t/1")
    assert unseal(NEW, "session", sealed, "t/1") == "token"
    with pytest.raises(UnknownKey):
        unseal(Keyring("b", {"b": b"b" * 64}), "session", sealed, "t/1")


@pytest.mark.parametrize(("purpose", "place"), [("cursor", "t/1"), ("session", "t/2"), ("session", "")])
def test_it_opens_for_no_other_purpose_or_place(purpose: str, place: str) -> None:
    with pytest.raises(Unreadable):
        unseal(OLD, purpose, seal(OLD, "session", "token", "t/1"), place)


@pytest.mark.parametrize("sealed", ["", "a", "a.", "a.AAAA", "a.!", "x.AAAA", "ä.ä", "a." + "A" * 40])
def test_what_was_never_sealed_is_unreadable(sealed: str) -> None:
    with pytest.raises(Unreadable):
        unseal(OLD, "session", sealed, "t/1")


def test_a_changed_letter_is_noticed() -> None:
    sealed = seal(OLD, "session", "token", "t/1")
    for index in range(2, len(sealed)):
        if sealed[index] not in "=":
            changed = sealed[:index] + ("A" if sealed[index] != "A" else "B") + sealed[index + 1 :]
            with pytest.raises(Unreadable):
                unseal(OLD, "session", changed, "t/1")
