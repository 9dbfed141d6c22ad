"""The composition root: every part is built on first use, so that a Lambda pays only for what it calls."""

from functools import cached_property
from typing import TYPE_CHECKING

from lambdesk.kit.settings import Settings, from_environment

if TYPE_CHECKING:
    from lambdesk.adapters.aws.clients import Clients
    from lambdesk.adapters.aws.events import EventBus
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.channels.ports import Content, Mailer, MailStore, RawMail
    from lambdesk.channels.receive import Mailroom
    from lambdesk.channels.send import Sender
    from lambdesk.customers.ports import CustomerStore
    from lambdesk.identity.ports import IdentityStore, UserPool
    from lambdesk.identity.queries import Directory
    from lambdesk.identity.service import Sessions
    from lambdesk.kit.signing import Keyring
    from lambdesk.tickets.ports import TicketStore
    from lambdesk.tickets.service import Tickets


class Lambdesk:
    """The wired product. Imports stand inside the properties: a door that sends no mail never loads the mailer."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or from_environment()

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
    def identity_store(self) -> "IdentityStore":
        from lambdesk.adapters.dynamodb.identity import DynamoIdentityStore

        return DynamoIdentityStore(self.table)

    @cached_property
    def mail_store(self) -> "MailStore":
        from lambdesk.adapters.dynamodb.mail import DynamoMailStore

        return DynamoMailStore(self.table)

    @cached_property
    def keyring(self) -> "Keyring":
        """Our signing keys."""
        from lambdesk.adapters.aws.secrets import read_secret
        from lambdesk.kit.signing import parse_keyring

        return parse_keyring(read_secret(self.clients.secretsmanager, self.settings.signing_secret_arn))

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
    def mailer(self) -> "Mailer":
        from lambdesk.adapters.aws.ses import SesMailer

        return SesMailer(self.clients.sesv2, self.settings.configuration_set)

    @cached_property
    def event_bus(self) -> "EventBus":
        from lambdesk.adapters.aws.events import EventBus

        return EventBus(self.clients.events, self.settings.bus_name)

    @cached_property
    def mailroom(self) -> "Mailroom":
        """Mail in."""
        from time import sleep

        from lambdesk.channels.intake import Desk
        from lambdesk.channels.receive import Mailroom

        desk = Desk(self.ticket_store, self.customer_store, self.content, self.keyring, self.identity_store.tenant)
        return Mailroom(self.mail_store, self.identity_store, self.raw_mail, desk, sleep)

    @cached_property
    def mail_sender(self) -> "Sender":
        """Mail out."""
        from lambdesk.channels.send import Sender

        return Sender(self.ticket_store, self.identity_store, self.content, self.mailer, self.keyring)

    @cached_property
    def tickets(self) -> "Tickets":
        from lambdesk.tickets.service import Tickets

        return Tickets(self.ticket_store, self.customer_store)

    @cached_property
    def directory(self) -> "Directory":
        from lambdesk.identity.queries import Directory

        return Directory(self.identity_store)

    @cached_property
    def sessions(self) -> "Sessions":
        from lambdesk.identity.service import Sessions

        return Sessions(self.identity_store, self.user_pool, self.keyring)
