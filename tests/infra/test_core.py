"""Core, compared with the topology it is built from and with the key design."""

import json
from typing import Any

import pytest

from infra.constructs.function import pascal
from infra.topology import FUNCTIONS, Function, function
from infra.triggers import BusQueue, Http, Moments, ReceivedMail, TableStream
from tests.infra.conftest import Stacks, Template

OUTPUTS = {
    "ApiUrl",
    "TableName",
    "RawBucketName",
    "ContentBucketName",
    "WebBucketName",
    "BusName",
    "UserPoolId",
    "UserPoolClientId",
    "MailInFunctionName",
    "SigningSecretArn",
    "ConfigurationSetName",
    "MailOutQueueUrl",
    "MailOutDlqUrl",
}
CONSUMERS = [each for each in FUNCTIONS if isinstance(each.trigger, TableStream | ReceivedMail | Moments)]
QUEUES = [(each, queue) for each in FUNCTIONS for queue in each.queues]


def lambda_id(core: Template, each: Function) -> str:
    return core.named("AWS::Lambda::Function", f"{pascal(each.name)}Function")


def alarms_on(core: Template, metric: str, **dimensions: str) -> list[dict[str, Any]]:
    """Alarms on a metric of the resource whose logical id each dimension names."""
    found = []
    for alarm in core.properties("AWS::CloudWatch::Alarm"):
        said = {each["Name"]: json.dumps(each["Value"]) for each in alarm.get("Dimensions", [])}
        if alarm.get("MetricName") == metric and all(value in said.get(key, "") for key, value in dimensions.items()):
            found.append(alarm)
    return found


def test_the_table_is_the_key_design(small: Stacks) -> None:
    table = small.core.only("AWS::DynamoDB::Table")
    assert table["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    assert {each["AttributeType"] for each in table["AttributeDefinitions"]} == {"S"}
    indexes = {
        each["IndexName"]: ([key["AttributeName"] for key in each["KeySchema"]], each["Projection"])
        for each in table["GlobalSecondaryIndexes"]
    }
    row = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["d"]}
    assert indexes == {
        "gsi1": (["g1pk", "g1sk"], row),
        "gsi2": (["g2pk", "g2sk"], row),
        "gsi3": (["g3pk", "g3sk"], {"ProjectionType": "KEYS_ONLY"}),
        "gsi4": (["g4pk", "g4sk"], {"ProjectionType": "KEYS_ONLY"}),
        "gsi5": (["g5pk", "g5sk"], row),
    }
    assert "LocalSecondaryIndexes" not in table


def test_the_table_is_safe(small: Stacks) -> None:
    table = small.core.only("AWS::DynamoDB::Table")
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["SSESpecification"]["SSEType"] == "KMS"
    assert table["SSESpecification"]["KMSMasterKeyId"]["Fn::GetAtt"][0] in small.core.resources("AWS::KMS::Key")
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["DeletionProtectionEnabled"] is True
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}


def test_the_key_is_rotated(small: Stacks) -> None:
    assert small.core.only("AWS::KMS::Key")["EnableKeyRotation"] is True


@pytest.mark.parametrize("each", FUNCTIONS, ids=lambda each: each.name)
def test_a_lambda_is_what_the_topology_says(small: Stacks, each: Function) -> None:
    made = small.core.body["Resources"][lambda_id(small.core, each)]["Properties"]
    assert made["Handler"] == f"functions.{each.name}.handler.handler"
    assert (made["Runtime"], made["Architectures"]) == ("python3.13", ["arm64"])
    assert (made["MemorySize"], made["Timeout"]) == (each.memory_mb, each.timeout_seconds)
    assert made["TracingConfig"] == {"Mode": "Active" if each.traced else "PassThrough"}
    assert len(made["Layers"]) == len(each.layers)
    assert set(made["Environment"]["Variables"]) == {f"LAMBDESK_{setting.name}" for setting in each.environment}
    assert made["LoggingConfig"]["LogGroup"]["Ref"] in small.core.resources("AWS::Logs::LogGroup")
    assert "SnapStart" not in made


def test_no_lambda_is_outside_the_topology(small: Stacks) -> None:
    assert len(small.core.resources("AWS::Lambda::Function")) == len(FUNCTIONS)


def test_snap_start_serves_a_version(large: Stacks) -> None:
    for each in large.core.properties("AWS::Lambda::Function"):
        assert each["SnapStart"] == {"ApplyOn": "PublishedVersions"}
    assert len(large.core.resources("AWS::Lambda::Alias")) == len(FUNCTIONS)
    for mapping in large.core.properties("AWS::Lambda::EventSourceMapping"):
        assert "Live" in json.dumps(mapping["FunctionName"])


