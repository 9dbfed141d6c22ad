"""Whole mails, sound and broken."""

import pytest

from lambdesk.channels import mime
from lambdesk.channels.parse import NO_SUBJECT, NO_TEXT, ParsedMail, parse
from lambdesk.kit.text import file_name
from tests.support.post import mail


def multipart(kind: str, *parts: str, boundary: str = "b", close: bool = True) -> bytes:
    inner = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    end = f"--{boundary}--\r\n" if close else ""
    head = f"From: ann@customer.example\r\nSubject: x\r\nContent-Type: multipart/{kind}; boundary={boundary}\r\n\r\n"
    return (head + inner + end).encode()


def part(media_type: str, body: str, *more: str) -> str:
    return "\r\n".join((f"Content-Type: {media_type}", *more, "", body))


def names(found: ParsedMail) -> list[str]:
    return [file.name for file in found.attachments]


PLAIN, HTML = part("text/plain", "plain words"), part("text/html", "<p>rich <b>words</b></p>")
PNG = part("image/png; name=a.png", "QUJD", "Content-Transfer-Encoding: base64")


def test_a_plain_mail_is_read_whole() -> None:
    found = parse(
        mail("Größe", "Hello\n\nthere", cc="b@customer.example", in_reply_to="<a@x>", references="<c@x> <b@x>")
    )
    assert (found.subject, found.text) == ("Größe", "Hello\n\nthere")
    assert found.sender
    assert (found.sender.email, found.sender.name) == ("ann@customer.example", "Ann Bright")
    assert found.answers == ("a@x", "b@x", "c@x")
    assert not found.several_senders


@pytest.mark.parametrize(
    ("raw", "text", "files"),
    [
        (multipart("alternative", PLAIN, HTML), "plain words", []),
        (multipart("alternative", part("text/plain", " "), HTML), "rich words", []),
        (multipart("alternative", HTML, PNG), "rich words", ["a.png"]),
        (multipart("mixed", PLAIN, PNG, part("text/plain", "after")), "plain words\n\nafter", ["a.png"]),
        (multipart("related", HTML, PNG), "rich words", ["a.png"]),
        (multipart("mixed", PNG), NO_TEXT, ["a.png"]),
        (
            multipart("mixed", part("text/plain", "x", "Content-Disposition: attachment; filename=n.txt")),
            NO_TEXT,
            ["n.txt"],
        ),
        (multipart("mixed", part("text/plain; name=only.txt", "only words")), "only words", ["only.txt"]),
        (multipart("mixed", PLAIN, close=False), "plain words", []),
        (multipart("mixed", PLAIN, part("text/calendar", "BEGIN")), "plain words", ["attachment-1.ics"]),
        (multipart("mixed", PLAIN, part("application/ms-tnef", "x")), "plain words", ["attachment-1.dat"]),
        (
            multipart("mixed", PLAIN, part("message/rfc822", "Subject: Old: mail\r\n\r\nold words")),
            "plain words",
            ["Old_ mail.eml"],
        ),
        (multipart("mixed", PLAIN).replace(b"; boundary=b", b""), "plain words", []),
        (multipart("mixed", PLAIN + "\r\n--bb\r\n" + PNG), None, []),
        (multipart("mixed", PLAIN, "\r\nno headers"), "plain words\n\nno headers", []),
        (multipart("mixed", PLAIN).replace(b"--b--", b"--b--\r\n--b\r\n\r\nmore\r\n--b--"), "plain words\n\nmore", []),
    ],
)
def test_parts_become_text_or_files(raw: bytes, text: str | None, files: list[str]) -> None:
    found = parse(raw)
    assert text is None or found.text == text
    assert names(found) == files


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00",
        b"\n\n\n",
        b"From: a@x.example\r\n",
        b"Subject:\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
        b"Content-Type: text/plain; charset=\xff\xfe\r\n\r\n\xff",
        b"Content-Type: text/html\r\n\r\n<img src=x>",
        b"Content-Transfer-Encoding: base64\r\n\r\n====",
        b"Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\n",
    ],
)
def test_nothing_said_is_said_so(raw: bytes) -> None:
    found = parse(raw)
    assert found.text.strip()
    assert found.subject == NO_SUBJECT


