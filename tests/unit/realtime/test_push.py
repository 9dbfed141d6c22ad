"""Pushes: whom a batch reaches, at what pace, and what becomes of those who are gone."""

from datetime import timedelta

import pytest

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
    assert stage.realtime.connection("gone") is None
    assert stage.realtime.watchers(samples.TENANT, "queue:none") == ["here"]


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


def test_the_sockets_of_who_left_end_and_no_others(stage: Stage) -> None:
    stage.connect("theirs", user_topic(USERS[1]), "queue:none", user=USERS[1])
    stage.connect("a colleague's", user_topic(USERS[0]), "queue:none", user=USERS[0])
    stage.pusher.push([MemberLeft(samples.TENANT, USERS[1])])
    assert stage.sockets.ended == ["theirs"]
    assert stage.realtime.connection("theirs") is None
    assert stage.realtime.connection("a colleague's") is not None
