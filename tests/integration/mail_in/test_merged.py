"""Mail to tickets that went on in another one, while they do and after that is undone."""

import re
from email import message_from_bytes
from email.policy import default

import pytest

from lambdesk.channels.model import Outcome
from lambdesk.kit.context import Context
from lambdesk.tickets import queries
from lambdesk.tickets.model import State
from lambdesk.tickets.relations.merges import Merges
from lambdesk.tickets.relations.service import Relations
from tests.support.post import AGENT, Post, mail

BOB = {"from": "Bob <bob@customer.example>"}
EVE = {"from": "Eve <eve@customer.example>"}


@pytest.fixture
def post() -> Post:
    return Post()


def context(post: Post) -> Context:
    now = post.now()
    return Context(post.northwind.id, AGENT, now, f"merge{post.moments}")


def merge(post: Post, source: int, into: int) -> None:
    version = post.ticket(source).version
    Merges(Relations(post.tickets, post.policies), post.rules).merge(context(post), source, into, version)


def unmerge(post: Post, source: int) -> None:
    Merges(Relations(post.tickets, post.policies), post.rules).unmerge(
        context(post), source, post.ticket(source).version
    )


def opened(post: Post, *mails: bytes) -> list[int]:
    return [number for each in mails if (number := post.deliver(each).number) is not None]


def headers_of(raw: bytes) -> dict[str, str]:
    return {name.lower(): str(value) for name, value in message_from_bytes(raw, policy=default).items()}


def shown(post: Post, number: int) -> list[str]:
    seen = queries.whole(post.tickets, post.northwind.id, number)
    assert seen
    return [message.body for message in seen.messages]


def two(post: Post) -> tuple[int, int, dict[str, str]]:
    """Ann's ticket, answered once, and Bob's; with the headers of the answer to Ann."""
    ann, bob = opened(
        post, mail(message_id="<ann@x.example>"), mail("Ink", "Empty.", message_id="<bob@x.example>", **BOB)
    )
    return ann, bob, headers_of(post.answer(ann).raw)


def ways(sent: dict[str, str], number: int) -> list[bytes]:
    """An answer by the signed address, by our id, by the customer's own, and by the tag."""
    return [
        mail("x", "by address", to=sent["reply-to"]),
        mail("x", "by our id", in_reply_to=sent["references"].split()[0]),
        mail("x", "by their id", in_reply_to="<ann@x.example>"),
        mail(f"Re: Handle [TKT-{number:04}]", "by tag"),
    ]


def test_every_way_leads_to_the_ticket_it_went_on_in(post: Post) -> None:
    ann, bob, sent = two(post)
    merge(post, ann, bob)
    for raw in ways(sent, ann):
        entry = post.deliver(raw)
        assert (entry.outcome, entry.number) == (Outcome.APPENDED, bob)
    messages = post.conversation(bob).messages
    assert [message.meant_for for message in messages] == [None, ann, ann, ann, ann]
    assert shown(post, bob)[0] == "The handle broke."
    assert len(shown(post, bob)) == 7


def test_a_chain_leads_to_its_end_and_its_links_can_be_taken_apart(post: Post) -> None:
    ann, bob, sent = two(post)
    (eve,) = opened(post, mail("Paper", "None left.", **EVE))
    merge(post, ann, bob)
    merge(post, bob, eve)
    assert post.conversation(eve).details.merged == (bob, ann)
    assert post.deliver(mail("x", "to Ann's", to=sent["reply-to"])).number == eve
    unmerge(post, bob)
    assert post.conversation(eve).details.merged == ()
    # Ann's goes on in Bob's, so what came for it went along.
    assert [each.meant_for for each in post.conversation(bob).messages] == [None, ann]
    unmerge(post, ann)
    assert [each.body for each in post.conversation(ann).messages][-1] == "to Ann's"
    assert {post.ticket(each).state for each in (ann, bob, eve)} == {State.OPEN, State.NEW}


