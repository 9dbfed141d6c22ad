"""What SES says about a mail it took for us: the envelope and the verdicts. Nothing in the mail itself is proof."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdesk.kit import clock
from lambdesk.kit.errors import Invalid
from lambdesk.kit.text import normal_address


@dataclass(frozen=True)
class Receipt:
    """`recipients` are normal addresses of the envelope, each once. `sender` is the envelope's: empty for robots, None
    when nobody said.

    `verdicts` by name (`spf dkim dmarc spam virus`): PASS, FAIL, GRAY or PROCESSING_FAILED. `tenant` is whose source
    posted it: such a mail is for that tenant alone, whatever its envelope names.
    """

    raw_id: str
    received_at: datetime
    sender: str | None
    recipients: tuple[str, ...]
    verdicts: dict[str, str]
    tenant: str | None = None

    @property
    def authenticated(self) -> bool:
        """Whether the From domain vouches for this mail.

        Only DMARC says that: SPF and DKIM alone pass for any domain the sender controls, whatever From shows.
        """
        return self.verdicts.get("dmarc") == "PASS"

    @property
    def infected(self) -> bool:
        """Whether the scanner found a virus."""
        return self.verdicts.get("virus") == "FAIL"

    @property
    def day(self) -> str:
        """The ledger's day, `yyyymmdd`."""
        return f"{self.received_at:%Y%m%d}"

    @property
    def raw_key(self) -> str:
        """Where the raw bytes are in their bucket."""
        return f"raw/{self.raw_id}"


def records(event: dict[str, Any]) -> list[dict[str, Any]]:
    """The `ses` parts of a Lambda-action event; raises Invalid for anything else."""
    try:
        return [record["ses"] for record in event["Records"]]
    except (KeyError, TypeError) as error:
        raise Invalid("This is no receipt of a mail.") from error


def read_receipt(record: dict[str, Any], now: datetime) -> Receipt:
    """The receipt in a `ses` part; `now` stands in for a missing time. Raises Invalid."""
    try:
        mail, receipt = record["mail"], record["receipt"]
        recipients = receipt.get("recipients") or mail.get("destination") or []
        stamp = mail.get("timestamp") or receipt.get("timestamp")
        return Receipt(
            raw_id=str(mail["messageId"]),
            received_at=clock.from_text(stamp) if stamp else now,
            sender=None if mail.get("source") is None else str(mail["source"]).strip("<> "),
            recipients=tuple(dict.fromkeys(normal_address(str(each)) for each in recipients)),
            verdicts={
                name.removesuffix("Verdict"): str(value.get("status", ""))
                for name, value in receipt.items()
                if name.endswith("Verdict") and isinstance(value, dict)
            },
            tenant=record.get("tenant"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid("This is no receipt of a mail.") from error
