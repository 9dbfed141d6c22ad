"""Inbound: a mail is stored, then its receipt goes to `mail_in`, and nobody else may do either."""

import json

from tests.infra.conftest import Stacks


def test_a_mail_is_stored_before_its_receipt_is_handed_on(small: Stacks) -> None:
    rule = small.inbound.only("AWS::SES::ReceiptRule")["Rule"]
    store, hand_on = rule["Actions"]
    assert store["S3Action"]["ObjectKeyPrefix"] == "raw/"
    assert hand_on["LambdaAction"]["InvocationType"] == "Event"
    assert (rule["TlsPolicy"], rule["ScanEnabled"], rule["Enabled"]) == ("Optional", True, True)


def test_only_the_stages_domains_are_received(small: Stacks) -> None:
    domains = ["help.example.com", "mail.example.org"]
    assert small.inbound.only("AWS::SES::ReceiptRule")["Rule"]["Recipients"] == domains
    assert [each["EmailIdentity"] for each in small.inbound.properties("AWS::SES::EmailIdentity")] == domains
    assert small.inbound.body["Outputs"]["MailDomains"]["Value"] == ",".join(domains)


def test_only_this_rule_invokes_mail_in(small: Stacks) -> None:
    permission = small.inbound.only("AWS::Lambda::Permission")
    assert permission["Principal"] == "ses.amazonaws.com"
    assert permission["SourceAccount"] == "123456789012"
    assert "receipt-rule-set/lambdesk-small:receipt-rule/mail-in" in json.dumps(permission["SourceArn"])
    (rule,) = small.inbound.resources("AWS::SES::ReceiptRule").values()
    assert set(rule["DependsOn"]) == set(small.inbound.resources("AWS::Lambda::Permission"))


def test_only_this_rule_set_stores_raw_mail(small: Stacks) -> None:
    said = [
        statement
        for policy in small.core.properties("AWS::S3::BucketPolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Principal"] == {"Service": "ses.amazonaws.com"}
    ]
    (statement,) = said
    assert statement["Action"] == "s3:PutObject"
    assert json.dumps(statement["Resource"]).endswith('"/raw/*"]]}')
    assert "receipt-rule-set/lambdesk-small:receipt-rule/*" in json.dumps(statement["Condition"]["ArnLike"])
