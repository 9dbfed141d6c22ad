"""Setting what a tenant promises."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.kit.context import Context
from lambdesk.kit.differences import difference
from lambdesk.kit.events import record
from lambdesk.sla.decide import check_policy
from lambdesk.sla.events import SlaPolicyChanged
from lambdesk.sla.model import DEFAULT_POLICY, SlaPolicy
from lambdesk.sla.ports import PolicyStore

_TOLD = ("first_response", "warning_percent", "escalation_seconds")


@dataclass(frozen=True)
class PolicyChange:
    """Only what is there changes."""

    first_response: Mapping[str, int] = field(default_factory=dict)
    warning_percent: int | None = None
    escalation_seconds: tuple[int, ...] | None = None


def set_policy(store: PolicyStore, ctx: Context, change: PolicyChange) -> SlaPolicy:
    """The next version of the tenant's policy, for tickets opened from now on.

    Raises Invalid for a promise that cannot be kept, AlreadyExists when somebody else set one at the same time.
    """
    stands = store.newest(ctx.tenant) or DEFAULT_POLICY
    policy = replace(stands, first_response={**stands.first_response, **change.first_response})
    if change.warning_percent is not None:
        policy = replace(policy, warning_percent=change.warning_percent)
    if change.escalation_seconds is not None:
        policy = replace(policy, escalation_seconds=change.escalation_seconds)
    if policy == stands:
        return stands
    policy = check_policy(replace(policy, version=stands.version + 1))
    fact, parent = SlaPolicyChanged("default", *difference(stands, policy, _TOLD)), "sla_policy:default"
    told = record(ctx, fact, aggregate=parent, version=policy.version, at=ctx.now, ordinal=0)
    store.commit(ctx.tenant, ChangeSet((Insert(policy),), (told,), parent))
    return policy
