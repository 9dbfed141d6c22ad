"""A private local cloud seen from outside: through its outputs, by people who use its doors."""

import io
import smtplib
import time
import uuid
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.utils import make_msgid
from functools import cached_property
from typing import Any, TypeVar

import httpx
import pytest

from infra.local.client import LocalCloud
from infra.local.codes import code_of
from lambdesk.cli import main

T = TypeVar("T")


def eventually(look: Callable[[], T | None], what: str, seconds: float = 90) -> T:
    """The first truthy answer of `look`; fails with `what` when none comes in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    message = f"never happened: {what}"
    raise AssertionError(message)


@dataclass
class Person:
    """Somebody signed in through the API."""

    api: httpx.Client
    user: dict[str, Any]
    tenant: dict[str, Any]

    @property
    def cookie(self) -> Any:
        """Their session, for a browser to go on with."""
        (cookie,) = [each for each in self.api.cookies.jar if each.name == "lambdesk_session"]
        place = {"domain": "localhost", "path": cookie.path, "httpOnly": True, "sameSite": "Strict"}
        return {"name": cookie.name, "value": cookie.value, **place}

    def get(self, path: str, **query: Any) -> Any:
        answer = self.api.get(path, params=query)
        answer.raise_for_status()
        return answer.json()

    def tickets(self, **query: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.get("/v1/tickets", limit=100, **query)["items"]
        return rows

    def ticket_about(self, subject: str, **query: Any) -> dict[str, Any] | None:
        return next((row for row in self.tickets(**query) if row["subject"] == subject), None)

    def say(self, number: int, body: str, kind: str = "reply", key: str | None = None, **more: Any) -> httpx.Response:
        if kind == "reply" and "last_seen_message_id" not in more:
            more["last_seen_message_id"] = self.get(f"/v1/tickets/{number}")["ticket"]["last_message_id"]
        return self.api.post(
            f"/v1/tickets/{number}/messages",
            json={"kind": kind, "body": body, **more},
            headers={"Idempotency-Key": key or uuid.uuid4().hex},
        )


class RunningCloud(LocalCloud):
    """A private local cloud and the people who use its doors; it knows no more of it than its outputs."""

    def tenant(self, index: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = self.outputs["tenants"][index]
        return found

    def credentials(self, tenant: int = 0, role: str = "agent") -> dict[str, str]:
        found: dict[str, str] = next(user for user in self.tenant(tenant)["users"] if user["role"] == role)
        return found

    def sign_in(self, tenant: int = 0, role: str = "agent") -> Person:
        who = self.credentials(tenant, role)
        api = httpx.Client(base_url=self.outputs["api_url"], timeout=30)
        session = self._session(api, who)
        api.headers["Authorization"] = f"Bearer {session['id_token']}"
        return Person(api, session["user"], session["tenant"])

    def _session(self, api: httpx.Client, who: dict[str, str]) -> dict[str, Any]:
        """Signs in, in two steps where it has to be; the secret is kept with the credentials."""
        given = {"email": who["email"], "password": who["password"]}
        code = {"code": code_of(who["secret"])} if "secret" in who else {}
        answer = api.post("/v1/session", json=given | code)
        if answer.status_code == 403 and answer.json().get("challenge") == "mfa_setup":
            begun = api.post("/v1/session/mfa", json=given).json()
            who["secret"] = begun["secret"]
            shown = {"ticket": begun["ticket"], "code": code_of(begun["secret"])}
            answer = api.post("/v1/session/mfa/verification", json=shown)
            assert answer.status_code == 201, answer.text
            return dict(answer.json()["session"])
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def smtp(self, *, trusted: bool = True) -> smtplib.SMTP:
        host, _, port = self.outputs["smtp" if trusted else "smtp_untrusted"].partition(":")
        return smtplib.SMTP(host, int(port), timeout=60)

    def send(self, mail: EmailMessage | bytes, sender: str, *recipients: str, trusted: bool = True) -> None:
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        with self.smtp(trusted=trusted) as door:
            door.sendmail(sender, recipients, raw)

    def outgoing(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = httpx.get(self.outputs["mail_url"].rstrip("/") + "/messages", timeout=30).json()
        return found

    def sent_to(self, address: str, containing: str = "") -> Message | None:
        """The newest mail whose envelope has the address, also where no header names it."""
        for entry in self.outgoing():
            if address in str(entry["envelope"]):
                url = f"{self.outputs['mail_url'].rstrip('/')}/messages/{entry['id']}"
                mail = message_from_bytes(httpx.get(url, timeout=30).content)
                if containing in text_of(mail):
                    return mail
        return None

    @cached_property
    def settings(self) -> dict[str, str]:
        return self.environment()

    def command(self, *arguments: str, told: str = "") -> tuple[int, str]:
        """The exit code of `lambdesk …` on this cloud and what it prints.

        In this process: another one spends seconds of two cores on its imports, and tests ask often.
        """
        printed, wrong = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed), redirect_stderr(wrong):
            for name, value in self.settings.items():
                patch.setenv(name, value)
            patch.setattr("sys.stdin", io.StringIO(told))
            code = main(arguments)
        assert code < 2, wrong.getvalue()
        return code, printed.getvalue()

    def reconcile(self, *more: str) -> dict[str, int]:
        """What `lambdesk mail reconcile` counts."""
        _, printed = self.command("mail", "reconcile", *more)
        found = dict(line.rsplit(maxsplit=1) for line in printed.splitlines() if line.strip())
        return {name.strip().rstrip(":"): int(count) for name, count in found.items() if count.isdigit()}


def text_of(mail: Message) -> str:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode()  # type: ignore[union-attr]


def write_mail(sender: str, recipient: str, subject: str, body: str, **headers: str) -> EmailMessage:
    """A plain mail as a mail program writes it; `in_reply_to="…"` becomes the header In-Reply-To."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, subject
    mail["Message-ID"] = make_msgid(domain="customer.example")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail
