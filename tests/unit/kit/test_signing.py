"""Keyed hashes: purposes apart, keys rotated, strangers refused."""

import json

import pytest

from lambdesk.kit.signing import Keyring, base32_decode, base32_encode, parse_keyring

OLD = Keyring("a", {"a": b"first secret"})
NEW = Keyring("b", {"a": b"first secret", "b": b"second secret"})


def test_what_one_key_signed_a_rotated_ring_still_verifies() -> None:
    mac = OLD.mac("cursor", b"words")
    assert NEW.verify("cursor", b"words", mac, key_id="a")
    assert not NEW.verify("cursor", b"words", mac, key_id="b")
    assert NEW.mac("cursor", b"words") != mac


def test_purposes_do_not_mix() -> None:
    mac = OLD.mac("cursor", b"words")
    assert not OLD.verify("session", b"words", mac, key_id="a")
    assert OLD.derive("cursor", "a") != OLD.derive("session", "a")


@pytest.mark.parametrize("key_id", ["", "c", "a\x00", "А"])
def test_an_unknown_key_is_a_plain_no(key_id: str) -> None:
    assert not OLD.verify("cursor", b"words", OLD.mac("cursor", b"words"), key_id=key_id)


@pytest.mark.parametrize("bits", [80, 128, 256])
def test_a_shortened_mac_verifies_at_its_own_length_only(bits: int) -> None:
    mac = OLD.mac("thread-id", b"words", bits=bits)
    assert len(mac) * 8 == bits
    assert OLD.verify("thread-id", b"words", mac, key_id="a", bits=bits)
    assert not OLD.verify("thread-id", b"words", mac[:-1], key_id="a", bits=bits)
    assert not OLD.verify("thread-id", b"words", b"", key_id="a", bits=bits)


def test_the_secret_names_its_current_key() -> None:
    ring = parse_keyring(json.dumps({"current": "b", "a": "first secret", "b": "second secret"}))
    assert ring == NEW


@pytest.mark.parametrize("secret", ['{"a": "x"}', '{"current": "b", "a": "x"}', '{"current": null}', "no json"])
def test_a_secret_without_its_current_key_is_a_value_error(secret: str) -> None:
    with pytest.raises(ValueError):
        parse_keyring(secret)


@pytest.mark.parametrize("key_id", ["", "A", "a.b", "a_b", "a" * 21, "ä", "a\n"])
def test_a_key_id_that_texts_cannot_carry_is_a_value_error(key_id: str) -> None:
    with pytest.raises(ValueError, match="key ids"):
        parse_keyring(json.dumps({"current": "a", "a": "x", key_id: "y"}))


@pytest.mark.parametrize("text", ["mfrgg", "MFRGG", "MfRgG"])
def test_base32_survives_any_case(text: str) -> None:
    assert base32_decode(text) == b"abc"
    assert base32_encode(b"abc") == "mfrgg"


@pytest.mark.parametrize("text", ["mfrgg===", "mfrgh", "mfrg1", "m", "ſfrgg", "mfr gg", "ß"])
def test_base32_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError):
        base32_decode(text)
