"""What every test may ask for, and how the log looks in a test's report."""

from __future__ import annotations

import gc

import pytest
import structlog
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.databases"]

# How long an example takes says more about the machine than about the code.
settings.register_profile("fireline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fireline")
# Rooms are opened and thrown away by the hundred: the default looks for garbage far too often (6 % of the time).
gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """A traceback in colours and boxes takes a second to draw; some tests provoke dozens."""
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], renderer])
