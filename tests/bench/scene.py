"""A tenant with tickets on a DynamoDB in this process, made by the product itself."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import boto3
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from moto import mock_aws

from infra.topology import Setting
from lambdesk.adapters.dynamodb import codec
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.conversations.model import MessageKind
from lambdesk.identity.model import AGENT, Mailbox, Tenant, User
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.kit.context import SYSTEM_TENANT, Actor, ActorKind, Context
from lambdesk.kit.events import to_wire
from lambdesk.tickets.commands import PostMessage
from lambdesk.tickets.model import Ticket
from lambdesk.tickets.service import Key, Posted, RequestedTicket
from tests.bench.operations import OPERATIONS, SUBJECT, TYPICAL_BODY
from tests.bench.runtime import VALUES
from tests.support.table import create_table

TABLE = VALUES[Setting.TABLE_NAME]
_FILLED_FROM = 1_000_000
MAILBOX = "support@bench.example"
SECRET = '{"current":"a","a":"' + "k" * 64 + '"}'
BEGAN = datetime.now(UTC) - timedelta(days=30)


@contextmanager
def cloud() -> Iterator[None]:
    """AWS in this process, with the table, the buckets, the bus and the signing secret."""
    os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
    with mock_aws():
        create_table(boto3.client("dynamodb"), TABLE)
        for bucket in (Setting.RAW_BUCKET, Setting.CONTENT_BUCKET):
            boto3.client("s3").create_bucket(Bucket=VALUES[bucket])
        boto3.client("events").create_event_bus(Name=VALUES[Setting.BUS_NAME])
        boto3.client("sqs").create_queue(QueueName="bench-audit.fifo", Attributes={"FifoQueue": "true"})
        boto3.client("sesv2").create_email_identity(EmailIdentity=MAILBOX)
        boto3.client("sesv2").create_configuration_set(ConfigurationSetName=VALUES[Setting.CONFIGURATION_SET])
        boto3.client("secretsmanager").create_secret(Name=VALUES[Setting.SIGNING_SECRET_ARN], SecretString=SECRET)
        yield


@dataclass
class Scene:
    """One tenant, one agent, and the tickets they get."""

    product: Lambdesk
    tenant: str
    user: str
    minutes: int = 0

    def context(self) -> Context:
        """A minute later than the last one."""
        self.minutes += 1
        now = BEGAN + timedelta(minutes=self.minutes)
        return Context(self.tenant, Actor(ActorKind.USER, self.user), now, ids.new_seed(), {"door": "http"}, "bench")

    def open(self, at: datetime | None = None) -> Posted:
        """A ticket of a customer who has written before, opened at this moment or at the next one."""
        ctx = replace(self.context(), now=at) if at else self.context()
        wanted = RequestedTicket(SUBJECT, TYPICAL_BODY, "ada@customer.example", "Ada", mailbox=MAILBOX)
        return self.product.tickets.open(ctx, wanted, Key("bench", ids.new_seed(), "digest"))

    def reply(self, ticket: Ticket) -> Posted:
        """An answer to it."""
        command = PostMessage(
            MessageKind.REPLY, TYPICAL_BODY, "Maya Lindqvist", last_seen_message_id=ticket.last_message_id
        )
        return self.product.tickets.post(self.context(), ticket.number, command, Key("bench", ids.new_seed(), "digest"))

    def answered(self, messages: int) -> dict[str, Any]:
        """A ticket with so many messages, as operations name it."""
        posted = self.open()
        for _ in range(messages - 1):
            posted = self.reply(posted.ticket)
        ticket = posted.ticket
        return {"number": ticket.number, "version": ticket.version, "last_message_id": ticket.last_message_id}


def begin(product: Lambdesk) -> Scene:
    """A tenant with one agent and nothing else."""
    seed = ids.new_seed()
    tenant, user = ids.derived_id("tnt", BEGAN, seed, 0), ids.derived_id("usr", BEGAN, seed, 1)
    home = Tenant(tenant, "Northwind", "bench", (MAILBOX,), BEGAN)
    agent = User(user, "maya@bench.example", "Maya Lindqvist", AGENT, BEGAN)
    product.identity_store.commit(tenant, ChangeSet((Insert(home), Insert(agent))))
    product.identity_store.commit(SYSTEM_TENANT, ChangeSet((Insert(Mailbox(MAILBOX, tenant)),)))
    return Scene(product, tenant, user)


def fill(scene: Scene, rows: int) -> None:
    """So many open tickets for lists, given to the agent, whose clocks run. Written as the store keeps them, without
    their messages."""
    model = scene.open(at=datetime.now(UTC)).ticket
    assert model.next_due_at is not None
    client = boto3.client("dynamodb")
    for row in range(rows):
        ctx = scene.context()
        ticket = replace(
            model,
            number=_FILLED_FROM + row,
            requester_id=ctx.derive_id("cus", ctx.now),
            requester_name="Ada Featherstone",
            assignee_id=scene.user,
            updated_at=ctx.now,
            last_message_at=ctx.now,
        )
        client.put_item(TableName=TABLE, Item=codec.item_of(scene.tenant, ticket))


def furnish(scene: Scene) -> dict[str, Any]:
    """The facts that operations are about, fresh ones at each call."""
    return {
        "tenant": scene.tenant,
        "user": scene.user,
        "secret": SECRET,
        "key": ids.new_seed(),
        "known": "ada@customer.example",
        "unknown": f"{ids.new_seed().lower()}@customer.example",
        "long": scene.answered(20),
        "reply": scene.answered(2),
        "status": scene.answered(2),
        **_events(scene),
        **_mails(scene),
    }


def _events(scene: Scene) -> dict[str, Any]:
    """A reply as the stream and the queue hand it on."""
    posted = scene.reply(scene.open().ticket)
    (created,) = [each for each in posted.events if each.type == "message.created"]
    items = boto3.client("dynamodb").query(
        TableName=TABLE,
        KeyConditionExpression="pk = :p AND begins_with(sk, :e)",
        ExpressionAttributeValues={
            ":p": {"S": keys.ticket_partition(scene.tenant, posted.ticket.number)},
            ":e": {"S": keys.EVENT},
        },
    )["Items"]
    return {"timeline_item": items[-1], "message_created": to_wire(created)}


def _mails(scene: Scene) -> dict[str, Any]:
    """Raw mails in the bucket: one that opens a ticket, and one that answers the mail of another ticket."""
    now, mark = datetime.now(UTC), ids.new_seed()
    facts = {"mailbox": MAILBOX, "received_at": clock.to_text(now), "mail_new": f"new{mark}"}
    facts |= {"mail_reply": f"reply{mark}", "mail_first": f"first{mark}"}
    first = f"<first.{mark}@customer.example>"
    _put(facts["mail_new"], f"<new.{mark}@customer.example>")
    _put(facts["mail_first"], first)
    _put(facts["mail_reply"], f"<reply.{mark}@customer.example>", **{"In-Reply-To": first, "References": first})
    receipt = OPERATIONS["mail_new"].request({**facts, "mail_new": facts["mail_first"]})["Records"][0]["ses"]
    (arrival,) = scene.product.mailroom.accept(receipt, now, ids.new_seed())
    assert arrival.entry.number is not None
    return facts


def _put(raw_id: str, message_id: str, **headers: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ada <ada@customer.example>", MAILBOX, SUBJECT
    mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(TYPICAL_BODY)
    bucket = VALUES[Setting.RAW_BUCKET]
    boto3.client("s3").put_object(Bucket=bucket, Key=f"raw/{raw_id}", Body=mail.as_bytes())


def token(scene: Scene) -> dict[str, Any]:
    """An ID token of the pool for the agent, good for a day, and the key set that proves it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    published = {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "bench", "alg": "RS256", "use": "sig"}
    claims = {
        "iss": VALUES[Setting.TOKEN_ISSUER],
        "aud": VALUES[Setting.USER_POOL_CLIENT_ID],
        "iat": int(datetime.now(UTC).timestamp()),
        "exp": int(datetime.now(UTC).timestamp()) + 86_400,
        "token_use": "id",
        "cognito:username": scene.user,
        "custom:tenant": scene.tenant,
        "email": "maya@bench.example",
    }
    signed = jwt.encode(claims, key, algorithm="RS256", headers={"kid": "bench"})
    return {"token": signed, "keys": {"keys": [published]}}
