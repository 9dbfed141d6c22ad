"""Every method of every store, called for a tenant: what it is asked about follows from the names of its parameters."""

import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from inspect import getattr_static
from typing import Any

from lambdesk.audit.model import Entry
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.customers.model import Customer
from lambdesk.identity.model import Tenant, User
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet, Claim, Put
from lambdesk.limits.model import Limit
from lambdesk.realtime.model import Doing, Presence
from lambdesk.reports.counting import steps
from lambdesk.reports.model import Family, Judged, TicketFigures, Verdict, cell_of, groups_of
from lambdesk.sla.model import Metric
from tests.contracts.stores.examples import event
from tests.integration.tenancy.conftest import socket_of

_ULID = "01HQ0000000000000000000001"
# What is unique among all tenants: no tenant's session reads it.
OF_ALL = {
    "leaving": (clock.now(),),
    "is_origin": ("https://desk.example.com",),
    "mailboxes": (["support@birch.example"],),
    "memberships": ("agent@birch.example",),
    "tenant_of_slug": ("birch",),
    "tenants": (),
}


def made(product: Lambdesk, store: str) -> Any:
    """The store of this name on the product's own table, whomever it is asked about."""
    return getattr_static(Lambdesk, store).func(product)


def methods(store: Any) -> list[str]:
    """What can be asked of a store about one tenant."""
    return [name for name in dir(store) if not name.startswith("_") and name not in OF_ALL]


def asked(store: Any, method: str, home: Tenant, user: User) -> Any:
    """One call about this tenant, to its end. A parameter that nothing is known for is a KeyError."""
    call = getattr(store, method)
    known = values(home, user) | METHODS.get(method, {})
    answer = call(**{name: known[name] for name in inspect.signature(call).parameters})
    return list(answer) if isinstance(answer, Iterator) else answer


_DAY = date(2026, 11, 3)
_CLOCK = Judged(
    *(Metric.RESOLUTION, datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC), _DAY, Verdict.OPEN),
    *("default", "normal", 60),
)
# Where a name means something else than in other methods.
METHODS: dict[str, dict[str, Any]] = {
    "entries": {"since": _DAY, "until": _DAY + timedelta(days=1), "after": None},
    "take": {"limit": Limit("test", 600), "now": int(clock.now().timestamp() * 1_000_000)},
    "draft": {"owner": "shared"},
    "device": {"session_id": f"cse_{_ULID}"},
    "discard": {"owner": "shared"},
}


def values(home: Tenant, user: User) -> dict[str, Any]:
    """What each parameter is given, for this tenant."""
    now, seed = clock.now(), ids.new_seed()
    return _names(home, user) | {
        "after": None,
        "at": now,
        "before": None,
        "beginning": "a",
        "cells": {cell_of(_CLOCK): 0},
        "changes": ChangeSet((Put(Customer(f"cus_{_ULID}", "Somebody", ("x@customer.example",), now)),)),
        "claim": Claim("test", seed, {}, now + timedelta(hours=1)),
        "connection": replace(socket_of(home), id=f"c-{home.slug}-{seed}"),
        "day": f"{now:%Y%m%d}",
        "domains": ["customer.example"],
        "family": Family.PEOPLE,
        "group": groups_of(_CLOCK)[0],
        "entry": Entry("ticket:1", (event(home.id),)),
        "known": None,
        "limit": 10,
        "look": f"evt_{_ULID}",
        "late": False,
        "month": f"{now:%Y%m}",
        "name": "acme",
        "now": now,
        "opened": event(home.id),
        "position": None,
        "presence": Presence(user.id, Doing.TYPING, now + timedelta(minutes=1)),
        "since": now - timedelta(days=1),
        "step": next(steps(None, TicketFigures(int(seed[:8], 16), (_CLOCK,)))),
        "team": None,
        "than": None,
        "unless_after": now,
    }


def _names(home: Tenant, user: User) -> dict[str, Any]:
    """What names things."""
    single = ("calendar", "customer", "message", "organisation", "response", "role", "rota", "session", "source")
    kinds = dict(zip(single, ("cal", "cus", "msg", "org", "can", "rol", "rot", "ses", "ins"), strict=True))
    return {f"{name}_id": f"{kind}_{_ULID}" for name, kind in kinds.items()} | {
        "address": f"agent@{home.slug}.example",
        "bucket": "test",
        "connection_id": f"c-{home.slug}",
        "ids": [f"ntf_{_ULID}"],
        "key_id": f"key_{_ULID}",
        "keys": ["somebody@customer.example"],
        "message_ids": [f"msg_{_ULID}"],
        "number": 1,
        "numbers": [1],
        "owner": "none",
        "prefix": "a",
        "queue": "open",
        "raw_id": "raw-1",
        "response_ids": [f"can_{_ULID}"],
        "subject": "subject-1",
        "tenant": home.id,
        "topic": "ticket:1",
        "topics": ["queue:none"],
        "user": user.id,
        "user_id": user.id,
        "version": 1,
    }
