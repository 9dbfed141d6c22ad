"""The one door of imported tickets: looked at first, then written in as many transactions as they take."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from lambdesk.customers import service as customers
from lambdesk.customers.model import CustomerAddress
from lambdesk.customers.ports import CustomerStore
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet, Claim, Put
from lambdesk.kit.context import Context
from lambdesk.kit.errors import AlreadyExists, Conflict
from lambdesk.kit.events import Event
from lambdesk.sla.model import Sla, SlaPolicies, Terms
from lambdesk.sla.queries import Policies
from lambdesk.tickets.importing.commands import Author, ImportTicket, People
from lambdesk.tickets.importing.decide import Replayed, check, replay
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.settings.queries import KnownTags, Rules

_NO_NUMBER = 0


@dataclass(frozen=True)
class Imported:
    """A ticket that was imported, now (`created`) or before, or that would be (`number` None); with all its facts."""

    loaded: Loaded
    events: tuple[Event, ...]
    number: int | None = None
    created: bool = False


@dataclass(frozen=True)
class Importing:
    """Tickets of other systems, once each."""

    store: TicketStore
    customers: CustomerStore
    policies: Policies
    rules: Rules
    staff: IdentityStore

    @cached_property
    def _tags(self) -> KnownTags:
        return KnownTags()

    def look(self, ctx: Context, command: ImportTicket) -> Imported:
        """What would become of it; raises Invalid. Nothing is written."""
        seen = self._looked(ctx, command)
        return Imported(seen.loaded, seen.events)

    def take(self, ctx: Context, command: ImportTicket, body_digest: str) -> Imported:
        """Import it; who comes again gets what is there, and finishes what was begun.

        Raises Invalid before anything is written, Conflict when it was begun with another body, Unavailable.
        """
        claim = _claim(command)
        taken = self.store.claimed(ctx.tenant, claim)
        if taken is None:
            self._looked(ctx, command)
            number = self.store.next_number(ctx.tenant)
            done = self._replayed(ctx, command, self._people(ctx, command), number, self._newest(ctx))
            claim = replace(claim, data=_pinned(number, ctx, body_digest, done.terms))
            if self._commit(ctx.tenant, done, claim):
                return Imported(done.loaded, done.events, number, created=True)
            # A twin with the same source id was first.
            taken = self.store.claimed(ctx.tenant, claim)
        return self._resumed(ctx, command, body_digest, taken or {})

    def _resumed(self, ctx: Context, command: ImportTicket, body_digest: str, taken: Mapping[str, str]) -> Imported:
        """What is there, or what was begun brought to its end, with the same moment and the same promise."""
        number = int(taken["number"])
        loaded, _ = self.store.load(ctx.tenant, number)
        if loaded is not None:
            return Imported(loaded, self.store.history(ctx.tenant, number), number)
        if taken["body"] != body_digest:
            raise Conflict("The import of this ticket was begun with another body; send that one again.")
        then, terms = replace(ctx, now=moments.from_text(taken["at"])), self._terms(ctx.tenant, taken)
        done = self._replayed(then, command, self._people(ctx, command), number, terms)
        created = self._commit(ctx.tenant, done, None)
        return Imported(done.loaded, done.events, number, created)

    def _looked(self, ctx: Context, command: ImportTicket) -> Replayed:
        check(command, ctx.now)
        return self._replayed(ctx, command, self._people(ctx, command, kept=False), _NO_NUMBER, self._newest(ctx))

    def _newest(self, ctx: Context) -> SlaPolicies:
        return self.policies.newest(ctx.tenant, ctx.now)

    def _replayed(
        self, ctx: Context, command: ImportTicket, people: People, number: int, policies: SlaPolicies | Terms | None
    ) -> Replayed:
        named = filter(None, (command.noted.category_id, command.noted.team_id))
        rules = self.rules.knowing(ctx.tenant, ctx.now, (*command.fields, *named))
        return replay(command, people, number, ctx, policies, rules)

    def _commit(self, tenant: str, done: Replayed, claim: Claim | None) -> bool:
        """Write what is not there yet, the claim with the first part; whether the ticket itself was written now.

        Nothing more is written after a claim that somebody else has.
        """
        chunks = list(done.chunks())
        tags = self._tags.new(tenant, ChangeSet((), done.events))
        chunks[-1] = chunks[-1].also(*map(Put, tags))
        if claim is not None:
            chunks[0] = chunks[0].also(claim)
        written = False
        for index, chunk in enumerate(chunks):
            written = self._written(tenant, chunk)
            if claim is not None and index == 0 and not written:
                return False
        self._tags.remember(tenant, tags)
        return written

    def _written(self, tenant: str, chunk: ChangeSet) -> bool:
        try:
            self.store.commit(tenant, chunk)
        except AlreadyExists:
            return False
        return True

    def _people(self, ctx: Context, command: ImportTicket, *, kept: bool = True) -> People:
        """Who is meant; with `kept` customers who are not known yet are made."""
        find = self._made if kept else self._seen
        found = {address: find(ctx, address, each) for address, each in command.customers.items()}
        places = [self.staff.staff_address(ctx.tenant, address) for address in sorted(command.agents)]
        return People(found, {each.address: each.user_id for each in places if each})

    def _made(self, ctx: Context, address: str, author: Author) -> CustomerAddress:
        # One seed a person: their ids are of the same moment.
        return customers.identify(self.customers, replace(ctx, seed=f"{ctx.seed}/{address}"), address, author.name)

    def _seen(self, ctx: Context, address: str, author: Author) -> CustomerAddress:
        known, organisation = self.customers.known(ctx.tenant, address)
        return replace(known or CustomerAddress(address, "", author.name or address), organisation=organisation)

    def _terms(self, tenant: str, taken: Mapping[str, str]) -> Terms | None:
        if "policy" not in taken:
            return None
        calendar, version = taken.get("calendar"), int(taken.get("calendar_version", 0))
        sla = Sla(taken["policy"], int(taken["policy_version"]), (), calendar, version)
        return self.policies.terms(tenant, sla)


def _claim(command: ImportTicket) -> Claim:
    """What says for ever that a ticket of another system is here."""
    return Claim("import", f"{command.source}\x00{command.source_id}", {})


def _pinned(number: int, ctx: Context, body_digest: str, terms: Terms | None) -> dict[str, str]:
    """What a second comer needs to come to the same ticket."""
    data = {"number": str(number), "at": moments.to_text(ctx.now), "body": body_digest}
    if terms is not None:
        data |= {"policy": terms.policy.id, "policy_version": str(terms.policy.version)}
        if terms.calendar_id is not None:
            data |= {"calendar": terms.calendar_id, "calendar_version": str(terms.calendar_version)}
    return data
