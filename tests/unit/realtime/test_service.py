"""What connected people do, and what they get to hear."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.adapters.memory.realtime import MemoryLines
from lambdesk.identity.model import Permission, Reach, Tenant, TenantState, User
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import TooMany, Unauthenticated
from lambdesk.kit.signing import Keyring
from lambdesk.realtime import passes
from lambdesk.realtime.model import ACTIONS
from lambdesk.realtime.service import Live
from lambdesk.realtime.switchboard import Switchboard
from tests.support.live import USERS, Frame, Stage
from tests.unit.realtime.test_push import limit
from tests.unit.tickets import samples

KEYS = Keyring("a", {"a": b"k" * 64})


class Room:
    """A stage with open sockets."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.live = Live(self.stage.realtime, self.stage.directory, self.stage.sockets, self.look)
        self.looks: list[tuple[str | None, str]] = []
        self.lines = MemoryLines()
        self.board = Switchboard(self.lines, self.stage.sockets, lambda: KEYS, lambda _: self.live)

    def look(self, ctx: Context, topic: str) -> None:
        self.looks.append((ctx.actor.id, topic))

    def ticket(self, user: str = USERS[0], tenant: str = samples.TENANT) -> str:
        ctx = replace(self.stage.context(), actor=Actor(ActorKind.USER, user), tenant=tenant)
        return passes.issue(KEYS, ctx)[0]

    def open(self, name: str, user: str = USERS[0]) -> None:
        self.board.open(name, self.ticket(user), self.stage.clock())

    def say(self, name: str, said: Any) -> list[Frame]:
        before = len(self.stage.sockets.frames(name))
        self.board.hear(name, said if isinstance(said, str) else json.dumps(said), self.stage.clock())
        return self.stage.sockets.frames(name)[before:]

    def change(self, cls: type, **fields: object) -> None:
        """Other people's work on users and tenants; memberships are remembered for a minute."""
        for found in self.stage.state.all(samples.TENANT, cls):
            self.stage.state.commit(samples.TENANT, ChangeSet((Put(replace(found, **fields)),)))  # type: ignore[type-var]
        self.stage.clock.sleep(61)


@pytest.fixture
def room() -> Room:
    made = Room()
    made.open("a")
    return made


def test_a_ticket_opens_one_socket(room: Room) -> None:
    ticket, now = room.ticket(), room.stage.clock()
    opened = room.board.open("b", ticket, now)
    assert (opened.connection.user, opened.count) == (USERS[0], 2)
    for again in (ticket, "", "a.forged", room.ticket(user="usr_nobody"), room.ticket(tenant="tnt_foreign")):
        with pytest.raises(Unauthenticated):
            room.board.open("c", again, room.stage.clock())
    assert room.stage.realtime.connection(samples.TENANT, "c") is None


def test_a_ticket_runs_out(room: Room) -> None:
    ticket = room.ticket()
    room.stage.clock.sleep(30)
    with pytest.raises(Unauthenticated):
        room.board.open("b", ticket, room.stage.clock())


def test_a_ticket_from_before_a_sign_out_everywhere_opens_nothing(room: Room) -> None:
    before = room.ticket()
    room.stage.clock.sleep(1)
    (user,) = [each for each in room.stage.state.all(samples.TENANT, User) if each.id == USERS[0]]
    # This environment has just looked at the member, and nobody tells it.
    assert room.stage.directory.member(samples.TENANT, user.id, room.stage.clock())
    out = replace(user, signed_out_at=room.stage.clock())
    room.stage.state.commit(samples.TENANT, ChangeSet((Put(out),)))
    with pytest.raises(Unauthenticated):
        room.board.open("b", before, room.stage.clock())
    room.open("c")


def test_a_tenant_sets_how_many_sockets_it_has(room: Room) -> None:
    room.change(Tenant, connection_limit=1)
    with pytest.raises(TooMany):
        room.open("b")
    room.board.close("a", room.stage.clock())
    room.open("c")


def test_a_closed_tenant_has_no_sockets(room: Room) -> None:
    room.change(Tenant, state=TenantState.SUSPENDED)
    with pytest.raises(Unauthenticated):
        room.open("b")
    room.say("a", {"action": "ping"})
    assert "a" in room.stage.sockets.ended


def test_topics_are_granted_and_refused_one_by_one(room: Room) -> None:
    asked = ["ticket:1", "user:" + USERS[1], "queue:none", "*", "user:" + USERS[0], "ticket:1", 7]
    granted, refused = room.say("a", {"action": "subscribe", "topics": asked})
    assert (granted["type"], granted["topics"]) == ("subscribed", ["ticket:1", "queue:none", "user:" + USERS[0]])
    assert (refused["type"], refused["topics"]) == ("refused", ["user:" + USERS[1], "*", "7"])
    assert granted["at"] < "2026-03-02T09:00:00.000Z"
    room.say("a", {"action": "unsubscribe", "topics": ["ticket:1", "ticket:2"]})
    connection = room.stage.realtime.connection(samples.TENANT, "a")
    assert connection is not None
    assert connection.topics == {"queue:none", "user:" + USERS[0]}


