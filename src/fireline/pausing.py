"""Workspaces whose token Slack refuses: everything for them waits, and one delivery at a time tries it out again."""

from __future__ import annotations

import time
from datetime import timedelta

import structlog

log = structlog.get_logger("fireline.delivery")


class Pauses:
    """Which workspaces wait, and for how long. Machine time."""

    def __init__(self, *, paused_for: timedelta, probe_for: timedelta) -> None:
        self._paused_for = paused_for.total_seconds()
        self._probe_for = probe_for.total_seconds()
        self._until: dict[str, float] = {}

    @property
    def workspaces(self) -> frozenset[str]:
        return frozenset(self._until)

    def pause(self, workspace_id: str, reason: str) -> timedelta:
        """Slack refused the token; gives how long to wait. Said once, loudly."""
        if workspace_id not in self._until:
            log.error("Slack refuses our token; this workspace waits.", workspace=workspace_id, reason=reason)
        self._until[workspace_id] = time.monotonic() + self._paused_for
        return timedelta(seconds=self._paused_for)

    def wait(self, workspace_id: str) -> timedelta | None:
        """How long a delivery has to wait; None when it may leave. The first after a pause tries the token out."""
        if workspace_id not in self._until:
            return None
        left = self._until[workspace_id] - time.monotonic()
        if left > 0:
            return timedelta(seconds=left)
        self._until[workspace_id] = time.monotonic() + self._probe_for
        return None

    def resume(self, workspace_id: str) -> None:
        """Slack answered as it should."""
        if self._until.pop(workspace_id, None) is not None:
            log.info("Slack takes our token again.", workspace=workspace_id)
