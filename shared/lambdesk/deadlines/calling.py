"""Calling people when a level is due: who there is then is looked up here, what follows is the ticket's decision."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from lambdesk.escalation import decide
from lambdesk.escalation.decide import Person, Roster
from lambdesk.escalation.model import Level, Recipient, RecipientKind
from lambdesk.escalation.quiet import QuietHours
from lambdesk.escalation.rotas.ports import RotaStore
from lambdesk.identity.model import caller_of
from lambdesk.identity.ports import IdentityStore
from lambdesk.identity.queries import role_of
from lambdesk.kit import clock
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.kit.events import Event, following
from lambdesk.tickets.commands import CallPeople
from lambdesk.tickets.decide.calling import broken_of
from lambdesk.tickets.decide.seeing import reaches
from lambdesk.tickets.draft import terms_of
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.service import Tickets
from lambdesk.tickets.settings.ports import TicketSettingsStore


@dataclass(frozen=True)
class Wishes:
    """What somebody wants to hear: not of escalations, or not at some hours."""

    muted: bool = False
    quiet: QuietHours | None = None


NO_WISHES = Wishes()
AskWishes = Callable[[str, Collection[str]], Mapping[str, Wishes]]


@dataclass(frozen=True)
class Calls:
    """Follows levels that are due."""

    tickets: Tickets
    identity: IdentityStore
    rotas: RotaStore
    settings: TicketSettingsStore
    wishes: AskWishes

    def follow(self, event: Event, now: datetime, seed: str) -> bool:
        """Call the people of a level; False when there is nobody to call any more. Twice is once."""
        if event.type != "escalation.raised":
            return False
        ctx = following(event, "calls", now, seed)
        number = event.number
        told = event.data
        command = CallPeople(str(told["metric"]), int(told["level"]), clock.from_text(told["due_at"]))
        after = self.tickets.call_people(
            ctx, number, command, lambda loaded: self._roster(event.tenant, loaded, command.level, now)
        )
        return after.ticket.updated_at >= now

    def check(self, tenant: str, levels: Iterable[Level], path: str, before: Iterable[Level] = ()) -> None:
        """Raises Invalid when levels name somebody or something that the tenant does not have.

        What the levels `before` named may stay: it was there when somebody said so.
        """
        stood = {named for level in before for named in _named(level)}
        users = {each.id for each in self.identity.users(tenant)}
        teams, rotas = self.settings.rules(tenant).teams, {each.id for each in self.rotas.all(tenant)}

        def known(recipient: Recipient) -> bool:
            if recipient in stood:
                return True
            match recipient.kind:
                case RecipientKind.PERSON:
                    return recipient.id in users
                case RecipientKind.TEAM:
                    return recipient.id in teams
                case RecipientKind.ROTA:
                    return recipient.id in rotas
                case RecipientKind.ROLE:
                    return recipient.id is None or bool(role_of(self.identity, tenant, recipient.id).name)
                case _:
                    return True

        wrong = []
        for place, level in enumerate(levels):
            wrong += [f"{place}.recipients.{n}" for n, each in enumerate(level.recipients) if not known(each)]
            wrong += [f"{place}.actions.{n}" for n, each in enumerate(level.actions) if each.to and not known(each.to)]
        if wrong:
            raise Invalid(fields=[FieldError(f"{path}.{each}", "is not there", "unknown_value") for each in wrong])

    def _roster(self, tenant: str, loaded: Loaded, level: int, now: datetime) -> Roster:
        """Who there is, with the wishes of those whom this level and the next ones may call."""
        users = self.identity.users(tenant)
        roles = {each: role_of(self.identity, tenant, each) for each in {user.role for user in users}}
        people = [
            Person(each.id, each.role, each.teams, each.active, partial(reaches, caller_of(each, roles[each.role])))
            for each in users
        ]
        rules = self.settings.rules(tenant)
        leads = {each.id: each.lead_id for each in rules.teams.values() if each.lead_id}
        rotas = {each.id: each for each in self.rotas.all(tenant)}
        roster = Roster(people, leads, rotas)
        meant = decide.meant(terms_of(loaded).policy.levels[level - 1 :], broken_of(loaded.ticket, rules), roster, now)
        wishes = self.wishes(tenant, [each.id for each in people if each.active and each.id in meant])
        asked = [(each, wishes.get(each.id, NO_WISHES)) for each in people]
        return replace(roster, people=[replace(each, muted=wish.muted, quiet=wish.quiet) for each, wish in asked])


def _named(level: Level) -> Iterable[Recipient]:
    """All whom a level names, as those it calls and as those it gives the ticket to."""
    return (*level.recipients, *(each.to for each in level.actions if each.to))
