"""Nothing internal leaves by mail."""

from hypothesis import given
from hypothesis import strategies as st

from lambdesk.conversations.model import MessageKind
from tests.support.post import Post, mail

SAID = st.lists(st.tuples(st.sampled_from(["note", "reply", "mail"]), st.integers(0, 10**6)), max_size=8)


@given(SAID)
def test_no_note_is_in_any_mail_that_goes_out(said: list[tuple[str, int]]) -> None:
    post = Post()
    first = post.deliver(mail(message_id="<first@customer.example>"))
    notes = []
    for index, (kind, number) in enumerate(said):
        words = f"internal{index}x{number}"
        if kind == "note":
            notes.append(words.encode())
            _, event = post.say(first.number, words, MessageKind.NOTE)
            assert post.sender.handle(event, post.now(), "s") is None
        elif kind == "reply":
            post.answer(first.number, f"public {index}")
        else:
            post.deliver(mail(body=f"more {index}", in_reply_to="<first@customer.example>"))
    assert not [note for note in notes for sent in post.outbox.sent if note in sent.raw]
    assert len(post.outbox.sent) == sum(kind == "reply" for kind, _ in said)
