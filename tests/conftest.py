"""What holds for every test."""

# Imported before any client is made: clients of sessions that are older than moto would reach for the network.
import moto.core.models  # noqa: F401
from hypothesis import HealthCheck, settings

# A busy machine is no defect: no example is judged by its time.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples in every run, so that a change is judged by what it changes; `make test-long` looks for new ones.
settings.register_profile("lambdesk", settings.get_profile("search"), derandomize=True)
settings.load_profile("lambdesk")
