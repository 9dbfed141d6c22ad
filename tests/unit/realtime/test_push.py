"""Pushes: whom a batch reaches, at what pace, and what becomes of those who are gone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.identity.model import AGENT, BUILT_IN, Reach, Role, User
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.realtime.model import MemberLeft, ticket_topic, user_topic
from tests.support import crowd
from tests.support.live import USERS, Stage
from tests.unit.tickets import samples


@pytest.fixture
def stage() -> Stage:
    made = Stage()
    made.open(1)
    made.taken()
    return made


@pytest.mark.parametrize("each_second", [1, 3, 30])
def test_a_crowd_is_written_to_at_most_twice_a_second(each_second: int) -> None:
    found = crowd.measure(seconds=8, each_second=each_second)
    assert found.told == 8 * each_second
    assert found.busiest <= 2
    assert found.idle_posts == 0
    assert found.posts <= 2 * crowd.WATCHERS * (found.seconds + 1)
    assert found.posts >= crowd.WATCHERS * found.seconds


def test_frames_go_to_those_who_watch_and_to_no_others(stage: Stage) -> None:
    stage.connect("list", "queue:none")
    stage.connect("ticket", ticket_topic(1))
    stage.connect("other ticket", ticket_topic(2))
    stage.connect("other queue", "queue:team_a")
    stage.connect("assignee", user_topic(USERS[1]), user=USERS[1])
    stage.act(1, "assign", 1)
    assert stage.pusher.push(stage.taken()) == 3
    assert [each["type"] for each in stage.sockets.frames("list")] == ["row"]
    assert [each["type"] for each in stage.sockets.frames("ticket")] == ["ticket"]
    assert [each["type"] for each in stage.sockets.frames("assignee")] == ["row"]
    assert stage.sockets.frames("other ticket") == stage.sockets.frames("other queue") == []


def test_notes_are_in_the_frames_of_staff(stage: Stage) -> None:
    stage.connect("ticket", ticket_topic(1))
    stage.act(1, "note")
    stage.pusher.push(stage.taken())
    (frame,) = stage.sockets.frames("ticket")
    assert [each["kind"] for each in frame["messages"]] == ["note"]
    assert [each["type"] for each in frame["events"]] == ["message.created"]


def test_a_connection_that_is_gone_is_forgotten(stage: Stage) -> None:
    stage.connect("here", "queue:none")
    stage.connect("gone", "queue:none")
    stage.sockets.gone.add("gone")
    stage.act(1, "note")
    stage.pusher.push(stage.taken())
    assert stage.realtime.connection(samples.TENANT, "gone") is None
    assert stage.realtime.watchers(samples.TENANT, "queue:none") == {"here": USERS[0]}


def test_the_second_batch_waits_for_half_a_second(stage: Stage) -> None:
    stage.connect("list", "queue:none")
    stage.act(1, "note")
    first = stage.taken()
    stage.act(1, "priority", 3)
    second = stage.taken()
    begun = stage.clock()
    stage.pusher.push(first)
    stage.pusher.push(second)
    assert [at - begun for at, _, _ in stage.sockets.posts] == [timedelta(0), timedelta(seconds=0.5)]


def test_nobody_watches_and_nothing_is_sent(stage: Stage) -> None:
    stage.act(1, "note")
    assert stage.pusher.push(stage.taken()) == 0
    assert stage.pusher.push([]) == 0
    assert stage.sockets.posts == []


def test_a_ticket_that_is_not_there_any_more_is_passed_over(stage: Stage) -> None:
    stage.connect("ticket", ticket_topic(1))
    stage.act(1, "note")
    changes = stage.taken()
    stage.state.kept.clear()
    assert stage.pusher.push(changes) == 0


def limit(stage: Stage, reach: Reach, user: str = USERS[1], teams: tuple[str, ...] = ()) -> None:
    """From now on a member has a role of this reach."""
    role = Role(ids.derived_id("rol", samples.MORNING, reach, 0), "Helper", BUILT_IN[AGENT].permissions, reach)
    known = stage.state.get(samples.TENANT, User, user)
    assert known is not None
    stage.state.commit(samples.TENANT, ChangeSet((Put(role), Put(replace(known, role=role.id, teams=teams)))))


def test_who_loses_sight_of_a_ticket_hears_that_and_no_more(stage: Stage) -> None:
    limit(stage, Reach.ASSIGNED)
    stage.act(1, "assign", 1)
    stage.taken()
    stage.connect("theirs", user_topic(USERS[1]), ticket_topic(1), user=USERS[1])
    stage.connect("boss", user_topic(USERS[1]), ticket_topic(1))
    stage.act(1, "note")
    stage.pusher.push(stage.taken())
    assert [each["type"] for each in stage.sockets.frames("theirs")] == ["row", "ticket"]
    stage.act(1, "assign", 0)
    stage.act(1, "note")
    stage.pusher.push(stage.taken())
    told = stage.sockets.frames("theirs")[2:]
    assert [(each["type"], each["scope"]) for each in told] == [("refetch", "lists"), ("refetch", "ticket:1")]
    assert [each["type"] for each in stage.sockets.frames("boss")[2:]] == ["row", "ticket"]
    stage.act(1, "note")
    stage.pusher.push(stage.taken())
    assert stage.sockets.frames("theirs")[4:] == []
    assert stage.realtime.watchers(samples.TENANT, ticket_topic(1)) == {"boss": USERS[0]}


def test_another_role_acts_on_open_sockets_within_a_minute(stage: Stage) -> None:
    stage.connect("theirs", "queue:none", ticket_topic(1), user=USERS[1])
    stage.act(1, "note")
    stage.pusher.push(stage.taken())
    limit(stage, Reach.TEAMS, teams=("team_a",))
    stage.clock.sleep(61)
    stage.act(1, "note")
    stage.pusher.push(stage.taken())
    assert [each["type"] for each in stage.sockets.frames("theirs")] == ["row", "ticket", "refetch", "refetch"]


def test_the_sockets_of_who_left_end_and_no_others(stage: Stage) -> None:
    stage.connect("theirs", user_topic(USERS[1]), "queue:none", user=USERS[1])
    stage.connect("a colleague's", user_topic(USERS[0]), "queue:none", user=USERS[0])
    stage.pusher.push([MemberLeft(samples.TENANT, USERS[1])])
    assert stage.sockets.ended == ["theirs"]
    assert stage.realtime.connection(samples.TENANT, "theirs") is None
    assert stage.realtime.connection(samples.TENANT, "a colleague's") is not None