def test_a_foreign_thing_and_one_that_is_not_are_answered_alike(room: Room) -> None:
    room.stage.open(1)
    mine, none = (room.say("a", {"action": "subscribe", "topics": [topic]}) for topic in ("ticket:1", "ticket:999"))
    assert mine[0] | {"topics": []} == none[0] | {"topics": []}
    other, nobody = (
        room.say("a", {"action": "subscribe", "topics": [topic]}) for topic in ("user:" + USERS[1], "user:usr_none")
    )
    assert other[0] | {"topics": []} == nobody[0] | {"topics": []}


def test_topics_are_limited(room: Room) -> None:
    granted, refused = room.say("a", {"action": "subscribe", "topics": [f"ticket:{n}" for n in range(1, 61)]})
    # One of the fifty is their own, from the start.
    assert (len(granted["topics"]), len(refused["topics"])) == (49, 11)
    (refused,) = room.say("a", {"action": "subscribe", "topics": ["ticket:100"]})
    assert refused["topics"] == ["ticket:100"]


def test_presence_is_told_when_it_is_news(room: Room) -> None:
    room.open("b", USERS[1])
    for name in "ab":
        room.say(name, {"action": "subscribe", "topics": ["ticket:1"]})
    here = {"action": "presence", "number": 1, "state": "viewing"}
    (frame,) = room.say("a", here)
    assert frame["people"] == [{"user": USERS[0], "state": "viewing"}]
    assert room.stage.sockets.frames("b")[-1] == frame
    assert room.say("a", here) == []
    (frame,) = room.say("b", here | {"state": "typing"})
    assert frame["people"] == [{"user": USERS[0], "state": "viewing"}, {"user": USERS[1], "state": "typing"}]
    room.open("late")
    subscribed, people = room.say("late", {"action": "subscribe", "topics": ["ticket:1"]})
    assert (subscribed["type"], people["people"]) == ("subscribed", frame["people"])
    room.board.close("b", room.stage.clock())
    assert room.stage.sockets.frames("a")[-1]["people"] == [{"user": USERS[0], "state": "viewing"}]
    room.say("a", here | {"state": "gone"})
    assert room.stage.sockets.frames("late")[-1]["people"] == []
    room.say("a", here)
    room.stage.clock.sleep(31)
    assert room.stage.realtime.present(samples.TENANT, 1) == []


def test_who_is_on_the_tickets_of_a_list_is_told_to_whoever_asks(room: Room) -> None:
    room.open("b", USERS[1])
    room.say("b", {"action": "presence", "number": 3, "state": "typing"})
    (frame,) = room.say("a", {"action": "who", "rows": [4, 3, 3, "5", True, 0, None]})
    assert (frame["type"], frame["numbers"]) == ("present", [3, 4])
    assert frame["people"] == [{"number": 3, "user": USERS[1], "state": "typing"}]
    room.stage.clock.sleep(6)
    here, asked = {"action": "presence", "number": 4, "state": "viewing"}, {"rows": [3, 4]}
    (frame,) = room.say("a", here | asked)
    assert [each["number"] for each in frame["people"]] == [3, 4]
    (frame,) = room.say("a", {"action": "who", "rows": list(range(1, 400))})
    assert frame["numbers"] == list(range(1, 201))


def test_one_reading_of_who_is_where_answers_all_for_a_while(room: Room) -> None:
    def asked() -> tuple[str, int]:
        (frame,) = room.say("a", {"action": "who", "rows": [3]})
        return frame["at"], len(frame["people"])

    room.open("b", USERS[1])
    first = asked()
    room.stage.clock.sleep(4)
    room.say("b", {"action": "presence", "number": 3, "state": "viewing"})
    assert asked() == first == (first[0], 0), "as it was then, and it says when that was"
    room.stage.clock.sleep(1)
    assert asked()[1] == 1


def test_who_vanished_without_a_word_is_on_no_screen_after_a_minute(room: Room) -> None:
    """`b` dies right after it was heard. `a` asks every 20 seconds, as the desk does."""
    room.open("b", USERS[1])
    room.say("b", {"action": "presence", "number": 3, "state": "typing"})
    shown = []
    for _ in range(3):
        (frame,) = room.say("a", {"action": "presence", "number": 3, "state": "viewing", "rows": [3]})[-1:]
        shown.append([each["user"] for each in frame["people"]])
        room.stage.clock.sleep(20)
    assert shown == [[*USERS], [*USERS], [USERS[0]]]


