"""Findings of cdk-nag, CDK and cfn-lint that stay, each with its reason; any other of cdk-nag ends the synthesis."""

from collections.abc import Iterator
from dataclasses import dataclass

from aws_cdk import Acknowledgment, App, Validations
from cdk_nag import AwsSolutionsChecks
from constructs import IConstruct

from infra.config import Deployment
from infra.open_routes import OPEN_ROUTES
from infra.topology import CONTENT_PREFIXES

PACK = "AwsSolutions"

_ROLES = ("HttpApi", "Authorizer", "MailIn", "Relay", "MailOut", "Websocket", "Push", "Timer", "Ending", "Worker")

# They read the table's stream.
_READERS = ("Relay", "Push")
_GROUP = "TimingGroupA6D903A2"
_HERE = "<AWS::Region>:<AWS::AccountId>"
# Named at deployment; the pack shows its logical id.
_SOCKETS = "arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<SocketsApi04DF8096>/ws"


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """One finding of one rule, accepted at these construct paths. `source` is who reports it."""

    rule: str
    at: tuple[str, ...]
    because: str
    source: str = PACK


def _policies(*names: str) -> tuple[str, ...]:
    return tuple(f"Core/{name}/Role/DefaultPolicy/Resource" for name in names)


def _policies_of(*roles: str) -> tuple[str, ...]:
    return tuple(f"Core/{name}/DefaultPolicy/Resource" for name in roles)


def _open(beginning: str) -> tuple[str, ...]:
    """The routes that nobody signs in for whose paths begin so."""
    routes = (method + path.replace("/", "--") for method, path in OPEN_ROUTES if path.startswith(beginning))
    return tuple(f"Core/Api/Api/{route}/Resource" for route in routes)


