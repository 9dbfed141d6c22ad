"""What an organisation may be, and which one an address leads to."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdesk.adapters.memory.organisations import MemoryOrganisationStore
from lambdesk.adapters.memory.state import State
from lambdesk.customers.organisations import decide
from lambdesk.customers.organisations.domains import LABELS, is_anybodys, leading_to, normal_domain
from lambdesk.customers.organisations.model import (
    DOMAINS_LIMIT,
    LIMIT,
    Organisation,
    OrganisationCount,
    OrganisationDomain,
    Tier,
    nearest,
)
from lambdesk.customers.organisations.service import Organisations
from lambdesk.kit import ids
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import Conflict, Invalid, NotFound, StaleVersion
from lambdesk.kit.events import Event

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CALENDAR = "cal_" + "0" * 26


def organisation(*domains: str, name: str = "Acme", tier: Tier | None = None) -> Organisation:
    return Organisation("", name, domains, NOW, tier)


class Desk:
    def __init__(self) -> None:
        self.state = State()
        self.store = MemoryOrganisationStore(self.state)
        self.service = Organisations(self.store, lambda _, calendar_id: calendar_id == CALENDAR)

    def ctx(self) -> Context:
        return Context("tnt_1", Actor(ActorKind.USER, "usr_1"), NOW, ids.new_seed())

    def make(self, *domains: str, name: str = "Acme", tier: Tier | None = None) -> Organisation:
        return self.service.create(self.ctx(), organisation(*domains, name=name, tier=tier))

    def told(self, made: Organisation) -> list[Event]:
        return self.state.timelines["tnt_1", f"organisation:{made.id}"]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def codes(raised: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {each.field: each.code for each in raised.value.fields}


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("acme.example", "acme.example"),
        (" @ACME.Example. ", "acme.example"),
        ("MÜLLER.example", "müller.example"),
        ("xn--mller-kva.example", "müller.example"),
        ("straße.example", "straße.example"),
        ("xn--strae-oqa.example", "straße.example"),
        ("mu\u0308ller.example", "müller.example"),
    ],
)
def test_a_domain_has_one_form(given: str, normal: str) -> None:
    assert normal_domain(given) == normal
    assert normal_domain(normal) == normal


@pytest.mark.parametrize(
    "given", ["", "acme", "a b.example", "acme..example", "xn--\udcff.example", "a@b.example", "x." * 130 + "example"]
)
def test_what_is_no_domain_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="is no domain"):
        normal_domain(given)


def test_an_address_leads_upward_only() -> None:
    assert leading_to("anna@mail.eu.acme.example") == ("mail.eu.acme.example", "eu.acme.example", "acme.example")
    assert leading_to("anna@acme.example") == ("acme.example",)
    assert leading_to("anna@a.b.c.d.e.f.g.h.example")[0].count(".") == LABELS - 1
    assert leading_to("nobody") == ()


@pytest.mark.parametrize("domain", ["gmail.com", "web.de", "yahoo.co.uk", "hotmail.fr", "outlook.com.br", "gmx.ch"])
def test_a_mailbox_for_anybody_leads_nowhere(domain: str) -> None:
    assert is_anybodys(domain)
    assert leading_to(f"anna@{domain}") == ()


@pytest.mark.parametrize("domain", ["acme.example", "live.acme.example", "yahoo.museum", "mygmail.com"])
def test_a_company_is_no_mailbox_for_anybody(domain: str) -> None:
    assert not is_anybodys(domain)


@given(st.text(max_size=80))
def test_looking_never_raises_and_is_short(text: str) -> None:
    found = leading_to(text)
    assert len(found) < LABELS
    assert all(normal_domain(each) == each for each in found)


def test_the_longest_domain_wins() -> None:
    own, above = OrganisationDomain("lab.acme.example", "org_lab"), OrganisationDomain("acme.example", "org_acme")
    assert nearest([above, own]) == own.belonging
    assert nearest([]) is None


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Invalid) as raised:
        decide.tidy(organisation("acme.example", "gmail.com", "acme", "a.b.c.d.e.f.example", name=" "))
    assert codes(raised) == {
        "body.domains.1": "public_domain",
        "body.domains.2": "wrong_format",
        "body.domains.3": "too_long",
        "body.name": "out_of_range",
    }
    with pytest.raises(Invalid) as raised:
        decide.tidy(organisation(*(f"{n}.example" for n in range(DOMAINS_LIMIT + 1))))
    assert codes(raised) == {"body.domains": "too_long"}


def test_there_are_only_so_many() -> None:
    with pytest.raises(Conflict):
        decide.create(organisation("acme.example"), OrganisationCount(LIMIT), ())


def test_domains_are_kept_in_one_form_and_order(desk: Desk) -> None:
    made = desk.make("Zeta.example", "ACME.example", "acme.example.")
    assert made.domains == ("acme.example", "zeta.example")
    assert desk.service.one("tnt_1", made.id) == made


def test_a_domain_is_one_organisations_and_so_is_a_name(desk: Desk) -> None:
    desk.make("acme.example")
    with pytest.raises(Invalid) as raised:
        desk.make("other.example", "ACME.example", name="ACME")
    assert codes(raised) == {"body.domains": "taken", "body.name": "taken"}
    assert desk.make("lab.acme.example", name="Acme Lab").domains == ("lab.acme.example",)


def test_a_change_is_told_without_words(desk: Desk) -> None:
    made = desk.make("acme.example", tier=Tier.PRO)
    fields = {"name": "Acme Ltd", "tier": Tier.ENTERPRISE, "calendar_id": CALENDAR}
    changed = desk.service.change(desk.ctx(), made.id, 1, fields)
    assert (changed.version, changed.tier, changed.calendar_id) == (2, Tier.ENTERPRISE, CALENDAR)
    created, told = desk.told(made)
    assert created.data["values"] == {"domains": ["acme.example"], "tier": "pro"}
    assert set(told.data["changed"]) == {"name", "tier", "calendar_id"}
    assert (told.data["before"], told.data["after"]) == (
        {"tier": "pro"},
        {"tier": "enterprise", "calendar_id": CALENDAR},
    )
    assert desk.service.change(desk.ctx(), made.id, 2, fields) == changed
    with pytest.raises(StaleVersion):
        desk.service.change(desk.ctx(), made.id, 1, {"tier": None})


def test_only_a_calendar_can_be_named(desk: Desk) -> None:
    made = desk.make("acme.example")
    with pytest.raises(Invalid) as raised:
        desk.service.change(desk.ctx(), made.id, 1, {"calendar_id": "cal_gone"})
    assert codes(raised) == {"body.calendar_id": "unknown_value"}


def test_one_that_is_deleted_leaves_nothing(desk: Desk) -> None:
    made = desk.make("acme.example")
    with pytest.raises(StaleVersion):
        desk.service.delete(desk.ctx(), made.id, 2)
    desk.service.delete(desk.ctx(), made.id, 1)
    with pytest.raises(NotFound):
        desk.service.one("tnt_1", made.id)
    assert [each.type for each in desk.told(made)] == ["organisation.created", "organisation.deleted"]
    assert desk.make("acme.example").id != made.id
    assert desk.store.count("tnt_1") == OrganisationCount(1, 3)


def test_a_search_begins_a_name_or_is_a_domain(desk: Desk) -> None:
    acme, other = desk.make("acme.example"), desk.make("north.example", name="North")
    assert desk.service.page("tnt_1", "", None, 10).items == (acme, other)
    assert desk.service.page("tnt_1", "NO", None, 10).items == (other,)
    assert desk.service.page("tnt_1", "anna@mail.acme.example", None, 10).items == (acme,)
    assert desk.service.page("tnt_1", "no.example", None, 10).items == ()
