"""Each mend twice: the defect is still in MiniStack as shipped (else drop the mend), and gone with it."""

import json
import time
import uuid
from email import message_from_bytes
from pathlib import Path
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from infra.local import mends
from infra.local.client import LocalCloud
from infra.local.outbox import Outbox
from tests.integration.local_cloud.conftest import Aws

pytestmark = pytest.mark.local_cloud
DROP = "MiniStack does this right by itself now; drop the mend"


def test_a_quiet_call_returns_at_once(shipped: Aws, mended: Aws) -> None:
    def fastest(aws: Aws) -> float:
        name, times = aws.function("def handler(event, context): return 1"), []
        for _ in range(8):
            started = time.monotonic()
            aws.client("lambda").invoke(FunctionName=name, Payload=b"{}")
            times.append(time.monotonic() - started)
        return min(times)

    assert fastest(shipped) >= 0.05, DROP
    assert fastest(mended) < 0.05


def test_a_schedule_fires_on_time(shipped: Aws, mended: Aws) -> None:
    def slowest(aws: Aws) -> float:
        """Three schedules, some seconds apart: with a look every ten seconds one of them is late."""
        queue, scheduler, due = aws.queue(), aws.client("scheduler"), int(time.time()) + 2
        arn = aws.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"][
            "QueueArn"
        ]
        for number in range(3):
            at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(due + 3 * number))
            scheduler.create_schedule(
                Name=f"s{uuid.uuid4().hex[:8]}",
                ScheduleExpression=f"at({at})",
                FlexibleTimeWindow={"Mode": "OFF"},
                Target={
                    "Arn": arn,
                    "RoleArn": "arn:aws:iam::000000000000:role/any",
                    "Input": json.dumps(due + 3 * number),
                },
            )
        late: list[float] = []
        while len(late) < 3 and time.time() < due + 30:
            found = aws.received(queue, until=bool, seconds=5)
            late += [time.time() - due_at for due_at in found]
        return max(late)

    assert slowest(shipped) > 3, DROP
    assert slowest(mended) < 3


def test_a_schedule_that_fired_and_was_moved_fires_again(shipped: Aws, mended: Aws) -> None:
    def fires(aws: Aws) -> int:
        queue, scheduler, name = aws.queue(), aws.client("scheduler"), f"s{uuid.uuid4().hex[:8]}"
        arn = aws.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        target = {"Arn": arn["Attributes"]["QueueArn"], "RoleArn": "arn:aws:iam::000000000000:role/any"}
        fired = 0
        for call in (scheduler.create_schedule, scheduler.update_schedule):
            at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 1))
            call(
                Name=name,
                ScheduleExpression=f"at({at})",
                FlexibleTimeWindow={"Mode": "OFF"},
                Target={**target, "Input": "1"},
            )
            fired += len(aws.received(queue, until=bool, seconds=14))
        return fired

    assert fires(shipped) == 1, DROP
    assert fires(mended) == 2


def test_what_a_function_prints_is_in_the_log(shipped: Aws, mended: Aws) -> None:
    def is_logged(aws: Aws) -> bool:
        word = uuid.uuid4().hex
        name = aws.function(f"def handler(event, context): print({word!r})")
        aws.client("lambda").invoke(FunctionName=name, Payload=b"{}")
        aws.client("lambda").invoke(FunctionName=name, Payload=b"{}")
        return word in aws.cloud.options.log.read_text()

    assert not is_logged(shipped), DROP
    assert is_logged(mended)


def test_a_burst_waits_for_processes(shipped: Aws, mended: Aws) -> None:
    code = """
import boto3, json, os, time
def handler(event, context):
    time.sleep(0.5)
    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=json.dumps(os.getpid()))
"""

    def processes(aws: Aws) -> int:
        queue = aws.queue()
        name = aws.function(code, QUEUE=queue)
        for _ in range(8):
            aws.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=b"{}")
        return len(set(aws.received(queue, until=lambda found: len(found) == 8, seconds=60)))

    assert processes(shipped) > mends.PROCESSES, DROP
    assert processes(mended) <= mends.PROCESSES


