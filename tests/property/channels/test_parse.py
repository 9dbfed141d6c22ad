"""Any bytes give a mail that every store and screen takes."""

from email.message import EmailMessage
from email.policy import SMTP

from hypothesis import given
from hypothesis import strategies as st

from lambdesk.adapters.dynamodb.codec import dumps
from lambdesk.channels.classify import classify
from lambdesk.channels.parse import ParsedMail, parse
from lambdesk.channels.quotes import quoted_from
from lambdesk.channels.threading import answered_ids, bare_subject, tags, written_to
from lambdesk.kit.htmltext import to_text

FRAGMENTS = st.sampled_from(
    [
        b"\r\n", b"\n", b"\r", b"\r\n\r\n", b" ", b"\t", b"\x00", b"\xff", b"--b", b"--b\r\n", b"--b--\r\n", b"--b--",
        b"From: ", b"To: ", b"Subject: ", b"Date: ", b"Message-ID: ", b"References: ", b"In-Reply-To: ",
        b"Content-Type: ", b"multipart/mixed", b"multipart/alternative", b"multipart/report", b"multipart/digest",
        b"; boundary=b", b'; boundary="b"', b"; charset=", b"utf-8", b"iso-2022-jp", b"utf-16", b"utf-7", b"big5",
        b"; name*0*=utf-8''%ff", b"; report-type=delivery-status", b"message/rfc822", b"message/delivery-status",
        b"text/plain", b"text/html", b"text/plain; format=flowed", b"Content-Transfer-Encoding: ", b"base64",
        b"quoted-printable", b"x-uuencode", b"begin 644 a\r\n", b"=?utf-8?q?=C3?=", b"=?utf-8?b?w6==?=", b"=?x?q??=",
        b"a@b.example", b"<a@b.example>", b'"', b"(", b")", b"<", b">", b",", b";", b":", b"\\", b"=", b"=\r\n",
        b"<p>", b"<blockquote>", b"<![CDATA[", b"<!--", b"</", b"&#xd800;", b"&amp;", b"> quoted\r\n",
        b"\x1b$B", b"On 2026 a wrote:\r\n",
        b"-----Original Message-----\r\n", "日本語".encode(), "é".encode("latin-1"), b"\xed\xa0\x80", b"+2AA-",
    ]
)  # fmt: skip
MAILS = st.one_of(st.binary(max_size=2000), st.lists(FRAGMENTS | st.binary(max_size=8), max_size=80).map(b"".join))


def check(found: ParsedMail) -> None:
    texts = [found.subject, found.text, *(file.name for file in found.attachments)]
    assert found.text.strip()
    assert found.subject.strip()
    for text in texts:
        assert dumps(text).encode()
        assert "\x00" not in text
    assert all(file.name.strip() and "/" not in file.name for file in found.attachments)
    if found.quoted_from is not None:
        assert 0 < found.quoted_from < len(found.text)
        assert found.text[: found.quoted_from].strip()


@given(MAILS)
def test_no_bytes_make_the_parser_raise(raw: bytes) -> None:
    found = parse(raw)
    check(found)
    classify(found)
    answered_ids(found)
    written_to(found, [])
    assert parse(raw).fingerprint == found.fingerprint


@given(
    st.lists(st.sampled_from(["text", "> quote", ">> deep", "", "On 1 Jan 2026, A <a@b.c> wrote:", "-- ", "From: a"]))
)
def test_a_quote_never_swallows_what_stands_after_it(lines: list[str]) -> None:
    text = "\n".join(lines)
    start = quoted_from(text)
    if start is not None:
        assert text[:start].strip()
        assert start == 0 or text[start - 1] == "\n"
        if "From: a" not in lines:
            folded = text[start:].split("\n-- \n")[0]
            told = [line for line in folded.split("\n") if line and not line.startswith((">", "On 1", "-- "))]
            # Text without marks is folded only where nothing below an attribution is marked.
            assert not told or not any(line.startswith(">") for line in folded.split("\n")[1:2])


@given(st.text(), st.text())
def test_any_text_is_a_subject_and_markup(text: str, label: str) -> None:
    bare_subject(text, label)
    tags(text, label)
    to_text(text).encode()


LINES = st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Zl", "Zp"))), min_size=1, max_size=5)


@given(LINES.map("\n".join).filter(str.strip), st.sampled_from(["base64", "quoted-printable"]))
def test_a_sound_mail_is_read_as_it_was_written(body: str, encoding: str) -> None:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "ann@customer.example"
    mail.set_content(body, cte=encoding)
    assert parse(mail.as_bytes()).text == body.lstrip("\ufeff").strip("\n").rstrip()
