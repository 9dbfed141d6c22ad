"""Answers for pages of other origins: only those that a tenant has named, and only for who shows a token or a key.

A preflight names nobody, so it is answered for an origin that any tenant has named; so is a refusal before anybody
knows the caller. What comes after it is told to a page only when its own caller's tenant has. No cookie goes along, so
sessions and the portal stay with our own pages.
"""

from contextlib import suppress
from typing import Any

from functions.http_api.call import Call
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.kit.context import ActorKind
from lambdesk.kit.errors import Unavailable

_PREFLIGHT = {
    b"access-control-allow-methods": b"GET, POST, PUT, PATCH, DELETE",
    b"access-control-allow-headers": b"authorization, content-type, idempotency-key, if-match",
    b"access-control-max-age": b"600",
}
_EXPOSED = (
    b"etag, location, retry-after, ratelimit, ratelimit-policy, idempotency-replayed, content-disposition, "
    b"export-complete"
)
_LIMIT = 300
Headers = list[tuple[bytes, bytes]]


def origin_of(scope: Any) -> str:
    """Whose page asks; empty for our own and for programs."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"), "")


def preflight(product: Lambdesk, origin: str) -> Headers:
    """What an `OPTIONS` request is answered with."""
    headers = [(b"vary", b"origin")]
    if _is_named(product, origin):
        headers += [(b"access-control-allow-origin", origin.encode("latin-1")), *_PREFLIGHT.items()]
    return headers


def refused(product: Lambdesk, origin: str) -> Headers:
    """What is said to a page of this origin whose caller nobody knows yet: that a refusal is one, not whose."""
    if not origin:
        return []
    headers = [(b"vary", b"origin")]
    with suppress(Unavailable):
        headers += _told(origin) if _is_named(product, origin) else []
    return headers


def _is_named(product: Lambdesk, origin: str) -> bool:
    return bool(origin) and len(origin) <= _LIMIT and product.identity_store.is_origin(origin)


def _told(origin: str) -> Headers:
    told = (b"access-control-allow-origin", origin.encode("latin-1"))
    return [told, (b"access-control-expose-headers", _EXPOSED)]


def allowed(known: object, origin: str) -> Headers:
    """What an answer to this caller says to a page of this origin."""
    if not origin or not isinstance(known, Call) or known.caller.kind is ActorKind.CUSTOMER:
        return []
    headers = [(b"vary", b"origin")]
    if origin in known.tenant.origins:
        headers += _told(origin)
    return headers
