"""How dataclasses become attributes and back: the machinery of the codec, without a word of the domain."""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, Generic, TypeVar

from lambdesk.adapters.dynamodb.table import Item
from lambdesk.kit.context import Actor, ActorKind

T = TypeVar("T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def dumps(value: Any) -> str:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def milliseconds(moment: datetime) -> int:
    """A moment as a number, which takes 8 bytes where its text takes 24."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def from_milliseconds(number: str | int) -> datetime:
    """The inverse of `milliseconds`."""
    return _EPOCH + timedelta(milliseconds=int(number))


def seconds_up(moment: datetime) -> int:
    """The form of a TTL: whole seconds, rounded up, so that nothing ends early."""
    return -((_EPOCH - moment) // timedelta(seconds=1))


def seconds_down(moment: datetime) -> int:
    """The form in which the present is compared with a TTL."""
    return (moment - _EPOCH) // timedelta(seconds=1)


def from_seconds(number: str) -> datetime:
    """The moment of a TTL."""
    return _EPOCH + timedelta(seconds=int(number))


def actor_text(actor: Actor) -> str:
    """`user:usr_…`, or the bare kind of an actor without an id."""
    return actor.kind.value if actor.id is None else f"{actor.kind.value}:{actor.id}"


def actor(text: str) -> Actor:
    """The inverse of `actor_text`."""
    kind, colon, actor_id = text.partition(":")
    return Actor(ActorKind(kind), actor_id if colon else None)


@dataclass(frozen=True)
class Kind:
    """How a value is kept: as JSON value, and as attribute of type `letter` (`J` is JSON text in an `S`)."""

    letter: str
    plain: Callable[[Any], Any]
    back: Callable[[Any], Any]
    absent: Any = None


def _same(value: Any) -> Any:
    return value


TEXT = Kind("S", _same, _same)
NUMBER = Kind("N", _same, int)
FLAG = Kind("BOOL", _same, _same)
MOMENT = Kind("N", milliseconds, from_milliseconds)
ACTOR = Kind("S", actor_text, actor)
TEXTS = Kind("J", list, tuple, ())
FIGURES = Kind("J", dict, dict, {})


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


VALUES = Kind("J", dict, _tuples, {})
"""JSON values by name; JSON's lists are tuples."""


def member(cls: type[Enum]) -> Kind:
    """A member of an enumeration, by its value."""
    return Kind("S", lambda each: each.value, cls)


def members(cls: type[Enum]) -> Kind:
    """A tuple of members of an enumeration."""
    return Kind("J", lambda each: [one.value for one in each], lambda values: tuple(map(cls, values)), ())


def _nothing(value: Any) -> bool:
    return value is None or value == () or value == {}


def _absent(cls: type, kinds: Mapping[str, Kind]) -> dict[str, Any]:
    """What fields without a default have when nothing was kept."""
    required = {f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING}
    return {name: kind.absent for name, kind in kinds.items() if name in required}


class Part(Generic[T]):
    """A dataclass kept inside another one's attribute, as JSON under its fields' own names."""

    def __init__(self, cls: type[T], **kinds: Kind) -> None:
        self._cls = cls
        self._kinds = kinds
        self._absent = _absent(cls, kinds)
        self._unset = frozenset(f.name for f in fields(cls) if f.default is False)  # type: ignore[arg-type]

    def pack(self, entity: T) -> dict[str, Any]:
        """The fields as JSON values; what `_nothing` says and a False that is the field's default are left out."""
        values = ((name, kind, getattr(entity, name)) for name, kind in self._kinds.items())
        said = (each for each in values if not (_nothing(each[2]) or (each[2] is False and each[0] in self._unset)))
        return {name: kind.plain(value) for name, kind, value in said}

    def values(self, plain: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that were kept."""
        return {name: kind.back(plain[name]) for name, kind in self._kinds.items() if name in plain}

    def _back(self, plain: Mapping[str, Any]) -> T:
        return self._cls(**{**self._absent, **self.values(plain)})

    def one(self) -> Kind:
        """One such part."""
        return Kind("J", self.pack, self._back)

    def many(self) -> Kind:
        """A tuple of such parts."""
        return Kind("J", lambda parts: list(map(self.pack, parts)), lambda parts: tuple(map(self._back, parts)), ())


class Shape(Generic[T]):
    """A dataclass kept as an item: each field's attribute name and kind. Fields that a key tells are not named."""

    def __init__(self, cls: type[T], **fields_kept: tuple[str, Kind]) -> None:
        self.cls = cls
        self.fields = tuple((name, short, kind) for name, (short, kind) in fields_kept.items())
        self._absent = _absent(cls, {name: kind for name, _, kind in self.fields})

    def pack(self, entity: T) -> Item:
        """The entity's fields as attributes; None and empty lists are left out."""
        item: Item = {}
        for name, short, kind in self.fields:
            value = getattr(entity, name)
            if _nothing(value):
                continue
            plain = kind.plain(value)
            if kind.letter == "N":
                item[short] = {"N": str(plain)}
            elif kind.letter == "J":
                item[short] = {"S": dumps(plain)}
            else:
                item[short] = {kind.letter: plain}
        return item

    def unpack(self, item: Item, **told: Any) -> T:
        """The entity of an item; `told` are the fields that its key tells."""
        values = {**self._absent, **told}
        for name, short, kind in self.fields:
            attribute = item.get(short)
            if attribute is not None:
                raw = json.loads(attribute["S"]) if kind.letter == "J" else attribute[kind.letter]
                values[name] = kind.back(raw)
        return self.cls(**values)
