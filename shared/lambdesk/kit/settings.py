"""The environment, read once and typed. A Lambda is given only the settings it needs; asking for another raises."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_PREFIX = "LAMBDESK_"


class MissingSetting(Exception):
    """The environment lacks a setting this process needs; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Values by name without the `LAMBDESK_` prefix. Each property below is one documented setting."""

    values: Mapping[str, str] = field(default_factory=dict)

    def _get(self, name: str) -> str:
        value = self.values.get(name, "")
        if not value:
            message = f"setting {_PREFIX}{name} is missing"
            raise MissingSetting(message)
        return value

    @property
    def stage(self) -> str:
        """`local`, `small`, …"""
        return self._get("STAGE")

    @property
    def table_name(self) -> str:
        """The one DynamoDB table."""
        return self._get("TABLE_NAME")

    @property
    def tenant_role_arn(self) -> str:
        """The role whose sessions, tagged with a tenant, reach this tenant's data and nothing else."""
        return self._get("TENANT_ROLE_ARN")

    @property
    def ending_role_arn(self) -> str:
        """The role whose sessions, tagged with a tenant, delete this tenant's data."""
        return self._get("ENDING_ROLE_ARN")

    @property
    def raw_bucket(self) -> str:
        """Raw mails (`raw/`) and their receipts (`receipt/`)."""
        return self._get("RAW_BUCKET")

    @property
    def content_bucket(self) -> str:
        """Attachments and bodies too long for the table."""
        return self._get("CONTENT_BUCKET")

    @property
    def bus_name(self) -> str:
        """The EventBridge bus of domain events."""
        return self._get("BUS_NAME")

    @property
    def user_pool_id(self) -> str:
        """The Cognito pool of staff."""
        return self._get("USER_POOL_ID")

    @property
    def user_pool_client_id(self) -> str:
        """The pool's app client; also the audience of ID tokens."""
        return self._get("USER_POOL_CLIENT_ID")

    @property
    def token_issuer(self) -> str:
        """`iss` of accepted ID tokens."""
        return self._get("TOKEN_ISSUER")

    @property
    def jwks_url(self) -> str:
        """Where the issuer's public keys are."""
        return self._get("JWKS_URL")

    @property
    def signing_secret_arn(self) -> str:
        """The secret with our signing keys: `{"current": "a", "a": "…"}`."""
        return self._get("SIGNING_SECRET_ARN")

    @property
    def edge_secret_arn(self) -> str:
        """The secret by which the API knows requests that the edge passes on."""
        return self._get("EDGE_SECRET_ARN")

    @property
    def configuration_set(self) -> str:
        """The SES configuration set of outgoing mail."""
        return self._get("CONFIGURATION_SET")

    @property
    def origin(self) -> str:
        """Public origin of the clients, such as `https://help.example.com`."""
        return self._get("ORIGIN")

    @property
    def sign_up_domain(self) -> str:
        """The mail domain below which workspaces that people make themselves get theirs; empty: nobody makes any."""
        return self.values.get("SIGN_UP_DOMAIN", "")

    @property
    def content_url(self) -> str:
        """Origin that serves attachments, apart from the clients'."""
        return self._get("CONTENT_URL")

    @property
    def schedule_group(self) -> str:
        """The Scheduler group of tickets' timers."""
        return self._get("SCHEDULE_GROUP")

    @property
    def schedule_role_arn(self) -> str:
        """The role with which a timer invokes its Lambda."""
        return self._get("SCHEDULE_ROLE_ARN")

    @property
    def timer_arn(self) -> str:
        """The Lambda that a timer invokes."""
        return self._get("TIMER_ARN")

    @property
    def mail_in_arn(self) -> str:
        """The Lambda that takes mail in."""
        return self._get("MAIL_IN_ARN")

    @property
    def escalation_arn(self) -> str:
        """The state machine of escalation chains."""
        return self._get("ESCALATION_ARN")

    @property
    def relay_dead_letters_url(self) -> str:
        """The queue for records of the table's stream that nobody can read."""
        return self._get("RELAY_DEAD_LETTERS_URL")

    @property
    def trail_queue_url(self) -> str:
        """The queue that feeds the audit trail."""
        return self._get("TRAIL_QUEUE_URL")

    @property
    def websocket_url(self) -> str:
        """Where clients open sockets, such as `wss://help.example.com/ws`."""
        return self._get("WEBSOCKET_URL")

    @property
    def socket_endpoint(self) -> str:
        """Where we post to open sockets: the management side of the WebSocket API's stage."""
        return self._get("SOCKET_ENDPOINT")


def adopt(path: Path) -> None:
    """Take `NAME=value` lines of a file into this process's environment; what stands there already wins."""
    for line in path.read_text().splitlines():
        name, separator, value = line.partition("=")
        if separator:
            os.environ.setdefault(name.strip(), value)


def from_environment() -> Settings:
    """The settings of this process."""
    return Settings({name[len(_PREFIX) :]: value for name, value in os.environ.items() if name.startswith(_PREFIX)})
