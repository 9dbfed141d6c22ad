"""An AWS account in this process: the product wired to it as in a Lambda, and one tenant with its mailbox."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from moto import mock_aws

from lambdesk.adapters.aws.clients import Clients
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.identity import service
from lambdesk.identity.decide import NewTenant
from lambdesk.identity.model import Tenant
from lambdesk.kit import clock, ids
from lambdesk.kit.context import SYSTEM, SYSTEM_TENANT, Context
from lambdesk.kit.settings import Settings
from tests.support.table import create_table

MAILBOX = "support@northwind.example"


@contextmanager
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambdesk]:
    """The product on moto: table, buckets, secret, bus and a verified sender."""
    for name, value in {"ACCESS_KEY_ID": "test", "SECRET_ACCESS_KEY": "test", "DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        clients = Clients()
        create_table(clients.dynamodb, "desk")
        for bucket in ("raw", "content"):
            clients.s3.create_bucket(Bucket=bucket)
        keys = json.dumps({"current": "a", "a": "k" * 64})
        secret = clients.secretsmanager.create_secret(Name="keys", SecretString=keys)["ARN"]
        clients.events.create_event_bus(Name="bus")
        clients.sesv2.create_email_identity(EmailIdentity=MAILBOX)
        settings = {
            "STAGE": "test",
            "TABLE_NAME": "desk",
            "RAW_BUCKET": "raw",
            "CONTENT_BUCKET": "content",
            "SIGNING_SECRET_ARN": secret,
            "BUS_NAME": "bus",
            "CONFIGURATION_SET": "mail",
            "CONTENT_URL": "https://content.example",
        }
        yield Lambdesk(Settings(settings))


def settle(product: Lambdesk) -> Tenant:
    """Northwind with its mailbox."""
    ctx = Context(SYSTEM_TENANT, SYSTEM, clock.now(), ids.new_seed())
    return service.create_tenant(product.identity_store, ctx, NewTenant("Northwind", "northwind", (MAILBOX,)))


def store_mail(product: Lambdesk, raw_id: str, raw: bytes, *recipients: str) -> dict[str, Any]:
    """Put a raw mail where the receipt rule does; the event that the rule invokes us with."""
    product.clients.s3.put_object(Bucket="raw", Key=f"raw/{raw_id}", Body=raw)
    passed = {f"{name}Verdict": {"status": "PASS"} for name in ("spf", "dkim", "dmarc", "spam", "virus")}
    now = clock.to_text(clock.now())
    names = list(recipients or (MAILBOX,))
    mail = {"messageId": raw_id, "timestamp": now, "source": "ann@customer.example", "destination": names}
    ses = {"mail": mail, "receipt": {"recipients": names, **passed}}
    return {"Records": [{"eventSource": "aws:ses", "ses": ses}]}
