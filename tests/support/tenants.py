"""A tenant of its own for tests that count, that promise other times, or that want to begin with nothing."""

import uuid
from datetime import datetime
from typing import Any

import boto3

from lambdesk.kit import clock
from lambdesk.sla.executions import execution_name
from tests.support.cloud import Person, RunningCloud

PASSWORD = "Lambdesk-tests-26"
MEMBERS = {"agent": "Maya Keller", "admin": "Jonas Lind"}


def run(cloud: RunningCloud, *arguments: str, told: str = "") -> str:
    """What `lambdesk …` prints on this cloud."""
    code, printed = cloud.command(*arguments, told=told)
    assert code == 0, printed
    return printed.strip()


def _client(cloud: RunningCloud, service: str) -> Any:
    where: Any = {"endpoint_url": cloud.outputs["aws_endpoint_url"], "region_name": "us-east-1"}
    return boto3.client(service, aws_access_key_id="test", aws_secret_access_key="test", **where)


def make_tenant(cloud: RunningCloud, name: str) -> int:
    """A tenant with an agent and an admin; its place among `cloud.outputs["tenants"]`."""
    slug = f"{name.lower()}-{uuid.uuid4().hex[:6]}"
    mailbox = f"support@{slug}.example"
    # A sender needs a domain that is proven to be its own.
    ses = _client(cloud, "sesv2")
    ses.create_email_identity(EmailIdentity=f"{slug}.example")
    number = run(cloud, "tenant", "create", "--name", name, "--slug", slug, "--mailbox", mailbox)
    users = []
    for role, person in MEMBERS.items():
        address = f"{person.partition(' ')[0].lower()}@{slug}.example"
        who = ("--email", address, "--name", person, "--role", role)
        run(cloud, "user", "create", "--tenant", slug, *who, "--password-stdin", told=PASSWORD)
        users.append({"email": address, "password": PASSWORD, "role": role})
    described = {"id": number, "name": name, "slug": slug, "mailbox": mailbox, "users": users}
    cloud.outputs["tenants"].append(described)
    return len(cloud.outputs["tenants"]) - 1


def promise(cloud: RunningCloud, tenant: int, seconds: dict[str, int], *steps: int, warning: int = 50) -> None:
    """Until when a first response of each priority is due, and when the second and the third level are called."""
    own = ("sla", "set", "--tenant", cloud.tenant(tenant)["slug"])
    for priority, until in seconds.items():
        run(cloud, *own, "--priority", priority, "--seconds", str(until))
    run(cloud, *own, "--warning-percent", str(warning), "--escalation-seconds", *map(str, steps))


def chain_ended(cloud: RunningCloud, tenant: int, number: int, due: datetime) -> datetime | None:
    """When the chain that would call the second level for a late first response was stopped; None while it runs."""
    client = _client(cloud, "stepfunctions")
    name = execution_name(cloud.tenant(tenant)["id"], number, f"first_response@{clock.to_text(due)}", 2)
    machine = cloud.settings["LAMBDESK_ESCALATION_ARN"].replace(":stateMachine:", ":execution:")
    found = client.describe_execution(executionArn=f"{machine}:{name}")
    return found["stopDate"] if found["status"] == "ABORTED" else None


def open_ticket(person: Person, subject: str, body: str = "Can you help me?", **more: Any) -> int:
    """A ticket that somebody of the team opened for a customer; its number."""
    wanted = {"subject": subject, "body": body, "requester": {"email": "lena@customer.example", "name": "Lena Fischer"}}
    answer = person.api.post("/v1/tickets", json=wanted | more, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["ticket"]["number"])


def change(person: Person, number: int, **fields: Any) -> None:
    """What an agent changes on a ticket: `state`, `priority`, `subject`, or `assignee_id`."""
    path = f"/v1/tickets/{number}"
    unless = {"If-Match": f'"{person.get(path)["ticket"]["version"]}"'}
    if "assignee_id" in fields:
        answer = person.api.put(f"{path}/assignment", json=fields, headers=unless)
    else:
        answer = person.api.patch(path, json=fields, headers=unless)
    answer.raise_for_status()
