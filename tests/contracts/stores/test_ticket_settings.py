"""Every store keeps settings of tickets as they were given, apart by tenant, and counts their changes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lambdesk.identity.model import ADMIN, MANAGER
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Insert, Put
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import AlreadyExists, Invalid, StaleVersion
from lambdesk.tickets.model import State
from lambdesk.tickets.settings.model import (
    Category,
    Colour,
    FieldDefinition,
    FieldType,
    Option,
    Promise,
    Required,
    Status,
    Tag,
    Team,
    TicketRules,
)
from lambdesk.tickets.settings.queries import Rules
from lambdesk.tickets.settings.service import TicketSetup
from tests.contracts.stores.conftest import World, new_tenant


def an_id(prefix: str) -> str:
    return ids.derived_id(prefix, datetime(2026, 1, 1, tzinfo=UTC), ids.new_seed(), 0)


STATUS = Status(
    an_id("sta"),
    State.PENDING,
    "Wartet auf Teil 🛠",
    "Wartet",
    Colour.AMBER,
    3,
    (ADMIN, MANAGER),
    "pending",
    4,
)
FIELD = FieldDefinition(
    an_id("fld"),
    "size",
    "Größe",
    FieldType.SELECT,
    (Option("s", "S"), Option("l", "L")),
    None,
    Required.RESOLVE,
    9,
    False,
)
PLAIN = FieldDefinition(an_id("fld"), "order", "Order", FieldType.REGEX, pattern="[0-9]+")
CATEGORY = Category(an_id("cat"), "Damage", an_id("cat"), 2, False, an_id("cat"), 2)
TEAM = Team(an_id("team"), "Billing", False, 3)


@pytest.mark.parametrize("noun", [STATUS, replace(STATUS, roles=(), replaced_by=None), FIELD, PLAIN, CATEGORY, TEAM])
def test_a_noun_comes_back_as_it_was_given(world: World, noun: Status | FieldDefinition | Category | Team) -> None:
    world.settings.commit(world.tenant, ChangeSet((Insert(noun),)))
    rules = world.settings.rules(world.tenant)
    kept = [rules.statuses, rules.fields, rules.categories, rules.teams]
    assert [each for kind in kept for each in kind.values()] == [noun]
    assert world.settings.rules(new_tenant()) == TicketRules()
    with pytest.raises(AlreadyExists):
        world.settings.commit(world.tenant, ChangeSet((Insert(noun),)))


def context(world: World) -> Context:
    world.clock.pass_by(seconds=1)
    return Context(world.tenant, SYSTEM, world.clock(), ids.new_seed())


def test_every_change_is_a_successor_of_the_ones_before(world: World) -> None:
    setup = TicketSetup(world.settings, Rules(world.settings), world.identity, world.calendars)
    status = setup.create(context(world), replace(STATUS, id="", replaced_by=None, version=1))
    field = setup.create(context(world), replace(PLAIN, id=""))
    rules = world.settings.rules(world.tenant)
    assert (rules.statuses, rules.fields, rules.version) == ({status.id: status}, {field.id: field}, 3)
    with pytest.raises(StaleVersion) as stale:
        setup.set(context(world), 1, {"reopen_days": 7})
    assert stale.value.current_version == 3
    assert rules.urgent_calls_anyway is True
    wanted = {"reopen_days": 7, "close_after_days": None, "shown_promises": (Promise.SOLUTION,)}
    never = setup.set(context(world), 3, {**wanted, "urgent_calls_anyway": False})
    assert (never.shown_promises, never.urgent_calls_anyway) == ((Promise.SOLUTION,), False)
    assert (never.reopen_days, never.close_after_days, never.undo_send_seconds, never.version) == (7, None, 10, 4)
    assert world.settings.rules(world.tenant) == never
    with pytest.raises(StaleVersion):
        setup.change(context(world), Status, status.id, 7, {"order": 1})
    changed = setup.change(context(world), Status, status.id, 1, {"order": 1})
    assert (changed.version, world.settings.rules(world.tenant).version) == (2, 5)
    assert setup.change(context(world), Status, status.id, 2, {"order": 1}) == changed
    assert world.settings.rules(world.tenant).version == 5


def test_two_who_take_the_same_key_at_once_do_not_both_get_it(world: World) -> None:
    other = TicketSetup(world.settings, Rules(world.settings), world.identity, world.calendars)
    ctx, look = context(world), world.settings.rules

    def late(tenant: str) -> TicketRules:
        seen = look(tenant)
        if not seen.fields:
            other.create(replace(ctx, seed="other"), replace(PLAIN, id=""))
        return seen

    class Slow:
        """Somebody else is first, between our look and our commit."""

        rules = staticmethod(late)
        commit = staticmethod(world.settings.commit)
        tags = staticmethod(world.settings.tags)

    setup = TicketSetup(Slow(), Rules(world.settings), world.identity, world.calendars)
    with pytest.raises(Invalid) as refusal:
        setup.create(ctx, replace(PLAIN, id=""))
    assert [(each.field, each.code) for each in refusal.value.fields] == [("body.key", "taken")]
    assert len(world.settings.rules(world.tenant).fields) == 1


def test_tags_are_found_by_how_they_begin(world: World) -> None:
    names = ["refund", "return", "rücken", "vip", "re"]
    world.settings.commit(world.tenant, ChangeSet(tuple(Put(Tag(name)) for name in names)))
    world.settings.commit(world.tenant, ChangeSet((Put(Tag("vip")),)))
    world.settings.commit(new_tenant(), ChangeSet((Put(Tag("reseller")),)))
    assert world.settings.tags(world.tenant, "re", 10) == ("re", "refund", "return")
    assert world.settings.tags(world.tenant, "r", 2) == ("re", "refund")
    assert world.settings.tags(world.tenant, "", 10) == ("re", "refund", "return", "rücken", "vip")
    assert world.settings.tags(world.tenant, "x", 10) == ()


def test_all_settings_are_read_in_one_trip(on_table: World) -> None:
    assert on_table.counter is not None
    setup = TicketSetup(on_table.settings, Rules(on_table.settings), on_table.identity, on_table.calendars)
    for number in range(12):
        setup.create(context(on_table), replace(PLAIN, id="", key=f"field_{number}"))
        setup.create(context(on_table), Category("", f"Category {number}"))
    with on_table.counter.count() as spent:
        on_table.settings.rules(on_table.tenant)
    assert (spent.round_trips, spent.read) == (1, 1), spent
    with on_table.counter.count() as tags:
        on_table.settings.tags(on_table.tenant, "re", 50)
    assert (tags.round_trips, tags.read) == (1, 0.5), tags
