"""Setting what a tenant promises: every edit is the next version of all its policies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.kit.context import Context
from lambdesk.kit.differences import difference, values_of
from lambdesk.kit.errors import AlreadyExists, FieldError, Invalid, StaleVersion, Unavailable
from lambdesk.kit.events import Payload, record
from lambdesk.sla import decide
from lambdesk.sla.calendars.ports import CalendarStore
from lambdesk.sla.events import SlaPoliciesReordered, SlaPolicyChanged, SlaPolicyCreated, SlaPolicyDeleted
from lambdesk.sla.model import AROUND, CALENDAR, DEFAULT_ID, DEFAULT_POLICIES, SlaPolicies, SlaPolicy
from lambdesk.sla.ports import PolicyStore
from lambdesk.sla.queries import Policies

PREFIX = "slp"
_TOLD = (
    *("first_response", "next_response", "resolution", "hours", "pauses", "reopen"),
    *("warning_percent", "warning_lead_seconds", "levels", "active"),
)
_TRIES = 6
Decision = Callable[[SlaPolicies], SlaPolicies]
Telling = Callable[[SlaPolicies, SlaPolicies], Payload]


@dataclass(frozen=True)
class PolicySetup:
    """Changes of policies; every method commits one transaction or raises. Tickets keep what they were promised."""

    store: PolicyStore
    policies: Policies
    calendars: CalendarStore
    local: bool = False
    """Whether levels may call this machine itself, as on a developer's."""

    def all(self, tenant: str) -> SlaPolicies:
        """As they stand, not as they are remembered."""
        return self.store.newest(tenant) or DEFAULT_POLICIES

    def create(self, ctx: Context, policy: SlaPolicy) -> tuple[SlaPolicies, str]:
        """One more, asked after those that are there: all of them and its id."""
        made = replace(policy, id=ctx.derive_id(PREFIX, ctx.now))
        self.check_hours(ctx, made.hours)

        def told(_: SlaPolicies, then: SlaPolicies) -> Payload:
            return SlaPolicyCreated(made.id, values_of(then.called(made.id), _TOLD))

        for _ in range(_TRIES):
            stands = self.all(ctx.tenant)
            try:
                return self._commit(ctx, stands, decide.added(stands, made, local=self.local), told), made.id
            except AlreadyExists:
                continue
        raise Unavailable("The policies change too quickly; try again.")

    def change(
        self, ctx: Context, policy_id: str, fields: Mapping[str, Any], expected_version: int | None = None
    ) -> SlaPolicies:
        """Other fields of one; raises NotFound, StaleVersion, Invalid or Conflict."""
        self.check_hours(ctx, fields.get("hours", AROUND))

        def told(stands: SlaPolicies, then: SlaPolicies) -> Payload:
            return SlaPolicyChanged(policy_id, *difference(stands.called(policy_id), then.called(policy_id), _TOLD))

        def decision(stands: SlaPolicies) -> SlaPolicies:
            return decide.changed(stands, policy_id, fields, local=self.local)

        return self._expected(ctx, expected_version, decision, told)

    def delete(self, ctx: Context, policy_id: str, expected_version: int) -> SlaPolicies:
        """Without one; raises NotFound, StaleVersion or Conflict."""

        def told(_: SlaPolicies, __: SlaPolicies) -> Payload:
            return SlaPolicyDeleted(policy_id)

        return self._expected(ctx, expected_version, lambda stands: decide.removed(stands, policy_id), told)

    def reorder(self, ctx: Context, ids: Sequence[str], expected_version: int) -> SlaPolicies:
        """All but the default in this order; raises StaleVersion or Invalid."""

        def told(stands: SlaPolicies, then: SlaPolicies) -> Payload:
            return SlaPoliciesReordered([each.id for each in stands.ahead], [each.id for each in then.ahead])

        return self._expected(ctx, expected_version, lambda stands: decide.reordered(stands, ids), told)

    def check_hours(self, ctx: Context, hours: str) -> None:
        """Raises Invalid for a calendar that is not there."""
        named = hours.startswith(CALENDAR)
        if named and self.calendars.newest(ctx.tenant, hours.removeprefix(CALENDAR)) is None:
            raise Invalid(fields=[FieldError("body.hours", "names no calendar", "unknown_value")])

    def _expected(self, ctx: Context, expected: int | None, decision: Decision, told: Telling) -> SlaPolicies:
        stands = self.all(ctx.tenant)
        if expected is not None and stands.version != expected:
            raise StaleVersion(stands.version)
        try:
            return self._commit(ctx, stands, decision(stands), told)
        except AlreadyExists:
            raise StaleVersion(self.all(ctx.tenant).version) from None

    def _commit(self, ctx: Context, stands: SlaPolicies, then: SlaPolicies, told: Telling) -> SlaPolicies:
        if then is stands:
            return stands
        parent = f"sla_policy:{DEFAULT_ID}"
        fact = record(ctx, told(stands, then), aggregate=parent, version=then.version, at=ctx.now, ordinal=0)
        self.store.commit(ctx.tenant, ChangeSet((Insert(then),), (fact,), parent))
        self.policies.forget(ctx.tenant)
        return then
