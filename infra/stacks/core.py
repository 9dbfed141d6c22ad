"""Core: everything that runs on AWS and on the local cloud alike, from one template.

What only the place knows (the clients' origin, where tokens come from) are stack parameters. Each may stay empty: then
it is derived from the stack's own resources.
"""

from collections.abc import Callable, Sequence

import jsii
from aws_cdk import (
    Aws,
    CfnCondition,
    CfnOutput,
    CfnParameter,
    Environment,
    Fn,
    IStableStringProducer,
    Lazy,
    RemovalPolicy,
    Stack,
)
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.config import Deployment, stack_name
from infra.constructs.alarms import Alarms
from infra.constructs.api import Api
from infra.constructs.code import layer_code
from infra.constructs.consumers import EVENT_SOURCE, Consumers
from infra.constructs.dashboard import Dashboard, Watched
from infra.constructs.facts import fact
from infra.constructs.function import ProductFunction, pascal
from infra.constructs.grants import Grants
from infra.constructs.identity import Identity
from infra.constructs.saml import Saml
from infra.constructs.sockets import Sockets
from infra.constructs.storage import Storage
from infra.constructs.tenancy import tenant_data, tenant_end
from infra.constructs.timing import Timing
from infra.topology import FUNCTIONS, Grant, Setting
from infra.triggers import BusQueue, Http, Moments, ReceivedMail, RequestAuthorizer, Rounds, Socket, TableStream, Work
from layers.contents import LAYERS


def rule_set_name(deployment: Deployment) -> str:
    """The receipt rule set of a stage; here because the raw bucket admits only its rules."""
    return f"lambdesk-{deployment.stage.name}"


# Facts of the product that somebody has to look at: the metric, how many within five minutes, and what it means.
_TROUBLE = {
    "QuarantineBurst": ("MailQuarantined", 20, "Mail in: twenty mails or more were kept out"),
    "SendFailures": ("RepliesFailed", 3, "Mail out: three replies or more did not go out, or nobody knows"),
    "LostTimers": ("TimersLost", 1, "Time: a sweep found something due that its timer or chain had not told"),
    "UnsweptTickets": ("TicketsUnswept", 1, "Time: a sweep could not look at a ticket, or had not the time for all"),
}


