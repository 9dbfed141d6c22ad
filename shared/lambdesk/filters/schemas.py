"""Wire forms of filters and of what they can ask."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from lambdesk.filters.fields import FieldKind
from lambdesk.filters.model import CONDITIONS, VALUE_LENGTH, VALUES, Operator
from lambdesk.filters.text import INPUT_LENGTH
from lambdesk.kit.schema import Input, Output

WireOperator = Annotated[Operator, Field(strict=False)]
_SCALARS = (str, int, float, bool)


def _scalar(value: object) -> object:
    # The union alone would say the mistake once for each of its types.
    if not isinstance(value, _SCALARS):
        raise PydanticCustomError("scalar_type", "is neither text, number, nor yes or no")
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise PydanticCustomError("not_unicode", "holds half a character") from None
    return value


Scalar = Annotated[str | int | float | bool, BeforeValidator(_scalar)]
Name = Annotated[str, Field(max_length=VALUE_LENGTH, examples=["priority", "field.fld_01KAWJ4X6S0000000000000000"])]
Values = Annotated[tuple[Scalar, ...], Field(max_length=VALUES, strict=False)]


class FilterNode(Input):
    """Exactly one of `all`, `any`, `not`, or a condition: a `field` by its id, an `op`, and `values` if it takes some.

    An empty `all` holds for everything. `any_of` with one value is equality, inside `not` it is "none of".
    """

    all_of: Annotated[tuple["FilterNode", ...], Field(alias="all", max_length=CONDITIONS, strict=False)] = ()
    any_of: Annotated[tuple["FilterNode", ...], Field(alias="any", max_length=CONDITIONS, strict=False)] = ()
    negated: Annotated["FilterNode | None", Field(alias="not")] = None
    field: Name | None = None
    op: WireOperator | None = None
    values: Values = ()


class FilterTree(Output):
    """A filter in its normal form, as a `FilterNode`: what it does not need is left out."""

    all_of: Annotated[tuple["FilterTree", ...], Field(alias="all")] = ()
    any_of: Annotated[tuple["FilterTree", ...], Field(alias="any")] = ()
    negated: Annotated["FilterTree | None", Field(alias="not")] = None
    field: str | None = None
    op: Operator | None = None
    values: tuple[str | int | float | bool, ...] = ()


class FilterText(Input):
    """Exactly one of a `text` as people write it and a `filter`. `viewer`: whoever reads it is meant by `me`."""

    text: Annotated[str, Field(max_length=INPUT_LENGTH, examples=["priority:high,urgent -tag:vip"])] | None = None
    filter: FilterNode | None = None
    viewer: bool = True

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.text is None) is (self.filter is None):
            raise PydanticCustomError("conflicting", "send either text or filter")
        return self


class FilterProblem(Output):
    """A mistake at offset `at` of the text, or at `path` in the tree; `possible` is what could stand there."""

    at: int | None
    path: str | None
    message: str
    code: str
    possible: list[str]


class FilterReading(Output):
    """The `filter` in the form in which it is kept; null when there are `problems`. `text` says it in words of today,
    `stable` by ids that no renaming changes.
    """

    filter: FilterTree | None
    text: str | None
    stable: str | None
    problems: list[FilterProblem]


class FilterChoice(Output):
    """A value to compare with; `parent` where values are a tree."""

    value: str
    label: str
    parent: str | None


class FilterField(Output):
    """What can be asked: in a tree by its `id`, in a text by its `name`. `label` is the tenant's own, if it is theirs.

    Without `choices` any text is a value. `keywords` are what whoever looks gives a meaning.
    """

    id: str
    name: str
    label: str | None
    kind: FieldKind
    operators: list[Operator]
    choices: list[FilterChoice] | None
    keywords: list[str]
    optional: bool


class FilterFields(Output):
    """Every field that is in use, and what a filter may at most be."""

    items: list[FilterField]
    conditions_limit: int
    depth_limit: int
    values_limit: int
    text_limit: int