CONSUMER = """
import boto3, json, os
def handler(event, context):
    failed = []
    for record in event["Records"]:
        key = record["dynamodb"]["Keys"]["sk"]["S"]
        boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=json.dumps(key))
        if key == "poison":
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}
"""


def stream_consumer(aws: Aws, *, dead_letters: str | None = None) -> tuple[str, str, str]:
    """A table with a consumer on its stream: table name, queue of keys it saw, mapping id."""
    table, queue = f"t{uuid.uuid4().hex[:8]}", aws.queue()
    dynamodb = aws.client("dynamodb")
    names = ("pk", "sk")
    description = dynamodb.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=[{"AttributeName": n, "KeyType": k} for n, k in zip(names, ("HASH", "RANGE"), strict=True)],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )["TableDescription"]
    more: dict[str, Any] = {}
    if dead_letters:
        attributes = aws.client("sqs").get_queue_attributes(QueueUrl=dead_letters, AttributeNames=["QueueArn"])
        more["DestinationConfig"] = {"OnFailure": {"Destination": attributes["Attributes"]["QueueArn"]}}
    mapping = aws.client("lambda").create_event_source_mapping(
        EventSourceArn=description["LatestStreamArn"],
        FunctionName=aws.function(CONSUMER, QUEUE=queue),
        StartingPosition="TRIM_HORIZON",
        BatchSize=10,
        MaximumRetryAttempts=1,
        BisectBatchOnFunctionError=True,
        FunctionResponseTypes=["ReportBatchItemFailures"],
        **more,
    )
    return table, queue, mapping["UUID"]


def put(aws: Aws, table: str, *keys: str) -> None:
    for key in keys:
        aws.client("dynamodb").put_item(TableName=table, Item={"pk": {"S": "p"}, "sk": {"S": key}})


def test_a_stream_goes_on_from_the_record_that_failed(shipped: Aws, mended: Aws) -> None:
    def seen(aws: Aws) -> tuple[list[Any], list[Any]]:
        dead = aws.queue()
        table, queue, _ = stream_consumer(aws, dead_letters=dead)
        put(aws, table, "one", "poison", "two")
        keys = aws.received(queue, until=lambda found: "two" in found, seconds=60)
        return keys, aws.received(dead, until=bool, seconds=3)

    keys, dead = seen(shipped)
    assert keys.count("poison") == 1, DROP
    assert dead == [], DROP
    keys, dead = seen(mended)
    assert keys.count("poison") >= 2
    assert keys[-1] == "two"
    assert dead[0]["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert dead[0]["DDBStreamBatchInfo"]["batchSize"] == 1


@pytest.mark.parametrize("is_mended", [False, True])
def test_a_stream_is_read_on_after_a_restart(tmp_path: Path, is_mended: bool) -> None:
    with LocalCloud(tmp_path, deploy=False, persist=True, mended=is_mended) as cloud:
        aws = Aws(cloud)
        table, queue, mapping = stream_consumer(aws)
        put(aws, table, "before")
        assert aws.received(queue, until=bool, seconds=60) == ["before"]
        aws.client("lambda").update_event_source_mapping(UUID=mapping, Enabled=False)
        time.sleep(1.5)
        put(aws, table, "unread")
    with LocalCloud(tmp_path, deploy=False, persist=True, mended=is_mended) as cloud:
        aws = Aws(cloud)
        queue = aws.client("sqs").get_queue_url(QueueName=queue.rpartition("/")[2])["QueueUrl"]
        aws.client("lambda").update_event_source_mapping(UUID=mapping, Enabled=True)
        put(aws, table, "after")
        seconds, wanted = (60, ["unread", "after"]) if is_mended else (5, [])
        found = aws.received(queue, until=lambda keys: len(keys) == 2, seconds=seconds)
        assert found == wanted, DROP


def test_a_killed_cloud_loses_at_most_five_seconds(tmp_path: Path) -> None:
    cloud = LocalCloud(tmp_path, deploy=False, persist=True).start()
    table, _, _ = stream_consumer(Aws(cloud))
    put(Aws(cloud), table, "kept")
    time.sleep(5)
    cloud.kill()
    with LocalCloud(tmp_path, deploy=False, persist=True) as cloud:
        assert Aws(cloud).client("dynamodb").scan(TableName=table)["Count"] == 1


def stack(aws: Aws, resources: dict[str, Any], outputs: dict[str, Any] | None = None) -> dict[str, str]:
    formation, name = aws.client("cloudformation"), f"s{uuid.uuid4().hex[:8]}"
    template = {"Resources": resources, "Outputs": outputs or {}}
    formation.create_stack(StackName=name, TemplateBody=json.dumps(template))
    formation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    made = formation.describe_stacks(StackName=name)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in made.get("Outputs", [])}


