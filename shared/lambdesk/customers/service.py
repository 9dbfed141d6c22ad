"""Find the person behind an address, or make one."""

from lambdesk.customers.model import Customer, CustomerAddress
from lambdesk.customers.ports import CustomerStore
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.kit.context import Context
from lambdesk.kit.errors import AlreadyExists
from lambdesk.kit.text import clean_line, normal_address

NAME_LIMIT = 120


def identify(store: CustomerStore, ctx: Context, email: str, name: str = "") -> CustomerAddress:
    """The customer with this address, created when new: one round trip for a known one, two for a new one.

    The person is written before the ticket: a person without a ticket harms nobody, a ticket without its person would.
    """
    address = normal_address(email)
    known = store.address(ctx.tenant, address)
    if known:
        return known
    customer = Customer(
        id=ctx.derive_id("cus", ctx.now),
        name=clean_line(name, NAME_LIMIT) or address.partition("@")[0],
        emails=(address,),
        created_at=ctx.now,
    )
    entry = CustomerAddress(address=address, customer_id=customer.id, name=customer.name)
    try:
        store.commit(ctx.tenant, ChangeSet((Insert(entry), Insert(customer))))
    except AlreadyExists:
        winner = store.address(ctx.tenant, address)
        if winner is None:
            raise
        return winner
    return entry
