"""What a tenant's tickets can be asked, and what they answer after the settings changed under them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lambdesk.adapters.memory.state import State as World
from lambdesk.adapters.memory.ticket_settings import MemoryTicketSettingsStore
from lambdesk.filters.evaluate import Surroundings, Viewer, matches, why
from lambdesk.filters.fields import FieldKind
from lambdesk.filters.text import parse, to_text
from lambdesk.sla import clocks
from lambdesk.sla.model import DEFAULT_TERMS, Metric, SlaPolicies, SlaPolicy
from lambdesk.tickets.filtering.promises import promised
from lambdesk.tickets.filtering.promises import why as promises_why
from lambdesk.tickets.filtering.queries import LAST_SPEAKERS, of_row, subject, ticket_fields
from lambdesk.tickets.model import Loaded, Priority, State
from lambdesk.tickets.schemas import Row
from lambdesk.tickets.settings.model import Category, FieldDefinition, FieldType, Option, Status, Team, TicketRules
from lambdesk.tickets.settings.queries import Rules
from tests.support.clocks import clock_of, pinned
from tests.unit.tickets import samples

SIZES = (Option("s", "Small"), Option("l", "Large"))
FIELDS = {
    FieldType.TEXT: (FieldKind.TEXT, "Left ear", "~left"),
    FieldType.REGEX: (FieldKind.TEXT, "12-3456", "^12-"),
    FieldType.NUMBER: (FieldKind.NUMBER, 7.5, ":7..8"),
    FieldType.DATE: (FieldKind.DATE, "2026-03-01", "<=-1d"),
    FieldType.SELECT: (FieldKind.CHOICE, "s", ":small"),
    FieldType.MULTI_SELECT: (FieldKind.SET, ("s", "l"), ":large"),
    FieldType.CHECKBOX: (FieldKind.YES_NO, True, ":yes"),
}
RULES = TicketRules(
    statuses={
        "sta_1": Status("sta_1", State.PENDING, "Waiting for a part", "Waiting"),
        "sta_2": Status("sta_2", State.PENDING, "Waiting for post", "Waiting", replaced_by="sta_1"),
    },
    fields={
        f"fld_{each}": FieldDefinition(
            f"fld_{each}", each, each, each, SIZES if kind in (FieldKind.CHOICE, FieldKind.SET) else ()
        )
        for each, (kind, _, _) in FIELDS.items()
    },
    categories={
        "cat_1": Category("cat_1", "Money"),
        "cat_2": Category("cat_2", "Refunds", "cat_1"),
        "cat_3": Category("cat_3", "Paybacks", "cat_1", active=False, replaced_by="cat_2"),
        "cat_4": Category("cat_4", "Mistake", active=False),
    },
    teams={"team_1": Team("team_1", "Billing"), "team_2": Team("team_2", "Shipping", active=False)},
)
CATALOGUE = ticket_fields(RULES)
AROUND = Surroundings(samples.MORNING + timedelta(hours=1), CATALOGUE, Viewer("usr_1", ("team_1",)))


def ticket(**fields: object) -> Loaded:
    opened = samples.opened()
    values = {f"fld_{each}": value for each, (_, value, _) in FIELDS.items()}
    clock, _ = clocks.start(DEFAULT_TERMS, Metric.FIRST_RESPONSE, 28_800, samples.MORNING)
    changed = replace(opened.ticket, **{"sla": pinned(clock), **fields})  # type: ignore[arg-type]
    return Loaded(changed, replace(opened.details, fields=values))


def holds(text: str, loaded: Loaded) -> bool:
    found = parse(text, CATALOGUE)
    assert found.filter is not None, found.problems
    return matches(found.filter, subject(loaded, RULES), AROUND)


@pytest.mark.parametrize("kind", FieldType)
def test_custom_fields_of_all_types_are_asked(kind: FieldType) -> None:
    asked = f"field.{kind}{FIELDS[kind][2]}"
    assert CATALOGUE.fields[f"field.fld_{kind}"].kind is FIELDS[kind][0]
    assert holds(asked, ticket())
    assert not holds(asked, replace(ticket(), details=samples.opened().details))
    assert holds(f"has:field.{kind}", ticket())


@pytest.mark.parametrize(
    "text",
    [
        *("state:new", "state_category:open", "priority:normal", "channel:api", "no:team", "no:assignee", "no:tag"),
        *("subject~printer", "mailbox:support@northwind.example", f"requester:{samples.ANNA.customer_id}"),
        *("requester_email~@example.org", "last_message_by:customer", "created>-2h", "updated<now", "due<+8h"),
        *("no:resolved", "no:escalation", "snoozed:no", "unauthenticated:no", "no:status", "no:category"),
    ],
)  # fmt: skip
def test_a_new_ticket_answers(text: str) -> None:
    assert holds(text, ticket())


def test_every_field_that_is_built_in_is_answered() -> None:
    asked = {each.id for each in CATALOGUE.fields.values() if not each.id.startswith("field.")}
    assert asked == {each for each in subject(ticket(), RULES) if not each.startswith("field.")}
    assert asked - set(of_row(ticket().ticket, RULES)) == {"requester_email"}


def test_whoever_spoke_last_is_one_of_those_that_rows_name() -> None:
    assert set(LAST_SPEAKERS) == set(Row.model_json_schema()["properties"]["last_message_by"]["enum"])


def test_what_was_replaced_is_what_stands_for_it() -> None:
    assert holds('status:"waiting for a part"', ticket(state=State.PENDING, status_id="sta_2"))
    refund = ticket(category_id="cat_3")
    assert holds("category:refunds", refund)
    assert holds("category/money", refund)
    assert not holds("category:money", refund)
    assert holds("no:category", ticket(category_id="cat_4"))


def test_a_team_out_of_use_is_still_its_tickets_team() -> None:
    """Nobody can name it in a new filter, but one that did holds for the tickets it has."""
    before = replace(RULES, teams={"team_2": Team("team_2", "Shipping")})
    found = parse("team:shipping", ticket_fields(before)).filter
    assert found is not None
    assert matches(found, subject(ticket(team_id="team_2"), RULES), AROUND)
    (problem,) = parse("team:shipping", CATALOGUE).problems
    assert problem.possible == ("Billing", "my_teams")


def test_a_renamed_field_keeps_its_filters_and_a_deleted_one_says_so() -> None:
    found = parse("field.number>7", CATALOGUE).filter
    assert found is not None
    field = RULES.fields["fld_number"]
    renamed = ticket_fields(replace(RULES, fields={"fld_number": replace(field, key="weight")}))
    assert to_text(found, renamed) == "field.weight>7"
    around = replace(AROUND, catalogue=renamed)
    assert matches(found, subject(ticket(), RULES), around)
    gone = ticket_fields(replace(RULES, fields={"fld_number": replace(field, active=False)}))
    reason = why(found, subject(ticket(), RULES), replace(AROUND, catalogue=gone))
    assert (reason.held, reason.because) == (None, "unknown_field")
    assert parse("field.number>7", gone).filter is None


def test_a_clock_that_does_not_run_is_not_due() -> None:
    opened = ticket()
    clock = clock_of(opened.ticket)
    assert holds("has:due", opened)
    answered, _ = clocks.answer(clock, DEFAULT_TERMS, samples.MORNING)
    paused, _ = clocks.pause(clock, DEFAULT_TERMS, samples.MORNING)
    for still in (pinned(answered), pinned(paused), pinned(), None):
        assert holds("no:due", ticket(sla=still))


def test_what_the_viewer_has_is_theirs() -> None:
    assert holds("assignee:me team:my_teams", ticket(assignee_id="usr_1", team_id="team_1", priority=Priority.LOW))
    assert not holds("assignee:me or team:my_teams", ticket(assignee_id="usr_2"))


@pytest.mark.parametrize(("zone", "expected"), [("Europe/Berlin", "xmas"), ("UTC", None)])
def test_a_policy_asks_for_the_days_of_the_tenant(zone: str, expected: str | None) -> None:
    condition = parse("created>=2026-12-24", CATALOGUE, viewer=False).filter
    assert condition
    targets = dict.fromkeys(Priority, 60)
    default = SlaPolicy(1, targets, active=False)
    policies = SlaPolicies(default, (SlaPolicy(1, targets, id="xmas", name="Xmas", condition=condition),))
    # Half past midnight in Berlin.
    opened, at = samples.opened(), datetime(2026, 12, 23, 23, 30, tzinfo=UTC)
    loaded = Loaded(replace(opened.ticket, created_at=at), opened.details)
    rules = replace(RULES, zone=ZoneInfo(zone))
    found = promised(policies, loaded, rules, at)
    assert (found and found.policy.id) == expected
    assert why(condition, subject(loaded, rules), Surroundings(at, CATALOGUE, zone=rules.zone)).held is bool(expected)
    told = promises_why(policies, "xmas", loaded, rules, at)
    assert [each["held"] for each in told if each["id"] == "xmas"] == [bool(expected)]


def test_the_rules_of_a_tenant_know_its_zone() -> None:
    berlin, store = ZoneInfo("Europe/Berlin"), MemoryTicketSettingsStore(World(now=lambda: samples.MORNING))
    rules = Rules(store, {"tnt_1": berlin}.__getitem__)
    assert rules.of("tnt_1", samples.MORNING).zone is berlin
    assert rules.fresh("tnt_1", samples.MORNING).zone is berlin
