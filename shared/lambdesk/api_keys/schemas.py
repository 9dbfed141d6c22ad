"""Wire forms of API keys."""

from typing import Annotated

from pydantic import Field

from lambdesk.api_keys.decide import NAME_LIMIT, SCOPES
from lambdesk.api_keys.model import ApiKey as Key
from lambdesk.api_keys.model import Known
from lambdesk.kit import clock
from lambdesk.kit.schema import Input, Moment, Output, Words

Scope = Annotated[str, Field(json_schema_extra={"enum": list(SCOPES)})]


class NewApiKey(Input):
    """`scopes` are permissions that the caller has; the key lives for `lifetime_days`."""

    name: Annotated[Words, Field(min_length=1, max_length=NAME_LIMIT, examples=["Reports"])]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(SCOPES), examples=[["tickets.read"]])]
    lifetime_days: Annotated[int, Field(ge=1, le=730)] = 365


class NewRotation(Input):
    """For how many hours the secret of before goes on."""

    overlap_hours: Annotated[int, Field(ge=0, le=168)] = 24


class ApiKey(Output):
    """`used_at` is right to the hour. `previous_until`: so long does the secret before the last rotation go on."""

    id: str
    name: str
    scopes: list[str]
    created_by: str
    created_at: Moment
    expires_at: Moment
    used_at: Moment | None
    previous_until: Moment | None
    revoked_at: Moment | None


class ApiKeyList(Output):
    """The newest first; `scopes` are those that the caller can give."""

    items: list[ApiKey]
    scopes: list[Scope]


class SecretApiKey(Output):
    """`secret` is the bearer token. It is told here and never again."""

    key: ApiKey
    secret: str


def api_key(known: Known) -> ApiKey:
    """The wire form of a key."""
    key = known.key
    return ApiKey(
        id=key.id,
        name=key.name,
        scopes=list(key.scopes),
        created_by=key.created_by,
        created_at=clock.to_text(key.created_at),
        expires_at=clock.to_text(key.expires_at),
        used_at=clock.to_text(known.used_at) if known.used_at else None,
        previous_until=clock.to_text(key.previous_until) if key.previous_until else None,
        revoked_at=clock.to_text(key.revoked_at) if key.revoked_at else None,
    )


def secret(key: Key, text: str) -> SecretApiKey:
    """A key that was just made."""
    return SecretApiKey(key=api_key(Known(key, None)), secret=text)
