"""The record of a tenant's export, in memory."""

from lambdesk.adapters.memory.state import Store
from lambdesk.tenants.exporting.model import TenantExport


class MemoryExportStore(Store):
    """The ExportStore in dicts."""

    def tenant_export(self, tenant: str) -> TenantExport | None:
        return self._state.get(tenant, TenantExport)
