"""Wire forms of a tenant's record."""

from typing import Annotated, Any

from pydantic import Field

from lambdesk.identity import model, schemas
from lambdesk.identity.model import TenantState, Welcome
from lambdesk.kit import clock
from lambdesk.kit.schema import ADDRESS_LIMIT, Input, Moment, Output

_Line = Annotated[str, Field(min_length=1, max_length=200)]


class TenantSettings(schemas.Tenant):
    """A tenant as its administrators see it. `accent` is `#rrggbb`; the first mailbox sends; `logo_url` ends soon.

    `member_limit`: how many people may be at work or invited; `connection_limit`: how many connections they may have
    open together; `requests_per_minute`: how often they and API keys may call. The operator sets them with the plan.
    """

    accent: str | None
    logo_url: str | None
    plan: str
    member_limit: int
    connection_limit: int
    requests_per_minute: int
    state: TenantState
    delete_at: Moment | None
    origins: list[str]
    version: int


class Brand(Output):
    """How a workspace looks to everybody. `accent` is `#rrggbb`, readable with white; `logo_url` ends soon.

    `sign_up`: here people may make workspaces by themselves.
    """

    name: str
    locale: str
    accent: str | None
    logo_url: str | None
    sign_up: bool


class TenantPatch(Input):
    """What is left out stays. `accent` and `logo_id` may be null: none. `logo_id` is that of an upload."""

    name: _Line | None = None
    slug: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    zone: _Line | None = None
    locale: _Line | None = None
    mailboxes: (
        Annotated[list[Annotated[str, Field(min_length=3, max_length=ADDRESS_LIMIT)]], Field(max_length=20)] | None
    ) = None
    accent: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$", examples=["#0f766e"])] | None = None
    welcome: Annotated[Welcome, Field(strict=False)] | None = None
    logo_id: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    origins: (
        Annotated[
            list[Annotated[str, Field(min_length=9, max_length=300, examples=["https://shop.example.com"])]],
            Field(max_length=10),
        ]
        | None
    ) = None


class TenantDeletion(Input):
    """`slug` is the workspace's, typed by whoever means it."""

    slug: Annotated[str, Field(min_length=1, max_length=40)]


NULLABLE = frozenset({"accent", "logo_id"})


def told(patch: TenantPatch) -> dict[str, Any]:
    """The fields that were sent; null counts where it means something."""
    sent = {name: getattr(patch, name) for name in patch.model_fields_set}
    return {name: value for name, value in sent.items() if value is not None or name in NULLABLE}


def brand(home: model.Tenant, logo_url: str | None, *, sign_up: bool) -> Brand:
    """How a tenant looks."""
    return Brand(name=home.name, locale=home.locale, accent=home.accent, logo_url=logo_url, sign_up=sign_up)


def workspace(home: model.Tenant, logo_url: str | None) -> TenantSettings:
    """The wire form of a record."""
    return TenantSettings(
        **schemas.tenant(home).model_dump(),
        accent=home.accent,
        logo_url=logo_url,
        plan=home.plan,
        member_limit=home.member_limit,
        connection_limit=home.connection_limit,
        requests_per_minute=home.requests_per_minute,
        state=home.state,
        delete_at=clock.to_text(home.delete_at) if home.delete_at else None,
        origins=list(home.origins),
        version=home.version,
    )