def test_cors_of_an_http_api_counts(shipped: Aws, mended: Aws) -> None:
    def allowed(aws: Aws) -> str | None:
        cors = {"AllowOrigins": ["https://help.example"], "AllowMethods": ["GET"]}
        api = {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": cors}
        default = {"ApiId": {"Ref": "Api"}, "StageName": "$default", "AutoDeploy": True}
        resources = {
            "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": api},
            "Stage": {"Type": "AWS::ApiGatewayV2::Stage", "Properties": default},
        }
        api_id = stack(aws, resources, {"Id": {"Value": {"Ref": "Api"}}})["Id"]
        answer = httpx.options(
            f"{aws.cloud.outputs['aws_endpoint_url']}/_aws/execute-api/{api_id}/$default/x",
            headers={"Origin": "https://help.example", "Access-Control-Request-Method": "GET"},
        )
        return answer.headers.get("Access-Control-Allow-Origin")

    assert allowed(shipped) != "https://help.example", DROP
    assert allowed(mended) == "https://help.example"


def test_cors_of_a_bucket_counts(shipped: Aws, mended: Aws) -> None:
    """What a browser is told before it puts a file, and with the answer: by the desk's page and by a strange one."""

    def allowed(aws: Aws) -> list[str | None]:
        s3, bucket = aws.client("s3"), f"b{uuid.uuid4().hex[:8]}"
        s3.create_bucket(Bucket=bucket)
        rule = {"AllowedMethods": ["PUT"], "AllowedOrigins": ["https://help.example"], "AllowedHeaders": ["x-a"]}
        s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})
        url, found = f"{aws.cloud.outputs['aws_endpoint_url']}/{bucket}/key", []
        for origin in ("https://help.example", "https://far.example"):
            page = {"Origin": origin}
            asked = {**page, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "x-a"}
            answers = httpx.options(url, headers=asked), httpx.put(url, content=b"1", headers=page)
            found += [each.headers.get("Access-Control-Allow-Origin") for each in answers]
        return found

    assert allowed(shipped) == ["*"] * 4, DROP
    assert allowed(mended) == ["https://help.example"] * 2 + [None] * 2


def test_an_archive_deploys(shipped: Aws, mended: Aws) -> None:
    bus = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "b"}}
    pattern = {"source": ["lambdesk"]}
    properties = {"ArchiveName": "kept", "SourceArn": {"Fn::GetAtt": ["Bus", "Arn"]}, "EventPattern": pattern}
    resources = {"Bus": bus, "Archive": {"Type": "AWS::Events::Archive", "Properties": properties}}
    with pytest.raises(ClientError, match="Unrecognized resource types"):
        stack(shipped, resources)
    stack(mended, resources)
    archive = mended.client("events").describe_archive(ArchiveName="kept")
    assert json.loads(archive["EventPattern"]) == pattern


