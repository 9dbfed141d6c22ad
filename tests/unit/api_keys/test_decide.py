"""Which secret opens what until when, and what a key's text says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdesk.api_keys import decide, text
from lambdesk.api_keys.decide import NewKey
from lambdesk.api_keys.model import ApiKey
from lambdesk.identity.model import BUILT_IN, OF_STAFF, Caller, Permission, Reach, Role
from lambdesk.kit import ids
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import Conflict, Forbidden, Invalid

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TENANT = "tnt_01KAWJ4X6S0000000000000000"
CTX = Context(TENANT, Actor(ActorKind.USER, "usr_1"), NOW, "seed")
ADMIN = Caller(ActorKind.USER, "usr_1", "Maya", BUILT_IN["admin"])
WANTED = NewKey("Reports", ("tickets.read",), 30)


def key(*scopes: str) -> ApiKey:
    made, _ = decide.create(replace(WANTED, scopes=scopes or WANTED.scopes), "a" * 64, ADMIN, [], CTX)
    return made


def later(**duration: float) -> Context:
    return replace(CTX, now=NOW + timedelta(**duration), seed="later")


def maker(*permissions: Permission, reach: Reach = Reach.ALL) -> Caller:
    return Caller(ActorKind.USER, "usr_2", "Tom", Role("rol_1", "Own", frozenset(permissions), reach))


def test_a_key_may_do_what_its_maker_may_and_no_more() -> None:
    some = maker(Permission.TICKETS_READ, Permission.API_KEYS_WRITE)
    assert decide.givable(some) == ["tickets.read"]
    decide.create(WANTED, "a" * 64, some, [], CTX)
    with pytest.raises(Forbidden):
        decide.create(replace(WANTED, scopes=("tickets.read", "tickets.write")), "a" * 64, some, [], CTX)
    with pytest.raises(Forbidden):
        decide.create(WANTED, "a" * 64, maker(*OF_STAFF, reach=Reach.TEAMS), [], CTX)


@pytest.mark.parametrize("scope", ["api_keys.write", "profile.read", "portal.read", "nothing", "*"])
def test_what_is_for_people_is_no_scope(scope: str) -> None:
    with pytest.raises(Invalid):
        decide.create(replace(WANTED, scopes=(scope,)), "a" * 64, ADMIN, [], CTX)


def test_there_is_an_end_to_keys() -> None:
    many = [key() for _ in range(decide.LIMIT)]
    with pytest.raises(Conflict):
        decide.create(WANTED, "a" * 64, ADMIN, many, CTX)
    decide.create(WANTED, "a" * 64, ADMIN, [replace(many[0], revoked_at=NOW), *many[1:]], CTX)


def test_a_key_is_good_until_the_moment_it_expires() -> None:
    made = key()
    assert decide.accepts(made, "a" * 64, NOW + timedelta(days=30) - timedelta(milliseconds=1))
    assert not decide.accepts(made, "a" * 64, NOW + timedelta(days=30))
    assert not decide.accepts(made, "b" * 64, NOW)


def test_after_a_rotation_both_secrets_open_until_the_overlap_is_over() -> None:
    made = key()
    rotated, changes = decide.rotate(made, "b" * 64, timedelta(hours=24), ADMIN, later(days=10))
    assert [event.type for event in changes.events] == ["api_key.rotated"]
    at = later(days=10).now
    assert [decide.accepts(rotated, each * 64, at) for each in "abc"] == [True, True, False]
    assert [decide.accepts(rotated, each * 64, at + timedelta(hours=24)) for each in "ab"] == [False, True]
    assert rotated.expires_at == at + timedelta(days=30)
    again, _ = decide.rotate(rotated, "c" * 64, timedelta(hours=24), ADMIN, later(days=10))
    assert [decide.accepts(again, each * 64, at) for each in "abc"] == [False, True, True]


def test_a_secret_never_lives_longer_by_a_rotation() -> None:
    rotated, _ = decide.rotate(key(), "b" * 64, timedelta(hours=168), ADMIN, later(days=29))
    assert not decide.accepts(rotated, "a" * 64, NOW + timedelta(days=30))
    late, _ = decide.rotate(key(), "b" * 64, timedelta(hours=1), ADMIN, later(days=31))
    assert not decide.accepts(late, "a" * 64, later(days=31).now)
    at_once, _ = decide.rotate(key(), "b" * 64, timedelta(0), ADMIN, CTX)
    assert not decide.accepts(at_once, "a" * 64, NOW)


def test_who_rotates_holds_what_the_key_may() -> None:
    with pytest.raises(Forbidden):
        decide.rotate(key("settings.write"), "b" * 64, timedelta(0), maker(Permission.TICKETS_READ), CTX)


def test_a_revoked_key_opens_nothing_and_comes_not_back() -> None:
    rotated, _ = decide.rotate(key(), "b" * 64, timedelta(hours=24), ADMIN, CTX)
    (write,) = decide.revoke(rotated, CTX).writes
    revoked = write.entity  # type: ignore[union-attr]
    assert isinstance(revoked, ApiKey)
    assert [decide.accepts(revoked, each * 64, NOW) for each in "ab"] == [False, False]
    assert decide.revoke(revoked, CTX).writes == ()
    with pytest.raises(Conflict):
        decide.rotate(revoked, "c" * 64, timedelta(0), ADMIN, CTX)


def test_a_text_says_tenant_key_and_secret() -> None:
    secret, made = ids.new_key(), key()
    said = text.read(text.text_of(TENANT, made.id, secret))
    assert said == text.Shown(TENANT, made.id, text.hash_of(secret))


@given(st.data())
def test_a_text_with_another_letter_is_none(data: st.DataObject) -> None:
    whole = text.text_of(TENANT, key().id, ids.new_key())
    place = data.draw(st.integers(0, len(whole) - 1))
    letter = data.draw(st.characters().filter(lambda each: each != whole[place]))
    assert text.read(whole[:place] + letter + whole[place + 1 :]) is None
    assert text.read(whole + letter) is None
    assert text.read(whole[:place]) is None
