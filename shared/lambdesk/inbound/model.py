"""Where mail of other providers comes from."""

from dataclasses import dataclass
from datetime import datetime

PREFIX = "ins"


@dataclass(frozen=True)
class InboundSource:
    """A provider that posts mail. Secrets are sealed. After a rotation the one before goes on until `previous_until`.

    `trusted`: whoever it says wrote a mail did; else its mails are as those of strangers.
    """

    id: str
    name: str
    secret: str
    created_by: str
    created_at: datetime
    trusted: bool = False
    previous_secret: str | None = None
    previous_until: datetime | None = None
    version: int = 1

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """The sealed secrets that are good now."""
        if self.previous_secret is None or self.previous_until is None or self.previous_until <= now:
            return (self.secret,)
        return self.secret, self.previous_secret
