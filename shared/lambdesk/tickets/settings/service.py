"""Setting up statuses, fields, categories, teams and days: load all, decide, commit with TicketSettings as guard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from lambdesk.identity.model import STAFF_ROLES, User
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit.changes import ChangeSet, Insert, Put, Replace
from lambdesk.kit.context import Context
from lambdesk.kit.errors import AlreadyExists, NotFound, StaleVersion, Unavailable
from lambdesk.tickets.settings import decide
from lambdesk.tickets.settings.decide import PREFIXES, N
from lambdesk.tickets.settings.model import TicketRules, TicketSettings
from lambdesk.tickets.settings.ports import TicketSettingsStore
from lambdesk.tickets.settings.queries import Rules

_TRIES = 6
T = TypeVar("T")
Decision = Callable[[TicketRules], tuple[T, Insert | Replace | Put | None]]


class TicketSetup:
    """Changes of what a tenant sets up for its tickets; every method commits one transaction or raises."""

    def __init__(self, store: TicketSettingsStore, rules: Rules, identity: IdentityStore) -> None:
        self._store = store
        self._rules = rules
        self._identity = identity

    def create(self, ctx: Context, noun: N) -> N:
        """Add a noun; its id is given here."""
        self._check_roles(ctx, getattr(noun, "roles", ()))
        made = replace(noun, id=ctx.derive_id(PREFIXES[type(noun)], ctx.now))

        def decision(rules: TicketRules) -> tuple[N, Insert]:
            checked = decide.create(rules, made)
            return checked, Insert(checked)

        return self._commit(ctx, decision)

    def change(self, ctx: Context, kind: type[N], noun_id: str, expected_version: int, fields: Mapping[str, Any]) -> N:
        """Change fields of a noun; raises NotFound, StaleVersion, Invalid or Conflict."""
        self._check_roles(ctx, fields.get("roles", ()))

        def decision(rules: TicketRules) -> tuple[N, Replace | None]:
            found = decide.find(rules, kind, noun_id, expected_version)
            changed = decide.change(rules, found, fields)
            return changed, None if changed is found else Replace(changed, expected_version)

        return self._commit(ctx, decision)

    def delete(self, ctx: Context, kind: type[N], noun_id: str, expected_version: int, replacement: str | None) -> N:
        """Take a noun out of use. Tickets keep it, and show its replacement."""

        def decision(rules: TicketRules) -> tuple[N, Replace]:
            found = decide.find(rules, kind, noun_id, expected_version)
            gone = decide.delete(rules, found, replacement)
            return gone, Replace(gone, expected_version)

        return self._commit(ctx, decision)

    def _check_roles(self, ctx: Context, roles: Sequence[str]) -> None:
        own = any(each not in STAFF_ROLES for each in roles)
        known = [each.id for each in self._identity.roles(ctx.tenant)] if own else []
        decide.check_roles(roles, (*STAFF_ROLES, *known))

    def join(self, ctx: Context, user_id: str, team_ids: Sequence[str]) -> User:
        """Put a member into these teams and out of all others; raises NotFound or Invalid."""

        def decision(rules: TicketRules) -> tuple[User, Put | None]:
            # After the settings: whoever changes a member's teams replaces those, too.
            user = self._identity.user(ctx.tenant, user_id)
            if user is None:
                raise NotFound
            joined = decide.join(rules, user, team_ids)
            return joined, None if joined is user else Put(joined)

        return self._commit(ctx, decision)

    def set(self, ctx: Context, expected_version: int, fields: Mapping[str, Any]) -> TicketRules:
        """Change days and seconds. Tickets resolved before keep their moment of closing."""
        rules = self._store.rules(ctx.tenant)
        if rules.version != expected_version:
            raise StaleVersion(rules.version)
        settings = decide.check_settings(replace(_settings(rules), **fields))
        if settings == _settings(rules):
            return rules
        try:
            self._store.commit(ctx.tenant, ChangeSet((_guard(rules, settings),)))
        except AlreadyExists:
            raise StaleVersion(self._store.rules(ctx.tenant).version) from None
        self._rules.forget(ctx.tenant)
        return self._store.rules(ctx.tenant)

    def _commit(self, ctx: Context, decision: "Decision[T]") -> T:
        for _ in range(_TRIES):
            rules = self._store.rules(ctx.tenant)
            outcome, write = decision(rules)
            if write is None:
                return outcome
            try:
                self._store.commit(ctx.tenant, ChangeSet((write, _guard(rules, _settings(rules)))))
            except (StaleVersion, AlreadyExists):
                # Another setting changed meanwhile: decide again beside it.
                continue
            self._rules.forget(ctx.tenant)
            return outcome
        raise Unavailable("The settings change too quickly; try again.")


def _settings(rules: TicketRules) -> TicketSettings:
    return TicketSettings(rules.close_after_days, rules.reopen_days, rules.undo_send_seconds, rules.version)


def _guard(rules: TicketRules, settings: TicketSettings) -> Insert | Replace:
    """What makes every change of settings a successor of the ones before; the first one finds nothing to replace."""
    following = replace(settings, version=rules.version + 1)
    return Insert(following) if rules.version == 1 else Replace(following, rules.version)
