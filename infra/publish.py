"""What CloudFormation does not do at a deploy: the web clients' files, and which receipt rule set is the active one."""

import mimetypes
from pathlib import Path
from typing import Any

from infra.web import cache_control


def upload_clients(s3: Any, bucket: str, dist: Path) -> None:
    """Put the built clients into the bucket, pages last: a page never names a file that is not there yet.

    Files of earlier builds stay: a client that is open still asks for them.
    """
    files = sorted(
        (path for path in dist.rglob("*") if path.is_file()), key=lambda path: (path.suffix == ".html", path)
    )
    for path in files:
        name = path.relative_to(dist).as_posix()
        s3.put_object(
            Bucket=bucket,
            Key=name,
            Body=path.read_bytes(),
            ContentType=mimetypes.guess_type(name)[0] or "application/octet-stream",
            CacheControl=cache_control(name),
        )


def activate_rule_set(ses: Any, name: str) -> str:
    """Make the receipt rule set the account's active one unless another is. Gives a sentence about what is."""
    active = ses.describe_active_receipt_rule_set().get("Metadata", {}).get("Name")
    if active == name:
        return "received through the active rule set"
    if active is None:
        ses.set_active_receipt_rule_set(RuleSetName=name)
        return "received from now on"
    return (
        f"NOT received: rule set {active!r} is active, and an account has one; "
        f"run `aws ses set-active-receipt-rule-set --rule-set-name {name}` to replace it"
    )


def deactivate_rule_set(ses: Any, name: str) -> None:
    """Leave no rule set active if this one is: an active one cannot be deleted."""
    if ses.describe_active_receipt_rule_set().get("Metadata", {}).get("Name") == name:
        ses.set_active_receipt_rule_set()