ACCEPTED = (
    Accepted(
        rule="AwsSolutions-S1",
        at=tuple(f"Core/Storage/{name}/Resource" for name in ("Raw", "Content", "Web")),
        because="Only our Lambdas, SES and CloudFront reach the buckets, and each leaves a log line of its own; an "
        "account that audits objects does so for all buckets with CloudTrail data events.",
    ),
    Accepted(
        rule="AwsSolutions-COG2",
        at=("Core/Identity/Pool/Resource",),
        because="Whether staff must have a second factor is a tenant's choice; the pool offers it to everyone.",
    ),
    Accepted(
        rule="AwsSolutions-COG8",
        at=("Core/Identity/Pool/Resource",),
        because="The plus plan costs per user; Cognito itself locks an account out after repeated wrong passwords.",
    ),
    Accepted(
        rule="AwsSolutions-SMG4",
        at=("Core/SigningSecret/Resource",),
        because="Reply addresses in customers' mail are signed with it: keys are added by id and an old one stays "
        "valid for reading, so a rotation that replaces the value would break threads.",
    ),
    Accepted(
        rule="AwsSolutions-SMG4",
        at=("Core/EdgeSecret/Resource",),
        because="CloudFront is told its value when it is deployed: it changes with a deploy, not by itself. Whoever "
        "has it can name the address that limits count, and nothing else.",
    ),
    Accepted(
        rule="AwsSolutions-APIG4",
        at=_open("/v1/session"),
        because="These routes are the sign-in: they take a password, the session cookie or a provider's answer, and "
        "check it themselves.",
    ),
    Accepted(
        rule="AwsSolutions-APIG4",
        at=_open("/v1/public"),
        because="These doors are for people without an account: a brand is for everybody, the form takes a solved "
        "challenge that is good once, as sign-up does where it is on; a confirmation, a call, an invitation, a "
        "customer's sign-in and a new workspace a signed link; all check it themselves.",
    ),
    Accepted(
        rule="AwsSolutions-APIG4",
        at=_open("/v1/portal"),
        because="Customers have a cookie and no token: the API itself looks who they are.",
    ),
    Accepted(
        rule="AwsSolutions-APIG4",
        at=_open("/v1/inbound"),
        because="Other providers sign what they post; the API checks the signature itself.",
    ),
    Accepted(
        rule="AwsSolutions-APIG4",
        at=("Core/Api/Api/OPTIONS--{proxy+}/Resource",),
        because="Browsers ask before they call from another origin, and send nothing with it.",
    ),
    Accepted(
        rule="AwsSolutions-APIG4",
        at=("Core/Api/Api/POST--v1--inbound--email/Resource",),
        because="Other providers sign what they post with a secret of a tenant's source; the route checks it itself.",
    ),
    Accepted(
        rule="AwsSolutions-APIG4",
        at=tuple(
            f"Core/Api/Api/{route}/Resource"
            for route in (
                "POST--v1--public--{slug}--sign-in",
                *(f"{method}--v1--public--{{slug}}--sign-in--{{token}}" for method in ("GET", "POST")),
                *(f"{method}--v1--portal--{{proxy+}}" for method in ("GET", "POST", "DELETE")),
            )
        ),
        because="Customers sign in by a signed link that works once; from then on the API itself checks the handle in "
        "their cookie.",
    ),
    Accepted(
        rule="AwsSolutions-APIG4",
        at=("Core/Api/Api/OPTIONS--{proxy+}/Resource",),
        because="A browser asks before a page of another origin may ask: it sends no token, and is told no data.",
    ),
    Accepted(
        rule="AwsSolutions-APIG4",
        at=tuple(f"Core/Sockets/Api/{route}-Route/Resource" for route in ("$connect", "$disconnect", "$default")),
        because="Browsers send no header with a socket: the function checks a signed ticket that is good once.",
    ),
    Accepted(
        rule="AwsSolutions-L1",
        at=tuple(f"Core/{name}/Function/Resource" for name in _ROLES),
        because="Bundles are compiled for exactly this Python version; it changes together with the lock.",
    ),
    Accepted(
        rule="AwsSolutions-SQS3",
        at=tuple(f"Core/Consumers/{name}Dlq/Resource" for name in ("MailIn", "Relay", "Push", "Timer")),
        because="They are dead-letter queues: the on-failure destinations of an invocation and of a stream.",
    ),
    Accepted(
        rule="AwsSolutions-IAM5[Resource::*]",
        at=_policies(*(name for name in _ROLES if name not in _READERS)),
        because="X-Ray takes segments for no particular resource.",
    ),
    Accepted(
        rule="AwsSolutions-IAM5[Resource::*]",
        at=_policies(*_READERS),
        because="X-Ray takes segments, and DynamoDB lists streams, for no particular resource.",
    ),
    *(
        Accepted(
            rule=f"AwsSolutions-IAM5[Resource::<StorageContent05955A69.Arn>/{prefix}<aws:PrincipalTag/tenant>/*]",
            at=_policies_of("TenantData"),
            because="Objects of the tenant that the session is tagged with; named while the product runs.",
        )
        for prefix in CONTENT_PREFIXES
    ),
    *(
        Accepted(
            rule=f"AwsSolutions-IAM5[Resource::<StorageContent05955A69.Arn>/{prefix}<aws:PrincipalTag/tenant>/*]",
            at=_policies_of("TenantEnd"),
            because="Objects of the tenant that the session is tagged with; all of them go.",
        )
        for prefix in CONTENT_PREFIXES
    ),
    *(
        Accepted(
            rule=f"AwsSolutions-IAM5[Resource::<StorageRaw7E344C76.Arn>/{prefix}/*]",
            at=_policies("Ending"),
            because="SES names the objects; those of a tenant that goes are deleted one by one.",
        )
        for prefix in ("raw", "receipt")
    ),
    Accepted(
        rule=f"AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:{_HERE}:schedule/<{_GROUP}>/*]",
        at=_policies("Ending"),
        because="One entry a ticket, made while the product runs; those of a tenant that goes are removed.",
    ),
    *(
        Accepted(
            rule=f"AwsSolutions-IAM5[Resource::<StorageRaw7E344C76.Arn>/{prefix}/in-*]",
            at=_policies("HttpApi"),
            because="Mail that other providers post; its objects are named while the product runs, and begin so.",
        )
        for prefix in ("raw", "receipt")
    ),
    Accepted(
        rule="AwsSolutions-IAM5[Resource::<StorageRaw7E344C76.Arn>/raw/*]",
        at=_policies("MailIn"),
        because="SES names the objects; read below this prefix only.",
    ),
    Accepted(
        rule="AwsSolutions-IAM5[Resource::<StorageRaw7E344C76.Arn>/receipt/*]",
        at=_policies("MailIn"),
        because="One receipt per raw mail; written below this prefix only.",
    ),
    *(
        Accepted(
            rule=f"AwsSolutions-IAM5[Resource::<StorageRaw7E344C76.Arn>/{prefix}/in-*]",
            at=_policies("HttpApi"),
            because="Mails that other providers post are named while the product runs; written below this prefix only.",
        )
        for prefix in ("raw", "receipt")
    ),
    Accepted(
        rule="AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]",
        at=_policies("MailOut"),
        because="Tenants add mailboxes while the product runs; SES sends for verified identities of the account only.",
    ),
    *(
        Accepted(
            rule=f"AwsSolutions-IAM5[Resource::{_SOCKETS}/{method}/@connections/*]",
            at=_policies("Websocket", "Push"),
            because="The gateway names connections while the product runs; only those of our own API are reached.",
        )
        for method in ("POST", "DELETE")
    ),
    Accepted(
        rule=f"AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:{_HERE}:schedule/<{_GROUP}>/*]",
        at=_policies("Worker"),
        because="One entry a ticket, made while the product runs; the group holds nothing else but the sweep.",
    ),
    Accepted(
        rule=f"AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:{_HERE}:execution:<{_GROUP}>-escalation:*]",
        at=_policies("Worker", "HttpApi"),
        because="Chains are named after tickets while the product runs; only those of our own machine are reached.",
    ),
    Accepted(
        rule="AwsSolutions-IAM5[Resource::*]",
        at=("Core/Timing/Escalation/Role/DefaultPolicy/Resource",),
        because="Log deliveries and X-Ray name no resource.",
    ),
    Accepted(
        rule="AwsSolutions-CFR1",
        at=("Edge/Web/Resource", "Edge/Content/Resource"),
        because="Customers write from any country.",
    ),
    Accepted(
        rule="AwsSolutions-CFR2",
        at=("Edge/Web/Resource", "Edge/Content/Resource"),
        because="The firewall costs more while idle than all else together: an option, on in stage `large`.",
    ),
    Accepted(
        rule="AwsSolutions-CFR3",
        at=("Edge/Web/Resource", "Edge/Content/Resource"),
        because="Requests that do something are in the API's access log; the rest are static files.",
    ),
    Accepted(
        rule="@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac",
        source="Annotation",
        at=("Edge/Web/Origin1",),
        because="The bucket's own stack admits the account's distributions; the construct cannot see it.",
    ),
    Accepted(
        rule="AwsSolutions-CFR4",
        at=("Edge/Web/Resource", "Edge/Content/Resource"),
        because="With CloudFront's own domain name the minimum is CloudFront's choice; browsers take TLS 1.2 or 1.3.",
    ),
)

