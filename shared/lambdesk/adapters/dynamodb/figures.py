"""What reports count, on the table. A row is a list of values: its names would weigh more than they do."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.connection import Action, Path, Refused
from lambdesk.adapters.dynamodb.shapes import dumps, from_milliseconds, milliseconds
from lambdesk.adapters.dynamodb.table import Item, Key, Table
from lambdesk.kit import ids
from lambdesk.kit.errors import StaleVersion
from lambdesk.reports.counting import Step
from lambdesk.reports.model import Cell, Counts, Family, Group, Judged, TicketFigures, Verdict
from lambdesk.reports.places import number_of, place_of
from lambdesk.reports.ports import Entry
from lambdesk.sla.model import Metric

_METRICS = {each.value[0]: each for each in Metric}
_VERDICTS = {each.value[0]: each for each in Verdict}


class DynamoFigureStore:
    """The FigureStore on DynamoDB."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of_ticket(self, tenant: str, number: int) -> TicketFigures | None:
        item = self._table.connection.item(keys.figures_key(tenant, number))
        if item is None:
            return None
        rows = tuple(_row(each) for each in json.loads(item["d"]["S"]))
        return TicketFigures(number, rows, int(item["v"]["N"]))

    def settle(self, tenant: str, step: Step) -> None:
        db, number = self._table.connection, step.after.number
        stands = Path("pk").does_not_exist() if step.before is None else Path("v") == step.before
        puts = [db.put(_whole(tenant, step.after), stands)]
        come = {_place(tenant, number, each): each for each in step.come}
        puts += [db.put({**key.item(), "d": {"S": dumps(_values(row))}}, None) for key, row in come.items()]
        gone = {_place(tenant, number, each) for each in step.gone} - set(come)
        updates = [db.update(_group_key(tenant, group), _adding(cells)) for group, cells in step.counts.items()]
        removed = [db.remove(key) for key in sorted(gone)]
        try:
            db.transact_write_items((), removed, puts, updates, client_request_token=ids.new_seed())
        except Refused as refused:
            found = next((each.raw_item for each in refused.reasons if each and each.raw_item), None) or {}
            raise StaleVersion(int(found["v"]["N"]) if "v" in found else 0) from refused

    def counts(self, tenant: str, month: str, family: Family, team: str | None = None) -> Counts:
        prefix = "" if team is None else f"{team}#"
        items = self._table.connection.pages(keys.counter_partition(tenant, month, family), prefix)
        return dict(_counted(item, month, family) for item in items)

    def entries(
        self, tenant: str, month: str, since: date, until: date, after: str | None, limit: int
    ) -> Sequence[Entry]:
        partition = keys.verdict_partition(tenant, month)
        start = Key(partition, after or f"{since:%d}").item()
        below = f"{until:%d}" if f"{until:%Y%m}" == month else "4"
        items, _ = self._table.connection.page(partition, below=below, after=start, limit=limit)
        places = [item["sk"]["S"] for item in items]
        return [
            Entry(number_of(place), _row(json.loads(item["d"]["S"])), place)
            for place, item in zip(places, items, strict=True)
        ]

    def correct(self, tenant: str, group: Group, cells: Mapping[Cell, int]) -> None:
        db = self._table.connection
        db.transact_write_items((), (), (), [db.update(_group_key(tenant, group), _adding(cells))])

    def newest_number(self, tenant: str) -> int:
        counter = self._table.connection.item(keys.counter_key(tenant))
        return int(counter["n"]["N"]) if counter else 0


def _whole(tenant: str, figures: TicketFigures) -> Item:
    rows = dumps([_values(each) for each in figures.rows])
    key = keys.figures_key(tenant, figures.number)
    return {**key.item(), "v": {"N": str(figures.version)}, "d": {"S": rows}}


def _values(row: Judged) -> list[Any]:
    answered = milliseconds(row.answered_at) if row.answered_at else None
    return [
        row.metric[0] + row.verdict[0],
        row.day.isoformat(),
        *(milliseconds(row.started_at), milliseconds(row.due_at), answered),
        *(row.target_seconds, row.seconds, row.policy_id, row.priority, row.team_id, row.agent_id),
    ]


def _row(values: Sequence[Any]) -> Judged:
    letters, day, started, due, answered, target, seconds, policy, priority, team, agent = values
    return Judged(
        metric=_METRICS[letters[0]],
        verdict=_VERDICTS[letters[1]],
        day=date.fromisoformat(day),
        started_at=from_milliseconds(started),
        due_at=from_milliseconds(due),
        answered_at=None if answered is None else from_milliseconds(answered),
        target_seconds=target,
        seconds=seconds,
        policy_id=policy,
        priority=priority,
        team_id=team,
        agent_id=agent,
    )


def _place(tenant: str, number: int, row: Judged) -> Key:
    return keys.verdict_key(tenant, f"{row.day:%Y%m}", place_of(number, row))


def _group_key(tenant: str, group: Group) -> Key:
    people = group.family is Family.PEOPLE
    names = (group.team, group.agent) if people else (group.team, group.policy, group.priority)
    return keys.group_key(tenant, group.month, group.family, names)


def _adding(cells: Mapping[Cell, int]) -> list[Action]:
    named = ((f"{day:02}{metric[0]}{verdict[0]}", by) for (day, metric, verdict), by in sorted(cells.items()))
    return [Path(name).add({"N": str(by)}) for name, by in named]


def _counted(item: Item, month: str, family: Family) -> tuple[Group, dict[Cell, int]]:
    team, *rest = keys.names_of_group(item["sk"]["S"])
    names = dict(zip(("agent",) if family is Family.PEOPLE else ("policy", "priority"), rest, strict=True))
    cells = {
        (int(name[:2]), _METRICS[name[2]], _VERDICTS[name[3]]): int(value["N"])
        for name, value in item.items()
        if name not in ("pk", "sk")
    }
    return Group(family, month, team, **names), cells
