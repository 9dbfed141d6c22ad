"""What policies can say, and which of them is for a ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lambdesk.escalation.decide import wrong_levels
from lambdesk.escalation.model import Recipient, RecipientKind
from lambdesk.escalation.webhooks import keeping
from lambdesk.filters.evaluate import Subject, Surroundings, matches
from lambdesk.filters.text import to_text
from lambdesk.kit.errors import Conflict, FieldError, Invalid, NotFound
from lambdesk.sla.calendars.model import BusinessCalendar
from lambdesk.sla.model import (
    AROUND,
    CALENDAR,
    DEFAULT_ID,
    ORGANISATION,
    PAUSABLE,
    TEAM,
    Metric,
    SlaPolicies,
    SlaPolicy,
    Terms,
)

POLICIES = 50
# All of a version are one item, which holds 400 kB.
CONDITIONS_LENGTH = 40_000
_LONGEST_SECONDS = 10 * 366 * 86_400
PRIORITIES = ("urgent", "high", "normal", "low")


def choose(policies: SlaPolicies, subject: Subject, around: Surroundings) -> SlaPolicy | None:
    """The first active policy that is for the ticket; None: nothing is promised."""
    fitting = (each for each in policies.ordered if each.active and matches(each.condition, subject, around))
    return next(fitting, None)


def terms(
    policy: SlaPolicy,
    calendars: Mapping[str, BusinessCalendar],
    team_calendar: str | None,
    own_calendar: str | None,
    organisation_calendar: str | None = None,
) -> Terms:
    """What a ticket is promised by a policy; calendars are named by the ticket's team, by the organisation of whoever
    asks, and by the tenant itself.

    Where none is named, or what is named is no calendar any more, time counts around the clock.
    """
    found = calendars.get(meant(policy, team_calendar, own_calendar, organisation_calendar) or "")
    return Terms(policy, found.hours, found.id, found.version) if found else Terms(policy)


def meant(
    policy: SlaPolicy, team_calendar: str | None, own_calendar: str | None, organisation_calendar: str | None = None
) -> str | None:
    """The calendar by which a policy counts; None: every hour does."""
    named = {
        AROUND: None,
        TEAM: team_calendar or own_calendar,
        ORGANISATION: organisation_calendar or own_calendar,
    }
    return named.get(policy.hours, policy.hours.removeprefix(CALENDAR))


def counting_by(policies: SlaPolicies, calendar_id: str) -> list[str]:
    """The policies that name a calendar."""
    return [each.id for each in policies.ordered if each.hours == CALENDAR + calendar_id]


def calling_rota(policies: SlaPolicies, rota_id: str) -> list[str]:
    """The policies whose levels call a rota."""
    rota = Recipient(RecipientKind.ROTA, rota_id)
    return [each.id for each in policies.ordered if any(rota in level.recipients for level in each.levels)]


def added(policies: SlaPolicies, policy: SlaPolicy, *, local: bool = False) -> SlaPolicies:
    """With one more, asked after those that are there; raises Invalid, or Conflict when there are too many.

    `local`: what its levels call may be on this machine.
    """
    if len(policies.ahead) >= POLICIES:
        raise Conflict(f"There are {POLICIES} policies already; delete one first.")
    return _next(policies, replace(policies, ahead=(*policies.ahead, policy)), policy.id, local=local)


def changed(policies: SlaPolicies, policy_id: str, fields: Mapping[str, Any], *, local: bool = False) -> SlaPolicies:
    """With other fields of one, themselves when nothing changes; raises NotFound, Invalid or Conflict.

    Of `first_response` only the priorities that are named change; what levels call keeps its secret. The default is
    for what no other is for: it has no name and no condition.
    """
    stands = policies.called(policy_id)
    if stands is None:
        raise NotFound
    if stands is policies.default and {"name", "condition"} & set(fields):
        raise Conflict("The default policy has no name and no condition: it is for all that no other is for.")
    if "levels" in fields:
        fields = {**fields, "levels": keeping(stands.levels, fields["levels"])}
    targets = {**stands.first_response, **fields.get("first_response", {})}
    policy = replace(stands, **{**fields, "first_response": targets})
    if policy == stands:
        return policies
    if stands is policies.default:
        return _next(policies, replace(policies, default=policy), policy_id, local=local)
    ahead = tuple(policy if each is stands else each for each in policies.ahead)
    return _next(policies, replace(policies, ahead=ahead), policy_id, local=local)


def removed(policies: SlaPolicies, policy_id: str) -> SlaPolicies:
    """Without one; raises NotFound, or Conflict for the default, which can only be switched off."""
    if policy_id == DEFAULT_ID:
        raise Conflict("The default policy stays; switch it off to promise nothing.")
    if policies.called(policy_id) is None:
        raise NotFound
    left = tuple(each for each in policies.ahead if each.id != policy_id)
    return _next(policies, replace(policies, ahead=left), "")


def reordered(policies: SlaPolicies, ids: Sequence[str]) -> SlaPolicies:
    """In another order; raises Invalid unless each one but the default is named once."""
    known = {each.id: each for each in policies.ahead}
    if sorted(ids) != sorted(known):
        raise Invalid(fields=[FieldError("body.ids", "name each policy but the default once", "conflicting")])
    ahead = tuple(known[each] for each in ids)
    return policies if ahead == policies.ahead else _next(policies, replace(policies, ahead=ahead), "")


def _next(stands: SlaPolicies, then: SlaPolicies, touched: str, *, local: bool = False) -> SlaPolicies:
    """The next version; raises Invalid when the one that was touched cannot be kept."""
    version = stands.version + 1
    numbered = [replace(each, version=version) for each in then.ordered]
    for each in numbered:
        if each.id == touched:
            check_policy(each, "body.", local=local)
    if any(not each.name for each in numbered[:-1]):
        raise Invalid(fields=[FieldError("body.name", "needs words", "blank")])
    if sum(len(to_text(each.condition)) for each in numbered) > CONDITIONS_LENGTH:
        message = f"all conditions together have {CONDITIONS_LENGTH} characters at most"
        raise Invalid(fields=[FieldError("body.condition", message, "too_long")])
    return SlaPolicies(numbered[-1], tuple(numbered[:-1]))


def check_policy(policy: SlaPolicy, path: str = "", *, local: bool = False) -> SlaPolicy:
    """The policy itself; raises Invalid when it promises what no clock can keep. `path` is that of its fields."""
    wrong = [
        FieldError(
            f"{path}{metric.value}.{priority}", "a target is a number of seconds, at most ten years", "out_of_range"
        )
        for metric in Metric
        for priority in PRIORITIES
        if metric is Metric.FIRST_RESPONSE or getattr(policy, metric.value)
        if not 1 <= (policy.target(metric, priority) or 0) <= _LONGEST_SECONDS
    ]
    if any(not set(places) <= set(PAUSABLE) for places in policy.pauses.values()) or not set(policy.pauses) <= set(
        Metric
    ):
        wrong.append(FieldError(f"{path}pauses", "a clock pauses while the ticket is paused", "unknown_value"))
    if not 1 <= policy.warning_percent <= 99:
        wrong.append(FieldError(f"{path}warning_percent", "a warning comes at 1 to 99 percent", "out_of_range"))
    wrong += wrong_levels(policy.levels, path, local=local)
    if wrong:
        raise Invalid(fields=wrong)
    return policy
