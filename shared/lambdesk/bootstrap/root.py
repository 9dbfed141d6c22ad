"""The composition root: every part is built on first use, so that a Lambda pays only for what it calls."""

from functools import cached_property
from typing import TYPE_CHECKING

from lambdesk.bootstrap.belonging import Belongings
from lambdesk.bootstrap.calls import Calls
from lambdesk.bootstrap.doors import Doors
from lambdesk.bootstrap.figures import Reports
from lambdesk.bootstrap.live import Lives
from lambdesk.bootstrap.portal import Portals
from lambdesk.bootstrap.promises import Promises
from lambdesk.bootstrap.trail import Trails
from lambdesk.kit.clock import zone_called
from lambdesk.kit.settings import Settings, from_environment

if TYPE_CHECKING:
    from lambdesk.adapters.aws.clients import Clients
    from lambdesk.adapters.aws.dead_letters import DeadLetters
    from lambdesk.adapters.aws.events import EventBus
    from lambdesk.adapters.aws.queues import Queues
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.canned.ports import CannedStore
    from lambdesk.canned.service import CannedResponses
    from lambdesk.channels.letters import Letters
    from lambdesk.channels.ports import Content, Mailer, MailStore, RawMail
    from lambdesk.channels.receive import Mailroom
    from lambdesk.channels.send import Sender
    from lambdesk.conversations.service import Drafts
    from lambdesk.conversations.uploads.service import Uploads
    from lambdesk.customers.ports import CustomerStore
    from lambdesk.deadlines.service import Deadlines, Followers
    from lambdesk.exports.ports import DetailsStore
    from lambdesk.exports.service import Exports
    from lambdesk.identity.members.service import Members
    from lambdesk.identity.ports import UserPool
    from lambdesk.identity.roles.service import Roles
    from lambdesk.identity.service import Sessions
    from lambdesk.identity.sign_in.accounts import Accounts
    from lambdesk.identity.sign_in.enrolment import Enrolment
    from lambdesk.kit.signing import Keyring
    from lambdesk.notifications.ports import NotificationStore
    from lambdesk.notifications.service import Inboxes, Notices
    from lambdesk.sla.ports import DueTickets, PolicyStore, Timers, Workflows
    from lambdesk.sla.queries import Policies
    from lambdesk.sla.service import PolicySetup
    from lambdesk.tickets.ports import TicketStore
    from lambdesk.tickets.relations.merges import Merges
    from lambdesk.tickets.relations.service import Relations
    from lambdesk.tickets.relations.splits import Splits
    from lambdesk.tickets.service import Tickets
    from lambdesk.tickets.settings.ports import TicketSettingsStore
    from lambdesk.tickets.settings.queries import Rules
    from lambdesk.tickets.settings.service import TicketSetup