@jsii.implements(IStableStringProducer)
class _Told:
    """A value that is asked for when the template is written: of something that is made later."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask

    def produce(self) -> str:
        return self._ask()


class Core(Stack):
    """The product without its public edge."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: Deployment) -> None:
        super().__init__(
            scope,
            construct_id,
            stack_name=stack_name(deployment.stage.name, "Core"),
            description="Lambdesk: API, table, mail, events",
            env=Environment(account=deployment.account, region=deployment.region),
        )
        self._deployment = deployment
        self.api = Api(self, "Api", stage=deployment.stage)
        self.origin = self._given_or("Origin", self.api.url, "Public origin of the clients; empty: the API's")
        self.storage = Storage(self, "Storage", rule_set=rule_set_name(deployment), client_origin=self.origin)
        self.tenant_data = tenant_data(self, self.storage)
        self.tenant_end = tenant_end(self, self.storage)
        self.identity = Identity(self, "Identity")
        if deployment.saml:
            Saml(self, "Saml", providers=deployment.saml, domain=deployment.saml_domain, origin=self.origin)
        self.bus = self._event_bus()
        self.signing_secret = self._signing_secret()
        self.edge_secret = self._edge_secret()
        self.configuration_set = ses.ConfigurationSet(
            self,
            "ConfigurationSet",
            reputation_metrics=True,
            # An answer that only travels in the clear is still one that a customer waits for.
            tls_policy=ses.ConfigurationSetTlsPolicy.OPTIONAL,
        )
        self.sockets = Sockets(self, "Sockets", stage=deployment.stage)
        self.alarms = Alarms(self, "Alarms", key=self.storage.key)
        self.timing = Timing(self, "Timing", stage=deployment.stage)
        self.functions = self._functions(self._layers())
        self.tenant_data.trust(each.role for each in self.functions if Grant.TENANT_ASSUME in each.topology.grants)
        self.tenant_end.trust(each.role for each in self.functions if Grant.ENDING_ASSUME in each.topology.grants)
        self.timing.connect(self.function("timer"), self.function("worker"), self.alarms)
        self._connect_api()
        self.consumers = Consumers(self, "Consumers", alarms=self.alarms)
        self._connect_consumers()
        self._watch()
        self._outputs()

    def _event_bus(self) -> events.EventBus:
        bus = events.EventBus(self, "Bus", event_bus_name=f"lambdesk-{self._deployment.stage.name}")
        events.CfnArchive(
            self,
            "Archive",
            source_arn=bus.event_bus_arn,
            retention_days=self._deployment.stage.archive_days,
            event_pattern={"source": [EVENT_SOURCE]},
        )
        return bus

    def _signing_secret(self) -> secretsmanager.Secret:
        return secretsmanager.Secret(
            self,
            "SigningSecret",
            description="Keys by id, and the id of the current one; signs reply addresses, cursors and sessions",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template='{"current":"a"}',  # noqa: S106 - the id of the key, not the key
                generate_string_key="a",
                password_length=64,
                exclude_punctuation=True,
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _edge_secret(self) -> secretsmanager.Secret:
        return secretsmanager.Secret(
            self,
            "EdgeSecret",
            description="What the edge shows to the API with each request that it passes on",
            generate_secret_string=secretsmanager.SecretStringGenerator(password_length=64, exclude_punctuation=True),
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _layers(self) -> dict[str, lambda_.LayerVersion]:
        return {
            name: lambda_.LayerVersion(
                self,
                f"{pascal(name)}Layer",
                code=layer_code(name, require_bundles=self._deployment.require_bundles),
                compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
                compatible_architectures=[lambda_.Architecture.ARM_64],
                removal_policy=RemovalPolicy.DESTROY,
            )
            for name in LAYERS
        }

    def _functions(self, layers: dict[str, lambda_.LayerVersion]) -> Sequence[ProductFunction]:
        grants = Grants(
            storage=self.storage,
            bus=self.bus,
            signing_secret=self.signing_secret,
            edge_secret=self.edge_secret,
            configuration_set=self.configuration_set,
            socket_stage_arn=self.sockets.stage_arn,
            trail_queue_arn=f"arn:{Aws.PARTITION}:sqs:{Aws.REGION}:{Aws.ACCOUNT_ID}:{self._queue_name('audit')}.fifo",
            timing=self.timing,
            mail_in_arn=self._arn_of("mail_in"),
            user_pool_arn=self.identity.pool.user_pool_arn,
            tenant_role=self.tenant_data,
            ending_role=self.tenant_end,
        )
        values = self._settings()
        return [
            ProductFunction(
                self,
                function=each,
                deployment=self._deployment,
                layers=[layers[name] for name in each.layers],
                values=values,
                grants=grants,
            )
            for each in FUNCTIONS
        ]

    def _settings(self) -> dict[Setting, str]:
        pool = self.identity.pool
        issuer = self._given_or(
            "TokenIssuer",
            f"https://cognito-idp.{Aws.REGION}.amazonaws.com/{pool.user_pool_id}",
            "`iss` of the ID tokens; empty: the user pool's address",
        )
        return {
            Setting.STAGE: self._deployment.stage.name,
            Setting.LOG_LEVEL: self._deployment.stage.log_level,
            Setting.TABLE_NAME: self.storage.table.table_name,
            Setting.TENANT_ROLE_ARN: self.tenant_data.role_arn,
            Setting.ENDING_ROLE_ARN: self.tenant_end.role_arn,
            Setting.RAW_BUCKET: self.storage.raw.bucket_name,
            Setting.CONTENT_BUCKET: self.storage.content.bucket_name,
            Setting.BUS_NAME: self.bus.event_bus_name,
            Setting.USER_POOL_ID: pool.user_pool_id,
            Setting.USER_POOL_CLIENT_ID: self.identity.client.user_pool_client_id,
            Setting.TOKEN_ISSUER: issuer,
            Setting.JWKS_URL: self._given_or(
                "JwksUrl", f"{issuer}/.well-known/jwks.json", "Keys of the ID tokens; empty: below the issuer"
            ),
            Setting.SIGNING_SECRET_ARN: self.signing_secret.secret_arn,
            Setting.EDGE_SECRET_ARN: self.edge_secret.secret_arn,
            Setting.CONFIGURATION_SET: self.configuration_set.configuration_set_name,
            **self._of_timing(),
            **self._queue_urls(),
            Setting.ORIGIN: self.origin,
            Setting.SIGN_UP_DOMAIN: self._given_or(
                "SignUpDomain",
                self._deployment.sign_up_domain,
                "Mail domain below which people make workspaces; empty: that of the context, or nobody does",
            ),
            Setting.CONTENT_URL: self._given_or(
                "ContentUrl",
                f"https://s3.{Aws.REGION}.amazonaws.com",
                "Origin that serves attachments under /<bucket>/<key>; empty: that of S3",
            ),
            **self._socket_settings(),
        }

    def _socket_settings(self) -> dict[Setting, str]:
        endpoint = self.sockets.endpoint
        return {
            Setting.WEBSOCKET_URL: self._given_or(
                "WebSocketUrl", self.sockets.url, "Public address of sockets; empty: the API's"
            ),
            Setting.SOCKET_ENDPOINT: self._given_or(
                "SocketEndpoint", endpoint, "Where open sockets are posted to; empty: the API's"
            ),
        }

    def _arn_of(self, name: str) -> str:
        """Told when the template is written: functions are told of others that are made later."""
        return Lazy.string(_Told(lambda: self.function(name).entry.function_arn))

    def _of_timing(self) -> dict[Setting, str]:
        """Where timers and chains are made."""
        return {
            Setting.SCHEDULE_GROUP: self.timing.group_name,
            Setting.SCHEDULE_ROLE_ARN: self.timing.schedule_role.role_arn,
            Setting.TIMER_ARN: self._arn_of("timer"),
            Setting.MAIL_IN_ARN: self._arn_of("mail_in"),
            Setting.ESCALATION_ARN: self.timing.escalation_arn,
        }

    def _queue_urls(self) -> dict[Setting, str]:
        """What `relay` puts into queues by itself."""
        return {
            Setting.RELAY_DEAD_LETTERS_URL: Lazy.string(_Told(lambda: self.consumers.dead_letters["relay"].queue_url)),
            Setting.TRAIL_QUEUE_URL: Lazy.string(_Told(lambda: self.consumers.queues["audit"].queue_url)),
        }

    def _given_or(self, name: str, derived: str, description: str) -> str:
        given = CfnParameter(self, name, default="", description=description)
        empty = CfnCondition(self, f"No{name}", expression=Fn.condition_equals(given.value_as_string, ""))
        return Fn.condition_if(empty.logical_id, derived, given.value_as_string).to_string()

    def function(self, name: str) -> ProductFunction:
        """The construct of one Lambda of the topology."""
        return next(each for each in self.functions if each.topology.name == name)

    def _connect_api(self) -> None:
        doors = [(each, each.topology.trigger) for each in self.functions]
        for authorizer, check in doors:
            for door, http in doors:
                if isinstance(check, RequestAuthorizer) and isinstance(http, Http):
                    self.api.connect(door, authorizer, open_routes=http.open_routes, ttl_seconds=check.ttl_seconds)
            if isinstance(check, Socket):
                self.sockets.connect(authorizer)

    def _connect_consumers(self) -> None:
        for each in self.functions:
            match each.topology.trigger:
                case TableStream() as stream:
                    self.consumers.stream(each, stream, self.storage.table)
                case ReceivedMail() as mail:
                    self.consumers.mail(each, mail)
                case BusQueue() as queue:
                    self.consumers.queue(each, queue, self.bus)
                case Work(queues=queues, ordered=ordered):
                    for queue in queues:
                        self.consumers.queue(each, queue, self.bus, known_as=self._queue_name(queue.queue))
                    for line in ordered:
                        self.consumers.in_order(each, line, known_as=self._queue_name(line.queue))
                case Moments() as moments:
                    self.consumers.moments(each, moments)
                case Rounds() as rounds:
                    self.consumers.rounds(each)
                    self.timing.rounds(each, rounds.minutes)

    def _queue_name(self, queue: str) -> str:
        return f"lambdesk-{self._deployment.stage.name}-{queue}"

    def _watch(self) -> None:
        for each in self.functions:
            # An error that lasts holds up a stream or a queue, and those are watched.
            if not isinstance(each.topology.trigger, TableStream | BusQueue | Work):
                self.alarms.watch_errors(pascal(each.topology.name), each.function)
        doors = {"HTTP API": self.api.api.metric_server_error(statistic="Sum"), "sockets": self.sockets.failures()}
        for name, (door, failures) in zip(("ApiFailures", "SocketFailures"), doors.items(), strict=True):
            says = f"Door {door}: five or more requests ended with a server error"
            self.alarms.watch_metric(name, failures, threshold=5, says=says)
        for name, (of, threshold, says) in _TROUBLE.items():
            self.alarms.watch_metric(name, fact(self._deployment.stage.name, of), threshold=threshold, says=says)
        watched = Watched(
            alarms=self.alarms,
            functions=self.functions,
            queues=self.consumers.queues,
            dead_letters=self.consumers.dead_letters,
            table=self.storage.table,
            doors=doors,
        )
        Dashboard(self, "Dashboard", stage=self._deployment.stage.name, watched=watched)

    def _outputs(self) -> None:
        outputs = {
            "ApiUrl": self.api.url,
            "SocketUrl": self.sockets.url,
            "TableName": self.storage.table.table_name,
            "RawBucketName": self.storage.raw.bucket_name,
            "ContentBucketName": self.storage.content.bucket_name,
            "WebBucketName": self.storage.web.bucket_name,
            "BusName": self.bus.event_bus_name,
            "UserPoolId": self.identity.pool.user_pool_id,
            "UserPoolClientId": self.identity.client.user_pool_client_id,
            "MailInFunctionName": self.function("mail_in").entry.function_name,
            "SigningSecretArn": self.signing_secret.secret_arn,
            "ConfigurationSetName": self.configuration_set.configuration_set_name,
            "MailOutQueueUrl": self.consumers.queues["mail-out"].queue_url,
            "MailOutDlqUrl": self.consumers.dead_letters["mail-out"].queue_url,
            "AlarmTopicArn": self.alarms.topic.topic_arn,
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
