"""One member more, never more than the plan allows: whoever adds one has counted, and nobody else did meanwhile."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from lambdesk.identity.members.decide import take_room
from lambdesk.identity.model import Headcount, User
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.errors import AlreadyExists, StaleVersion, Unavailable

_TRIES = 5
Decision = Callable[[Sequence[User]], tuple[User, ChangeSet]]


def add(store: IdentityStore, tenant: str, decision: Decision) -> User:
    """Commit what is decided on the staff as it stands, a member more; nothing to write is nobody more.

    Raises LimitReached, AlreadyExists, Unavailable when others come all the time, and what the decision raises.
    """
    for _ in range(_TRIES):
        counted = store.headcount(tenant)
        staff = store.users(tenant)
        user, changes = decision(staff)
        if not changes.writes:
            return user
        room = take_room(store.tenant(tenant), staff, counted)
        try:
            with suppress(StaleVersion):
                store.commit(tenant, changes.also(room))
                return user
        except AlreadyExists as taken:
            if not isinstance(taken.key, Headcount):
                raise
    raise Unavailable
