"""The SMTP ports do what the receipt rule does: store, then invoke, then say 250."""

import json
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from infra.local import mail
from infra.local.mail import TRUSTED, UNTRUSTED, Listener, Receiver
from infra.local.options import HOST, bound

RAW = (
    b"Return-Path: <forged@bank.example>\r\n"
    b"From: Ada <ada@books.example>\r\n"
    b"Authentication-Results: amazonses.com; dmarc=pass\r\n\theader.from=books.example\r\n"
    b"x-ses-spam-verdict: PASS\r\n"
    b"Subject: Invoice \xff\r\n"
    b"\r\n"
    b"Authentication-Results: stays in the body\r\n.dots\r\n"
)


@dataclass
class Backend:
    """S3 and Lambda as far as the receiver needs them; `calls` is what reached them, in order."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    fails: str = ""

    def put_object(self, **call: Any) -> None:
        self._called("put", call)

    def invoke(self, **call: Any) -> None:
        self._called("invoke", call)

    def _called(self, name: str, call: dict[str, Any]) -> None:
        if name == self.fails:
            raise EndpointConnectionError(endpoint_url="http://nowhere")
        self.calls.append((name, call))

    @property
    def raw(self) -> bytes:
        return next(bytes(call["Body"]) for _, call in self.calls if call.get("Key", "").startswith("raw/"))

    @property
    def event(self) -> dict[str, Any]:
        payload = next(call["Payload"] for name, call in self.calls if name == "invoke")
        found: dict[str, Any] = json.loads(payload)["Records"][0]["ses"]
        return found


@pytest.fixture
def backend() -> Backend:
    return Backend()


@pytest.fixture(params=[TRUSTED])
def port(request: pytest.FixtureRequest, backend: Backend) -> Iterator[int]:
    with bound(0) as free:
        pass
    receiver = Receiver(backend, backend, bucket="raw", function="mail-in", verdicts=request.param)
    listener = Listener(receiver, free)
    listener.start()
    yield free
    listener.stop()


def send(port: int, raw: bytes = RAW, *recipients: str) -> None:
    with smtplib.SMTP(HOST, port, timeout=20) as door:
        door.sendmail("ada@books.example", recipients or ("support@northwind.example",), raw)


def test_the_mail_is_stored_before_the_function_is_told(port: int, backend: Backend) -> None:
    send(port)
    (first, receipt), (second, stored), (third, told) = backend.calls
    assert (first, second, third) == ("put", "put", "invoke")
    assert told["InvocationType"] == "Event"
    message_id = backend.event["mail"]["messageId"]
    assert stored["Key"] == f"raw/{message_id}"
    assert receipt["Key"] == f"receipt/{message_id}.json"
    assert json.loads(receipt["Body"]) == backend.event


def test_recipients_are_those_of_the_envelope(port: int, backend: Backend) -> None:
    send(port, RAW, "support@northwind.example", "hidden@kitefly.example")
    assert backend.event["receipt"]["recipients"] == ["support@northwind.example", "hidden@kitefly.example"]
    assert backend.event["mail"]["destination"] == backend.event["receipt"]["recipients"]
    assert backend.event["mail"]["source"] == "ada@books.example"


def test_forgeable_headers_go_and_everything_else_stays(port: int, backend: Backend) -> None:
    send(port)
    own, _, rest = backend.raw.partition(b"From: Ada")
    assert own.startswith(b"Return-Path: <ada@books.example>\r\nReceived: from ")
    assert b"forged" not in own
    assert rest == (
        b" <ada@books.example>\r\nSubject: Invoice \xff\r\n\r\nAuthentication-Results: stays in the body\r\n.dots\r\n"
    )


@pytest.mark.parametrize(("port", "verdict"), [(TRUSTED, "PASS"), (UNTRUSTED, "FAIL")], indirect=["port"])
def test_each_port_has_its_verdict(port: int, backend: Backend, verdict: str) -> None:
    send(port)
    receipt = backend.event["receipt"]
    assert {receipt[f"{name}Verdict"]["status"] for name in ("spf", "dkim", "dmarc")} == {verdict}
    assert {receipt[f"{name}Verdict"]["status"] for name in ("spam", "virus")} == {"PASS"}


@pytest.mark.parametrize("fails", ["put", "invoke"])
def test_a_mail_that_was_not_accepted_is_tried_again_by_the_sender(port: int, backend: Backend, fails: str) -> None:
    backend.fails = fails
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(port)
    assert refused.value.smtp_code == 451


def test_a_mail_over_the_size_of_ses_is_refused(port: int, backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    with smtplib.SMTP(HOST, port, timeout=20) as door:
        door.ehlo()
        assert door.esmtp_features["size"] == str(mail.MAX_BYTES)
        code, _ = door.docmd("MAIL", f"FROM:<a@b.example> SIZE={mail.MAX_BYTES + 1}")
    assert code == 552
    assert backend.calls == []


def test_bytes_that_are_no_mail_are_taken_too(port: int, backend: Backend) -> None:
    send(port, b"\x00\xff no header at all")
    assert backend.raw.endswith(b"\x00\xff no header at all\r\n")


def test_too_many_recipients_are_put_off(port: int, backend: Backend) -> None:
    with smtplib.SMTP(HOST, port, timeout=20) as door:
        refused = door.sendmail("a@b.example", [f"r{n}@northwind.example" for n in range(mail.MAX_RECIPIENTS + 1)], RAW)
    assert [code for code, _ in refused.values()] == [452]
    assert len(backend.event["receipt"]["recipients"]) == mail.MAX_RECIPIENTS


@pytest.mark.parametrize(
    "body", [b"x" * 1_000_000, b"one line\n" * 2_000], ids=["a line of a megabyte", "bare line feeds"]
)
def test_lines_longer_than_the_rules_allow_are_taken(port: int, backend: Backend, body: bytes) -> None:
    send(port, b"Subject: long\r\n\r\n" + body)
    assert body.rstrip() in backend.raw


@pytest.mark.parametrize("raw", [b"   indented text\r\nmore", b"no header here\r\nmore"])
def test_a_text_without_headers_is_all_body(port: int, backend: Backend, raw: bytes) -> None:
    send(port, raw)
    headers, _, body = backend.raw.partition(b"\r\n\r\n")
    assert headers.startswith(b"Return-Path:")
    assert body.startswith(raw)
