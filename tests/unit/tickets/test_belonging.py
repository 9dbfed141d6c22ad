"""What the organisation of whoever asks does to promises that begin later than their ticket."""

from dataclasses import replace

from lambdesk.conversations.model import MailClass
from lambdesk.customers.organisations.model import Belonging, Tier
from lambdesk.sla.calendar import Window
from lambdesk.sla.calendars.model import BusinessCalendar
from lambdesk.sla.model import DEFAULT_POLICY, SlaPolicies
from lambdesk.tickets.commands import ReceiveMessage
from lambdesk.tickets.decide import messages
from lambdesk.tickets.filtering.promises import belonging
from lambdesk.tickets.model import Ticket
from tests.unit.tickets import samples

WEEK = (*(((Window(540, 1020),),) * 5), (), ())
OFFICE = BusinessCalendar("cal_1", "Office", "Europe/London", WEEK, samples.MORNING)
BY_ORGANISATION = replace(DEFAULT_POLICY, version=1, hours="organisation")
POLICIES = SlaPolicies(BY_ORGANISATION, calendars={"cal_1": OFFICE})
ACME = Belonging("org_1", Tier.PRO, "cal_1")


def test_the_first_human_on_a_robots_ticket_is_promised_by_the_organisation() -> None:
    customer = replace(samples.ANNA, organisation=ACME)
    robot = samples.said(customer=customer, facts=samples.mail(mail_class=MailClass.AUTO_REPLY))
    found = samples.opened(samples.opening(message=robot))
    assert (found.ticket.sla, found.ticket.organisation_id, found.ticket.tier) == (None, "org_1", Tier.PRO)
    looked = belonging(found, POLICIES, {"org_1": ACME}.get)
    heard = ReceiveMessage(samples.said(facts=samples.mail()), trusted=True)
    changes = messages.receive_message(looked, heard, samples.context(60), policies=POLICIES)
    (ticket,) = samples.written(changes, Ticket)
    assert ticket.sla
    assert ticket.sla.calendar_id == "cal_1"


def test_an_organisation_is_looked_up_only_where_it_matters() -> None:
    def fail(_: str) -> Belonging | None:
        message = "nobody had to ask"
        raise AssertionError(message)

    found = samples.opened(samples.opening(message=samples.said(customer=replace(samples.ANNA, organisation=ACME))))
    assert belonging(found, SlaPolicies(DEFAULT_POLICY), fail) is found
    nobodys = samples.opened()
    assert belonging(nobodys, POLICIES, fail) is nobodys
    assert belonging(found, SlaPolicies(DEFAULT_POLICY), lambda _: ACME, wanted=True).organisation == ACME
