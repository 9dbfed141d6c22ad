"""The content bucket in a dict."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from lambdesk.conversations.ports import Stored
from lambdesk.kit.errors import NotFound


@dataclass
class MemoryContent:
    """Bytes by key. Addresses say what was asked for."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def put(self, key: str, data: bytes, media_type: str) -> None:
        self.kept[key] = data

    def read(self, key: str) -> bytes:
        if key not in self.kept:
            raise NotFound
        return self.kept[key]

    def link(self, key: str, name: str, media_type: str, lifetime_seconds: int) -> str:
        return f"http://content.example/{key}?name={name}&type={media_type}&for={lifetime_seconds}"

    def place(
        self, key: str, media_type: str, size: int, sha256: str, lifetime_seconds: int
    ) -> tuple[str, Mapping[str, str]]:
        return f"http://upload.example/{key}?size={size}&for={lifetime_seconds}", {"content-type": media_type}

    def look(self, key: str) -> Stored | None:
        data = self.kept.get(key)
        if data is None:
            return None
        return Stored(len(data), base64.b64encode(hashlib.sha256(data).digest()).decode())

    def begin(self, key: str, size: int) -> bytes:
        return self.read(key)[:size]

    def copy(self, source: str, target: str, media_type: str) -> None:
        self.kept[target] = self.read(source)
