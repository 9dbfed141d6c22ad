"""What delivery reports say of those whom a mail did not reach."""

import pytest

from lambdesk.channels.failures import Undelivered
from lambdesk.channels.parse import parse

REPORT = """From: Mail Delivery System <MAILER-DAEMON@mx.example>\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
\r
Sorry.\r
--b\r
Content-Type: {type}\r
\r
Reporting-MTA: dns; mx.example\r
\r
{groups}--b--\r
"""


def found(groups: str, media_type: str = "message/delivery-status") -> list[Undelivered]:
    raw = REPORT.format(type=media_type, groups=groups).encode()
    return list(parse(raw).undelivered)


def group(**fields: str) -> str:
    return "".join(f"{name.replace('_', '-').title()}: {value}\r\n" for name, value in fields.items()) + "\r\n"


def test_everybody_whom_the_mail_will_never_reach() -> None:
    said = group(final_recipient="rfc822; Ann@Customer.example", action="failed", status="5.1.1 (no such user)")
    said += group(final_recipient="RFC822;<ben@customer.example>", action="Failed", status="4.4.7")
    assert found(said) == [
        Undelivered(("ann@customer.example",), "5.1.1"),
        Undelivered(("ben@customer.example",), "4.4.7"),
    ]


def test_who_was_meant_counts_beside_who_it_went_on_to() -> None:
    said = group(original_recipient="rfc822;ann@customer.example", final_recipient="rfc822;a17@inner.example")
    said = said.removesuffix("\r\n") + "Action: failed\r\n\r\n"
    (one,) = found(said)
    assert set(one.addresses) == {"ann@customer.example", "a17@inner.example"}


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_who_has_to_wait_or_got_it_is_not_among_them(action: str) -> None:
    assert found(group(final_recipient="rfc822; ann@customer.example", action=action, status="5.0.0")) == []


def test_without_an_action_the_status_says_it() -> None:
    assert found(group(final_recipient="rfc822; ann@customer.example", status="4.2.2")) == []
    assert found(group(final_recipient="rfc822; ann@customer.example", status="5.2.1")) != []


def test_the_international_form_is_read_alike() -> None:
    said = group(final_recipient="utf-8; ann@customer.example", action="failed", status="5.1.1")
    assert found(said, "message/global-delivery-status") == [Undelivered(("ann@customer.example",), "5.1.1")]


@pytest.mark.parametrize("said", ["", "\r\n\r\n", "Final-Recipient: ann\r\nAction: failed\r\n\r\n", ":;\x00\r\n\r\n"])
def test_what_is_no_report_says_nothing(said: str) -> None:
    assert found(said) == []


def test_so_many_recipients_are_read_and_no_more() -> None:
    said = group(final_recipient="rfc822; ann@customer.example", action="failed", status="5.1.1")
    assert len(found(said * 1_000)) == 100
