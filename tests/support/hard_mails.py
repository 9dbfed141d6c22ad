"""Mails that break the rules."""

CUSTOMER = "hard.mails@customer.example"


def plain(subject: str, body: bytes, *fields: bytes) -> bytes:
    head = [b"From: Hard <%s>" % CUSTOMER.encode(), b"Subject: hard: " + subject.encode(), *fields]
    return b"\r\n".join([*head, b"", body])


def mixed(subject: str, boundary: bytes, body: bytes) -> bytes:
    return plain(subject, body, b"MIME-Version: 1.0", b"Content-Type: multipart/mixed; boundary=" + boundary)


BOUNCE = (
    b"From: Mailer Daemon <mailer-daemon@customer.example>\r\n"
    b"Subject: hard: undeliverable\r\n"
    b"Auto-Submitted: auto-replied\r\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n"
    b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    b"Reporting-MTA: dns; mx.customer.example\r\n\r\n"
    b"Final-Recipient: rfc822; nobody@customer.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    b"Message-ID: <0100018-unknown-000000@email.amazonses.com>\r\nSubject: our answer\r\n"
    b"--b--\r\n"
)

HARD = {
    "a charset that is not": plain("charset", b"caf\xe9 \xff\xfe", b"Content-Type: text/plain; charset=x-no-such"),
    "a charset that is not true": plain("untrue", b"caf\xe9", b"Content-Type: text/plain; charset=utf-8"),
    "a boundary that never comes": mixed("boundary", b"never", b"--other\r\n\r\nwords\r\n--other--"),
    "parts that never end": mixed("open", b"b", b"--b\r\nContent-Type: text/plain\r\n\r\nwords and no end"),
    "broken base64": plain("base64", b"QUJD*&RE!", b"Content-Transfer-Encoding: base64"),
    "a report on an unknown mail": BOUNCE,
    "NULs": plain("nul", b"a\x00b\x00c", b"X-Nul: \x00"),
    "no headers": b"Hello, my printer is on fire.\r\nPlease help.",
    "an indented text": b"    Hello from a script\r\nof mine",
    "bare line feeds": plain("line feeds", b"one\ntwo\nthree").replace(b"\r\n", b"\n"),
    "a line of a megabyte": plain("long", b"x" * 1_000_000),
    "nothing": b"",
    "headers only": b"From: %s\r\nSubject: hard: headers only\r\n" % CUSTOMER.encode(),
    "two senders": plain("two senders", b"words", b"From: eve@evil.example (Ann <ann@customer.example>)"),
    "a sender that is none": b"From: nobody at all\r\nSubject: hard: sender\r\n\r\nwords",
}
