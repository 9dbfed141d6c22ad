"""Signing in and out through the door: the cookie, and what each refusal looks like."""

from http.cookies import SimpleCookie

import pytest

from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import AGENT
from lambdesk.identity.schemas import Session
from lambdesk.kit.errors import ChallengeRequired, TooMany, Unavailable
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, Reply, context, settle

CREDENTIALS = {"email": "agent@northwind.example", "password": PASSWORD}


@pytest.fixture
def visitor(product: MemoryLambdesk) -> Desk:
    settle(product, "northwind")
    return Desk(product)


def cookie(answer: Reply) -> str:
    (line,) = answer.cookies
    return line.partition(";")[0]


def refresh(desk: Desk, with_cookie: str) -> Reply:
    return desk.send("POST", "/v1/session/refresh", headers={"Cookie": with_cookie})


def test_signing_in_gives_a_token_and_a_cookie_that_scripts_cannot_read(visitor: Desk) -> None:
    answer = visitor.send("POST", "/v1/session", CREDENTIALS)
    assert answer.status == 201
    Session.model_validate(answer.json)
    assert answer.json["tenant"]["slug"] == "northwind"
    morsel = SimpleCookie(answer.cookies[0])["lambdesk_session"]
    assert morsel["httponly"] is True
    assert (morsel["secure"], morsel["samesite"].lower(), morsel["path"]) == (True, "strict", "/api/v1/session")
    assert 2_591_990 < int(morsel["max-age"]) <= 2_592_000
    assert morsel.value.rpartition(".")[2] not in answer.text


def test_a_cookie_goes_over_plain_http_only_where_the_clients_do() -> None:
    local = MemoryLambdesk(origin="http://localhost:8080")
    settle(local, "northwind")
    answer = Desk(local).send("POST", "/v1/session", CREDENTIALS)
    assert "Secure" not in answer.cookies[0]


def test_a_session_is_renewed_by_its_cookie_alone(visitor: Desk) -> None:
    first = cookie(visitor.send("POST", "/v1/session", CREDENTIALS))
    answer = refresh(visitor, f"other=1; {first}")
    assert answer.status == 200
    assert cookie(answer) != first
    assert refresh(visitor, cookie(answer)).status == 200


def test_a_handle_that_was_never_ours_ends_no_session(visitor: Desk) -> None:
    """Whoever knows a session's name, an administrator for one, could end it otherwise."""
    first = cookie(visitor.send("POST", "/v1/session", CREDENTIALS))
    made_up = first.rpartition(".")[0] + "." + "x" * 59
    assert refresh(visitor, made_up).code == "unauthenticated"
    assert visitor.send("DELETE", "/v1/session", headers={"Cookie": made_up}).status == 204
    assert refresh(visitor, first).status == 200


def test_the_last_handle_is_answered_again_an_older_one_ends_the_session(visitor: Desk) -> None:
    first = cookie(visitor.send("POST", "/v1/session", CREDENTIALS))
    second = cookie(refresh(visitor, first))
    again = refresh(visitor, first)
    assert (again.status, cookie(again)) == (200, second)
    third = cookie(refresh(visitor, second))
    assert refresh(visitor, first).code == "unauthenticated"
    assert refresh(visitor, third).code == "unauthenticated"


def test_signing_out_ends_the_session_and_clears_the_cookie(visitor: Desk) -> None:
    held = cookie(visitor.send("POST", "/v1/session", CREDENTIALS))
    answer = visitor.send("DELETE", "/v1/session", headers={"Cookie": held})
    assert (answer.status, answer.text) == (204, "")
    morsel = SimpleCookie(answer.cookies[0])["lambdesk_session"]
    assert (morsel.value, morsel["max-age"], morsel["path"]) == ("", "0", "/api/v1/session")
    assert refresh(visitor, held).code == "unauthenticated"


@pytest.mark.parametrize("held", ["", "lambdesk_session=", "lambdesk_session=a.b.c", 'lambdesk_session="\\377"'])
def test_without_a_session_there_is_nothing_to_renew_and_nothing_to_end(visitor: Desk, held: str) -> None:
    assert refresh(visitor, held).code == "unauthenticated"
    assert visitor.send("DELETE", "/v1/session", headers={"Cookie": held}).status == 204


def test_a_wrong_address_and_a_wrong_password_look_the_same(visitor: Desk) -> None:
    wrong = [
        visitor.send("POST", "/v1/session", {**CREDENTIALS, **part})
        for part in ({"password": "x"}, {"email": "nobody@northwind.example"}, {"email": "x"}, {"tenant": "nowhere"})
    ]
    for each in wrong:
        # Each try is counted, whatever is wrong with it.
        assert each.headers.pop("ratelimit")
    assert {(each.status, each.text, tuple(sorted(each.headers.items()))) for each in wrong} == {
        (401, wrong[0].text, tuple(sorted(wrong[0].headers.items())))
    }


def test_one_address_in_two_workspaces_chooses(product: MemoryLambdesk, visitor: Desk) -> None:
    tenant, _ = settle(product, "kitefly")
    both = NewUser(CREDENTIALS["email"], "Maya", AGENT)
    service.create_user(product.identity_store, product.user_pool, context(tenant.id), both, PASSWORD)
    answer = visitor.send("POST", "/v1/session", CREDENTIALS)
    assert (answer.status, answer.code, answer.cookies) == (409, "choose_tenant", [])
    assert sorted(each["slug"] for each in answer.json["tenants"]) == ["kitefly", "northwind"]
    chosen = visitor.send("POST", "/v1/session", {**CREDENTIALS, "tenant": "kitefly"})
    assert chosen.json["tenant"]["slug"] == "kitefly"


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (TooMany(), 429, "too_many"),
        (Unavailable(), 503, "unavailable"),
        (ChallengeRequired(challenge="software_token_mfa"), 403, "challenge_required"),
    ],
)
def test_what_the_user_pool_says_is_passed_on(
    product: MemoryLambdesk, visitor: Desk, failure: Exception, status: int, code: str
) -> None:
    product.user_pool.failure = failure
    answer = visitor.send("POST", "/v1/session", CREDENTIALS)
    assert (answer.status, answer.code, answer.cookies) == (status, code, [])


def test_a_token_in_hand_is_not_looked_at_when_signing_in(product: MemoryLambdesk, visitor: Desk) -> None:
    stale = Desk(product, "tnt_gone", "usr_gone")
    assert stale.send("POST", "/v1/session", CREDENTIALS).status == 201
