"""Wire forms of sign-in at a provider."""

from typing import Annotated

from pydantic import Field

from lambdesk.identity.decide import NAME_LIMIT
from lambdesk.identity.federation.decide import DOMAINS_LIMIT, Wanted
from lambdesk.identity.federation.service import Settled
from lambdesk.kit.schema import Input, Output, Words

_Version = Annotated[int, Field(ge=1, lt=10_000_000_000)]
_Id = Annotated[str, Field(min_length=1, max_length=300)]


class StaffSignIn(Output):
    """How the staff of a workspace signs in: `provider` is what the button says; `passwords`: everybody has one."""

    name: str
    provider: str | None
    passwords: bool


class ProviderStart(Input):
    """`tenant` is a slug."""

    tenant: Annotated[str, Field(min_length=1, max_length=64, examples=["northwind"])]


class ProviderStarted(Output):
    """Where the browser goes."""

    url: str


class ProviderAnswer(Input):
    """What the provider sent back with the browser; no code when it said no."""

    state: Annotated[str, Field(min_length=1, max_length=200)]
    code: Annotated[str, Field(min_length=1, max_length=4_000)] | None = None


class SignInProvider(Input):
    """A provider: an OpenID Connect issuer and our client there.

    `version` is that of what was shown, null when there was none. Without `client_secret` the kept one stays, as long
    as issuer and client are the same; nobody can read it again. `domains` are those of mail addresses that come in.
    `first_role` is what somebody becomes who was not invited; null: nobody does. `trusted`: it always asks for a second
    step. `passwords`: everybody may also sign in with one; who manages people always may.
    """

    version: _Version | None
    name: Annotated[Words, Field(min_length=1, max_length=NAME_LIMIT, examples=["Northwind ID"])]
    issuer: Annotated[str, Field(min_length=9, max_length=600, examples=["https://id.northwind.example"])]
    client_id: _Id
    client_secret: (
        Annotated[str, Field(min_length=1, max_length=2_000, json_schema_extra={"format": "password"})] | None
    )
    domains: Annotated[list[Annotated[str, Field(min_length=3, max_length=253)]], Field(max_length=DOMAINS_LIMIT)]
    first_role: Annotated[str, Field(min_length=1, max_length=64)] | None
    trusted: bool
    passwords: bool


class ProviderView(Output):
    """A provider without its secret."""

    name: str
    issuer: str
    client_id: str
    domains: list[str]
    first_role: str | None
    trusted: bool
    version: int


class ProviderSettings(Output):
    """How the staff signs in. `redirect_url` is what the provider has to be told."""

    provider: ProviderView | None
    passwords: bool
    redirect_url: str


def wanted(body: SignInProvider) -> Wanted:
    """What an administrator wants."""
    return Wanted(
        name=body.name,
        issuer=body.issuer,
        client_id=body.client_id,
        domains=tuple(body.domains),
        first_role=body.first_role,
        trusted=body.trusted,
        passwords=body.passwords,
        secret=body.client_secret,
    )


def settings(found: Settled, redirect_url: str) -> ProviderSettings:
    """The wire form of what stands."""
    made = found.provider
    view = (
        ProviderView(
            name=made.name,
            issuer=made.issuer,
            client_id=made.client_id,
            domains=list(made.domains),
            first_role=made.first_role,
            trusted=made.trusted,
            version=made.version,
        )
        if made
        else None
    )
    return ProviderSettings(provider=view, passwords=found.passwords, redirect_url=redirect_url)
