"""The way of facts into the audit trail, as it is deployed."""

import json

from infra.topology import FUNCTIONS, function
from infra.triggers import Work
from tests.infra.conftest import Stacks
from tests.infra.test_core import lambda_id, polling, watched


def test_the_trail_is_fed_in_order_by_the_relay_alone(small: Stacks) -> None:
    name = small.core.named("AWS::SQS::Queue", "ConsumersAuditQueue")
    queue = small.core.body["Resources"][name]["Properties"]
    assert (queue["FifoQueue"], queue["DeduplicationScope"]) == (True, "messageGroup")
    assert queue["FifoThroughputLimit"] == "perMessageGroupId"
    dead = queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    assert small.core.body["Resources"][dead]["Properties"]["FifoQueue"] is True
    watched(small.core, dead)
    fed = polling(small.core, {"Fn::GetAtt": [name, "Arn"]})
    assert fed["FunctionName"] == {"Ref": lambda_id(small.core, function("worker"))}
    assert fed["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    senders = [
        json.dumps(each["Roles"])
        for each in small.core.properties("AWS::IAM::Policy")
        if "lambdesk-small-audit.fifo" in json.dumps(each["PolicyDocument"])
    ]
    assert len(senders) == 1
    assert "RelayRole" in senders[0]


def test_lambdas_with_several_queues_tell_them_apart_by_name(small: Stacks) -> None:
    names = {each["QueueName"] for each in small.core.properties("AWS::SQS::Queue") if "QueueName" in each}
    triggers = [each.trigger for each in FUNCTIONS if isinstance(each.trigger, Work)]
    ordered = {f"lambdesk-small-{queue.queue}.fifo" for each in triggers for queue in each.ordered}
    assert names == {f"lambdesk-small-{queue.queue}" for each in triggers for queue in each.queues} | ordered
