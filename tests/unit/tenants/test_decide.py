"""The rules of a tenant's record."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdesk.identity.model import Mailbox, Tenant, TenantState
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import Conflict, Invalid, StaleVersion, TenantClosed
from lambdesk.tenants import decide
from lambdesk.tenants.decide import CONTRAST, GRACE, Domains, Names, contrast_with_white
from lambdesk.tenants.plans import PLANS

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOME = Tenant("tnt_1", "Northwind", "northwind", ("help@northwind.example",), NOW)
CTX = Context("tnt_1", SYSTEM, NOW, "seed")


def refused(**wanted: Any) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as error:
        decide.change(HOME, 1, wanted)
    return {(each.field, each.code) for each in error.value.fields}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"name": " \t"}, ("body.name", "blank")),
        ({"slug": "North Wind"}, ("body.slug", "slug")),
        ({"slug": "api"}, ("body.slug", "slug")),
        ({"zone": "Europe/Atlantis"}, ("body.zone", "unknown_value")),
        ({"zone": "../etc/passwd"}, ("body.zone", "unknown_value")),
        ({"locale": "tlh"}, ("body.locale", "unknown_value")),
        ({"mailboxes": []}, ("body.mailboxes", "out_of_range")),
        ({"mailboxes": ["nobody"]}, ("body.mailboxes", "not_an_address")),
        ({"accent": "#ffee00"}, ("body.accent", "contrast")),
        ({"accent": "red"}, ("body.accent", "contrast")),
    ],
)
def test_what_a_workspace_cannot_be(wanted: dict[str, Any], code: tuple[str, str]) -> None:
    assert refused(**wanted) == {code}


def test_a_change_says_what_it_has_to_be_the_only_one_to_have() -> None:
    wanted = {"slug": "north", "mailboxes": ["Sales@Northwind.example", "sales@northwind.example"], "accent": "#0F766E"}
    changed, names = decide.change(HOME, 1, wanted)
    assert (changed.slug, changed.mailboxes, changed.accent) == ("north", ("sales@northwind.example",), "#0f766e")
    assert names == Names("north", ("sales@northwind.example",), ("help@northwind.example",))
    assert decide.change(HOME, 1, {"name": "Other"})[1] == Names()


def test_a_change_of_something_else_since_is_refused() -> None:
    with pytest.raises(StaleVersion):
        decide.change(replace(HOME, version=2), 1, {"name": "Other"})


def test_the_fact_names_fields_and_no_values() -> None:
    changed, _ = decide.change(HOME, 1, {"name": "Other", "zone": "Europe/Berlin"})
    written, changes = decide.commit_of(HOME, changed, CTX)
    (event,) = changes.events
    assert (event.type, event.data, event.version) == ("tenant.changed", {"fields": ("name", "zone")}, 2)
    assert (written.version, changes.parent) == (2, "tenant:tnt_1")


OWN = {"reply@northwind.example": Mailbox("reply@northwind.example", "tnt_1")}
SIGN_UP = "desk.example.com"


def wrong_addresses(*taken: str, owned: dict[str, Mailbox] | None = None, slugs: tuple[str, ...] = ()) -> list[str]:
    """What is said of an address, `""` for one that may be taken."""
    held = OWN if owned is None else owned
    home = replace(HOME, mailboxes=("help@northwind.example", *taken))
    try:
        decide.names_of(home, Names(taken=taken), held, Domains(SIGN_UP, slugs))
    except Invalid as error:
        found = {each.field: each.code for each in error.fields}
        return [found.get(f"body.mailboxes.{place}", "") for place in range(1, len(taken) + 1)]
    return [""] * len(taken)


def test_an_address_of_another_workspace_is_refused_also_by_its_domain() -> None:
    for address in ("sales@northwind.example", "reply@northwind.example"):
        assert wrong_addresses("sales@northwind.example", owned={address: Mailbox(address, "tnt_2")}) == ["taken"]


def test_a_domain_is_had_by_who_was_given_it() -> None:
    assert wrong_addresses("sales@northwind.example", "a@other.example") == ["", "unproven_domain"]
    assert wrong_addresses("a@sub.northwind.example", "a@example") == ["unproven_domain"] * 2


def test_of_the_domain_of_sign_up_everybody_has_what_is_below_their_own_slug() -> None:
    addresses = ("sign-up@desk.example.com", "a@desk.example.com", "support@kitefly.desk.example.com")
    below = ("a@north.desk.example.com", "a@x.north.desk.example.com", "a@notdesk.example.com")
    codes = wrong_addresses(*addresses, *below, slugs=("north",))
    assert codes == ["reserved", "reserved", "reserved", "", "reserved", "unproven_domain"]
    given = {"reply@desk.example.com": Mailbox("reply@desk.example.com", "tnt_1")}
    assert wrong_addresses("a@desk.example.com", "sign-up@desk.example.com", owned=given) == ["", "reserved"]


def test_where_answers_come_in_is_no_mailbox() -> None:
    assert wrong_addresses("reply@northwind.example", "reply+x@northwind.example") == ["reserved"] * 2


def test_a_domain_is_given_once_and_to_one() -> None:
    box = decide.box_of(" Help.Example.com")
    assert box == "reply@help.example.com"
    (event,) = decide.give_domain(HOME, box, None, CTX).events
    assert (event.type, event.data) == ("tenant.mail_domain_added", {"domain": "help.example.com"})
    with pytest.raises(Invalid):
        decide.box_of("not a domain")
    with pytest.raises(Conflict):
        decide.give_domain(HOME, box, Mailbox(box, "tnt_2"), CTX)


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_contrast_is_between_that_of_white_and_of_black(red: int, green: int, blue: int) -> None:
    found = contrast_with_white(f"#{red:02x}{green:02x}{blue:02x}")
    assert 1 <= found <= 21
    assert found >= contrast_with_white(f"#{min(red + 1, 255):02x}{green:02x}{blue:02x}")


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    # The lightest grey that may carry white text.
    assert contrast_with_white("#767676") >= CONTRAST > contrast_with_white("#777777")


def test_a_closed_workspace_lets_nobody_in_until_it_is_open_again() -> None:
    closed, changes = decide.suspend(HOME, "operator", CTX)
    assert changes.events[0].type == "tenant.suspended"
    with pytest.raises(TenantClosed):
        closed.enter()
    with pytest.raises(Conflict):
        decide.suspend(closed, "operator", CTX)
    opened, changes = decide.resume(closed, "operator", CTX)
    opened.enter()
    assert (opened.version, changes.events[0].type) == (3, "tenant.resumed")
    with pytest.raises(Conflict):
        decide.resume(opened, "operator", CTX)


def test_deleting_needs_the_slug_and_leaves_a_month() -> None:
    with pytest.raises(Invalid):
        decide.leave(HOME, "kitefly", CTX)
    leaving, changes = decide.leave(HOME, "northwind", CTX)
    assert (leaving.state, leaving.delete_at) == (TenantState.LEAVING, NOW + GRACE)
    assert changes.events[0].type == "tenant.deletion_asked"
    back, _ = decide.resume(leaving, "operator", CTX)
    assert (back.state, back.delete_at) == (TenantState.ACTIVE, None)


def test_a_plan_gives_its_limits_and_single_ones_win() -> None:
    after, changes = decide.limit(HOME, "trial", {"connection_limit": 7}, CTX)
    limits = after.plan, after.member_limit, after.connection_limit, after.requests_per_minute
    assert limits == ("trial", 5, 7, 600)
    (event,) = changes.events
    told = event.data["fields"]
    assert set(told) == {"plan", "member_limit", "connection_limit", "requests_per_minute"}
    one, _ = decide.limit(after, None, {"member_limit": 9}, CTX)
    assert (one.plan, one.member_limit, one.connection_limit) == ("trial", 9, 7)


@pytest.mark.parametrize("wrong", [("gold", {}), (None, {"member_limit": 0}), (None, {"requests_per_minute": 5})])
def test_limits_that_nobody_could_work_with_are_refused(wrong: tuple[str | None, dict[str, int]]) -> None:
    with pytest.raises(Invalid):
        decide.limit(HOME, *wrong, CTX)


def test_the_plan_that_workspaces_begin_with_is_what_its_name_says() -> None:
    limits = PLANS[HOME.plan]
    assert all(getattr(HOME, name) == value for name, value in asdict(limits).items())
