"""What an organisation may be beside those that are there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from lambdesk.customers.organisations.domains import LABELS, is_anybodys, list_name, normal_domain
from lambdesk.customers.organisations.model import (
    DOMAINS_LIMIT,
    LIMIT,
    NAME_LIMIT,
    Organisation,
    OrganisationCount,
    OrganisationDomain,
    OrganisationName,
)
from lambdesk.kit.changes import Insert, Put, Remove, Replace, Write
from lambdesk.kit.errors import Conflict, FieldError, Invalid
from lambdesk.kit.text import clean_line

Entry = OrganisationName | OrganisationDomain


def tidy(organisation: Organisation) -> Organisation:
    """In its one form, whatever was sent; raises Invalid for a domain that is none or is anybody's."""
    domains, wrong = set(), []
    for index, each in enumerate(organisation.domains):
        problem = _problem(each)
        if problem:
            wrong.append(FieldError(f"body.domains.{index}", *problem))
        else:
            domains.add(normal_domain(each))
    if len(domains) > DOMAINS_LIMIT:
        wrong.append(FieldError("body.domains", f"has more than {DOMAINS_LIMIT} domains", "too_long"))
    name = clean_line(organisation.name, NAME_LIMIT + 1)
    if not name or len(name) > NAME_LIMIT:
        wrong.append(FieldError("body.name", f"has 1 to {NAME_LIMIT} characters", "out_of_range"))
    if wrong:
        raise Invalid(fields=wrong)
    return replace(organisation, name=name, domains=tuple(sorted(domains)))


def _problem(text: str) -> tuple[str, str] | None:
    """What is wrong with a domain: message and code."""
    try:
        domain = normal_domain(text)
    except ValueError:
        return "is no domain such as acme.example", "wrong_format"
    if is_anybodys(domain):
        return f"{domain} gives mailboxes to anybody: its people do not belong together", "public_domain"
    if domain.count(".") >= LABELS:
        return f"has more than {LABELS} parts", "too_long"
    return None


def create(organisation: Organisation, counted: OrganisationCount | None, taken: Iterable[Entry]) -> list[Write]:
    """The writes of a new one in its tidy form; `taken` are the entries that stand where its own would.

    Raises Invalid for a name or domain of another one, or Conflict when there are too many.
    """
    if counted is not None and counted.count >= LIMIT:
        raise Conflict(f"There are {LIMIT} already; delete one first.")
    _check(organisation, taken)
    return [Insert(organisation), *map(Insert, organisation.entries), _count(counted, 1)]


def change(organisation: Organisation, fields: Mapping[str, Any]) -> Organisation:
    """The next version with other fields, itself when nothing changes; raises Invalid."""
    changed = tidy(replace(organisation, **fields))
    return organisation if changed == organisation else replace(changed, version=organisation.version + 1)


def changed(before: Organisation, after: Organisation, taken: Iterable[Entry]) -> list[Write]:
    """The writes of a change: entries that stay say what is new, those that go free their name or domain."""
    _check(after, taken)
    stood, stand = _named(before), _named(after)
    writes: list[Write] = [Replace(after, before.version)]
    writes += [Put(entry) if place in stood else Insert(entry) for place, entry in stand.items()]
    return writes + [Remove(entry) for place, entry in stood.items() if place not in stand]


def delete(organisation: Organisation, counted: OrganisationCount | None) -> list[Write]:
    """The writes that take it away; its domains lead nowhere from then on."""
    return [Remove(organisation, organisation.version), *map(Remove, organisation.entries), _count(counted, -1)]


def _named(organisation: Organisation) -> dict[tuple[type, str], Entry]:
    return {
        (type(each), each.name if isinstance(each, OrganisationName) else each.domain): each
        for each in organisation.entries
    }


def _check(organisation: Organisation, taken: Iterable[Entry]) -> None:
    others = [each for each in taken if each.organisation_id != organisation.id]
    domains: Collection[str] = {each.domain for each in others if isinstance(each, OrganisationDomain)}
    wrong = [
        FieldError("body.domains", f"{domain} leads to another organisation", "taken")
        for domain in organisation.domains
        if domain in domains
    ]
    name = list_name(organisation.name)
    if any(isinstance(each, OrganisationName) and each.name == name for each in others):
        wrong.append(FieldError("body.name", "is another organisation's", "taken"))
    if wrong:
        raise Invalid(fields=wrong)


def _count(counted: OrganisationCount | None, more: int) -> Write:
    if counted is None:
        return Insert(OrganisationCount(max(more, 0)))
    return Replace(OrganisationCount(max(counted.count + more, 0), counted.version + 1), counted.version)
