"""Every store keeps drafts apart: by tenant, ticket and owner."""

from dataclasses import replace

import pytest

from lambdesk.conversations.decide import carry
from lambdesk.conversations.model import SHARED, Attachment, MessageKind, SavedDraft
from lambdesk.kit.changes import ChangeSet, Insert, Replace
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant


def draft(number: int = 1, owner: str = "usr_1", **fields: object) -> SavedDraft:
    plain = SavedDraft(number, owner, MessageKind.REPLY, "Dear", examples.MORNING, owner, 1)
    return replace(plain, **fields)  # type: ignore[arg-type]


FULL = draft(
    html="<p>" + examples.ODD * 200 + "</p>",
    body=examples.ODD * 200,
    kind=MessageKind.NOTE,
    to=("a@b.example",),
    cc=("c@d.example",),
    bcc=("e@f.example",),
    attachments=(Attachment("a", "b/c", 3, "files/t/upl_1", "upl_1", "x", inline=True),),
    version=7,
)


@pytest.mark.parametrize("saved", [draft(), draft(body="", html=""), FULL])
def test_a_draft_comes_back_as_it_was_given(world: World, saved: SavedDraft) -> None:
    world.tickets.commit(world.tenant, ChangeSet((Insert(saved),)))
    assert world.tickets.draft(world.tenant, 1, "usr_1") == saved


def test_drafts_are_found_by_ticket_owner_and_tenant_only(world: World) -> None:
    saved = [draft(), draft(owner=SHARED), draft(11)]
    for each in saved:
        world.tickets.commit(world.tenant, ChangeSet((Insert(each),)))
    assert world.tickets.drafts(world.tenant, 1) == (saved[1], saved[0])
    assert world.tickets.drafts(new_tenant(), 1) == ()
    assert world.tickets.draft(world.tenant, 1, "usr_2") is None


def test_a_version_is_written_over_once(world: World) -> None:
    world.tickets.commit(world.tenant, ChangeSet((Insert(draft()),)))
    world.tickets.commit(world.tenant, ChangeSet((Replace(draft(version=2, body="Two"), 1),)))
    with pytest.raises(StaleVersion) as stale:
        world.tickets.commit(world.tenant, ChangeSet((Replace(draft(version=2, body="Other"), 1),)))
    assert stale.value.current_version == 2
    with pytest.raises(AlreadyExists):
        world.tickets.commit(world.tenant, ChangeSet((Insert(draft()),)))


def test_a_discarded_draft_is_gone_and_so_is_one_that_never_was(world: World) -> None:
    world.tickets.commit(world.tenant, ChangeSet((Insert(draft()),)))
    for _ in range(2):
        world.tickets.discard(world.tenant, 1, "usr_1")
    assert world.tickets.drafts(world.tenant, 1) == ()


def test_drafts_go_along_to_another_ticket_and_lose_no_words(world: World) -> None:
    for each in (draft(1), draft(1, SHARED, body="All"), draft(2, SHARED, body="Here", kind=MessageKind.NOTE)):
        world.tickets.commit(world.tenant, ChangeSet((Insert(each),)))
    here, there = (world.tickets.drafts(world.tenant, number) for number in (1, 2))
    writes = carry((), here, there, 2, examples.MORNING)
    world.tickets.commit(world.tenant, ChangeSet(writes))
    assert world.tickets.drafts(world.tenant, 1) == ()
    shared, mine = world.tickets.drafts(world.tenant, 2)
    assert (mine.body, mine.kind) == ("Dear", MessageKind.REPLY)
    assert (shared.body, shared.kind, shared.version) == ("All\n\nHere", MessageKind.NOTE, 2)
