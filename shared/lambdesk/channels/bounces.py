"""Which of our replies a delivery report speaks of.

A report is believed when it names an id of ours: only who got the mail, or carried it, knows that.
"""

from collections.abc import Mapping, Sequence

from lambdesk.channels.failures import Undelivered
from lambdesk.channels.model import ThreadKey
from lambdesk.channels.threading import thread_key
from lambdesk.conversations.model import Delivery, MessageKind, SendState
from lambdesk.sla.history import past_of
from lambdesk.tickets import queries
from lambdesk.tickets.decide.bounces import Bounce
from lambdesk.tickets.model import TicketDetails
from lambdesk.tickets.ports import TicketStore


def bounce_of(
    tickets: TicketStore,
    tenant: str,
    details: TicketDetails,
    failed: Sequence[Undelivered],
    ids: Sequence[str],
    threads: Mapping[str, ThreadKey],
) -> Bounce | None:
    """What came back. `details` are those of the ticket that the report came to, `ids` those that it names, `threads`
    what is known of them.

    None when it was no reply of ours, and for what was said before.
    """
    known = (threads.get(thread_key(each)) for each in ids) if failed else ()
    ours = next((each for each in known if each and each.fingerprint is None), None)
    message = tickets.message(tenant, ours.number, ours.message_id) if ours else None
    if message is None or message.kind is not MessageKind.REPLY or message.delivery is None:
        return None
    lost = _lost(message.delivery, failed)
    new = [each for each in lost if each not in message.delivery.bounced]
    if not new or message.delivery.state not in (SendState.SENT, SendState.BOUNCED):
        return None
    said, told = tickets.messages(tenant, message.number), tickets.history(tenant, message.number)
    return Bounce(message, tuple(new), lost[new[0]], queries.answers(details, said, told), past_of(told))


def _lost(delivery: Delivery, failed: Sequence[Undelivered]) -> Mapping[str, str | None]:
    """Which of those we wrote to it did not reach, with the status. A lone one may be known there by another name."""
    everybody = (*delivery.to, *delivery.cc, *delivery.bcc)
    lost = {address: each.status for each in failed for address in each.addresses if address in everybody}
    return lost or ({everybody[0]: failed[0].status} if len(everybody) == 1 else {})
