"""The table as the Core stack makes it, for tests that bring their own DynamoDB."""

from typing import Any


def create_table(client: Any, name: str) -> None:
    """Keys, indexes and TTL; no stream, no encryption."""
    attributes = ["pk", "sk", "g1pk", "g1sk", "g2pk", "g2sk", "g3pk", "g3sk", "g4pk", "g4sk", "g5pk", "g5sk"]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=_keys("pk", "sk"),
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in attributes],
        GlobalSecondaryIndexes=[
            _index("gsi1", "g1", {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["d"]}),
            _index("gsi2", "g2", {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["d"]}),
            _index("gsi3", "g3", {"ProjectionType": "KEYS_ONLY"}),
            _index("gsi4", "g4", {"ProjectionType": "KEYS_ONLY"}),
            _index("gsi5", "g5", {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["d"]}),
        ],
    )
    client.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"})


def _index(name: str, short: str, projection: dict[str, Any]) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": _keys(f"{short}pk", f"{short}sk"), "Projection": projection}


def _keys(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]
