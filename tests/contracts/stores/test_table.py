"""What only the stores on DynamoDB have to show: one form for two clients, and tickets beyond one page."""

import sys
from subprocess import run

from lambdesk.adapters.dynamodb import codec
from lambdesk.adapters.dynamodb.table import Key, Table
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Insert, Put
from lambdesk.tickets.model import TicketDetails
from lambdesk.tickets.wire import row_text
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World


def the_table(world: World) -> Table:
    assert world.table is not None
    return world.table


def test_pynamodb_and_the_low_level_client_read_the_same_item(on_table: World) -> None:
    table, ticket = the_table(on_table), examples.FULL_TICKET
    said = examples.messages(12)
    on_table.tickets.commit(on_table.tenant, examples.opening(on_table.tenant, ticket, *said))
    for entity, decode in ((ticket, codec.ticket), *((each, codec.message) for each in said)):
        written = codec.item_of(on_table.tenant, entity)
        key = Key(written["pk"]["S"], written["sk"]["S"])
        low_level = table.client.get_item(TableName=table.name, Key=key.item())["Item"]
        assert low_level == table.connection.item(key) == written
        assert decode(low_level) == entity
    assert low_level.keys() >= {"pk", "sk"}


def test_a_list_gives_the_rows_without_parsing_them(on_table: World) -> None:
    ticket = examples.ticket(subject=examples.ODD)
    on_table.tickets.commit(on_table.tenant, ChangeSet((Insert(ticket),)))
    assert on_table.tickets.queue(on_table.tenant, "open", 1, None).rows == (row_text(ticket),)


def _noise(seed: int) -> str:
    """Words that folding makes little smaller."""
    return "".join(ids.derived_id("x", examples.MORNING, str(seed), part)[12:] for part in range(2_000))


def test_a_ticket_beyond_one_page_shows_its_newest_part(on_table: World) -> None:
    tenant, ticket = on_table.tenant, examples.ticket()
    on_table.tickets.commit(tenant, ChangeSet((Insert(ticket), Put(TicketDetails(1)))))
    said = [examples.message(1, examples.at(second), body=_noise(second)) for second in range(80)]
    for message in said:
        fact = examples.event(tenant, 1, message.created_at)
        on_table.tickets.commit(tenant, ChangeSet((Insert(message),), (fact,), ticket.aggregate))
    assert on_table.counter is not None
    with on_table.counter.count() as spent:
        conversation = on_table.tickets.open(tenant, 1)
    assert spent.round_trips == 3
    assert conversation is not None
    assert not conversation.complete
    assert conversation.ticket == ticket
    shown = len(conversation.messages)
    assert 25 < shown < 80
    assert list(conversation.messages) == said[-shown:]
    assert len(conversation.events) == 80


def test_reading_keys_and_facts_loads_no_client_library() -> None:
    program = (
        "import sys; from lambdesk.adapters.dynamodb import codec, table;"
        "print(sorted({'botocore', 'boto3', 'pynamodb'} & set(sys.modules)))"
    )
    assert run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "[]"
