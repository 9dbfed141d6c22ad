"""The bases of wire forms. Only `http_api` imports them: pydantic would cost every other Lambda its start.

Schemas are built on first use (`defer_build`), because one request needs a few of them and an import would pay for all.
"""

from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)
from pydantic_core import PydanticCustomError

from lambdesk.kit import clock
from lambdesk.kit.text import clean_line, is_address

ADDRESS_LIMIT = 254


class Input(BaseModel):
    """What a caller sends: nothing unknown, nothing converted."""

    model_config = ConfigDict(defer_build=True, extra="forbid", strict=True, frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_unicode(cls, value: object) -> object:
        """JSON can spell half a surrogate pair; no store and no mail can take it."""
        if isinstance(value, str) and not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise PydanticCustomError("not_unicode", "holds half a character") from None
        return value


class Output(BaseModel):
    """What we send. Every field is always there; what is not known is null."""

    model_config = ConfigDict(defer_build=True, frozen=True)


def _has_words(text: str) -> str:
    if not clean_line(text, len(text)):
        raise PydanticCustomError("blank", "needs words")
    return text


def _is_address(text: str) -> str:
    if not is_address(text):
        raise PydanticCustomError("not_an_address", "is not a mail address")
    return text


def _not_null(value: object) -> object:
    if value is None:
        raise PydanticCustomError("null", "leave the field out instead of sending null")
    return value


def _without_null(schema: dict[str, Any]) -> None:
    schema |= schema.pop("anyOf")[0]
    schema.pop("default", None)


T = TypeVar("T")
# May be left out, may not be null. In a change, null would mean "take it away", which these fields cannot be.
Optional = Annotated[T | None, BeforeValidator(_not_null), Field(json_schema_extra=_without_null)]
Words = Annotated[str, AfterValidator(_has_words)]
Address = Annotated[
    str,
    Field(min_length=3, max_length=ADDRESS_LIMIT, json_schema_extra={"format": "email"}),
    AfterValidator(_is_address),
]


def _is_moment(text: str) -> str:
    try:
        moment = clock.from_text(text)
    except (ValueError, OverflowError):
        raise PydanticCustomError("not_a_moment", "is no ISO 8601 moment with a zone") from None
    return clock.to_text(moment)


def _is_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("not_a_day", "is no day such as 2026-12-24") from None
    return text


MomentIn = Annotated[str, Field(max_length=40, json_schema_extra={"format": "date-time"}), AfterValidator(_is_moment)]
"""A moment that a caller sends, in our own text form, cut to milliseconds."""
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^(19[7-9][0-9]|2[01][0-9]{2})-[0-9]{2}-[0-9]{2}$"),
    Field(json_schema_extra={"format": "date"}, examples=["2026-12-24"]),
    AfterValidator(_is_day),
]
"""A day that a caller sends, from 1970 to 2199."""
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"), Field(examples=["09:00"])]
"""A time on the wall's clock."""
Zone = Annotated[str, Field(min_length=1, max_length=64, description="An IANA name.", examples=["Europe/Berlin"])]
