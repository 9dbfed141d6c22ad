"""Rotas: looking at them, making, changing and deleting them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lambdesk.escalation.rotas import decide, events
from lambdesk.escalation.rotas.model import PREFIX, Rota
from lambdesk.escalation.rotas.ports import RotaStore
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit.changes import Insert, Remove, Replace, with_facts
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, NotFound, StaleVersion


class Rotas:
    """What a tenant's managers do with their rotas; every change is one transaction.

    `users` says which policies of a tenant call a rota.
    """

    def __init__(
        self, store: RotaStore, identity: IdentityStore, users: Callable[[str, str], Sequence[str]] = lambda *_: ()
    ) -> None:
        self._store = store
        self._identity = identity
        self._users = users

    def all(self, tenant: str) -> list[Rota]:
        """All rotas, by name."""
        return sorted(self._store.all(tenant), key=lambda each: each.name.casefold())

    def one(self, tenant: str, rota_id: str) -> Rota:
        """One of them; raises NotFound."""
        found = self._store.one(tenant, rota_id)
        if found is None:
            raise NotFound
        return found

    def active(self, tenant: str) -> frozenset[str]:
        """The ids of those who can have a duty."""
        return frozenset(each.id for each in self._identity.users(tenant) if each.active)

    def create(self, ctx: Context, wanted: Rota) -> Rota:
        """Keep a new one; its id is given here. Raises Invalid or Conflict."""
        made = replace(wanted, id=ctx.derive_id(PREFIX, ctx.now))
        made = decide.create(made, self._store.all(ctx.tenant), self._staff(ctx.tenant))
        changes = with_facts(ctx, _name(made), made.version, [Insert(made)], events.created(made))
        self._store.commit(ctx.tenant, changes)
        return made

    def change(self, ctx: Context, rota_id: str, expected_version: int, fields: Mapping[str, Any]) -> Rota:
        """Make the next version with what `fields` names; raises NotFound, StaleVersion or Invalid."""
        found = self._expected(ctx.tenant, rota_id, expected_version)
        changed = decide.change(found, fields, self._store.all(ctx.tenant), self._staff(ctx.tenant))
        if changed is found:
            return found
        changed = replace(changed, updated_at=ctx.now)
        writes = [Replace(changed, expected_version)]
        changes = with_facts(ctx, _name(changed), changed.version, writes, events.changed(found, changed))
        self._store.commit(ctx.tenant, changes)
        return changed

    def delete(self, ctx: Context, rota_id: str, expected_version: int) -> None:
        """Take it away; raises NotFound, StaleVersion, or Conflict while a policy calls it."""
        found = self._expected(ctx.tenant, rota_id, expected_version)
        policies = list(self._users(ctx.tenant, rota_id))
        if policies:
            raise Conflict("Policies call this rota; name somebody else there first.", used_by=policies)
        fact = events.RotaDeleted(found.id)
        changes = with_facts(ctx, _name(found), found.version, [Remove(found, expected_version)], fact)
        self._store.commit(ctx.tenant, changes)

    def _staff(self, tenant: str) -> frozenset[str]:
        return frozenset(each.id for each in self._identity.users(tenant))

    def _expected(self, tenant: str, rota_id: str, version: int) -> Rota:
        found = self.one(tenant, rota_id)
        if found.version != version:
            raise StaleVersion(found.version)
        return found


def _name(rota: Rota) -> str:
    return f"rota:{rota.id}"
