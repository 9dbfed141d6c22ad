"""The read side: the settings that hold, asked with every change of a ticket and therefore remembered for a while."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from lambdesk.kit.changes import ChangeSet
from lambdesk.tickets.events import TicketTagsChanged
from lambdesk.tickets.settings.model import Tag, TicketRules
from lambdesk.tickets.settings.ports import TicketSettingsStore

RULES_LIFETIME = timedelta(seconds=60)
TAGS_SHOWN = 50
_KEPT = 500
_TAGS_KEPT = 50_000


class Rules:
    """Settings of tickets by tenant, remembered for RULES_LIFETIME."""

    def __init__(self, store: TicketSettingsStore, zone: Callable[[str], tzinfo] = lambda _: UTC) -> None:
        self._store, self._zone = store, zone
        self._kept: dict[str, tuple[datetime, TicketRules]] = {}

    def of(self, tenant: str, now: datetime) -> TicketRules:
        """What holds in a tenant."""
        kept = self._kept.get(tenant)
        if kept and now - kept[0] < RULES_LIFETIME:
            return kept[1]
        return self.fresh(tenant, now)

    def knowing(self, tenant: str, now: datetime, names: Iterable[str]) -> TicketRules:
        """What holds, read anew when one of these ids and keys of fields is unknown: it may have been made a moment
        ago, by another process.
        """
        rules = self.of(tenant, now)
        known = {*rules.statuses, *rules.fields, *rules.categories, *rules.teams}
        known.update(each.key for each in rules.fields.values())
        return rules if known.issuperset(names) else self.fresh(tenant, now)

    def forget(self, tenant: str) -> None:
        """Somebody changed the settings."""
        self._kept.pop(tenant, None)

    def fresh(self, tenant: str, now: datetime) -> TicketRules:
        """What holds in a tenant, read now."""
        rules = replace(self._store.rules(tenant), zone=self._zone(tenant))
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        self._kept[tenant] = now, rules
        return rules


def naming(rules: TicketRules, role_id: str) -> tuple[str, ...]:
    """The labels of the statuses in use of which it is said that this role may set them."""
    named = (each for each in rules.statuses.values() if each.replaced_by is None and role_id in each.roles)
    return tuple(each.agent_label for each in sorted(named, key=lambda each: each.order))


class KnownTags:
    """Tags that are kept already, as far as this process knows: each is written once, not with every ticket it is on.

    A tag costs two units with the first ticket that a process puts it on, and nothing with those that follow.
    """

    def __init__(self) -> None:
        self._kept: set[tuple[str, str]] = set()

    def new(self, tenant: str, changes: ChangeSet) -> tuple[Tag, ...]:
        """The tags put on tickets by these changes that have to be kept."""
        told = [event.data for event in changes.events if event.type == TicketTagsChanged.EVENT_TYPE]
        tags = {tag for data in told for tag in data["after"] if tag not in data["before"]}
        return tuple(Tag(tag) for tag in sorted(tags) if (tenant, tag) not in self._kept)

    def remember(self, tenant: str, tags: Iterable[Tag]) -> None:
        """They are kept now."""
        if len(self._kept) >= _TAGS_KEPT:
            self._kept.clear()
        self._kept.update((tenant, tag.name) for tag in tags)
