"""Plans: names for limits that an operator gives together. Each limit can be set by itself as well."""

from collections.abc import Mapping
from dataclasses import dataclass

from lambdesk.identity.model import DEFAULT_REQUESTS
from lambdesk.limits.model import LEAST_PER_MINUTE

TRIAL, STANDARD, LARGE = "trial", "standard", "large"


@dataclass(frozen=True)
class Limits:
    """What a tenant may have and do at most. The names are those of the tenant's record."""

    member_limit: int
    connection_limit: int
    requests_per_minute: int


PLANS: Mapping[str, Limits] = {
    TRIAL: Limits(member_limit=5, connection_limit=20, requests_per_minute=600),
    STANDARD: Limits(member_limit=1_000, connection_limit=2_000, requests_per_minute=DEFAULT_REQUESTS),
    LARGE: Limits(member_limit=10_000, connection_limit=20_000, requests_per_minute=120_000),
}
# An administrator and a socket; and what the arithmetic of requests needs.
LEAST = Limits(member_limit=1, connection_limit=1, requests_per_minute=LEAST_PER_MINUTE)
