"""The rules of sign-in at a provider."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdesk.identity.federation import decide
from lambdesk.identity.federation.events import SignInRefused
from lambdesk.identity.federation.model import Provider, Reason, Refused, Told
from lambdesk.identity.members.invitations import LIFETIME
from lambdesk.identity.model import ADMIN, AGENT, BUILT_IN, Begun, MemberState, Tenant, User
from lambdesk.identity.queries import wrong_way
from lambdesk.kit.context import SYSTEM, Context

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CTX = Context("tnt_1", SYSTEM, NOW, "seed")
PROVIDER = Provider("ID", "https://id.example.com", "client", "sealed", ("example.com", "example.org"))
TOLD = Told("42", "nonce", "Maya@Example.com", True, "Maya")
MAYA = User("usr_1", "maya@example.com", "Maya", AGENT, NOW)
HOME = Tenant("tnt_1", "N", "n", (), NOW)
SUBJECT = decide.subject_of(PROVIDER, TOLD)
AGENTS, ADMINS = BUILT_IN[AGENT], BUILT_IN[ADMIN]


def reason(admitted: User) -> Reason:
    with pytest.raises(Refused) as refused:
        decide.admit(CTX, admitted, SUBJECT)
    return refused.value.reason


def test_an_address_counts_in_any_case_when_it_is_verified_and_of_a_domain_of_the_tenant() -> None:
    assert decide.check(PROVIDER, TOLD) == "maya@example.com"
    for told, expected in (
        (replace(TOLD, verified=False), Reason.UNVERIFIED),
        (replace(TOLD, email=""), Reason.UNVERIFIED),
        (replace(TOLD, email="maya@sub.example.com"), Reason.DOMAIN),
        (replace(TOLD, email="maya@notexample.com"), Reason.DOMAIN),
        (replace(TOLD, email="maya@example.com@evil.example"), Reason.DOMAIN),
    ):
        with pytest.raises(Refused) as refused:
            decide.check(PROVIDER, told)
        assert refused.value.reason is expected


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_names_of_the_provider_are_two_people_and_two_providers_know_different_ones(one: str, other: str) -> None:
    here = [decide.subject_of(PROVIDER, replace(TOLD, subject=each)) for each in (one, other)]
    assert (here[0] == here[1]) is (one == other)
    elsewhere = decide.subject_of(replace(PROVIDER, issuer="https://other.example"), replace(TOLD, subject=one))
    assert elsewhere[:20] != here[0][:20]


def test_a_member_is_linked_once() -> None:
    linked, changes = decide.admit(CTX, MAYA, SUBJECT)
    assert (linked.subject, linked.version) == (SUBJECT, 2)
    assert [each.type for each in changes.events] == ["user.linked"]
    again, nothing = decide.admit(CTX, linked, SUBJECT)
    assert (again, nothing.writes) == (linked, ())


def test_another_name_at_the_same_issuer_is_refused_one_of_another_issuer_is_linked_anew() -> None:
    assert reason(replace(MAYA, subject=SUBJECT[:20] + "0" * 20)) is Reason.OTHER_ACCOUNT
    moved, _ = decide.admit(CTX, replace(MAYA, subject="0" * 40), SUBJECT)
    assert moved.subject == SUBJECT


def test_who_is_inactive_or_was_there_for_a_while_only_stays_out() -> None:
    for gone in (replace(MAYA, active=False), replace(MAYA, until=NOW)):
        assert reason(gone) is Reason.INACTIVE
        assert reason(replace(gone, subject=SUBJECT)) is Reason.INACTIVE


def test_an_invitation_is_accepted_as_long_as_its_link_would_be() -> None:
    invited = replace(MAYA, active=False, invited_at=NOW - LIFETIME + timedelta(seconds=1))
    joined, changes = decide.admit(CTX, invited, SUBJECT)
    assert (joined.state, joined.subject) == (MemberState.ACTIVE, SUBJECT)
    assert [each.type for each in changes.events] == ["user.joined", "user.linked"]
    assert len({each.id for each in changes.events}) == 2
    assert reason(replace(invited, invited_at=NOW - LIFETIME)) is Reason.INVITATION_OVER


def test_who_was_not_invited_comes_in_where_there_is_a_first_role() -> None:
    with pytest.raises(Refused) as refused:
        decide.first(CTX, PROVIDER, TOLD, SUBJECT)
    assert refused.value.reason is Reason.NOT_INVITED
    made, changes = decide.first(CTX, replace(PROVIDER, first_role=AGENT), replace(TOLD, name=""), SUBJECT)
    assert (made.email, made.name, made.role, made.subject) == ("maya@example.com", "maya", AGENT, SUBJECT)
    assert [each.type for each in changes.events] == ["user.joined", "user.linked"]


@pytest.mark.parametrize(
    ("methods", "trusted", "way"),
    [
        ((), False, Begun.PROVIDER),
        (("pwd", "otp"), False, Begun.PROVIDER),
        (("pwd", "mfa"), False, Begun.PROVIDER_MFA),
        ((), True, Begun.PROVIDER_MFA),
    ],
)
def test_two_steps_are_those_that_the_provider_names_or_the_tenant_trusts(
    methods: tuple[str, ...], trusted: bool, way: Begun
) -> None:
    assert decide.begun(replace(PROVIDER, trusted=trusted), replace(TOLD, methods=methods)) is way


def test_which_way_is_wrong_for_whom() -> None:
    strict, closed = replace(HOME, mfa_required=True), replace(HOME, passwords=False)
    assert wrong_way(HOME, AGENTS, Begun.PASSWORD) is None
    assert wrong_way(closed, AGENTS, Begun.PASSWORD) == "provider"
    assert wrong_way(closed, ADMINS, Begun.PASSWORD) is None
    assert wrong_way(HOME, AGENTS, Begun.PROVIDER) is None
    assert wrong_way(HOME, ADMINS, Begun.PROVIDER) == wrong_way(strict, AGENTS, Begun.PROVIDER) == "provider_mfa"
    assert {wrong_way(each, ADMINS, Begun.PROVIDER_MFA) for each in (HOME, strict, closed)} == {None}


def test_a_refusal_tells_the_trail_its_reason_and_nothing_of_the_person() -> None:
    (told,) = decide.refused(CTX, 3, Reason.DOMAIN, None).events
    assert (told.type, told.data) == (SignInRefused.EVENT_TYPE, {"reason": "foreign_domain"})
