"""A bucket as a whole, with the older versions of its objects."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdesk.kit.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Whole:
    """The WholeBucket on S3. Raises Unavailable."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keys(self, prefix: str) -> Iterator[str]:
        try:
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
                yield from (each["Key"] for each in page.get("Contents", []))
        except (ClientError, BotoCoreError) as error:
            raise Unavailable from error

    def read(self, key: str) -> bytes:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except (ClientError, BotoCoreError) as error:
            raise Unavailable from error

    def remove(self, name: str) -> Iterator[int]:
        below = name.endswith("/")
        try:
            for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=name):
                found: list[Any] = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
                meant = [each for each in found if below or each["Key"] == name]
                named: Any = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in meant]
                if named:
                    answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": named, "Quiet": True})
                    if answer.get("Errors"):
                        raise Unavailable
                    yield len(named)
        except (ClientError, BotoCoreError) as error:
            raise Unavailable from error
