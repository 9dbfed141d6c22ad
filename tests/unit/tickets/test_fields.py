"""What is noted on a ticket: values of every type of field, tags, category, team, and what has to be there."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdesk.conversations.model import MessageKind
from lambdesk.kit.errors import Invalid
from lambdesk.tickets.commands import Noted, PostMessage, UpdateTicket
from lambdesk.tickets.decide import fields, lifecycle, messages
from lambdesk.tickets.model import Loaded, State
from tests.unit.tickets import house, samples


def wrong(refused: "pytest.ExceptionInfo[Invalid]") -> list[tuple[str, str]]:
    return [(each.field, each.code) for each in refused.value.fields]


@pytest.mark.parametrize(
    ("key", "given", "kept"),
    [
        ("order_number", " 88-1204\n", "88-1204"),
        ("weight", 0, 0),
        ("weight", -2.5, -2.5),
        ("weight", 2**53, 2**53),
        ("bought_on", "2028-02-29", "2028-02-29"),
        ("size", "m", "m"),
        ("colours", ("l", "s", "l"), ("s", "l")),
        ("insured", False, False),
        ("cause", " Broken in\nthe post ", "Broken in\nthe post"),
        ("cause", None, None),
        ("colours", (), None),
        ("model", None, None),
    ],
)
def test_a_value_is_kept_in_one_form(key: str, given: Any, kept: Any) -> None:
    (value,) = fields.read({key: given}, house.RULES).values()
    assert (value, type(value)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("key", "given", "code"),
    [
        ("order_number", "881204", "wrong_format"),
        ("order_number", "88-1204 x", "wrong_format"),
        ("order_number", 881204, "wrong_type"),
        ("weight", True, "wrong_type"),
        ("weight", "2", "wrong_type"),
        ("weight", float("nan"), "out_of_range"),
        ("weight", float("inf"), "out_of_range"),
        ("weight", 2**53 + 1, "out_of_range"),
        ("bought_on", "2027-02-29", "wrong_format"),
        ("bought_on", "20270228", "wrong_format"),
        ("bought_on", "2027-W08-7", "wrong_format"),
        ("bought_on", "2027-02-28T00:00", "wrong_format"),
        ("bought_on", "２０２７-02-28", "wrong_format"),
        ("size", "xl", "unknown_value"),
        ("size", "Small", "unknown_value"),
        ("size", ("s",), "wrong_type"),
        ("colours", ("s", "xl"), "unknown_value"),
        ("colours", "s", "wrong_type"),
        ("insured", 1, "wrong_type"),
        ("insured", "yes", "wrong_type"),
        ("cause", " \x00\n", "blank"),
        ("cause", "x" * 1_001, "too_long"),
        ("cause", 7, "wrong_type"),
        ("model", "X1", "unknown_field"),
        ("Weight", 1, "unknown_field"),
        ("fld_2", 1, "unknown_field"),
    ],
)
def test_what_a_field_does_not_take_is_named(key: str, given: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        fields.read({"cause": "Ours", key: given}, house.RULES)
    assert wrong(refused) == [(f"body.fields.{key}", code)]


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        fields.read({"size": "xl", "weight": "1", "cause": "Ours", "x": 1}, house.RULES)
    assert [name for name, _ in wrong(refused)] == ["body.fields.size", "body.fields.weight", "body.fields.x"]


@given(st.lists(st.text(max_size=60), max_size=25))
def test_tags_have_one_form_and_bounds(given: list[str]) -> None:
    forms = {fields.normal_tag(each) for each in given}
    if "" in forms or len(forms) > 20 or any(len(each) > 40 for each in forms):
        with pytest.raises(Invalid) as refused:
            fields.normal_tags(given)
        assert {name for name, _ in wrong(refused)} == {"body.tags"}
        return
    tags = fields.normal_tags(given)
    assert fields.normal_tags(reversed(tags)) == tags
    assert len(tags) <= 20
    assert all(tag == tag.strip() and 1 <= len(tag) <= 40 for tag in tags)


def test_tags_that_read_alike_are_one() -> None:
    given = ["VIP", " vip ", "Stra\u00dfe", "STRASSE", "cafe\u0301", "Café"]
    assert fields.normal_tags(given) == ("café", "strasse", "vip")


def noted(loaded: Loaded, **change: Any) -> Any:
    command = UpdateTicket(loaded.ticket.version, **change)
    return lifecycle.update_ticket(loaded, command, samples.context(60), house.RULES)


def test_each_thing_noted_is_one_fact_with_before_and_after() -> None:
    values = {"cause": "Ours", "order_number": "88-1204", "colours": ("s", "m")}
    changes = noted(samples.opened(), category_id="cat_2", team_id="team_1", tags=("VIP",), fields=values)
    told = {event.type: event.data for event in changes.events if event.type != "ticket.field_changed"}
    assert told == {
        "ticket.category_changed": {"after": "cat_2"},
        "ticket.team_assigned": {"after": "team_1"},
        "ticket.tags_changed": {"before": [], "after": ["vip"]},
    }
    of_fields = [event.data for event in changes.events if event.type == "ticket.field_changed"]
    assert of_fields == [{"field_id": "fld_7"}, {"field_id": "fld_1"}, {"field_id": "fld_5", "after": ["s", "m"]}]
    said = [event.words for event in changes.events if event.type == "ticket.field_changed"]
    assert said == [{"after": "Ours"}, {"after": "88-1204"}, {}]
    after = samples.after(samples.opened(), changes)
    assert dict(after.details.fields) == {"fld_7": "Ours", "fld_1": "88-1204", "fld_5": ("s", "m")}
    cleared = noted(after, category_id=None, tags=(), fields={"cause": None, "colours": None})
    assert [event.data for event in cleared.events] == [
        {"before": "cat_2"},
        {"before": ["vip"], "after": []},
        {"field_id": "fld_7"},
        {"field_id": "fld_5", "before": ["s", "m"]},
    ]
    assert [event.words for event in cleared.events] == [{}, {}, {"before": "Ours"}, {}]
    assert dict(samples.after(after, cleared).details.fields) == {"fld_1": "88-1204"}


def test_yes_is_another_value_than_one() -> None:
    loaded = samples.after(samples.opened(), noted(samples.opened(), fields={"weight": 1}))
    assert noted(loaded, fields={"weight": 1}).writes == ()
    assert noted(loaded, fields={"weight": 1.0}).writes != ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category_id": "cat_3"}, "category_id"),
        ({"category_id": "cat_9"}, "category_id"),
        ({"team_id": "team_3"}, "team_id"),
        ({"team_id": ""}, "team_id"),
        ({"status_id": "sta_4"}, "status_id"),
        ({"status_id": "sta_9"}, "status_id"),
    ],
)
def test_what_is_not_in_use_cannot_be_set(change: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        noted(samples.opened(), **change)
    assert wrong(refused) == [(f"body.{field}", "unknown_value")]


def test_a_status_that_was_deleted_reads_as_what_replaced_it() -> None:
    assert house.RULES.status("sta_4") == house.RULES.statuses["sta_5"]
    assert house.RULES.category("cat_3") == house.RULES.categories["cat_2"]
    assert (house.RULES.status(None), house.RULES.status("sta_9")) == (None, None)


def test_resolving_asks_for_what_it_needs_by_every_way() -> None:
    loaded = samples.opened()
    last = loaded.ticket.last_message_id
    reply = PostMessage(MessageKind.REPLY, "Done.", "Maya", last_seen_message_id=last, state_after=State.RESOLVED)
    for attempt in (
        lambda: noted(loaded, state=State.RESOLVED),
        lambda: noted(loaded, status_id="sta_3"),
        lambda: messages.post_message(loaded, reply, samples.context(60), house.RULES),
    ):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert wrong(refused) == [("body.fields.cause", "required_on_resolve")]
    done = samples.after(loaded, noted(loaded, status_id="sta_3", fields={"cause": "Ours"}))
    assert (done.ticket.state, done.ticket.status_id) == (State.RESOLVED, "sta_3")


def test_a_ticket_that_goes_on_from_another_has_what_is_still_in_use() -> None:
    values = {"fld_4": "gone", "fld_7": "Ours", "fld_8": "X1"}
    ticket = samples.opened().ticket
    before = Loaded(
        replace(ticket, category_id="cat_3", team_id="team_3", tags=("vip",)),
        replace(samples.opened().details, fields=values),
    )
    carried = fields.carried(before, house.RULES)
    assert carried == Noted("cat_2", ("vip",), None, None, {"fld_4": "gone", "fld_7": "Ours"})
    command = replace(samples.opening(), noted=carried, follow_up_of=3)
    changes = messages.open_ticket(command, samples.context(), None, house.RULES)
    opened = samples.after(None, changes)
    assert (opened.ticket.category_id, opened.ticket.tags, dict(opened.details.fields)) == (
        "cat_2", ("vip",), {"fld_4": "gone", "fld_7": "Ours"},
    )  # fmt: skip
    told = [event for event in changes.events if event.type.endswith("_changed")]
    assert {event.data["reason"] for event in told} == {"follow_up"}
