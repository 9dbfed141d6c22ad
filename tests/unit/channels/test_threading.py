"""Ids, tags and the order in which they count."""

import pytest

from lambdesk.channels.addresses import reply_address
from lambdesk.channels.model import ThreadKey
from lambdesk.channels.parse import parse
from lambdesk.channels.threading import (
    By,
    Candidate,
    bare_subject,
    candidates,
    own_message_id,
    read_own_message_id,
    ses_thread_key,
    tags,
    thread_key,
)
from lambdesk.kit.signing import Keyring
from tests.support.post import BOX, KEYS, mail

TENANT = "tnt_1"
OWN = own_message_id(KEYS, TENANT, 7, "msg_01JABC", "northwind.example")


def found(raw: bytes, known: dict[str, int] | None = None, label: str | None = "TKT-") -> list[Candidate]:
    threads = {thread_key(name): ThreadKey(thread_key(name), number, "msg") for name, number in (known or {}).items()}
    return list(candidates(KEYS, TENANT, parse(raw), [BOX], threads, label))


def test_the_order_is_address_then_ids_then_tag() -> None:
    signed = reply_address(KEYS, TENANT, 1, "ann@customer.example", "northwind.example")
    raw = mail("x [TKT-0005]", cc=signed, in_reply_to="<two@x>", references="<four@x> <three@x>")
    assert found(raw, {"two@x": 2, "three@x": 3, "four@x": 4}) == [
        Candidate(1, By.ADDRESS),
        Candidate(2, By.ANSWERED_ID),
        Candidate(3, By.ANSWERED_ID),
        Candidate(4, By.ANSWERED_ID),
        Candidate(5, By.SUBJECT),
    ]


def test_without_a_mark_there_is_no_candidate() -> None:
    assert found(mail("Re: TKT-0005 and [TKT-x] (TKT-0005)", in_reply_to="<unknown@x>")) == []
    assert found(mail("x [TKT-0005]"), label=None) == []
    # A mail does not answer itself.
    assert found(mail(message_id="<two@x>"), {"two@x": 2}) == []


def test_our_own_id_needs_no_look_into_the_store() -> None:
    assert found(mail(references=f"<{OWN.upper()}>")) == [Candidate(7, By.ANSWERED_ID)]
    assert read_own_message_id(KEYS, TENANT, OWN) == 7


@pytest.mark.parametrize(
    "forged",
    [
        OWN.replace(".7.", ".8."),
        OWN.replace("01jabc", "01jabd"),
        OWN.replace("@", "a@"),
        OWN.replace(".7.", ".07."),
        "x.7.a@northwind.example",
        "",
    ],
)
def test_a_forged_id_is_not_ours(forged: str) -> None:
    assert read_own_message_id(KEYS, TENANT, forged) is None
    assert read_own_message_id(KEYS, "tnt_2", OWN) is None


def test_an_id_of_an_old_key_is_still_ours() -> None:
    rotated = Keyring("b", {"b": b"n" * 32, **KEYS.keys})
    assert read_own_message_id(rotated, TENANT, OWN) == 7
    assert read_own_message_id(Keyring("b", {"b": b"n" * 32}), TENANT, OWN) is None


def test_the_id_that_ses_gave_is_known_under_every_region() -> None:
    for domain in ("email.amazonses.com", "eu-west-1.amazonses.com", "EU-west-1.AmazonSES.com"):
        assert thread_key(f"<0100-1@{domain}>") == ses_thread_key("0100-1")
    assert thread_key("0100-1@amazonses.com.elsewhere.example") != ses_thread_key("0100-1")


def test_tags_are_read_in_brackets_in_any_case() -> None:
    assert tags("Re: [tkt-0012] x [TKT-7] [TKT-0012]", "TKT-") == [12, 7]
    assert tags("[A.B-1]", "A+B-") == []


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Broken", "Broken"),
        ("RE: re[2]: AW: Broken", "Broken"),
        ("Re：壊れた", "壊れた"),
        ("Broken [TKT-0001] handle", "Broken handle"),
        ("Regarding: x", "Regarding: x"),
        ("", ""),
    ],
)
def test_subjects_are_bared(subject: str, bare: str) -> None:
    assert bare_subject(subject, "TKT-") == bare
