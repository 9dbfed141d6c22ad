"""Whatever happens in whatever order, and however often: the count is that of the unread ones."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from lambdesk.adapters.memory.identity import MemoryIdentityStore
from lambdesk.adapters.memory.notifications import MemoryNotificationStore
from lambdesk.adapters.memory.state import State as World
from lambdesk.adapters.memory.tickets import MemoryTicketStore
from lambdesk.conversations.model import Channel
from lambdesk.identity.model import AGENT, User
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.events import Event
from lambdesk.notifications.model import Kind, Notification
from lambdesk.notifications.service import Inboxes, Notices
from lambdesk.notifications.wire import frame
from lambdesk.tickets.model import Priority, State, Ticket

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TENANT, MAYA = "tnt_1", "usr_maya"


@dataclass
class Desk:
    """One agent with one ticket; events are known by their number, which is also when they happened."""

    world: World = field(default_factory=lambda: World(now=lambda: NOW))
    steps: int = 0
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.store = MemoryNotificationStore(self.world)
        tickets, identity = MemoryTicketStore(self.world), MemoryIdentityStore(self.world)
        self.notices, self.inboxes = Notices(self.store, tickets, identity), Inboxes(self.store)
        user = User(MAYA, "maya@b.example", "Maya", AGENT, NOW)
        ticket = Ticket(
            1, "Lamp", State.OPEN, Priority.NORMAL, Channel.MAIL, "cus_1", "Ann", NOW, NOW, NOW, "customer", "m", 1, 1
        )
        writes = Insert(user), Insert(Ticket(**{**ticket.__dict__, "assignee_id": MAYA}))
        self.store.commit(TENANT, ChangeSet(writes))

    def context(self) -> Context:
        # The clocks of different machines disagree: time stands still here.
        self.steps += 1
        return Context(TENANT, Actor(ActorKind.USER, MAYA), self.now, f"seed{self.steps}")

    def told(self) -> list[str]:
        return [each.id for each in self.store.newest(TENANT, MAYA, 99, None)]

    def happens(self, number: int) -> None:
        data = {"message_id": f"msg_{number}", "kind": "customer", "channel": "mail", "author_kind": "customer"}
        at = NOW + timedelta(seconds=number)
        actor = Actor(ActorKind.CUSTOMER, "cus_1")
        event = Event(f"evt_{number}", "message.created", TENANT, "ticket:1", 2, at, actor, {}, "r", None, data)
        self.notices.handle(event, self.now, self.context().seed)

    def reads(self, index: int) -> None:
        ids = self.told()
        if ids:
            self.inboxes.read(self.context(), ids[index % len(ids) :][:2])

    def reads_up_to(self, index: int) -> None:
        ids = self.told()
        if ids:
            self.inboxes.read_up_to(self.context(), ids[index % len(ids)])

    def weeks_pass(self, count: int) -> None:
        self.now += timedelta(weeks=3 * count)

    def is_tidied(self, _: int) -> None:
        """The store gets to removing what has run out."""
        for key, entity in list(self.world.kept.items()):
            if isinstance(entity, Notification) and entity.expires_at <= self.now:
                del self.world.kept[key]


STEPS = st.lists(
    st.tuples(st.sampled_from(("happens", "happens", "reads", "reads_up_to")), st.integers(0, 9)), max_size=30
)


@given(STEPS)
def test_the_count_is_that_of_the_unread(steps: list[tuple[str, int]]) -> None:
    desk, happened = Desk(), set()
    for step, number in steps:
        getattr(desk, step)(number)
        happened |= {number} if step == "happens" else set()
        inbox, _ = desk.store.inbox(TENANT, MAYA)
        told = desk.store.newest(TENANT, MAYA, 99, None)
        assert inbox.unread == sum(not inbox.has_read(each) for each in told)
        assert len(told) == len(happened)
        assert sorted(told, key=lambda each: each.at, reverse=True) == list(told)


AGES = st.lists(
    st.tuples(
        st.sampled_from(("happens", "happens", "reads", "reads_up_to", "weeks_pass", "is_tidied")), st.integers(0, 9)
    ),
    max_size=30,
)


@example([("happens", 1), ("weeks_pass", 9), ("happens", 2)])
@given(AGES)
def test_what_runs_out_unread_is_not_counted_for_ever(steps: list[tuple[str, int]]) -> None:
    desk = Desk()
    for step, number in steps:
        getattr(desk, step)(number)
        inbox, told, more = desk.inboxes.page(desk.context(), 99, None)
        assert inbox.unread == sum(not inbox.has_read(each) for each in told)
        assert all(each.expires_at > desk.now for each in told)
        assert not more
        if step == "happens" and told and told[0].at == desk.now:
            assert told[0].unread == inbox.unread, "and the frame says so too"


@given(STEPS)
def test_the_last_frame_shows_what_a_fetch_shows(steps: list[tuple[str, int]]) -> None:
    """A client keeps a list and a count, patched by the frames of the items that were written, in their order."""
    desk = Desk()
    shown: dict[str, bool] = {}
    unread = 0
    for step, number in steps:
        before = {each.id: each for each in desk.store.newest(TENANT, MAYA, 99, None)}
        getattr(desk, step)(number)
        for each in reversed(desk.store.newest(TENANT, MAYA, 99, None)):
            if before.get(each.id) != each:
                told = frame(each)
                shown[told["notification"]["id"]] = told["notification"]["read"]
                unread, mark = told["unread"], told["read_up_to"] or ""
                shown = {name: read or name <= mark for name, read in shown.items()}
        inbox, _ = desk.store.inbox(TENANT, MAYA)
        assert unread == inbox.unread
        assert shown == {each.id: inbox.has_read(each) for each in desk.store.newest(TENANT, MAYA, 99, None)}


@given(st.sets(st.sampled_from(Kind)))
def test_kinds_are_switched_off_and_on(muted: set[Kind]) -> None:
    desk = Desk()
    assert set(desk.inboxes.prefer(desk.context(), list(muted)).muted) == muted
    desk.happens(1)
    assert len(desk.told()) == (Kind.REPLY_ON_MINE not in muted)
    assert desk.inboxes.prefer(desk.context(), []).muted == ()
    desk.happens(1)
    assert len(desk.told()) == 1