def of_api(core: Template, kind: str, protocol: str) -> list[dict[str, Any]]:
    """The routes or stages of the HTTP or the WebSocket API."""
    apis = core.resources("AWS::ApiGatewayV2::Api")
    (api,) = [name for name, each in apis.items() if each["Properties"]["ProtocolType"] == protocol]
    return [each for each in core.properties(f"AWS::ApiGatewayV2::{kind}") if each["ApiId"] == {"Ref": api}]


def test_every_route_asks_the_authorizer_but_the_sign_in(small: Stacks) -> None:
    (door,) = [each for each in FUNCTIONS if isinstance(each.trigger, Http)]
    assert isinstance(door.trigger, Http)
    routes = {each["RouteKey"]: each["AuthorizationType"] for each in of_api(small.core, "Route", "HTTP")}
    opened = {f"{method} {path}": "NONE" for method, path in door.trigger.open_routes}
    assert routes == {"$default": "CUSTOM", **opened}


def test_the_authorizer_sees_the_header_and_answers_simply(small: Stacks) -> None:
    made = small.core.only("AWS::ApiGatewayV2::Authorizer")
    assert made["IdentitySource"] == ["$request.header.Authorization"]
    assert (made["AuthorizerPayloadFormatVersion"], made["EnableSimpleResponses"]) == ("2.0", True)
    assert made["AuthorizerResultTtlInSeconds"] == 60


def test_the_api_is_throttled_and_its_log_holds_no_address(small: Stacks) -> None:
    (stage,) = of_api(small.core, "Stage", "HTTP")
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == 100
    assert "Ip" not in stage["AccessLogSettings"]["Format"]
    assert "path" not in stage["AccessLogSettings"]["Format"]


def test_sockets_reach_one_lambda_and_their_log_holds_no_ticket(small: Stacks) -> None:
    routes = of_api(small.core, "Route", "WEBSOCKET")
    assert {each["RouteKey"] for each in routes} == {"$connect", "$disconnect", "$default"}
    (stage,) = of_api(small.core, "Stage", "WEBSOCKET")
    assert stage["StageName"] == "ws"
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == 100
    for word in ("Ip", "path", "query", "ticket"):
        assert word not in stage["AccessLogSettings"]["Format"]


def test_sockets_are_written_to_and_ended_and_nothing_else(small: Stacks) -> None:
    allowed = [
        (name, statement)
        for name, policy in small.core.resources("AWS::IAM::Policy").items()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if "execute-api" in json.dumps(statement["Action"])
    ]
    assert {name.partition("Role")[0] for name, _ in allowed} == {"Websocket", "Push"}
    for _, statement in allowed:
        assert statement["Action"] == "execute-api:ManageConnections"
        ends = [json.dumps(each)[-30:] for each in statement["Resource"]]
        assert all("/@connections/*" in each for each in ends)
        assert all("SocketsApi" in json.dumps(each) for each in statement["Resource"])


def test_staff_are_made_by_administrators(small: Stacks) -> None:
    pool = small.core.only("AWS::Cognito::UserPool")
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12
    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("OPTIONAL", ["SOFTWARE_TOKEN_MFA"])
    assert pool["DeletionProtection"] == "ACTIVE"
    (tenant,) = [each for each in pool["Schema"] if each["Name"] == "tenant"]
    assert tenant["Mutable"] is False


