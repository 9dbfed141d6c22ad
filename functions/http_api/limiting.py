"""How often somebody may ask: the tenant and its API key, or the address of those whom nobody knows.

The headers are those of draft-ietf-httpapi-ratelimit-headers-11: `RateLimit-Policy` says what holds, `RateLimit` how
the caller stands. An address is kept as a keyed hash, for minutes, and is in no log.

Mail of other providers comes from addresses that many workspaces share. So a source that has proven itself is limited
by itself, and its address gets back what it spent: only what nobody signed is at the cost of an address.
"""

import hmac
import re
from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from typing import Any

from lambdesk.bootstrap.root import Lambdesk
from lambdesk.identity.model import DEFAULT_REQUESTS, Tenant
from lambdesk.kit import clock
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.kit.errors import TooMany
from lambdesk.kit.signing import base32_encode
from lambdesk.limits.model import WINDOW_SECONDS, Limit, Standing

# Sign-in and forms of a whole office may come from one address.
ADDRESS = Limit("address", 300)
SIGN_IN = Limit("sign-in", 120)
# Each costs a letter to an address that may be anybody's.
SIGN_UP = Limit("sign-up", 12)
# A provider of mail speaks for many workspaces.
INBOUND = Limit("inbound", 6_000)
_PURPOSE = "address"
# Signing in, and whatever of it asks for a password or a code.
_SIGN_IN = re.compile(r"POST (/v1/session(?!/refresh)|/v1/public/[^/]+/sign-in)")
_SIGN_UP = re.compile(r"POST /v1/public/sign-up")
_INBOUND = "POST /v1/inbound/email"
# Where an edge shows that it is ours.
EDGE_HEADER = "x-lambdesk-edge"
# Where a request keeps how its caller stands.
STANDINGS = "lambdesk.standings"

Event = dict[str, Any]


def spend(product: Lambdesk, event: Event, *, public: bool) -> tuple[Standing, ...]:
    """One token of everything that limits this request."""
    now = clock.now()
    claims = (event.get("requestContext", {}).get("authorizer") or {}).get("lambda") or {}
    tenant = claims.get("tenant")
    if public or not (isinstance(tenant, str) and tenant):
        return _of_address(product, event, now)
    return _of_tenant(product, tenant, claims.get("api_key"), now)


def _of_tenant(product: Lambdesk, tenant_id: str, key: object, now: datetime) -> tuple[Standing, ...]:
    tenant = product.for_tenant(tenant_id).directory.tenant(tenant_id, now)
    standings = []
    if isinstance(key, str):
        standings.append(product.limiter.spend(tenant_id, key, _key_limit(tenant), now))
    # What the key may not is not at the cost of everybody else.
    if all(each.admitted for each in standings):
        standings.append(product.limiter.spend(tenant_id, "tenant", _tenant_limit(tenant), now))
    return tuple(standings)


def _tenant_limit(tenant: Tenant | None) -> Limit:
    return Limit("tenant", tenant.requests_per_minute if tenant else DEFAULT_REQUESTS)


def _key_limit(tenant: Tenant | None) -> Limit:
    return Limit("api-key", max(60, _tenant_limit(tenant).per_minute // 10))


def _of_address(product: Lambdesk, event: Event, now: datetime) -> tuple[Standing, ...]:
    standings: list[Standing] = []
    for bucket, limit in _buckets(product, event):
        standings.append(product.limiter.spend(SYSTEM_TENANT, bucket, limit, now))
        if not standings[-1].admitted:
            break
    return tuple(standings)


def _buckets(product: Lambdesk, event: Event) -> Iterator[tuple[str, Limit]]:
    """What limits a caller whom nobody knows: names of buckets, each with its limit. Raises Unavailable."""
    http = event.get("requestContext", {}).get("http", {})
    asked = f"{http.get('method')} {http.get('path')}"
    limits = [ADDRESS, *([SIGN_IN] if _SIGN_IN.match(asked) else []), *([SIGN_UP] if _SIGN_UP.match(asked) else [])]
    mac = product.keyring.mac(_PURPOSE, _network(address(product, event)).encode(), bits=128)
    for limit in [INBOUND] if asked == _INBOUND else limits:
        yield f"{limit.name}-{base32_encode(mac)}", limit


def of_source(product: Lambdesk, scope: MutableMapping[str, Any], tenant: Tenant, source_id: str) -> None:
    """One token of what limits a source of mail that has proven itself; raises TooMany. What its address spent on this
    request is given back.
    """
    for bucket, _ in _buckets(product, scope["aws.event"]):
        product.limiter.give_back(SYSTEM_TENANT, bucket)
    standing = product.limiter.spend(tenant.id, source_id, replace(_key_limit(tenant), name="source"), clock.now())
    scope[STANDINGS] = (standing,)
    admit(scope[STANDINGS])


def address(product: Lambdesk, event: Event) -> str:
    """Whose request it is. Raises Unavailable when an edge cannot be told from others now.

    The gateway adds the one that it talked to at the end of `X-Forwarded-For`, the edge the viewer's before. Who is no
    edge can write whatever stands before: only the edge knows the secret that it shows.
    """
    headers = event.get("headers", {})
    passed = [each.strip() for each in str(headers.get("x-forwarded-for", "")).split(",")]
    shown = str(headers.get(EDGE_HEADER, ""))
    if shown and len(passed) > 1 and hmac.compare_digest(shown.encode(), product.edge_secret.encode()):
        return passed[-2]
    return str(event.get("requestContext", {}).get("http", {}).get("sourceIp", ""))


def _network(address: str) -> str:
    """An IPv6 caller has a whole /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return found.exploded[:19] if isinstance(found, IPv6Address) else str(found)


def admit(standings: tuple[Standing, ...]) -> None:
    """Raises TooMany, with the time after which it is worth trying again."""
    refused = [each for each in standings if not each.admitted]
    if refused:
        raise TooMany(retry_after_seconds=max(each.seconds for each in refused))


def headers(standings: tuple[Standing, ...]) -> list[tuple[bytes, bytes]]:
    """What every answer says of limits."""
    if not standings:
        return []
    stands = ", ".join(f'"{each.limit.name}";r={each.remaining};t={each.seconds}' for each in standings)
    policies = ", ".join(f'"{each.limit.name}";q={each.limit.per_minute};w={WINDOW_SECONDS}' for each in standings)
    return [(b"ratelimit", stands.encode()), (b"ratelimit-policy", policies.encode())]