class Lambdesk(Belongings, Calls, Doors, Lives, Portals, Promises, Reports, Trails):
    """The wired product. Imports stand inside the properties: a door that sends no mail never loads the mailer."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or from_environment()

    def for_tenant(self, tenant: str) -> "Lambdesk":
        """The product as one tenant's request gets it: here itself, for an operator's credentials reach all tenants."""
        return self

    @cached_property
    def clients(self) -> "Clients":
        """One low-level client per service."""
        from lambdesk.adapters.aws.clients import Clients

        return Clients()

    @cached_property
    def table(self) -> "Table":
        """The one table."""
        from lambdesk.adapters.dynamodb.table import Table

        return Table(self.settings.table_name, self.clients.dynamodb)

    @cached_property
    def ticket_store(self) -> "TicketStore":
        from lambdesk.adapters.dynamodb.tickets import DynamoTicketStore

        return DynamoTicketStore(self.table)

    @cached_property
    def customer_store(self) -> "CustomerStore":
        from lambdesk.adapters.dynamodb.customers import DynamoCustomerStore

        return DynamoCustomerStore(self.table)

    @cached_property
    def mail_store(self) -> "MailStore":
        from lambdesk.adapters.dynamodb.mail import DynamoMailStore

        return DynamoMailStore(self.table)

    @cached_property
    def policy_store(self) -> "PolicyStore":
        from lambdesk.adapters.dynamodb.sla import DynamoPolicyStore

        return DynamoPolicyStore(self.table)

    @cached_property
    def policies(self) -> "Policies":
        from lambdesk.sla.queries import Policies

        return Policies(self.policy_store, self.calendar_store)

    @cached_property
    def sla_setup(self) -> "PolicySetup":
        """Changes of what is promised."""
        from lambdesk.sla.service import PolicySetup

        return PolicySetup(self.policy_store, self.policies, self.calendar_store, self._local)

    @cached_property
    def ticket_settings_store(self) -> "TicketSettingsStore":
        from lambdesk.adapters.dynamodb.ticket_settings import DynamoTicketSettingsStore

        return DynamoTicketSettingsStore(self.table)

    @cached_property
    def ticket_rules(self) -> "Rules":
        from lambdesk.tickets.settings.queries import Rules

        return Rules(self.ticket_settings_store, lambda tenant: zone_called(self._zone(tenant)))

    @cached_property
    def ticket_setup(self) -> "TicketSetup":
        """Changes of what is set up for tickets."""
        from lambdesk.tickets.settings.service import TicketSetup

        return TicketSetup(self.ticket_settings_store, self.ticket_rules, self.identity_store, self.calendar_store)

    @cached_property
    def canned_store(self) -> "CannedStore":
        from lambdesk.adapters.dynamodb.canned import DynamoCannedStore

        return DynamoCannedStore(self.table)

    @cached_property
    def canned_responses(self) -> "CannedResponses":
        """Texts for replies."""
        from lambdesk.canned.service import CannedResponses

        return CannedResponses(self.canned_store)

    @cached_property
    def details_store(self) -> "DetailsStore":
        from lambdesk.adapters.dynamodb.exports import DynamoDetailsStore

        return DynamoDetailsStore(self.table)

    @cached_property
    def exports(self) -> "Exports":
        """Lists as files."""
        from lambdesk.exports.service import Exports

        return Exports(self.ticket_store, self.details_store, self.ticket_rules, self.identity_store.users)

    @cached_property
    def due_tickets(self) -> "DueTickets":
        from lambdesk.adapters.dynamodb.sla import DynamoDueTickets

        return DynamoDueTickets(self.table)

    @cached_property
    def notification_store(self) -> "NotificationStore":
        from lambdesk.adapters.dynamodb.notifications import DynamoNotificationStore

        return DynamoNotificationStore(self.table)

    @cached_property
    def keyring(self) -> "Keyring":
        """Our signing keys."""
        from lambdesk.adapters.aws.secrets import read_secret
        from lambdesk.kit.signing import parse_keyring

        return parse_keyring(read_secret(self.clients.secretsmanager, self.settings.signing_secret_arn))

    @cached_property
    def edge_secret(self) -> str:
        """What the edge shows with what it passes on; raises Unavailable."""
        from lambdesk.adapters.aws.secrets import read_secret

        return read_secret(self.clients.secretsmanager, self.settings.edge_secret_arn)

    @cached_property
    def user_pool(self) -> "UserPool":
        from lambdesk.adapters.aws.cognito import CognitoUserPool

        return CognitoUserPool(self.clients.cognito, self.settings.user_pool_id, self.settings.user_pool_client_id)

    @cached_property
    def raw_mail(self) -> "RawMail":
        from lambdesk.adapters.aws.s3 import S3RawMail

        return S3RawMail(self.clients.s3, self.settings.raw_bucket)

    @cached_property
    def content(self) -> "Content":
        from lambdesk.adapters.aws.s3 import S3Content

        # Only links need the origin; Lambdas that make none are not told it.
        return S3Content(self.clients.s3, self.settings.content_bucket, lambda: self.settings.content_url)

    @cached_property
    def uploads(self) -> "Uploads":
        """Files on their way into messages."""
        from lambdesk.conversations.uploads.service import Uploads

        return Uploads(self.content, lambda: self.keyring)

    @cached_property
    def drafts(self) -> "Drafts":
        """What people are writing."""
        from lambdesk.conversations.service import Drafts

        return Drafts(self.ticket_store)

    @cached_property
    def queues(self) -> "Queues":
        from lambdesk.adapters.aws.queues import Queues

        return Queues(self.clients.sqs)

    @cached_property
    def mailer(self) -> "Mailer":
        from lambdesk.adapters.aws.ses import SesMailer

        return SesMailer(self.clients.sesv2, self.settings.configuration_set)

    @cached_property
    def event_bus(self) -> "EventBus":
        from lambdesk.adapters.aws.events import EventBus

        return EventBus(self.clients.events, self.settings.bus_name)

    @cached_property
    def relay_dead_letters(self) -> "DeadLetters":
        """What `relay` puts aside."""
        from lambdesk.adapters.aws.dead_letters import DeadLetters

        return DeadLetters(self.clients.sqs, self.settings.relay_dead_letters_url)

    @cached_property
    def mailroom(self) -> "Mailroom":
        """Mail in."""
        from time import sleep

        from lambdesk.channels.intake import Desk
        from lambdesk.channels.receive import Mailroom

        stores = self.ticket_store, self.customer_store, self.content
        desk = Desk(*stores, self.keyring, self.identity_store.tenant, self.policies, self.ticket_rules)
        return Mailroom(self.mail_store, self.identity_store, self.raw_mail, desk, sleep)

    @cached_property
    def mail_sender(self) -> "Sender":
        """Mail out."""
        from lambdesk.channels.send import Sender

        origin = self.settings.origin
        return Sender(
            self.ticket_store, self.policies, self.identity_store, self.content, self.mailer, self.keyring, origin
        )

    @cached_property
    def letters(self) -> "Letters":
        """Mail that is no answer."""
        from lambdesk.channels.letters import Letters

        stores = self.identity_store, self.customer_store, self.ticket_store, self.content
        told = self.settings
        return Letters(*stores, self.mailer, self.keyring, told.origin, told.sign_up_domain)

    @cached_property
    def tickets(self) -> "Tickets":
        from lambdesk.tickets.service import Tickets

        return Tickets(self.ticket_store, self.customer_store, self.policies, self.ticket_rules)

    @cached_property
    def relations(self) -> "Relations":
        """What concerns several tickets, or who looks at one."""
        from lambdesk.tickets.relations.service import Relations

        return Relations(self.ticket_store, self.policies)

    @cached_property
    def merges(self) -> "Merges":
        """Tickets that go on in another one."""
        from lambdesk.tickets.relations.merges import Merges

        return Merges(self.relations, self.ticket_rules)

    @cached_property
    def splits(self) -> "Splits":
        """One ticket that becomes two, one answer that goes to many."""
        from lambdesk.tickets.relations.splits import Splits

        return Splits(self.relations, self.customer_store, self.policies, self.tickets, self.ticket_rules)

    @cached_property
    def timers(self) -> "Timers":
        from lambdesk.adapters.aws.scheduler import ScheduledTimers

        told = self.settings
        return ScheduledTimers(self.clients.scheduler, told.schedule_group, told.schedule_role_arn, told.timer_arn)

    @cached_property
    def workflows(self) -> "Workflows":
        from lambdesk.adapters.aws.workflows import StateMachineWorkflows

        return StateMachineWorkflows(self.clients.stepfunctions, self.settings.escalation_arn)

    @cached_property
    def followers(self) -> "Followers":
        """What sets timers and starts chains."""
        from lambdesk.deadlines.service import Followers

        return Followers(self.ticket_store, self.timers, self.workflows)

    @cached_property
    def deadlines(self) -> "Deadlines":
        """What timers, chains and the sweep do to tickets."""
        from lambdesk.deadlines.service import Deadlines

        return Deadlines(self.tickets, self.due_tickets, self.directory.is_open)

    @cached_property
    def notices(self) -> "Notices":
        """Notifications out of events."""
        from lambdesk.notifications.service import Notices

        return Notices(self.notification_store, self.ticket_store, self.identity_store)

    @cached_property
    def inboxes(self) -> "Inboxes":
        """Notifications as their owners read them."""
        from lambdesk.notifications.service import Inboxes

        return Inboxes(self.notification_store)

    @cached_property
    def roles(self) -> "Roles":
        """What members may be."""
        from lambdesk.identity.roles.service import Roles
        from lambdesk.tickets.settings.queries import naming

        store = self.ticket_settings_store
        return Roles(self.identity_store, self.directory, lambda tenant, role: naming(store.rules(tenant), role))

    @cached_property
    def sessions(self) -> "Sessions":
        from lambdesk.identity.service import Sessions

        return Sessions(self.identity_store, self.user_pool, self.accounts, self.keyring)

    @cached_property
    def accounts(self) -> "Accounts":
        """Whether somebody is who they say."""
        from lambdesk.identity.sign_in.accounts import Accounts

        return Accounts(self.identity_store, self.user_pool)

    @cached_property
    def enrolment(self) -> "Enrolment":
        """The second step of one's own sign-in."""
        from lambdesk.identity.sign_in.enrolment import Enrolment

        return Enrolment(self.identity_store, self.user_pool, self.accounts, self.keyring)

    @cached_property
    def members(self) -> "Members":
        """The staff of a tenant as its administrators manage it."""
        from lambdesk.identity.members.service import Members

        return Members(self.identity_store, self.user_pool, self.sessions, self.keyring)
