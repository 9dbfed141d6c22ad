"""Canned responses: looking at them, making, changing, deleting and counting them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from lambdesk.canned import decide, events
from lambdesk.canned.model import PREFIX, CannedResponse, CannedUses, Counted
from lambdesk.canned.ports import CannedStore
from lambdesk.canned.rendering import check, written
from lambdesk.identity.model import Caller
from lambdesk.kit.changes import ChangeSet, Claim, Insert, Remove, Replace, Write
from lambdesk.kit.context import Context
from lambdesk.kit.errors import AlreadyExists, Forbidden, IdempotencyMismatch, NotFound, StaleVersion
from lambdesk.kit.events import Payload, record

KEY_LIFETIME = timedelta(hours=24)


class CannedResponses:
    """What `caller` may do to them; what they may not see is not there for them."""

    def __init__(self, store: CannedStore) -> None:
        self._store = store

    def seen_by(self, tenant: str, caller: Caller) -> list[Counted]:
        """All that the caller sees, by folder and name."""
        seen = (each for each in self._store.all(tenant) if decide.may_see(caller, each.response))
        return sorted(seen, key=lambda each: (each.response.folder.casefold(), each.response.name.casefold()))

    def one(self, tenant: str, caller: Caller, response_id: str) -> Counted:
        """One that the caller sees; raises NotFound."""
        found = self._store.one(tenant, response_id)
        if found is None or not decide.may_see(caller, found.response):
            raise NotFound
        return found

    def create(
        self, ctx: Context, caller: Caller, wanted: CannedResponse, scope: str, key: str, digest: str
    ) -> Counted:
        """Keep a new one; its id is given here. A repeated key gives the one it made then."""
        made = replace(_cleaned(wanted), id=ctx.derive_id(PREFIX, ctx.now))
        made = decide.create(caller, made, self._others(ctx))
        data = {"body": digest, "id": made.id}
        claim = Claim("http", f"{scope}\x00{key}", data, ctx.now + KEY_LIFETIME)
        try:
            writes = (Insert(made), Insert(CannedUses(made.id)), claim)
            self._store.commit(ctx.tenant, _told(ctx, made, events.created(made), *writes))
        except AlreadyExists:
            return self._replay(ctx, caller, claim)
        return Counted(made, 0)

    def change(
        self, ctx: Context, caller: Caller, response_id: str, expected_version: int, fields: Mapping[str, Any]
    ) -> Counted:
        """Change what `fields` names; raises NotFound, Forbidden, StaleVersion or Invalid."""
        found = self._expected(ctx.tenant, caller, response_id, expected_version)
        named = dict(fields)
        if "bodies" in named:
            named["bodies"] = _cleaned(replace(found.response, bodies=named["bodies"])).bodies
        changed = decide.change(caller, found.response, named, self._others(ctx))
        if changed is found.response:
            return found
        changed = replace(changed, updated_at=ctx.now)
        fact = events.changed(found.response, changed)
        self._store.commit(ctx.tenant, _told(ctx, changed, fact, Replace(changed, expected_version)))
        return Counted(changed, found.uses)

    def delete(self, ctx: Context, caller: Caller, response_id: str, expected_version: int) -> None:
        """Forget one and its count."""
        found = self._expected(ctx.tenant, caller, response_id, expected_version).response
        if not decide.may_change(caller, found):
            raise Forbidden("Only those who may change settings delete what others use.")
        fact, gone = events.CannedResponseDeleted(found.id), (Remove(found), Remove(CannedUses(found.id)))
        self._store.commit(ctx.tenant, _told(ctx, found, fact, *gone))

    def sent(self, tenant: str, response_ids: Sequence[str]) -> None:
        """A reply went out with these."""
        self._store.count(tenant, tuple(dict.fromkeys(response_ids)))

    def _others(self, ctx: Context) -> list[CannedResponse]:
        return [each.response for each in self._store.all(ctx.tenant)]

    def _expected(self, tenant: str, caller: Caller, response_id: str, version: int) -> Counted:
        found = self.one(tenant, caller, response_id)
        if found.response.version != version:
            raise StaleVersion(found.response.version)
        return found

    def _replay(self, ctx: Context, caller: Caller, claim: Claim) -> Counted:
        taken = self._store.claimed(ctx.tenant, claim)
        if taken is None or taken["body"] != claim.data["body"]:
            raise IdempotencyMismatch
        return self.one(ctx.tenant, caller, taken["id"])


def _told(ctx: Context, response: CannedResponse, fact: Payload, *writes: Write) -> ChangeSet:
    parent = f"canned_response:{response.id}"
    told = record(ctx, fact, aggregate=parent, version=response.version, at=ctx.now, ordinal=0)
    return ChangeSet(writes, (told,), parent)


def _cleaned(response: CannedResponse) -> CannedResponse:
    """With bodies that are clean and can be rendered; raises Invalid."""
    bodies = {language: written(markup) for language, markup in response.bodies.items()}
    for language, markup in bodies.items():
        check(language, markup)
    return replace(response, bodies=bodies)
