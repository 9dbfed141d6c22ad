"""Credentials that reach one tenant's items and files: sessions of one role, tagged with the tenant.

The role's policy names the tenant only as `${aws:PrincipalTag/tenant}`, so what a session may touch is decided by AWS
from the tag, whatever key the code asks for.
"""

from datetime import timedelta
from functools import partial
from typing import Any, Protocol

from botocore.credentials import RefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError

from lambdesk.kit.errors import Unavailable

TAG = "tenant"
# A session taken by a role's session has an hour at most.
LIFETIME = timedelta(hours=1)
# Links signed with a session end with it: renewed so early, the longest of ours (15 minutes) never does.
RENEWED_BEFORE = timedelta(minutes=20)
_MUST_RENEW_BEFORE = timedelta(minutes=16)


class Assuming(Protocol):
    """The client of STS."""

    def assume_role(self, **asked: Any) -> Any: ...


class TenantSessions:
    """Sessions of the role `role_arn`, one call each."""

    def __init__(self, client: Assuming, role_arn: str) -> None:
        self._client = client
        self._role_arn = role_arn

    def credentials(self, tenant: str) -> RefreshableCredentials:
        """A session for this tenant that renews itself. Raises Unavailable."""
        assume = partial(self._assume, tenant)
        return RefreshableCredentials.create_from_metadata(
            assume(),
            assume,
            "assume-role",
            advisory_timeout=int(RENEWED_BEFORE.total_seconds()),
            mandatory_timeout=int(_MUST_RENEW_BEFORE.total_seconds()),
        )

    def _assume(self, tenant: str) -> dict[str, str]:
        try:
            answer = self._client.assume_role(
                RoleArn=self._role_arn,
                # The name stands in the trails of AWS beside each call.
                RoleSessionName=tenant,
                Tags=[{"Key": TAG, "Value": tenant}],
                DurationSeconds=int(LIFETIME.total_seconds()),
            )
        except (ClientError, BotoCoreError) as error:
            raise Unavailable from error
        taken = answer["Credentials"]
        return {
            "access_key": taken["AccessKeyId"],
            "secret_key": taken["SecretAccessKey"],
            "token": taken["SessionToken"],
            "expiry_time": taken["Expiration"].isoformat(),
        }