def test_the_client_cannot_change_its_tenant_or_address(small: Stacks) -> None:
    client = small.core.only("AWS::Cognito::UserPoolClient")
    assert client["GenerateSecret"] is False
    assert set(client["ExplicitAuthFlows"]) == {"ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"}
    assert client["WriteAttributes"] == ["name"]
    assert "custom:tenant" in client["ReadAttributes"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["EnableTokenRevocation"] is True
    assert client["RefreshTokenRotation"]["Feature"] == "ENABLED"
    units = client["TokenValidityUnits"]
    assert (client["IdTokenValidity"], units["IdToken"]) == (15, "minutes")


def polling(core: Template, source: dict[str, Any]) -> dict[str, Any]:
    (found,) = [each for each in core.properties("AWS::Lambda::EventSourceMapping") if each["EventSourceArn"] == source]
    return found


def test_only_inserted_events_reach_the_relay(small: Stacks) -> None:
    relay = {"Ref": lambda_id(small.core, function("relay"))}
    (stream,) = [
        each
        for each in small.core.properties("AWS::Lambda::EventSourceMapping")
        if "StartingPosition" in each and each["FunctionName"] == relay
    ]
    wanted = [
        {"eventName": ["INSERT"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": prefix}]}}}} for prefix in ("E#", "O#")
    ]
    assert [json.loads(each["Pattern"]) for each in stream["FilterCriteria"]["Filters"]] == wanted
    assert stream["BisectBatchOnFunctionError"] is True
    assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    # An outage of the bus is outlasted: as long as the stream itself keeps a record.
    assert (stream["MaximumRetryAttempts"], stream["MaximumRecordAgeInSeconds"]) == (1000, 24 * 60 * 60)


def test_the_relay_may_put_aside_what_nobody_can_read(small: Stacks) -> None:
    """The stream tries for a day, so the relay itself keeps poison where the alarm looks."""
    queue = small.core.named("AWS::SQS::Queue", "ConsumersRelayDlq")
    made = small.core.resources("AWS::Lambda::Function")[lambda_id(small.core, function("relay"))]["Properties"]
    assert made["Environment"]["Variables"]["LAMBDESK_RELAY_DEAD_LETTERS_URL"] == {"Ref": queue}
    statements = [
        each
        for policy in small.core.properties("AWS::IAM::Policy")
        if policy["Roles"] == [{"Ref": made["Role"]["Fn::GetAtt"][0]}]
        for each in policy["PolicyDocument"]["Statement"]
    ]
    may = [each for each in statements if each["Resource"] == {"Fn::GetAtt": [queue, "Arn"]}]
    assert "sqs:SendMessage" in str(may)


def rule_of(core: Template, queue: BusQueue) -> dict[str, Any]:
    """The rule that fills a queue."""
    arn = {"Fn::GetAtt": [core.named("AWS::SQS::Queue", f"Consumers{pascal(queue.queue)}Queue"), "Arn"]}
    (found,) = [each for each in core.properties("AWS::Events::Rule") if each["Targets"][0]["Arn"] == arn]
    return found


@pytest.mark.parametrize(("each", "queue"), QUEUES, ids=lambda each: getattr(each, "queue", ""))
def test_the_events_of_a_queue_reach_it_and_its_lambda(small: Stacks, each: Function, queue: BusQueue) -> None:
    pattern = rule_of(small.core, queue)["EventPattern"]
    assert (pattern["source"], pattern["detail-type"]) == (["lambdesk"], list(queue.consumes))
    wanted = {name: list(values) for name, values in queue.data}
    assert pattern.get("detail", {"data": {}}) == {"data": wanted}
    name = small.core.named("AWS::SQS::Queue", f"Consumers{pascal(queue.queue)}Queue")
    fed = polling(small.core, {"Fn::GetAtt": [name, "Arn"]})
    assert fed["FunctionName"] == {"Ref": lambda_id(small.core, each)}
    assert fed["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    made = small.core.body["Resources"][name]["Properties"]
    assert made["VisibilityTimeout"] == 6 * each.timeout_seconds
    dead = made["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    watched(small.core, dead)
    assert len(alarms_on(small.core, "ApproximateAgeOfOldestMessage", QueueName=name)) == 1


def schedule_of(core: Template, name: str) -> Any:
    """The schedule that calls this Lambda again and again."""
    target = {"Fn::GetAtt": [lambda_id(core, function(name)), "Arn"]}
    (found,) = [each for each in core.properties("AWS::Scheduler::Schedule") if each["Target"]["Arn"] == target]
    return found


def test_the_sweep_comes_every_five_minutes(small: Stacks) -> None:
    sweep = schedule_of(small.core, "timer")
    assert sweep["ScheduleExpression"] == "rate(5 minutes)"
    assert json.loads(sweep["Target"]["Input"]) == {"sweep": True}


def test_the_index_without_a_tenant_is_read_by_the_timer_alone(small: Stacks) -> None:
    readers = {
        json.dumps(each["Roles"])
        for each in small.core.properties("AWS::IAM::Policy")
        if "gsi4" in json.dumps(each["PolicyDocument"])
    }
    assert len(readers) == 1
    assert "TimerRole" in readers.pop()


def test_chains_are_seen_by_the_door_and_run_by_the_worker(small: Stacks) -> None:
    allowed = {
        (name.partition("Role")[0], action)
        for name, policy in small.core.resources("AWS::IAM::Policy").items()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
        if action.startswith("states:") and "-escalation" in json.dumps(statement["Resource"])
    }
    runs = {("Worker", "states:StartExecution"), ("Worker", "states:StopExecution")}
    assert allowed == {("HttpApi", "states:DescribeExecution"), *runs}


def test_a_chain_waits_and_calls_worker_until_the_ticket_says_no(small: Stacks) -> None:
    machine = small.core.only("AWS::StepFunctions::StateMachine")
    states = json.loads(machine["DefinitionString"])["States"]
    assert states["Wait"] == {"Type": "Wait", "TimestampPath": "$.at", "Next": "Call"}
    assert states["Going"]["Default"] == "Done"
    assert machine["DefinitionSubstitutions"]["Worker"] == {
        "Fn::GetAtt": [lambda_id(small.core, function("worker")), "Arn"]
    }
    assert machine["LoggingConfiguration"]["Level"] == "ALL"


def watched(core: Template, queue: str) -> None:
    """A dead-letter queue keeps what it gets for two weeks, and says so."""
    assert core.body["Resources"][queue]["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 3600
    (alarm,) = alarms_on(core, "ApproximateNumberOfMessagesVisible", QueueName=queue)
    assert alarm["Threshold"] == 1
    assert alarm["AlarmActions"] == [{"Ref": core.named("AWS::SNS::Topic", "Alarms")}]


@pytest.mark.parametrize("each", CONSUMERS, ids=lambda each: each.name)
def test_what_a_consumer_cannot_handle_is_kept_with_an_alarm(small: Stacks, each: Function) -> None:
    here = {"Ref": lambda_id(small.core, each)}
    kinds = ("AWS::Lambda::EventSourceMapping", "AWS::Lambda::EventInvokeConfig")
    (found,) = [made for kind in kinds for made in small.core.properties(kind) if made["FunctionName"] == here]
    watched(small.core, found["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0])


@pytest.mark.parametrize("each", FUNCTIONS, ids=lambda each: each.name)
def test_an_error_of_a_lambda_raises_an_alarm_or_holds_up_what_has_one(small: Stacks, each: Function) -> None:
    own = alarms_on(small.core, "Errors", FunctionName=lambda_id(small.core, each))
    late = alarms_on(small.core, "IteratorAge", FunctionName=lambda_id(small.core, each))
    names = [pascal(queue.queue) + "Queue" for queue in each.queues]
    queues = [
        alarm for name in names for alarm in alarms_on(small.core, "ApproximateAgeOfOldestMessage", QueueName=name)
    ]
    assert bool(own) != bool(late or queues)
    assert len(own) <= 1
    assert len(queues) == len(each.queues)


def test_a_late_stream_raises_an_alarm(small: Stacks) -> None:
    assert len(alarms_on(small.core, "IteratorAge", FunctionName=lambda_id(small.core, function("relay")))) == 1


def secret(stacks: Stacks, name: str) -> dict[str, Any]:
    kind = "AWS::SecretsManager::Secret"
    found: dict[str, Any] = stacks.core.resources(kind)[stacks.core.named(kind, name)]["Properties"]
    return dict(found["GenerateSecretString"])


def test_what_the_edge_shows_is_made_on_aws_and_long(small: Stacks) -> None:
    assert secret(small, "EdgeSecret") == {"ExcludePunctuation": True, "PasswordLength": 64}


def test_the_signing_secret_is_made_on_aws(small: Stacks) -> None:
    made = secret(small, "SigningSecret")
    assert json.loads(made["SecretStringTemplate"]) == {"current": "a"}
    assert (made["GenerateStringKey"], made["PasswordLength"]) == ("a", 64)


def test_what_the_place_knows_may_be_left_to_aws(small: Stacks) -> None:
    given = {name: each for name, each in small.core.body["Parameters"].items() if name != "BootstrapVersion"}
    addresses = {"TokenIssuer", "JwksUrl", "Origin", "ContentUrl", "WebSocketUrl", "SocketEndpoint"}
    assert set(given) == {*addresses, "SignUpDomain"}
    assert {each["Default"] for each in given.values()} == {""}


def test_the_outputs_are_there(small: Stacks) -> None:
    assert set(small.core.body["Outputs"]) >= OUTPUTS


def test_the_bus_keeps_an_archive(small: Stacks, large: Stacks) -> None:
    assert small.core.only("AWS::Events::Archive")["RetentionDays"] == 30
    assert large.core.only("AWS::Events::Archive")["RetentionDays"] == 180


def test_browsers_put_files_into_one_corner_of_the_content_bucket(small: Stacks) -> None:
    buckets = small.core.properties("AWS::S3::Bucket")
    (content,) = [each for each in buckets if "CorsConfiguration" in each]
    (rule,) = content["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["PUT"]
    assert rule["AllowedHeaders"] == ["content-type", "x-amz-checksum-sha256"]
    assert rule["AllowedOrigins"] != ["*"]
    rules = {each["Id"]: each for each in content["LifecycleConfiguration"]["Rules"]}
    assert (rules["unclaimed"]["Prefix"], rules["unclaimed"]["ExpirationInDays"]) == ("uploads/", 2)
