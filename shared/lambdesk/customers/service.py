"""Find the person behind an address and whom they belong to, or make one."""

from dataclasses import replace

from lambdesk.customers.model import Customer, CustomerAddress
from lambdesk.customers.ports import CustomerStore
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.kit.context import Context
from lambdesk.kit.errors import AlreadyExists
from lambdesk.kit.text import clean_line, normal_address

NAME_LIMIT = 120


def identify(store: CustomerStore, ctx: Context, email: str, name: str = "") -> CustomerAddress:
    """The customer with this address and organisation, created when new: one round trip for a known one, two for a
    new one.

    The person is written before the ticket: a person without a ticket harms nobody, a ticket without its person would.
    """
    address = normal_address(email)
    known, organisation = store.known(ctx.tenant, address)
    if known:
        return replace(known, organisation=organisation)
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
        entry = winner
    return replace(entry, organisation=organisation)


def placed(store: CustomerStore, tenant: str, customer: CustomerAddress) -> CustomerAddress:
    """Somebody who is known, with the organisation that their address belongs to."""
    return replace(customer, organisation=store.known(tenant, normal_address(customer.address))[1])