def test_words_without_headers_are_all_text() -> None:
    assert parse(b"Hello\n\nthere").text == "Hello\n\nthere"
    bare = b"Kimden: Ann\nKonu: x\nand more\n\nend"
    assert parse(bare).text == bare.decode()
    assert parse(b"Return-Path: <a@x.example>\nReceived: by x\n\tfor y\n" + bare).text == bare.decode()
    assert parse(b"Received: by x\n\n" + bare).text == bare.decode()


def test_an_envelope_line_a_mark_and_broken_lines_are_no_obstacle() -> None:
    raw = b"\xef\xbb\xbfFrom ann Mon Jan 1\nFrom: ann@x.example\na line without meaning\nSubject: Found\n\nwords"
    found = parse(raw)
    assert (found.subject, found.text) == ("Found", "words")
    assert parse(b"Subject: Found\nwords at once").text == "words at once"


@pytest.mark.parametrize(
    ("sender", "several"),
    [
        ("Ann <ann@x.example>", False),
        ('"ann@x.example" <ANN@x.example>', False),
        ("=?utf-8?q?Ann_@_work?= <ann@x.example>", False),
        ("eve@evil.example (Ann <ann@x.example>)", True),
        ("(ann@x.example) eve@evil.example", True),
        ('"ann@x.example" <eve@evil.example>', True),
        ("ann@x.example, eve@evil.example", True),
        ("nobody", True),
    ],
)
def test_a_from_with_more_than_one_address_proves_nothing(sender: str, several: bool) -> None:
    assert parse(mail(**{"from": sender})).several_senders is several


def test_soft_line_breaks_are_joined() -> None:
    raw = b"Content-Type: text/plain; format=flowed; delsp=yes\n\none \ntwo\n> quoted \n> on\n-- \nAnn"
    assert parse(raw.replace(b"one \n", b"one  \n")).text == "one two\n> quotedon\n-- \nAnn"


def test_two_deliveries_of_one_mail_are_alike_and_two_mails_are_not() -> None:
    one = parse(mail(message_id="<1@x>"))
    hops = b"Received: by x\r\nDelivered-To: y\r\nDKIM-Signature: z\r\n"
    assert parse(hops + mail(message_id="<1@x>", to="else@northwind.example")).fingerprint == one.fingerprint
    encoded = mail(message_id="<1@x>", body="The handle br=6Fke.", content_transfer_encoding="quoted-printable")
    assert parse(encoded).fingerprint == one.fingerprint
    others = [mail(message_id="<2@x>"), mail("Else", message_id="<1@x>"), mail(body="Else", message_id="<1@x>")]
    assert len({parse(raw).fingerprint for raw in others} | {one.fingerprint}) == 4
    nameless = [mail(message_id="", x_trace=mark, cc=cc) for mark in "ab" for cc in ("", "c@x.example")]
    assert len({parse(raw).fingerprint for raw in nameless}) == 2
    files = [multipart("mixed", PLAIN, part("image/png", data)) for data in ("a", "b")]
    assert parse(files[0]).fingerprint != parse(files[1]).fingerprint


def test_more_parts_and_depth_than_allowed_stay_as_one_file() -> None:
    found = parse(multipart("mixed", *[PNG] * (mime.MAX_PARTS + 50)))
    assert len(found.attachments) == mime.MAX_PARTS
    assert found.attachments[-1].name == "remaining parts.eml"
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(500))
    assert "words" in parse(f"Subject: x\r\n{nested}\r\nwords".encode()).text


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("a.pdf", "a.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\a.pdf", "a.pdf"),
        ("a\r\nb\x00.pdf", "a b .pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("a\u202efdp.exe", "a_fdp.exe"),
        ("...", ""),
        ("", ""),
    ],
)
def test_file_names_are_cleaned(name: str, clean: str) -> None:
    assert file_name(name) == clean
    assert len(file_name("x" * 500 + ".pdf")) <= 150
