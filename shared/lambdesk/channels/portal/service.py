"""Signing in by link, and remembered devices."""

import re
from contextlib import suppress
from dataclasses import dataclass, replace

from lambdesk.channels.portal import decide
from lambdesk.channels.portal.links import Link, read_link
from lambdesk.channels.portal.model import CustomerSession
from lambdesk.channels.portal.ports import PortalStore
from lambdesk.customers.model import Customer
from lambdesk.customers.ports import CustomerStore
from lambdesk.kit import handles, ids
from lambdesk.kit.changes import Claim
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import AlreadyExists, NotFound, StaleVersion, Unauthenticated
from lambdesk.kit.handles import HandleReused
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import normal_address

_NEXT_HANDLE = "portal-handle"
_COOKIE = re.compile(r"(tnt_[0-9A-Z]{26})\.(cus_[0-9A-Z]{26})\.(cse_[0-9A-Z]{26})\.([\w-]{60,79})", re.ASCII)


@dataclass(frozen=True)
class Ticketed:
    """What a cookie of ours says; whether it is still good, its session knows."""

    tenant: str
    customer_id: str
    session_id: str
    handle: str


@dataclass(frozen=True)
class Visitor:
    """A signed-in customer; `cookie` is there when the device has to be told a new one."""

    customer: Customer
    session: CustomerSession
    cookie: str | None = None


def parse(keys: Keyring, cookie: str) -> Ticketed:
    """What a cookie says; raises Unauthenticated for none of ours.

    Before anything is read: credentials of whatever tenant somebody makes up would cost a call each.
    """
    form = _COOKIE.fullmatch(cookie)
    if form is None or not handles.is_ours(keys, _place(form[1], form[2], form[3]), form[4]):
        raise Unauthenticated
    return Ticketed(form[1], form[2], form[3], form[4])


class Portal:
    """The devices of one tenant's customers. `ctx.tenant` is that tenant, whoever acts."""

    def __init__(self, store: PortalStore, people: CustomerStore, keys: Keyring) -> None:
        self._store = store
        self._people = people
        self._keys = keys

    def ask(self, ctx: Context, email: str, challenge: str) -> None:
        """Have a link sent, when somebody has the address. Nothing tells whether anybody has, and who asks too often
        or comes with the same `challenge` again is not told either.
        """
        address = normal_address(email)
        known = self._people.address(ctx.tenant, address)
        person = self._people.customer(ctx.tenant, known.customer_id) if known else None
        for number in range(decide.LETTERS_EACH_WINDOW):
            change = decide.slot(ctx, address, challenge, number)
            if person and address in person.emails:
                acts = replace(ctx, actor=Actor(ActorKind.CUSTOMER))
                change = decide.ask(acts, person.id, person.emails.index(address), change)
            try:
                self._store.commit(ctx.tenant, change)
            except AlreadyExists as taken:
                if isinstance(taken.key, Claim) and taken.key.scope == decide.WORK:
                    return
                continue
            return

    def look(self, ctx: Context, token: str) -> tuple[Link, Customer]:
        """Whom a link signs in; raises NotFound for one that is not ours, has run out or is another tenant's."""
        link = read_link(self._keys, token, ctx.now)
        person = self._people.customer(ctx.tenant, link.customer_id) if link and link.tenant == ctx.tenant else None
        if link is None or person is None:
            raise NotFound("This link no longer works.")
        return link, person

    def use(self, ctx: Context, token: str, device: str) -> Visitor:
        """Sign in with a link; raises NotFound for one that was used already, too."""
        link, person = self.look(ctx, token)
        ctx = replace(ctx, actor=Actor(ActorKind.CUSTOMER, person.id))
        session_id = ctx.derive_id("cse", ctx.now)
        handle = handles.sealed(self._keys, _place(ctx.tenant, person.id, session_id), ids.new_secret())
        session, changes = decide.use(ctx, link, device, session_id, handle)
        try:
            self._store.commit(ctx.tenant, changes)
        except AlreadyExists:
            raise NotFound("This link no longer works.") from None
        return Visitor(person, session, _cookie(ctx.tenant, session, handle))

    def visitor(self, ctx: Context, told: Ticketed) -> Visitor:
        """Who a cookie is; an old handle ends the session. Raises Unauthenticated."""
        stored = self._store.device(ctx.tenant, told.customer_id, told.session_id)
        try:
            session = handles.check(stored, told.handle, ctx.now)
        except HandleReused:
            if stored is not None:
                self._store.commit(ctx.tenant, decide.forget(ctx, stored, "reused"))
            raise Unauthenticated from None
        person = self._people.customer(ctx.tenant, session.customer_id)
        if person is None:
            raise Unauthenticated
        return Visitor(person, session, self._renewed(ctx, session, told.handle))

    def _renewed(self, ctx: Context, session: CustomerSession, used: str) -> str | None:
        if not decide.is_old(session, used, ctx.now):
            return None
        place = _place(ctx.tenant, session.customer_id, session.id)
        handle = handles.following(self._keys, _NEXT_HANDLE, place, session, used)
        rotated, changes = decide.rotate(session, used, handle, ctx.now)
        with suppress(StaleVersion):
            # Another request of this device was faster; what that one got is as good.
            self._store.commit(ctx.tenant, changes)
        return _cookie(ctx.tenant, rotated, handle)

    def devices(self, ctx: Context, customer_id: str) -> list[CustomerSession]:
        """The devices that are remembered, the last used first."""
        found = [each for each in self._store.devices(ctx.tenant, customer_id) if each.expires_at > ctx.now]
        return sorted(found, key=lambda each: each.rotated_at, reverse=True)

    def forget(self, ctx: Context, customer_id: str, session_id: str) -> None:
        """Sign a device out; raises NotFound for none of this customer's."""
        stored = self._store.device(ctx.tenant, customer_id, session_id)
        if stored is None:
            raise NotFound
        self._store.commit(ctx.tenant, decide.forget(ctx, stored, "asked"))


def _place(tenant: str, customer_id: str, session_id: str) -> str:
    return f"{tenant}/{customer_id}/{session_id}"


def _cookie(tenant: str, session: CustomerSession, handle: str) -> str:
    return f"{tenant}.{session.customer_id}.{session.id}.{handle}"
