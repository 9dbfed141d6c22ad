"""How DynamoDB streams reach their Lambdas, as AWS does it: in order, again from the first record that failed."""

import json
import time
from dataclasses import dataclass
from typing import Any

USED = (
    "services.lambda_svc:_iter_all_esms",
    "services.lambda_svc:_get_func_record_for_qualifier",
    "services.lambda_svc:_apply_filter_criteria",
    "services.lambda_svc:_execute_function",
    "services.lambda_svc:_esm_backoff_until",
    "services.lambda_svc:_ESM_BACKOFF_SECONDS",
    "services.lambda_svc:_dynamodb_stream_positions",
    "services.lambda_svc:_send_ddb_stream_failure_record",
    "services.dynamodb:_tables",
    "services.dynamodb:stream_start_position",
    "services.dynamodb:stream_end_position",
    "services.dynamodb:stream_records_since",
    "core.responses:_request_account_id",
    "core.responses:_request_region",
)
"""The names of MiniStack this file relies on; checked when the mends are applied."""


@dataclass
class Window:
    """How a stream consumer stands with the records that failed: how many it takes at once, and the tries so far."""

    size: int
    tries: int = 0


class Streams:
    """The poller of DynamoDB stream consumers, as AWS delivers: in order, from the first record that failed."""

    def __init__(self) -> None:
        self.windows: dict[str, Window] = {}

    def poll(self) -> bool:
        """One pass over all consumers; True when one of them moved on."""
        from ministack.core import responses
        from ministack.services import lambda_svc

        moved = False
        for account, region, esm in lambda_svc._iter_all_esms():
            scope = (responses._request_account_id.set(account), responses._request_region.set(region))
            try:
                moved = self.deliver(esm) or moved
            finally:
                responses._request_account_id.reset(scope[0])
                responses._request_region.reset(scope[1])
        return moved

    def deliver(self, esm: dict[str, Any]) -> bool:
        from ministack.services import dynamodb, lambda_svc

        source, uuid = esm.get("EventSourceArn", ""), esm["UUID"]
        table = source.split("/stream/")[0].rpartition("/")[2] if ":dynamodb:" in source else ""
        function, _ = lambda_svc._get_func_record_for_qualifier(esm["FunctionName"], esm.get("Qualifier"))
        live = dynamodb._tables.get(table, {}).get("LatestStreamArn") == source
        waiting = lambda_svc._esm_backoff_until.get(uuid, 0) > time.time()
        if not (table and esm.get("Enabled", True) and function and live) or waiting:
            return False
        positions = lambda_svc._dynamodb_stream_positions
        first = dynamodb.stream_start_position(table)
        if uuid not in positions:
            end = dynamodb.stream_end_position(table)
            positions[uuid] = first if esm.get("StartingPosition") == "TRIM_HORIZON" else end
        positions[uuid] = max(positions[uuid], first)
        window = self.windows.setdefault(uuid, Window(esm.get("BatchSize", 100)))
        records = dynamodb.stream_records_since(table, positions[uuid], window.size)
        if not records:
            return False
        done = self.hand_over(esm, function, window, records)
        positions[uuid] += done
        return done > 0

    def hand_over(self, esm: dict[str, Any], function: dict[str, Any], window: Window, records: list[Any]) -> int:
        """Give the records to the function; answers how many of them are finished with."""
        from ministack.services import lambda_svc

        wanted = lambda_svc._apply_filter_criteria(records, esm)
        result = lambda_svc._execute_function(function, {"Records": wanted}) if wanted else {}
        done = len(records) if not result else first_failure(esm, result, records)
        if done == len(records):
            self.windows.pop(esm["UUID"], None)
            return done
        if done:
            window.size, window.tries = len(records) - done, 0
            return done
        lambda_svc._esm_backoff_until[esm["UUID"]] = time.time() + lambda_svc._ESM_BACKOFF_SECONDS
        if len(records) > 1 and esm.get("BisectBatchOnFunctionError"):
            window.size = len(records) // 2
            return 0
        window.tries += 1
        limit = int(esm.get("MaximumRetryAttempts", -1))
        if limit < 0 or window.tries <= limit:
            return 0
        lambda_svc._send_ddb_stream_failure_record(
            esm, function, wanted, esm["EventSourceArn"], result, "RetryAttemptsExhausted"
        )
        self.windows.pop(esm["UUID"], None)
        return len(records)


def first_failure(esm: dict[str, Any], result: dict[str, Any], records: list[Any]) -> int:
    """The index of the first record that the function did not finish; the number of records when it finished all."""
    if result.get("error"):
        return 0
    if "ReportBatchItemFailures" not in esm.get("FunctionResponseTypes", []):
        return len(records)
    body = result.get("body")
    answer = json.loads(body) if isinstance(body, str) and body.startswith("{") else body
    failures = answer.get("batchItemFailures") or [] if isinstance(answer, dict) else []
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    failed = [failure.get("itemIdentifier") for failure in failures]
    return min((numbers.index(number) if number in numbers else 0 for number in failed), default=len(records))
