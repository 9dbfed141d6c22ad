"""The Lambda behind the HTTP API."""

import gc

# What a start imports stays for good: looking through it again and again would be a twentieth of the start.
gc.disable()

from functions.http_api.app import entry  # noqa: E402
from lambdesk.tenancy import Scoped  # noqa: E402

_product = Scoped()
# Nearly every request takes a tenant's credentials and reads the table: what both need is loaded while the start is not
# yet paid for by a caller.
_ = _product.table, _product.tenant_sessions
handler = entry(_product)

gc.freeze()
gc.enable()
