"""What a decision asks for: writes that hold together or not at all, and the facts they amount to.

The entities are the domain's own dataclasses; a store knows how each is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar

from lambdesk.kit.context import Context
from lambdesk.kit.events import Event, Payload, record

T = TypeVar("T")


@dataclass(frozen=True)
class Insert:
    """The entity must not exist yet; else the commit raises AlreadyExists(key=entity)."""

    entity: object


@dataclass(frozen=True)
class Replace:
    """The stored entity must have `expected_version`; else StaleVersion with the one that stands."""

    entity: object
    expected_version: int


@dataclass(frozen=True)
class Put:
    """Written whatever stood there, guarded by another write of the same change."""

    entity: object


@dataclass(frozen=True)
class Claim:
    """A thing done once: `scope` and `key` name it, `data` is what a second comer gets to see.

    A claim without `expires_at` stands for ever. A taken claim makes the commit raise AlreadyExists(key=claim).
    """

    scope: str
    key: str
    data: dict[str, str]
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Remove:
    """The entity, known by its names alone, is there no more afterwards. Removing what is not there is no mistake.

    With `expected_version` the stored entity must be there with it; else StaleVersion.
    """

    entity: object
    expected_version: int | None = None


@dataclass(frozen=True)
class Check:
    """The stored entity must still have `expected_version`, else StaleVersion. Nothing of it is written."""

    entity: object
    expected_version: int


Write = Insert | Replace | Put | Remove | Check | Claim


@dataclass(frozen=True)
class ChangeSet:
    """One atomic change of one tenant. `parent` names the aggregate whose timeline keeps the events.

    `beside` are changes of other aggregates that hold together with this one. The facts of what is `past` happened
    before we knew of them: they are history, and nobody is told.
    """

    writes: tuple[Write, ...]
    events: tuple[Event, ...] = ()
    parent: str = ""
    beside: tuple["ChangeSet", ...] = ()
    past: bool = False

    def also(self, *writes: Write) -> "ChangeSet":
        """The same change with more writes in it."""
        return replace(self, writes=self.writes + writes)

    def together(self, other: "ChangeSet") -> "ChangeSet":
        """This change and that of another aggregate, both or neither."""
        return replace(self, beside=(*self.beside, other))

    @property
    def parts(self) -> tuple["ChangeSet", ...]:
        """One ChangeSet for each aggregate, this one first."""
        return (replace(self, beside=()), *(part for other in self.beside for part in other.parts))

    @property
    def all_writes(self) -> tuple[Write, ...]:
        """The writes of all parts."""
        return tuple(write for part in self.parts for write in part.writes)


def entity_in(writes: Sequence[Write], kind: type[T], otherwise: T | None = None) -> T:
    """The entity of a kind that is written; raises LookupError where there is none, not even `otherwise`."""
    for write in writes:
        if isinstance(write, Insert | Put | Replace) and isinstance(write.entity, kind):
            return write.entity
    if otherwise is not None:
        return otherwise
    message = f"the change holds no {kind.__name__}"
    raise LookupError(message)


class Committer(Protocol):
    """The one way to write. Raises StaleVersion, AlreadyExists or Unavailable; then nothing was written."""

    def commit(self, tenant: str, changes: ChangeSet) -> None: ...


def with_facts(
    ctx: Context, name: str, version: int, writes: Sequence[Write], *facts: Payload, after: int = 0
) -> ChangeSet:
    """Writes with the facts they amount to, kept with the aggregate `name`; `after` facts of another change."""
    events = [
        record(ctx, each, aggregate=name, version=version, at=ctx.now, ordinal=n) for n, each in enumerate(facts, after)
    ]
    return ChangeSet(tuple(writes), tuple(events), name)
