"""Setting up statuses, fields, categories, teams and days: load all, decide, commit with TicketSettings as guard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from lambdesk.identity.model import STAFF_ROLES, User
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit.changes import ChangeSet, Insert, Put, Replace
from lambdesk.kit.context import Context
from lambdesk.kit.errors import AlreadyExists, FieldError, Invalid, NotFound, StaleVersion, Unavailable
from lambdesk.kit.events import Payload, record
from lambdesk.sla.calendars.ports import CalendarStore
from lambdesk.tickets.settings import decide, events
from lambdesk.tickets.settings.decide import PREFIXES, N
from lambdesk.tickets.settings.model import TicketRules, TicketSettings
from lambdesk.tickets.settings.ports import TicketSettingsStore
from lambdesk.tickets.settings.queries import Rules

_TRIES = 6
T = TypeVar("T")


@dataclass(frozen=True)
class Decided(Generic[T]):
    """What comes of a decision; without `write` nothing changes. `fact` is of the `aggregate` in its `version`."""

    outcome: T
    write: Insert | Replace | Put | None = None
    fact: Payload | None = None
    aggregate: str = ""
    version: int = 1


class TicketSetup:
    """Changes of what a tenant sets up for its tickets; every method commits one transaction or raises."""

    def __init__(
        self, store: TicketSettingsStore, rules: Rules, identity: IdentityStore, calendars: CalendarStore
    ) -> None:
        self._store = store
        self._rules = rules
        self._identity = identity
        self._calendars = calendars

    def create(self, ctx: Context, noun: N) -> N:
        """Add a noun; its id is given here."""
        self._check_roles(ctx, getattr(noun, "roles", ()))
        self._check_lead(ctx, getattr(noun, "lead_id", None))
        self._check_calendar(ctx, getattr(noun, "calendar_id", None))
        made = replace(noun, id=ctx.derive_id(PREFIXES[type(noun)], ctx.now))

        def decision(rules: TicketRules) -> Decided[N]:
            checked = decide.create(rules, made)
            return Decided(checked, Insert(checked), events.created(checked), events.aggregate_of(checked))

        return self._commit(ctx, decision)

    def change(self, ctx: Context, kind: type[N], noun_id: str, expected_version: int, fields: Mapping[str, Any]) -> N:
        """Change fields of a noun; raises NotFound, StaleVersion, Invalid or Conflict."""
        self._check_roles(ctx, fields.get("roles", ()))
        self._check_lead(ctx, fields.get("lead_id"))
        self._check_calendar(ctx, fields.get("calendar_id"))

        def decision(rules: TicketRules) -> Decided[N]:
            found = decide.find(rules, kind, noun_id, expected_version)
            changed = decide.change(rules, found, fields)
            if changed is found:
                return Decided(found)
            return _replaced(changed, expected_version, events.changed(found, changed))

        return self._commit(ctx, decision)

    def delete(self, ctx: Context, kind: type[N], noun_id: str, expected_version: int, replacement: str | None) -> N:
        """Take a noun out of use. Tickets keep it, and show its replacement."""

        def decision(rules: TicketRules) -> Decided[N]:
            found = decide.find(rules, kind, noun_id, expected_version)
            gone = decide.delete(rules, found, replacement)
            return _replaced(gone, expected_version, events.deleted(gone))

        return self._commit(ctx, decision)

    def _check_roles(self, ctx: Context, roles: Sequence[str]) -> None:
        own = any(each not in STAFF_ROLES for each in roles)
        known = [each.id for each in self._identity.roles(ctx.tenant)] if own else []
        decide.check_roles(roles, (*STAFF_ROLES, *known))

    def _check_lead(self, ctx: Context, lead_id: str | None) -> None:
        if lead_id is not None and self._identity.user(ctx.tenant, lead_id) is None:
            raise Invalid(fields=[FieldError("body.lead_id", "is no member of staff", "unknown_value")])

    def _check_calendar(self, ctx: Context, calendar_id: str | None) -> None:
        if calendar_id is not None and self._calendars.newest(ctx.tenant, calendar_id) is None:
            raise Invalid(fields=[FieldError("body.calendar_id", "is no calendar", "unknown_value")])

    def teams_in_use(self, tenant: str, team_ids: Sequence[str]) -> tuple[str, ...]:
        """These teams, each once; raises Invalid for one that is not in use."""
        return decide.teams_in_use(self._store.rules(tenant), team_ids)

    def join(self, ctx: Context, user_id: str, team_ids: Sequence[str]) -> User:
        """Put a member into these teams and out of all others; raises NotFound or Invalid."""

        def decision(rules: TicketRules) -> Decided[User]:
            # After the settings: whoever changes a member's teams replaces those, too.
            user = self._identity.user(ctx.tenant, user_id)
            if user is None:
                raise NotFound
            joined = decide.join(rules, user, team_ids)
            if joined is user:
                return Decided(user)
            fact = events.UserTeamsChanged(user.id, list(user.teams), list(joined.teams))
            return Decided(joined, Replace(joined, user.version), fact, f"user:{user.id}", joined.version)

        return self._commit(ctx, decision)

    def set(self, ctx: Context, expected_version: int, fields: Mapping[str, Any]) -> TicketRules:
        """Change days and seconds. Tickets resolved before keep their moment of closing."""
        rules = self._store.rules(ctx.tenant)
        if rules.version != expected_version:
            raise StaleVersion(rules.version)
        self._check_calendar(ctx, fields.get("calendar_id"))
        settings = decide.check_settings(replace(_settings(rules), **fields))
        if settings == _settings(rules):
            return rules
        fact = events.settings_changed(ctx.tenant, _settings(rules), settings)
        parent = f"ticket_settings:{ctx.tenant}"
        told = record(ctx, fact, aggregate=parent, version=rules.version + 1, at=ctx.now, ordinal=0)
        try:
            self._store.commit(ctx.tenant, ChangeSet((_guard(rules, settings),), (told,), parent))
        except AlreadyExists:
            raise StaleVersion(self._store.rules(ctx.tenant).version) from None
        self._rules.forget(ctx.tenant)
        return self._store.rules(ctx.tenant)

    def _commit(self, ctx: Context, decision: Callable[[TicketRules], Decided[T]]) -> T:
        for _ in range(_TRIES):
            rules = self._store.rules(ctx.tenant)
            decided = decision(rules)
            if decided.write is None or decided.fact is None:
                return decided.outcome
            parent, version = decided.aggregate, decided.version
            told = record(ctx, decided.fact, aggregate=parent, version=version, at=ctx.now, ordinal=0)
            writes = (decided.write, _guard(rules, _settings(rules)))
            try:
                self._store.commit(ctx.tenant, ChangeSet(writes, (told,), parent))
            except (StaleVersion, AlreadyExists):
                # Another setting changed meanwhile: decide again beside it.
                continue
            self._rules.forget(ctx.tenant)
            return decided.outcome
        raise Unavailable("The settings change too quickly; try again.")


def _replaced(noun: N, expected_version: int, fact: Payload) -> Decided[N]:
    return Decided(noun, Replace(noun, expected_version), fact, events.aggregate_of(noun), noun.version)


def _settings(rules: TicketRules) -> TicketSettings:
    return TicketSettings(
        rules.close_after_days,
        rules.reopen_days,
        rules.undo_send_seconds,
        rules.calendar_id,
        rules.shown_promises,
        rules.urgent_calls_anyway,
        rules.version,
    )


def _guard(rules: TicketRules, settings: TicketSettings) -> Insert | Replace:
    """What makes every change of settings a successor of the ones before; the first one finds nothing to replace."""
    following = replace(settings, version=rules.version + 1)
    return Insert(following) if rules.version == 1 else Replace(following, rules.version)