@pytest.mark.parametrize(
    "said",
    [
        "", "{", "[]", "7", "null", "x" * 9_000, {"action": "shout"}, {"action": "subscribe", "topics": "ticket:1"},
        *({"action": "presence", "number": number, "state": "viewing"} for number in (0, "1", 10**12, None)),
        {"action": "presence", "number": 1, "state": "dancing"}, {"action": "who", "rows": 7},
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused(room: Room, said: Any) -> None:
    (frame,) = room.say("a", said)
    assert (frame["type"], frame["topics"]) == ("refused", [])


def test_ping(room: Room) -> None:
    (frame,) = room.say("a", {"action": "ping"})
    assert frame["type"] == "pong"
    assert frame["at"] == clock.to_text(room.stage.clock() - timedelta(minutes=1))


def test_who_is_no_member_any_more_is_disconnected(room: Room) -> None:
    room.change(User, active=False)
    assert room.say("a", {"action": "ping"}) == []
    assert room.say("unknown", {"action": "ping"}) == []
    assert room.stage.sockets.ended == ["a", "unknown"]


def test_a_socket_that_is_gone_is_forgotten_when_told(room: Room) -> None:
    room.stage.sockets.gone.add("a")
    room.say("a", {"action": "ping"})
    assert room.stage.realtime.connection(samples.TENANT, "a") is None
    assert room.board.close("a", room.stage.clock() + timedelta(seconds=1)) is None


def test_a_ticket_out_of_reach_is_refused_as_one_that_is_not_there(room: Room) -> None:
    room.stage.open(1)
    room.open("b", USERS[1])
    room.say("a", {"action": "presence", "number": 1, "state": "viewing"})
    limit(room.stage, Reach.ASSIGNED)
    room.stage.clock.sleep(61)
    room.say("a", {"action": "presence", "number": 1, "state": "viewing"})
    for topic in ("ticket:1", "ticket:999", "queue:none", "queue:team_a"):
        (frame,) = room.say("b", {"action": "subscribe", "topics": [topic]})
        assert (frame["type"], frame["topics"]) == ("refused", [topic])
    (frame,) = room.say("b", {"action": "presence", "number": 1, "state": "viewing"})
    assert frame["type"] == "refused"
    (frame,) = room.say("b", {"action": "who", "rows": [1]})
    assert (frame["numbers"], frame["people"]) == ([1], [])
    room.stage.act(1, "assign", 1)
    (frame, people) = room.say("b", {"action": "subscribe", "topics": ["ticket:1"]})
    assert (frame["topics"], len(people["people"])) == (["ticket:1"], 1)
    room.stage.act(1, "assign", 0)
    before = len(room.stage.sockets.frames("b"))
    room.say("a", {"action": "presence", "number": 1, "state": "typing"})
    assert len(room.stage.sockets.frames("b")) == before


@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_of_a_socket_takes_its_permission(room: Room, action: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who lost it since is refused, whatever they ask for; an action that the table does not have is nobody's."""
    said = {"action": action, "topics": ["ticket:1"], "number": 1, "state": "viewing", "rows": [1]}
    if action == "connect":
        monkeypatch.setitem(ACTIONS, "connect", Permission.ROLES_WRITE)
        with pytest.raises(Unauthenticated):
            room.open("b")
        return
    monkeypatch.setitem(ACTIONS, action, Permission.ROLES_WRITE)
    (frame,) = room.say("a", said)
    assert (frame["type"], frame["topics"]) == ("refused", [])
    monkeypatch.delitem(ACTIONS, action)
    assert room.say("a", said)[0]["type"] == "refused"
    assert room.stage.realtime.present(samples.TENANT, 1) == []


def test_another_environment_finds_whose_a_socket_is(room: Room) -> None:
    """And forgets it with the socket: what is said after that ends the connection."""
    other = Switchboard(room.lines, room.stage.sockets, lambda: KEYS, lambda _: room.live)
    assert other.hear("a", '{"action":"ping"}', room.stage.clock()) == "ping"
    assert room.board.close("a", room.stage.clock())
    assert (
        Switchboard(room.lines, room.stage.sockets, lambda: KEYS, lambda _: room.live).close("a", room.stage.clock())
        is None
    )
    # This one still remembers whose it was, which is of no use: the tenant does not know it any more.
    assert other.hear("a", '{"action":"ping"}', room.stage.clock()) == "unknown"
    assert room.stage.sockets.ended[-1] == "a"


def test_a_socket_that_nobody_opened_is_ended(room: Room) -> None:
    assert room.board.hear("stray", '{"action":"ping"}', room.stage.clock()) == "unknown"
    assert room.stage.sockets.ended == ["stray"]


def test_who_follows_a_thread_or_a_list_is_kept(room: Room) -> None:
    room.stage.open(1)
    room.say("a", {"action": "subscribe", "topics": ["ticket:1", "queue:none", "dashboard"]})
    assert room.looks == [(USERS[0], "ticket:1"), (USERS[0], "queue:none")]
    room.say("a", {"action": "presence", "number": 1, "state": "viewing"})
    # On a ticket that is not followed nothing of it is told.
    room.say("a", {"action": "presence", "number": 2, "state": "viewing"})
    assert room.looks[2:] == [(USERS[0], "ticket:1")]
