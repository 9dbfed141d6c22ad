"""Who may watch what, which frames a batch makes, and when they go."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.identity.model import AGENT, BUILT_IN, Caller, no_role
from lambdesk.kit.context import ActorKind
from lambdesk.realtime import decide
from lambdesk.realtime.model import Current, EventsWritten, MessageWritten, TicketWritten, Told, may_watch
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.settings.model import DEFAULT_RULES
from tests.contracts.stores import examples
from tests.unit.tickets import samples

MAYA = Caller(ActorKind.USER, "usr_1", "Maya", BUILT_IN[AGENT])


@pytest.mark.parametrize(
    ("topic", "may"),
    [
        ("ticket:1", True), ("ticket:9999999999", True), ("queue:none", True), ("queue:team_1", True),
        ("user:usr_1", True), ("dashboard", False),
        ("user:usr_2", False), ("user:", False), ("ticket:0", False), ("ticket:01", False), ("ticket:x", False),
        ("ticket:1\n", False), ("queue:", False), ("queue:a#b", False), ("*", False), ("", False),
        ("ticket:99999999999", False), ("tenant:tnt_2", False), ("queue:" + "x" * 65, False),
    ],
)  # fmt: skip
def test_people_watch_what_they_could_fetch(topic: str, may: bool) -> None:
    assert may_watch(MAYA, topic) is may
    assert not may_watch(replace(MAYA, role=no_role(AGENT)), topic)


def test_who_loses_a_ticket_learns_it_too() -> None:
    before = examples.ticket(1, assignee_id="usr_1", team_id="team_a")
    after = examples.next_version(before, assignee_id="usr_2", team_id=None)
    told = decide.told([TicketWritten("tnt_1", before, after)])
    topics = {"queue:team_a", "queue:none", "user:usr_1", "user:usr_2"}
    assert told == {("tnt_1", 1): Told(row=after, topics=frozenset(topics))}


def test_a_new_message_is_told_with_its_ticket() -> None:
    before = examples.ticket(1)
    after = examples.next_version(before, last_message_id="msg_2")
    assert decide.told([TicketWritten("tnt_1", before, after)])["tnt_1", 1].message_ids == ("msg_2",)


def test_a_batch_says_each_thing_once_and_the_newest_row() -> None:
    first = examples.ticket(1)
    second = examples.next_version(first, subject="Newer")
    fact = examples.event("tnt_1", 1)
    batch = [
        TicketWritten("tnt_1", first, second),
        TicketWritten("tnt_1", None, first),
        *[MessageWritten("tnt_1", 1, "msg_1"), EventsWritten("tnt_1", 1, (fact,))] * 2,
        TicketWritten("tnt_2", None, examples.ticket(1, subject="Foreign")),
    ]
    told = decide.told(batch)
    assert set(told) == {("tnt_1", 1), ("tnt_2", 1)}
    mine = told["tnt_1", 1]
    assert (mine.row, mine.message_ids, mine.events) == (second, (first.last_message_id, "msg_1"), (fact,))


def test_a_frame_that_is_too_large_asks_for_a_fetch() -> None:
    current = Current(Loaded(examples.ticket(12), examples.FULL_DETAILS), (examples.message(12, body="x" * 30_000),))
    frame = decide.ticket_frame(current, Told(), "TKT-", DEFAULT_RULES)
    assert frame == {"type": "refetch", "at": frame["at"], "scope": "ticket:12"}
    small = decide.ticket_frame(Current(current.loaded, ()), Told(), "TKT-", DEFAULT_RULES)
    assert (small["type"], small["ticket"]["label"]) == ("ticket", "TKT-0012")


def test_a_connection_hears_a_frame_once_though_it_watches_two_of_its_topics() -> None:
    frame = decide.row_frame(examples.ticket(1))
    maya = dict.fromkeys
    watchers = {"queue:none": maya("ab", MAYA.id), "user:usr_1": maya("bc", MAYA.id), "ticket:1": {"x": "usr_gone"}}
    addressed = decide.Addressed(frame, frozenset(watchers), examples.ticket(1))
    found = decide.by_connection([addressed], watchers, {MAYA.id: MAYA})
    assert found == {"a": [frame], "b": [frame], "c": [frame]}


def test_more_than_one_post_holds_becomes_a_fetch() -> None:
    rows = [decide.row_frame(examples.ticket(number, subject="ß" * 250)) for number in range(1, 200)]
    told = {"type": "notification", "at": rows[0]["at"]}
    frames = decide.bounded([*rows, decide.refetch("ticket:3", rows[0]["at"]), told])
    assert [frame.get("scope") for frame in frames] == ["lists", "ticket:3", None]
    assert frames[0]["at"] == max(row["at"] for row in rows)
    assert len(decide.text(frames).encode()) < decide.POST_LIMIT
    assert decide.bounded(rows[:3]) == rows[:3]


def test_the_first_post_goes_at_once_and_the_next_waits() -> None:
    now = samples.MORNING
    last = {"a": now - timedelta(milliseconds=200), "b": now - timedelta(seconds=2)}
    waits = decide.due(last, ["a", "b", "c"], now)
    assert waits == {"a": timedelta(milliseconds=300), "b": timedelta(0), "c": timedelta(0)}


def test_frames_are_compact_json() -> None:
    assert decide.text([{"type": "pong", "at": "x"}]) == '[{"type":"pong","at":"x"}]'
    assert json.loads(decide.text([])) == []
