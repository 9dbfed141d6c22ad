"""The buckets of raw mail and of content."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from lambdesk.conversations.ports import Stored
from lambdesk.kit.errors import LambdeskError, NotFound, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_RAW = "raw/"
_RECEIPT = "receipt/"
_MISSING = {"NoSuchKey", "404", "NotFound"}


def _told(error: Exception) -> LambdeskError:
    missing = isinstance(error, ClientError) and error.response["Error"]["Code"] in _MISSING
    return NotFound() if missing else Unavailable()


class _Bucket:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def _get(self, key: str) -> bytes:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error

    def _put(self, key: str, data: bytes, media_type: str) -> None:
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=media_type)
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error


class S3RawMail(_Bucket):
    """`raw/<id>` as SES stores it, and `receipt/<id>.json` beside it. Raises NotFound or Unavailable."""

    def read(self, raw_id: str) -> bytes:
        return self._get(_RAW + raw_id)

    def put(self, raw_id: str, raw: bytes) -> None:
        self._put(_RAW + raw_id, raw, "message/rfc822")

    def keep_receipt(self, raw_id: str, receipt: dict[str, Any]) -> None:
        data = json.dumps(receipt, ensure_ascii=False, separators=(",", ":")).encode()
        self._put(f"{_RECEIPT}{raw_id}.json", data, "application/json")

    def receipt(self, raw_id: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads(self._get(f"{_RECEIPT}{raw_id}.json"))
        except NotFound:
            return None
        return found

    def received_since(self, moment: datetime) -> Iterator[tuple[str, datetime]]:
        """The whole prefix is listed, 1,000 a page: ids of mails are not in the order of time."""
        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=_RAW)
            for page in pages:
                for entry in page.get("Contents", []):
                    if entry["LastModified"] >= moment:
                        yield entry["Key"].removeprefix(_RAW), entry["LastModified"]
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error


class S3Content(_Bucket):
    """Attachments and long bodies. `origin` says which origin serves them; it is asked when a link is made."""

    def __init__(self, client: "S3Client", bucket: str, origin: Callable[[], str]) -> None:
        super().__init__(client, bucket)
        self._origin = origin

    def put(self, key: str, data: bytes, media_type: str) -> None:
        self._put(key, data, media_type)

    def read(self, key: str) -> bytes:
        return self._get(key)

    def link(self, key: str, name: str, media_type: str, lifetime_seconds: int) -> str:
        """Signed for S3's own host, shown under the content origin, which passes path and query on unchanged."""
        signed = urlsplit(
            self._client.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": key,
                    "ResponseContentDisposition": _download(name),
                    # Never a type that a browser would run, whatever the sender called it.
                    "ResponseContentType": media_type
                    if media_type.startswith("image/")
                    else "application/octet-stream",
                },
                ExpiresIn=lifetime_seconds,
            )
        )
        return f"{self._origin().rstrip('/')}{signed.path}?{signed.query}"

    def place(
        self, key: str, media_type: str, size: int, sha256: str, lifetime_seconds: int
    ) -> tuple[str, Mapping[str, str]]:
        """Straight to S3: length, type and checksum are signed, so that nothing else can be put there."""
        url = self._client.generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ContentType": media_type,
                "ContentLength": size,
                "ChecksumSHA256": sha256,
            },
            ExpiresIn=lifetime_seconds,
        )
        return url, {"content-type": media_type, "x-amz-checksum-sha256": sha256}

    def look(self, key: str) -> Stored | None:
        try:
            found = self._client.head_object(Bucket=self._bucket, Key=key, ChecksumMode="ENABLED")
        except ClientError as error:
            # Without the right to list a bucket, S3 says 403 of what is not there.
            if error.response["Error"]["Code"] in _MISSING | {"403"}:
                return None
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error
        return Stored(found["ContentLength"], found.get("ChecksumSHA256"))

    def begin(self, key: str, size: int) -> bytes:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key, Range=f"bytes=0-{size - 1}")["Body"].read()
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error

    def copy(self, source: str, target: str, media_type: str) -> None:
        try:
            self._client.copy_object(
                Bucket=self._bucket,
                Key=target,
                CopySource={"Bucket": self._bucket, "Key": source},
                MetadataDirective="REPLACE",
                ContentType=media_type,
                ChecksumAlgorithm="SHA256",
            )
        except (ClientError, BotoCoreError) as error:
            raise _told(error) from error


def _download(name: str) -> str:
    plain = "".join(char if (char.isascii() and char.isalnum()) or char in " ._-" else "_" for char in name) or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