def test_after_an_unmerge_answers_come_to_the_ticket_they_were_meant_for(post: Post) -> None:
    ann, bob, sent = two(post)
    merge(post, ann, bob)
    post.deliver(mail("x", "meanwhile", to=sent["reply-to"], message_id="<later@x.example>"))
    unmerge(post, ann)
    own = [(message.body, message.meant_for) for message in post.conversation(ann).messages]
    assert own[-1] == ("meanwhile", None)
    assert post.ticket(ann).last_message_by == "customer"
    for raw in (*ways(sent, ann), mail("x", "to the later one", in_reply_to="<later@x.example>")):
        assert post.deliver(raw).number == ann
    assert post.deliver(mail("x", "Bob again", in_reply_to="<bob@x.example>", **BOB)).number == bob


def test_the_thread_in_the_customers_mail_program_stays_one(post: Post) -> None:
    """While merged our answers quote both customers' mails; afterwards none of the other ticket's."""
    ann, bob, sent = two(post)
    merge(post, ann, bob)
    post.deliver(mail("x", "meanwhile", to=sent["reply-to"], message_id="<later@x.example>"))
    together = headers_of(post.answer(bob).raw)
    assert {"<ann@x.example>", "<bob@x.example>", "<later@x.example>"} <= set(together["references"].split())
    assert together["in-reply-to"] == "<later@x.example>"
    unmerge(post, ann)
    apart = headers_of(post.answer(bob).raw)
    assert re.findall(r"<\w+@x.example>", apart["references"]) == ["<bob@x.example>"]
    again = headers_of(post.answer(ann).raw)
    assert re.findall(r"<\w+@x.example>", again["references"]) == ["<ann@x.example>", "<later@x.example>"]
    assert again["in-reply-to"] == "<later@x.example>"


def test_people_get_answers_only_while_their_ticket_goes_on_there(post: Post) -> None:
    ann, bob, _ = two(post)
    merge(post, ann, bob)
    assert set(post.answer(bob).recipients) == {"bob@customer.example", "ann@customer.example"}
    unmerge(post, ann)
    assert set(post.answer(bob).recipients) == {"bob@customer.example"}
    assert set(post.answer(ann).recipients) == {"ann@customer.example"}


def test_who_wrote_to_the_other_ticket_too_stays_there(post: Post) -> None:
    ann, bob, _ = two(post)
    merge(post, ann, bob)
    answer = headers_of(post.answer(bob).raw)
    post.deliver(mail("x", "Ann to Bob's", to=answer["reply-to"]))
    unmerge(post, ann)
    assert "ann@customer.example" in {each.email for each in post.conversation(bob).details.participants}


def test_who_joined_meanwhile_has_a_part_in_the_ticket_they_wrote_to(post: Post) -> None:
    ann, bob, sent = two(post)
    merge(post, ann, bob)
    post.deliver(mail("x", "me too", to=sent["reply-to"], **EVE))
    tagged = mail(f"[TKT-{ann:04}]", "again", **EVE)
    assert post.deliver(tagged).number == bob
    unmerge(post, ann)
    people = {each.email for each in post.conversation(ann).details.participants}
    assert people == {"ann@customer.example", "eve@customer.example"}
    assert {each.email for each in post.conversation(bob).details.participants} == {"bob@customer.example"}


def test_mail_to_a_ticket_merged_into_a_closed_one_opens_a_follow_up_of_that(post: Post) -> None:
    ann, bob, sent = two(post)
    merge(post, ann, bob)
    post.close(bob)
    entry = post.deliver(mail("x", "still broken", to=sent["reply-to"]))
    assert entry.outcome is Outcome.NEW
    assert post.conversation(entry.number).details.follow_up_of == bob


def test_a_mail_that_meets_an_unmerge_is_decided_again(post: Post) -> None:
    """Between the look at the source and the look at its target somebody takes them apart."""
    ann, bob, sent = two(post)
    merge(post, ann, bob)
    load, looks = post.tickets.load, []

    def interrupted(tenant: str, number: int, claim: object = None) -> object:
        found = load(tenant, number)
        looks.append(number)
        if looks == [ann]:
            unmerge(post, ann)
        return found

    post.tickets.load = interrupted  # type: ignore[method-assign, assignment]
    assert post.deliver(mail("x", "in between", to=sent["reply-to"])).number == ann
    assert bob in looks
