"""What a change of a setting is told as: the names of all fields that changed, and the values of some.

Values that people wrote as words (labels, names, texts) are never told, only that they changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, ClassVar

# In the metadata of a field: its value is never told.
UNTOLD = "untold"


@dataclass(frozen=True)
class Made:
    """Something was made: `values` are those of its fields that may be told."""

    EVENT_TYPE: ClassVar[str]
    id: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Changed:
    """Something changed: the names of all `changed` fields, `before` and `after` of those whose values may be told."""

    EVENT_TYPE: ClassVar[str]
    id: str
    changed: list[str]
    before: dict[str, Any]
    after: dict[str, Any]


def values_of(entity: Any, told: Iterable[str]) -> dict[str, Any]:
    """The fields named by `told` as JSON values; what is None is left out."""
    plain = {name: _plain(getattr(entity, name)) for name in told}
    return {name: value for name, value in plain.items() if value is not None}


def difference(before: Any, after: Any, told: Iterable[str]) -> tuple[list[str], dict[str, Any], dict[str, Any]]:
    """What `Changed` says of two states of one dataclass; its `version` and moments of change are no fields of it."""
    names = [each.name for each in fields(before) if each.name not in ("version", "updated_at")]
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    tellable = [name for name in told if name in changed]
    return changed, values_of(before, tellable), values_of(after, tellable)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        told = [each.name for each in fields(value) if not each.metadata.get(UNTOLD)]
        return {name: _plain(getattr(value, name)) for name in told}
    return value.value if isinstance(value, Enum) else value
