"""Sign-up: somebody nobody knows asks, gets a letter, and makes a workspace with its link. Off unless it is set."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.channels.webform import solves
from lambdesk.identity.model import ADMIN, Slug, Tenant, User, Welcome
from lambdesk.kit import clock
from lambdesk.kit.events import Event
from lambdesk.kit.settings import Settings
from lambdesk.tenants.sign_up.links import read_token, sign_up_url
from tests.support.desk import Desk, MemoryLambdesk, Reply

ANA = "ana@bakery.example"
DOMAIN = "desk.example.com"
PASSWORD = "correct-Horse-8"
DOORS = (("GET", ""), ("POST", ""), ("GET", "/confirmations/a.b"), ("POST", "/confirmations/a.b"))


class Newcomer:
    """Somebody nobody knows, in front of the door; each request comes from another address unless told otherwise."""

    def __init__(self, product: MemoryLambdesk) -> None:
        self.product, self._door = product, Desk(product)

    def send(self, method: str, path: str, body: Any = None) -> Reply:
        return self._door.elsewhere().send(method, f"/v1/public/sign-up{path}", body)

    def work(self) -> dict[str, str]:
        challenge = self.send("GET", "").json["challenge"]
        solution = next(each for each in map(str, range(10_000_000)) if solves(challenge, each))
        return {"challenge": challenge, "solution": solution}

    def ask(self, work: dict[str, str] | None = None, **other: str) -> Reply:
        wanted = {"workspace": "Ana's bakery", "slug": "bakery", "email": ANA, "locale": "de"}
        return self.send("POST", "", wanted | other | (work or self.work()))

    def asked(self) -> list[Event]:
        events = [each for found in self.product.state.timelines.values() for each in found]
        return [each for each in events if each.type == "tenant.sign_up_asked"]

    def token(self, which: int = -1) -> str:
        """The token that the letter of an event would have."""
        return sign_up_url(self.product.keyring, "", self.asked()[which].tenant).partition("#")[2]

    def confirm(self, token: str | None = None, **other: str) -> Reply:
        chosen = {"slug": "bakery", "name": "Ana", "password": PASSWORD}
        return self.send("POST", f"/confirmations/{token or self.token()}", chosen | other)

    def kept(self, kind: type) -> list[Any]:
        return [each for name, each in self.product.state.kept.items() if name[1] is kind]


@pytest.fixture
def ana(product: MemoryLambdesk) -> Newcomer:
    product.settings = Settings({**product.settings.values, "SIGN_UP_DOMAIN": DOMAIN})
    return Newcomer(product)


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_off_there_is_no_door(product: MemoryLambdesk, written: Callable[[], Any], method: str, path: str) -> None:
    body = {"workspace": "B", "slug": "b", "email": ANA, "locale": "en", "challenge": "a.b", "solution": "1"}
    chosen = {"slug": "b", "name": "Ana", "password": PASSWORD}
    answer = Newcomer(product).send(method, path, None if method == "GET" else chosen if path else body)
    assert answer.code == "not_found"
    assert not Newcomer(product).kept(Tenant)


def test_a_link_that_was_mailed_before_it_was_turned_off_makes_nothing(ana: Newcomer) -> None:
    ana.ask()
    token = ana.token()
    ana.product.settings = Settings({**ana.product.settings.values, "SIGN_UP_DOMAIN": ""})
    ana.product.__dict__.pop("sign_ups")
    assert Newcomer(ana.product).confirm(token).code == "not_found"
    assert not ana.kept(Tenant)


def test_a_workspaces_door_says_whether_there_is_one_for_more(ana: Newcomer, desk: Desk) -> None:
    assert desk.get("/v1/public/northwind/brand").json["sign_up"] is True


def test_asking_makes_no_workspace_and_tells_nobody_who(ana: Newcomer) -> None:
    assert (ana.ask().status, ana.ask().json) == (202, {"received": True})
    assert not ana.kept(Tenant)
    assert not ana.kept(Slug)
    assert not ana.kept(User)
    assert not ana.product.user_pool.passwords
    for event in ana.asked():
        assert ANA not in repr(event)
        assert "bakery" not in repr(event)


def test_the_link_makes_a_workspace_on_trial_with_its_administrator_who_needs_a_second_step(ana: Newcomer) -> None:
    ana.ask()
    shown = ana.send("GET", f"/confirmations/{ana.token()}").json
    assert shown == {"workspace": "Ana's bakery", "slug": "bakery", "locale": "de", "email": ANA}
    assert not ana.kept(Tenant)
    assert ana.confirm().status == 201
    (home,), (user,) = ana.kept(Tenant), ana.kept(User)
    assert (home.name, home.slug, home.plan, home.member_limit) == ("Ana's bakery", "bakery", "trial", 5)
    assert (home.locale, home.welcome, home.mailboxes) == ("de", Welcome.OPEN, (f"support@bakery.{DOMAIN}",))
    assert (user.email, user.role, user.active) == (ANA, ADMIN, True)
    told = {"email": ANA, "password": PASSWORD, "tenant": "bakery"}
    answer = Desk(ana.product).send("POST", "/v1/session", told)
    assert (answer.code, answer.json["challenge"]) == ("challenge_required", "mfa_setup")


def test_a_link_works_once(ana: Newcomer, written: Callable[[], Any]) -> None:
    ana.ask()
    ana.confirm()
    before, passwords = written(), dict(ana.product.user_pool.passwords)
    assert ana.confirm(password="another-Horse-9").code == "not_found"
    assert ana.send("GET", f"/confirmations/{ana.token()}").code == "not_found"
    assert ana.product.user_pool.passwords == passwords
    assert {name: each for name, each in written()[0].items() if name[0] != "_system"} == {
        name: each for name, each in before[0].items() if name[0] != "_system"
    }


def test_a_link_ends_after_an_hour(ana: Newcomer, monkeypatch: pytest.MonkeyPatch) -> None:
    ana.ask()
    now = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: now)
    assert ana.confirm().code == "not_found"
    assert not ana.kept(Tenant)


def test_a_link_made_up_makes_nothing(ana: Newcomer) -> None:
    ana.ask()
    token = ana.token()
    bent = token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:]
    for wrong in (bent, "a." + token[2:][::-1], "x", "a." + "A" * 40):
        assert ana.confirm(wrong).code == "not_found"
    assert read_token(ana.product.keyring, token) == ana.asked()[0].tenant
    assert not ana.kept(Tenant)


def test_the_answer_is_the_same_for_what_is_known_and_what_is_not(ana: Newcomer, desk: Desk) -> None:
    known = ana.ask(slug="northwind", email="agent@northwind.example")
    unknown = ana.ask()
    assert (known.status, known.text, set(known.headers)) == (unknown.status, unknown.text, set(unknown.headers))


def test_a_slug_that_is_taken_is_nobody_elses_way_in(ana: Newcomer, desk: Desk) -> None:
    before = dict(ana.product.user_pool.passwords)
    ana.ask(slug="northwind")
    answer = ana.confirm(slug="northwind")
    assert (answer.status, answer.code, answer.json["suggestion"]) == (409, "slug_taken", "northwind-2")
    assert ana.product.user_pool.passwords == before
    assert [each.slug for each in ana.kept(Tenant)] == ["northwind"]
    assert len(ana.kept(User)) == 1
    assert ana.confirm(slug="northwind-2").json["slug"] == "northwind-2"


def test_two_who_want_one_slug_get_two_workspaces(ana: Newcomer) -> None:
    ana.ask()
    ana.ask(email="bo@bakery.example")
    assert ana.confirm(ana.token(0)).status == 201
    assert ana.confirm(ana.token(1)).code == "slug_taken"
    assert [each.email for each in ana.kept(User)] == [ANA]
    assert ana.confirm(ana.token(1), slug="bakery-2").status == 201
    assert len({each.id for each in ana.kept(Tenant)}) == 2


@pytest.mark.parametrize("slug", ["sign-up", "join", "api", "Bakery", "-a", "a_b", "a.b"])
def test_a_slug_that_can_be_nobodys_is_told_at_both_doors(ana: Newcomer, slug: str) -> None:
    answer = ana.ask(slug=slug)
    assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (422, ["body.slug"])
    assert not ana.asked()
    ana.ask()
    answer = ana.confirm(slug=slug)
    assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (422, ["body.slug"])
    assert ana.confirm().status == 201


def test_a_password_that_is_too_simple_leaves_the_link_good_and_makes_nothing(ana: Newcomer) -> None:
    ana.ask()
    ana.product.user_pool.weak.add("password-1234")
    assert ana.confirm(password="password-1234").status == 422
    assert not ana.kept(Tenant)
    assert not ana.kept(Slug)
    assert ana.confirm().status == 201


def test_what_was_cut_off_is_finished_by_the_same_link(ana: Newcomer, monkeypatch: pytest.MonkeyPatch) -> None:
    ana.ask()
    from lambdesk.kit.errors import Unavailable
    from lambdesk.tenants.service import Tenants

    def fails(*_: Any) -> None:
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(Tenants, "limit", fails)
        assert ana.confirm().code == "unavailable"
    # The names are taken already: whatever is asked for now, they stay.
    assert ana.confirm(slug="other").json["slug"] == "bakery"
    assert [(each.slug, each.plan) for each in ana.kept(Tenant)] == [("bakery", "trial")]
    assert [each.slug for each in ana.kept(Slug)] == ["bakery"]
    assert len(ana.kept(User)) == 1


def test_work_is_good_for_one_letter_and_an_address_gets_three(ana: Newcomer) -> None:
    work = ana.work()
    assert [ana.ask(work, email=f"{name}@bakery.example").status for name in ("a", "b", "c")] == [202, 202, 202]
    assert len(ana.asked()) == 1
    assert {ana.ask().status for _ in range(5)} == {202}
    assert len(ana.asked()) == 4


def test_without_work_nothing_is_sent(ana: Newcomer, desk: Desk) -> None:
    work = ana.work()
    assert ana.ask(work | {"solution": "no"}).json["errors"][0]["code"] == "not_solved"
    # Work that was done for a workspace's form is none for this one.
    other = Desk(ana.product).get("/v1/public/northwind/form").json["challenge"]
    assert ana.ask(work | {"challenge": other}).json["errors"][0]["code"] == "challenge_unknown"
    assert not ana.asked()


def test_a_storm_from_one_address_is_stopped_and_makes_nothing(ana: Newcomer) -> None:
    door = Desk(ana.product)
    answers = [door.send("POST", "/v1/public/sign-up", {}) for _ in range(40)]
    assert answers[0].status == 422
    assert answers[-1].code == "too_many"
    assert not ana.asked()
