"""What happened to a tenant as a whole. Names, addresses and colours are in the record."""

from dataclasses import dataclass

from lambdesk.kit.events import event_type


@event_type("tenant.changed")
@dataclass(frozen=True)
class TenantChanged:
    """Somebody set something of the workspace; `fields` are the names of what is another now."""

    fields: tuple[str, ...]


@event_type("tenant.mail_domain_added")
@dataclass(frozen=True)
class TenantMailDomainAdded:
    """From now on the workspace may have addresses of this mail domain, and nobody else may."""

    domain: str


@event_type("tenant.suspended")
@dataclass(frozen=True)
class TenantSuspended:
    """Every door is closed from now on; mail that comes in waits."""

    reason: str


@event_type("tenant.resumed")
@dataclass(frozen=True)
class TenantResumed:
    """The doors are open again."""

    reason: str


@event_type("tenant.deletion_asked")
@dataclass(frozen=True)
class TenantDeletionAsked:
    """All of it goes at `delete_at`, unless somebody brings it back before."""

    delete_at: str


@event_type("tenant.export_asked")
@dataclass(frozen=True)
class TenantExportAsked:
    """Somebody wants to take all of the workspace's data along."""

    export_id: str


@event_type("tenant.export_continued")
@dataclass(frozen=True)
class TenantExportContinued:
    """So many parts of it are written, and there is more."""

    export_id: str
    parts: int


@event_type("tenant.export_finished")
@dataclass(frozen=True)
class TenantExportFinished:
    """All of it is written."""

    export_id: str
    parts: int
    lines: int
    files: int
