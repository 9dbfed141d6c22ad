"""Every change of a service carries a fact: what has none is not in the audit trail, and stands here with a reason."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import ROOT, expect_none, python, tree

LAMBDESK = ROOT / "shared/lambdesk"
# Function → why its change is no fact of the trail.
SILENT = {
    "channels.intake.quarantine": "mail that was kept out changes nothing; the quarantine is a list of its own",
    "channels.portal.decide.rotate": "a handle that is renewed is the same device",
    "channels.portal.decide.slot": "an address that nobody has: nobody it could be a fact about; else `ask` tells it",
    "channels.letters._post": "the mark that a letter went out; the fact that asked for it is told",
    "conversations.service.save": "a draft is nobody's word yet; what is sent of it is a fact",
    "customers.service.identify": "a person comes with a ticket, whose fact names them as requester_id",
    "deadlines.webhooks._tried": "the mark that an address wants no more calls; escalation.webhook_failed tells it",
    "identity.decide.rotate": "a handle that is renewed is the same session",
    "identity.decide.take_names": "the system tenant's index of names; tenant.created tells of the tenant",
    "identity.service.create_user": "the system tenant's index of addresses; user.created stands beside it",
    "identity.federation.service._claim": "the mark that a sign-in was used; sign_in.* tells how it ended",
    "identity.members.service.accept": "as create_user",
    "identity.members.service.break_glass": "as create_user",
    "identity.sign_in.tries.reserve": "a count of tries; user.locked tells when it matters",
    "identity.sign_in.tries.was_none": "the same",
    "identity.sign_in.tries.was_right": "the same",
    "identity.sign_in.tries.was_wrong": "the same, of an account that is nobody's",
    "inbound.service._keep": "the mark that a posted mail is kept; what becomes of the mail is a fact",
    "notifications.decide.notify": "a notification repeats a fact",
    "notifications.decide.prefer": "what somebody has read, and of what they want to hear, is theirs alone",
    "notifications.decide.keep_quiet": "what somebody has read, and of what they want to hear, is theirs alone",
    "notifications.decide.read": "the same",
    "notifications.decide.read_up_to": "the same",
    "sla.calendars.feeds.decide._silent": "a day like another: what a feed changes is told as calendar.changed",
    "tenants.decide.names_of": "the system tenant's index of names; tenant.changed stands beside it",
    "tenants.ending.due": "the note of who leaves, of a tenant that came back; tenant.resumed told of that",
    "tenants.service._once": "the same note; tenant.deletion_asked stands beside it",
    "tenants.service._take": "as names_of",
    "tenants.service.change": "as names_of",
    "tenants.service.give_domain": "as names_of; tenant.mail_domain_added stands beside it",
    "tenants.sign_up.decide.slot": "how many letters an address gets; tenant.sign_up_asked tells of each",
    "tenants.sign_up.decide.used_up": "the link goes when tenant.created and user.created tell what it made",
    "tenants.sign_up.service._make": "as take_names, taken back",
    "tickets.relations.merges._given_ahead": "copies of messages, before the change that tells of the merge",
}


def changes() -> Iterator[tuple[str, ast.Call]]:
    """Every ChangeSet that is made below the adapters, with the function it is made in."""
    for path in python("shared/lambdesk"):
        if "adapters" in path.parts or path.parent.name == "kit":
            continue
        module = ".".join(path.relative_to(LAMBDESK).with_suffix("").parts)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for call in ast.walk(node):
                    if isinstance(call, ast.Call) and ast.unparse(call.func) == "ChangeSet":
                        yield f"{module}.{node.name}", call


def is_silent(call: ast.Call) -> bool:
    """Whether something is written and nothing is told."""
    writes = call.args[0] if call.args else None
    nothing = isinstance(writes, ast.Tuple) and not writes.elts
    told = len(call.args) > 1 or any(each.arg == "events" for each in call.keywords)
    return not nothing and not told


def test_every_change_is_told_or_has_a_reason() -> None:
    found = {where for where, call in changes() if is_silent(call)}
    expect_none(found - set(SILENT))


def test_no_reason_outlives_its_change() -> None:
    expect_none(set(SILENT) - {where for where, call in changes() if is_silent(call)})


def test_this_test_would_notice() -> None:
    silent, told = ast.parse("ChangeSet((x,))", mode="eval").body, ast.parse("ChangeSet((x,), (e,))", mode="eval").body
    assert isinstance(silent, ast.Call)
    assert isinstance(told, ast.Call)
    assert is_silent(silent)
    assert not is_silent(told)
    assert len(list(changes())) > 20
