"""Which fields there are, of which kind, what can be asked of each and which values it may be compared with."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from lambdesk.filters.model import Operator

CUSTOM = "field."
ME = "me"
MY_TEAMS = "my_teams"


class FieldKind(StrEnum):
    """CHOICE is one of several, TREE one that has others below it, SET several at once."""

    CHOICE = "choice"
    TREE = "tree"
    SET = "set"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"


ORDERED = (Operator.LT, Operator.LTE, Operator.GT, Operator.GTE, Operator.WITHIN)
OPERATORS: Mapping[FieldKind, tuple[Operator, ...]] = {
    FieldKind.CHOICE: (Operator.ANY_OF, Operator.EMPTY),
    FieldKind.TREE: (Operator.ANY_OF, Operator.UNDER, Operator.EMPTY),
    FieldKind.SET: (Operator.ANY_OF, Operator.EMPTY),
    FieldKind.TEXT: (Operator.ANY_OF, Operator.CONTAINS, Operator.STARTS_WITH, Operator.EMPTY),
    FieldKind.NUMBER: (Operator.ANY_OF, *ORDERED, Operator.EMPTY),
    FieldKind.DATE: (Operator.ANY_OF, *ORDERED, Operator.EMPTY),
    # A moment is hardly ever met: only before, after and between are asked of it.
    FieldKind.MOMENT: (*ORDERED, Operator.EMPTY),
    FieldKind.YES_NO: (Operator.ANY_OF, Operator.EMPTY),
}


@dataclass(frozen=True)
class Choice:
    """A value to compare with. `replaced_by` stands for it wherever it is still named."""

    value: str
    label: str
    parent: str | None = None
    replaced_by: str | None = None
    active: bool = True

    @property
    def offered(self) -> bool:
        """Whether a new filter may name it."""
        return self.active and self.replaced_by is None


@dataclass(frozen=True)
class Field:
    """`name` is how people write it, `id` how it is kept; they differ for custom fields, whose names change: there
    both begin with CUSTOM.

    `choices` is None where any text is a value. `keywords` are values that only whoever looks gives a meaning.
    `optional`: it can be empty. One that is not `active` is out of use.
    """

    id: str
    name: str
    kind: FieldKind
    label: str = ""
    choices: Mapping[str, Choice] | None = None
    keywords: tuple[str, ...] = ()
    optional: bool = True
    active: bool = True

    @property
    def operators(self) -> tuple[Operator, ...]:
        """What can be asked of it."""
        known = OPERATORS[self.kind]
        return known if self.optional else tuple(each for each in known if each is not Operator.EMPTY)

    def current(self, value: str) -> str:
        """What stands for a value today."""
        choices, seen = self.choices or {}, {value}
        while (choice := choices.get(value)) is not None and choice.replaced_by is not None:
            value = choice.replaced_by
            if value in seen:
                break
            seen.add(value)
        return value

    @cached_property
    def _labels(self) -> Mapping[str, str | None]:
        """Values by their labels in small letters; None for a label that two of them have."""
        found: dict[str, str | None] = {}
        for each in self.offered():
            key = each.label.casefold()
            found[key] = None if key in found else each.value
        return found

    def offered(self) -> Iterator[Choice]:
        """What a new filter can name."""
        return (each for each in (self.choices or {}).values() if each.offered)

    def called(self, word: str) -> str:
        """The value that a person means by its id or its label; the word itself when it is neither."""
        if word in self.keywords or self.choices is None or word in self.choices:
            return word
        return self._labels.get(word.casefold()) or word

    def word(self, value: str) -> str:
        """How a person says a value, so that `called` finds it again."""
        choice = (self.choices or {}).get(value)
        return choice.label if choice and choice.label and self.called(choice.label) == value else value


@dataclass(frozen=True)
class Catalogue:
    """The fields of a tenant by id."""

    fields: Mapping[str, Field] = field(default_factory=dict)

    @cached_property
    def _names(self) -> Mapping[str, Field]:
        return {each.name: each for each in self.fields.values()}

    def named(self, name: str) -> Field | None:
        """The field that a person means, by its name or its id."""
        return self._names.get(name) or self.fields.get(name)

    def names(self) -> tuple[str, ...]:
        """What can be written today."""
        return tuple(each.name for each in self.fields.values() if each.active)


def catalogue(fields: Iterable[Field]) -> Catalogue:
    """A catalogue of these fields."""
    return Catalogue({each.id: each for each in fields})
