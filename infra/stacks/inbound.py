"""Inbound: the receipt rule that stores a mail and then hands its receipt to `mail_in`.

SES receives for the domains named at deploy and for no others. Making the rule set the active one is the deploy
command's work: CloudFormation has no resource for it, and an account has only one.
"""

from aws_cdk import CfnOutput, Environment, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.config import Deployment, stack_name
from infra.constructs.storage import RAW_PREFIX
from infra.stacks.core import Core, rule_set_name

RULE = "mail-in"


def _below(domain: str) -> list[str]:
    return [f".{domain}"] if domain else []


class Inbound(Stack):
    """The receipt rule set, the mail domains' identities, and the records their DNS needs as outputs."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: Deployment, core: Core) -> None:
        super().__init__(
            scope,
            construct_id,
            stack_name=stack_name(deployment.stage.name, "Inbound"),
            description="Lambdesk: receiving mail",
            env=Environment(account=deployment.account, region=deployment.region),
        )
        rule_set = ses.CfnReceiptRuleSet(self, "RuleSet", rule_set_name=rule_set_name(deployment))
        mail_in = core.function("mail_in").entry.function_arn
        rule = ses.CfnReceiptRule(
            self,
            "Rule",
            rule_set_name=rule_set.ref,
            rule=ses.CfnReceiptRule.RuleProperty(
                name=RULE,
                enabled=True,
                scan_enabled=True,
                # Old servers know no TLS, and a mail that is refused is lost to the customer who wrote it.
                tls_policy="Optional",
                # With a dot before it, a domain stands for all below it.
                recipients=[*deployment.mail_domains, *_below(deployment.sign_up_domain)],
                actions=_store_and_hand_on(core.storage.raw.bucket_name, mail_in),
            ),
        )
        rule.add_resource_dependency(self._permission(mail_in, rule_set_name(deployment)))
        CfnOutput(self, "RuleSetName", value=rule_set.ref)
        # Read by the next deploy, so that it need not be told the domains again.
        CfnOutput(self, "MailDomains", value=",".join(deployment.mail_domains))
        for domain in deployment.mail_domains:
            self._identity(domain)

    def _permission(self, mail_in: str, rule_set: str) -> lambda_.CfnPermission:
        return lambda_.CfnPermission(
            self,
            "ReceiptRuleInvokes",
            action="lambda:InvokeFunction",
            function_name=mail_in,
            principal="ses.amazonaws.com",
            source_account=self.account,
            source_arn=self.format_arn(
                service="ses", resource="receipt-rule-set", resource_name=f"{rule_set}:receipt-rule/{RULE}"
            ),
        )

    def _identity(self, domain: str) -> None:
        label = "".join(part.capitalize() for part in domain.replace("-", ".").split("."))
        identity = ses.EmailIdentity(self, f"{label}Identity", identity=ses.Identity.domain(domain))
        CfnOutput(self, f"{label}Mx", value=f"{domain} MX 10 inbound-smtp.{self.region}.amazonaws.com")
        for number, record in enumerate(identity.dkim_records, start=1):
            CfnOutput(self, f"{label}Dkim{number}", value=f"{record.name} CNAME {record.value}")


def _store_and_hand_on(bucket: str, mail_in: str) -> list[ses.CfnReceiptRule.ActionProperty]:
    """In this order: the receipt names an object that is there."""
    store = ses.CfnReceiptRule.S3ActionProperty(bucket_name=bucket, object_key_prefix=RAW_PREFIX)
    hand_on = ses.CfnReceiptRule.LambdaActionProperty(function_arn=mail_in, invocation_type="Event")
    return [
        ses.CfnReceiptRule.ActionProperty(s3_action=store),
        ses.CfnReceiptRule.ActionProperty(lambda_action=hand_on),
    ]