def test_a_key_condition_is_not_parsed_for_every_row(shipped: Aws, mended: Aws) -> None:
    def prepared(aws: Aws) -> str:
        table, _, mapping = stream_consumer(aws)
        aws.client("lambda").delete_event_source_mapping(UUID=mapping)
        items = [{"PutRequest": {"Item": {"pk": {"S": "p"}, "sk": {"S": f"{n:05d}"}}}} for n in range(1500)]
        for start in range(0, len(items), 25):
            aws.client("dynamodb").batch_write_item(RequestItems={table: items[start : start + 25]})
        return table

    def query(aws: Aws, table: str, **more: Any) -> tuple[float, list[Any]]:
        started = time.monotonic()
        answer = aws.client("dynamodb").query(
            TableName=table,
            KeyConditionExpression="#k = :v",
            ExpressionAttributeNames={"#k": "pk"},
            ExpressionAttributeValues={":v": {"S": "p"}},
            Limit=50,
            **more,
        )
        return time.monotonic() - started, answer["Items"]

    slow, fast = prepared(shipped), prepared(mended)
    ratios = [query(shipped, slow)[0] / query(mended, fast)[0] for _ in range(7)]
    assert sorted(ratios)[3] > 1.5, DROP
    assert query(mended, fast)[1] == query(shipped, slow)[1]


RAW = b"""From: Us <us@acme.example>
To: you@there.example
Bcc: hidden@there.example
Message-ID: <own@acme.example>
References: <1.2.mac@acme.example>
Date: Mon, 1 Jan 2001 00:00:00 +0000
X-Long: a
 b

Body: \xff
""".replace(b"\n", b"\r\n")


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_sent_mail_is_kept_as_ses_sends_it(shipped: Aws, mended: Aws, version: str) -> None:
    def send(aws: Aws) -> str:
        ses = aws.client("sesv2")
        if version == "v1":
            aws.client("ses").verify_domain_identity(Domain="acme.example")
            sent = aws.client("ses").send_raw_email(
                Source="us@acme.example", Destinations=["you@there.example"], RawMessage={"Data": RAW}
            )
        else:
            if not any(i["IdentityName"] == "acme.example" for i in ses.list_email_identities()["EmailIdentities"]):
                ses.create_email_identity(EmailIdentity="acme.example")
            sent = ses.send_email(
                FromEmailAddress="us@acme.example",
                Destination={"ToAddresses": ["you@there.example"]},
                Content={"Raw": {"Data": RAW}},
                EmailTags=[{"Name": "message", "Value": "msg_1"}],
            )
        return str(sent["MessageId"])

    assert "@" in send(shipped), DROP
    message_id = send(mended)
    assert "@" not in message_id
    outbox = Outbox(mended.cloud.options.outbox)
    raw = outbox.raw(message_id)
    assert raw is not None
    mail = message_from_bytes(raw)
    assert mail.get_all("Message-ID") == [f"<{message_id}@email.amazonses.com>"]
    assert mail["Date"] != "Mon, 1 Jan 2001 00:00:00 +0000"
    assert mail["Bcc"] is None
    assert mail["References"] == "<1.2.mac@acme.example>"
    assert raw.endswith(b"X-Long: a\r\n b\r\n\r\nBody: \xff\r\n")
    listed = next(each for each in outbox.listing() if each["id"] == message_id)
    assert (listed["from"], listed["to"]) == ("Us <us@acme.example>", "you@there.example")
    assert listed["envelope"]["ToAddresses"] == ["you@there.example"]
    assert listed["tags"] == ({"message": "msg_1"} if version == "v2" else {})


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(mends, "version", lambda _: "1.6.0")
    with pytest.raises(mends.MendError, match=r"installed is 1\.6\.0"):
        mends.apply(Outbox(tmp_path))


def test_a_name_that_is_gone_is_named() -> None:
    with pytest.raises(mends.MendError, match=r"services\.scheduler:_NO_SUCH"):
        mends.name_of("services.scheduler:_NO_SUCH")