# Where a deployment has identity providers that speak SAML.
_SAML_ACCEPTED = tuple(
    Accepted(rule=rule, at=("Core/Saml/Pool/Resource",), because=because)
    for rule, because in (
        ("AwsSolutions-COG2", "It keeps no passwords: the second step is the identity provider's."),
        ("AwsSolutions-COG8", "Nobody signs in to it with a password; the plus plan costs per user."),
    )
)


def accepted(deployment: Deployment) -> tuple[Accepted, ...]:
    """What stays of a deployment's findings."""
    return (*ACCEPTED, *(_SAML_ACCEPTED if deployment.saml else ()))


CFN_LINT_ACCEPTED = {
    "W3005": "The CDK names a function's role among its dependencies although the reference to it already says so.",
}


def accepted_findings() -> Iterator[tuple[str, str]]:
    """Every accepted finding of cdk-nag as (rule, construct path)."""
    for each in ACCEPTED:
        if each.source == PACK:
            yield from ((each.rule, path) for path in each.at)


def check(app: App, accepted: tuple[Accepted, ...] = ACCEPTED) -> None:
    """Make synthesis fail on any finding of the pack that is not accepted."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    for each in accepted:
        for path in each.at:
            Validations.of(_construct(app, path)).acknowledge(
                Acknowledgment(id=f"{each.source}::{each.rule}", reason=each.because)
            )


def _construct(app: App, path: str) -> IConstruct:
    found: IConstruct = app
    for part in path.split("/"):
        found = found.node.find_child(part)
    return found
