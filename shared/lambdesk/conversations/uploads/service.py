"""Files announced and claimed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdesk.conversations.model import Attachment
from lambdesk.conversations.ports import Files
from lambdesk.conversations.uploads import decide as uploads
from lambdesk.kit.context import Context
from lambdesk.kit.html import clean_html
from lambdesk.kit.signing import Keyring

PLACE_LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True)
class Place:
    """Where a browser puts a file, with these headers and until then."""

    upload_id: str
    url: str
    headers: Mapping[str, str]
    expires_at: datetime


class Uploads:
    """Files on their way into messages. `keys` is asked when an id is made or read."""

    def __init__(self, files: Files, keys: Callable[[], Keyring]) -> None:
        self._files = files
        self._keys = keys

    def begin(self, ctx: Context, name: str, media_type: str, size: int, sha256: str) -> Place:
        """A place for a file; raises Invalid for one that no message takes. Nothing is kept of it until it is used."""
        file = uploads.announced(ctx.tenant, ctx.derive_id("upl", ctx.now), name, media_type, size, sha256)
        seconds = int(PLACE_LIFETIME.total_seconds())
        url, headers = self._files.place(uploads.waiting_key(file), media_type, size, sha256, seconds)
        return Place(uploads.name_of(self._keys(), ctx.tenant, file), url, headers, ctx.now + PLACE_LIFETIME)

    def claim(self, tenant: str, upload_ids: Sequence[str], known: Sequence[Attachment] = ()) -> tuple[Attachment, ...]:
        """The files behind these ids, from now on kept for good; those of `known` are so already.

        Raises Invalid: `upload_unknown` for an id that is not ours, `upload_missing` for a file that never arrived,
        `upload_differs` for one that is not what was announced, `type_refused` for one that runs.
        """
        if not upload_ids:
            return ()
        keys, kept = self._keys(), {each.key: each for each in known}
        files = []
        for index, upload_id in enumerate(dict.fromkeys(upload_ids)):
            found = uploads.named(keys, tenant, upload_id)
            if found is None:
                raise uploads.refused(index, "is no upload of yours", "upload_unknown")
            files.append(found)
        uploads.check_together(files)
        return tuple(kept.get(each.key) or self._claim(index, each) for index, each in enumerate(files))

    def _claim(self, index: int, file: Attachment) -> Attachment:
        source = uploads.waiting_key(file)
        waiting = self._files.look(source)
        if waiting is None:
            source = file.key
            waiting = self._files.look(source)
        if waiting is None:
            raise uploads.refused(index, "this file never arrived; upload it again", "upload_missing")
        known = waiting.sha256 if waiting.sha256 and file.sha256 else file.sha256
        if (waiting.size, known) != (file.size, file.sha256):
            raise uploads.refused(index, "this file is not the one that was announced", "upload_differs")
        seen = uploads.seen_as(file, self._files.begin(source, uploads.SNIFFED_BYTES))
        if seen is None:
            raise uploads.refused(index, "files of this kind are not taken", "type_refused")
        if source != file.key:
            self._files.copy(source, file.key, seen.media_type)
        return seen

    def written(
        self, tenant: str, markup: str, upload_ids: Sequence[str], known: Sequence[Attachment] = ()
    ) -> tuple[str, tuple[Attachment, ...]]:
        """Clean HTML with its pictures by their own names, and the files, those marked that it shows."""
        files = self.claim(tenant, upload_ids, known)
        html = clean_html(markup)
        if files:
            names = [uploads.named(self._keys(), tenant, each) for each in dict.fromkeys(upload_ids)]
            html = uploads.to_own_names(html, self._keys(), tenant, [each for each in names if each])
        return html, uploads.shown_in(html, files)
