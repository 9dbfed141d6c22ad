"""Looking as somebody else: the header `View-As` with a member's id makes a request theirs, and only a look."""

from dataclasses import replace

from functions.http_api.call import Call, Event
from lambdesk.identity.model import Permission
from lambdesk.kit.context import VIEWER, Actor, ActorKind
from lambdesk.kit.errors import Forbidden

_HEADER = "view-as"


def seen_by(call: Call, event: Event) -> Call:
    """The call as the member named in the header would make it; itself without one.

    Raises Forbidden for whoever may not look so, for a member who can do more, and for anything but GET.
    """
    wanted = event.get("headers", {}).get(_HEADER)
    if wanted is None:
        return call
    if call.member is None or not call.caller.may(Permission.USERS_VIEW_AS):
        raise Forbidden("You may not look as somebody else.")
    if event["requestContext"]["http"]["method"] != "GET":
        raise Forbidden("Who looks as somebody else changes nothing.")
    member = call.product.roles.view_as(call.ctx, call.caller, wanted)
    cause = {**call.ctx.cause, VIEWER: call.caller.id}
    ctx = replace(call.ctx, actor=Actor(ActorKind.USER, member.user.id), cause=cause)
    return Call(call.product, ctx, member.tenant, member.caller, member)
