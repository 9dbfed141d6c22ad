"""What an answer of SES means: refused, later, or nobody knows."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from lambdesk.adapters.aws.clients import Clients
from lambdesk.adapters.aws.ses import SesMailer
from lambdesk.channels.ports import OutgoingMail, Refused
from lambdesk.kit.errors import Unavailable

MAIL = OutgoingMail("us@northwind.example", ("ann@customer.example",), b"raw", {"message": "msg_1", "tenant": "tnt_1"})


class Ses:
    """Answers or raises."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.trouble = trouble
        self.asked: dict[str, Any] = {}

    def send_email(self, **asked: Any) -> dict[str, str]:
        self.asked = asked
        if self.trouble:
            raise self.trouble
        return {"MessageId": "0100-1"}


def send(trouble: Exception | None = None) -> str:
    return SesMailer(Ses(trouble), "mail").send(MAIL)  # type: ignore[arg-type]


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "SendEmail")


def test_a_mail_is_handed_over_raw_with_its_tags() -> None:
    ses = Ses()
    assert SesMailer(ses, "mail").send(MAIL) == "0100-1"  # type: ignore[arg-type]
    assert ses.asked["Content"] == {"Raw": {"Data": b"raw"}}
    assert ses.asked["Destination"] == {"ToAddresses": ["ann@customer.example"]}
    assert ses.asked["ConfigurationSetName"] == "mail"
    assert {"Name": "message", "Value": "msg_1"} in ses.asked["EmailTags"]


@pytest.mark.parametrize(("code", "reason"), [("MessageRejected", "rejected"), ("BadRequestException", "invalid")])
def test_a_refusal_is_final(code: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        send(error(code))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "trouble",
    [
        error("TooManyRequestsException"),
        error("SendingPausedException"),
        EndpointConnectionError(endpoint_url="x"),
        ConnectTimeoutError(endpoint_url="x"),
    ],
)
def test_what_surely_did_not_go_out_may_be_tried_again(trouble: Exception) -> None:
    with pytest.raises(Unavailable):
        send(trouble)


@pytest.mark.parametrize("trouble", [error("InternalFailure"), ReadTimeoutError(endpoint_url="x")])
def test_everything_else_is_unknown(trouble: Exception) -> None:
    with pytest.raises(type(trouble)):
        send(trouble)


def test_the_client_never_tries_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    assert Clients().sesv2.meta.config.retries["total_max_attempts"] == 1  # type: ignore[index]
