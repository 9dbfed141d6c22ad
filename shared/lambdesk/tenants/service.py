"""Changes of a tenant's record: load, decide, take names, commit."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from lambdesk.identity.model import AllowedOrigin, Leaving, Mailbox, Tenant
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit.changes import ChangeSet, Insert, Put, Remove
from lambdesk.kit.context import SYSTEM_TENANT, Context
from lambdesk.kit.errors import AlreadyExists, Conflict, FieldError, Invalid, NotFound, StaleVersion
from lambdesk.tenants import decide
from lambdesk.tenants.decide import Domains, Names

_TRIES = 3
Decision = Callable[[Tenant], tuple[Tenant, ChangeSet]]


class Tenants:
    """The records of tenants. Whatever is unique among all tenants is taken before the record says so."""

    def __init__(self, store: IdentityStore, domain: str = "") -> None:
        """`domain` is the mail domain of sign-up."""
        self._store = store
        self._domain = domain

    def one(self, tenant: str) -> Tenant:
        """The record as it stands now; raises NotFound."""
        found = self._store.tenant(tenant)
        if found is None:
            raise NotFound
        return found

    def change(self, ctx: Context, expected_version: int, fields: Mapping[str, Any]) -> Tenant:
        """Set these fields; raises StaleVersion or Invalid. A call that was cut off is finished by the next one."""
        before = self.one(ctx.tenant)
        wanted, names = decide.change(before, expected_version, fields)
        if wanted == before:
            return before
        self._take(wanted, names)
        after, changes = decide.commit_of(before, wanted, ctx)
        self._store.commit(ctx.tenant, changes)
        gone = [Mailbox(each, "") for each in names.left] + [AllowedOrigin(o, ctx.tenant) for o in names.origins_left]
        if gone:
            self._store.commit(SYSTEM_TENANT, ChangeSet(tuple(map(Remove, gone))))
        return after

    def _take(self, home: Tenant, wanted: Names) -> None:
        tenant = home.id
        if wanted.origins:
            named = tuple(Put(AllowedOrigin(each, tenant)) for each in wanted.origins)
            self._store.commit(SYSTEM_TENANT, ChangeSet(named))
        if not (wanted.slug or wanted.taken):
            return
        slug = wanted.slug
        if slug and (owner := self._store.tenant_of_slug(slug)):
            if owner != tenant:
                raise Invalid(fields=[FieldError("body.slug", "belongs to another workspace", "taken")])
            slug = None
        hosts = dict.fromkeys(each.rpartition("@")[2] for each in wanted.taken)
        boxes = map(decide.reply_box, hosts)
        owned = self._store.mailboxes([*wanted.taken, *boxes]) if wanted.taken else {}
        names = Names(slug, wanted.taken)
        changes = decide.names_of(home, names, owned, self._domains(tenant, hosts))
        try:
            if changes.writes:
                self._store.commit(SYSTEM_TENANT, changes)
        except AlreadyExists:
            # Somebody took one of them at this moment; who it was does not matter.
            raise Invalid(fields=[FieldError("body", "a name was taken a moment ago", "taken")]) from None

    def _domains(self, tenant: str, hosts: Iterable[str]) -> Domains:
        """What of the sign-up's domain is this tenant's, among these."""
        below = filter(None, map(Domains(self._domain).below, hosts))
        return Domains(self._domain, tuple(each for each in below if self._store.tenant_of_slug(each) == tenant))

    def give_domain(self, ctx: Context, domain: str) -> None:
        """A mail domain is this tenant's alone from now on; raises NotFound, Invalid or Conflict."""
        box = decide.box_of(domain)
        owner = self._store.mailboxes([box]).get(box)
        changes = decide.give_domain(self.one(ctx.tenant), box, owner, ctx)
        if owner:
            return
        try:
            self._store.commit(SYSTEM_TENANT, ChangeSet((Insert(Mailbox(box, ctx.tenant)),)))
        except AlreadyExists:
            raise Conflict("This domain was taken a moment ago.") from None
        self._store.commit(ctx.tenant, changes)

    def limit(self, ctx: Context, plan: str | None, limits: Mapping[str, int]) -> Tenant:
        """Give it a plan, or single limits; raises NotFound or Invalid. A door obeys within a minute."""
        return self._decided(ctx, lambda tenant: decide.limit(tenant, plan, limits, ctx))

    def suspend(self, ctx: Context, reason: str) -> Tenant:
        """Close every door; raises NotFound or Conflict."""
        return self._decided(ctx, lambda tenant: decide.suspend(tenant, reason, ctx))

    def resume(self, ctx: Context, reason: str) -> Tenant:
        """Open the doors; raises NotFound or Conflict."""
        return self._decided(ctx, lambda tenant: decide.resume(tenant, reason, ctx))

    def leave(self, ctx: Context, slug: str) -> Tenant:
        """Close every door, and delete all after a grace; raises NotFound, Invalid or Conflict."""
        return self._decided(ctx, lambda tenant: decide.leave(tenant, slug, ctx))

    def _decided(self, ctx: Context, decision: Decision) -> Tenant:
        for _ in range(_TRIES - 1):
            with suppress(StaleVersion):
                return self._once(ctx, decision)
        return self._once(ctx, decision)

    def _once(self, ctx: Context, decision: Decision) -> Tenant:
        after, changes = decision(self.one(ctx.tenant))
        if after.delete_at:
            # First, as names are: what nobody finds is never deleted. One that comes back is looked at once in vain.
            self._store.commit(SYSTEM_TENANT, ChangeSet((Put(Leaving(ctx.tenant, after.delete_at)),)))
        self._store.commit(ctx.tenant, changes)
        return after
