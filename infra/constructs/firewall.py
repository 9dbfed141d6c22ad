"""The web ACL in front of CloudFront, an option of larger stages. It exists in us-east-1 alone."""

from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

# Not the common rule set: it refuses bodies over 8 KB, and people write longer tickets.
_MANAGED = ("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet")
_REQUESTS_PER_ADDRESS_IN_FIVE_MINUTES = 2_000


def web_acl(scope: Construct) -> wafv2.CfnWebACL:
    """Refuses known bad senders and inputs, and addresses that ask too often."""
    managed = [
        wafv2.CfnWebACL.RuleProperty(
            name=name,
            priority=priority,
            override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
            statement=wafv2.CfnWebACL.StatementProperty(
                managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                    vendor_name="AWS", name=name
                )
            ),
            visibility_config=_visible(name),
        )
        for priority, name in enumerate(_MANAGED)
    ]
    rate = wafv2.CfnWebACL.RuleProperty(
        name="Rate",
        priority=len(managed),
        action=wafv2.CfnWebACL.RuleActionProperty(block={}),
        statement=wafv2.CfnWebACL.StatementProperty(
            rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                limit=_REQUESTS_PER_ADDRESS_IN_FIVE_MINUTES, aggregate_key_type="IP"
            )
        ),
        visibility_config=_visible("Rate"),
    )
    return wafv2.CfnWebACL(
        scope,
        "Firewall",
        scope="CLOUDFRONT",
        default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
        rules=[*managed, rate],
        visibility_config=_visible("Firewall"),
    )


def _visible(name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )
