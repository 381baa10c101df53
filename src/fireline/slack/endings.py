"""What an answer of Slack's means for the delivery: no, no for ever, or nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp

from fireline.core.couriers import Lapsed, Unauthorized
from fireline.core.errors import GiveUp, RetryLater
from fireline.slack.methods import method_named

UNAUTHORIZED = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "org_login_required"}
)
# Refused for the moment, without an effect.
LATER = frozenset({"ratelimited", "rate_limited", "accesslimited", "team_added_to_org"})
# Slack's own trouble, which may come before the effect or after it.
UNKNOWN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
# The moment for these has passed; sending them again would help nobody.
LAPSED = frozenset({"expired_trigger_id", "exchanged_trigger_id", "expired_url", "used_url", "user_not_in_channel"})
# When Slack does not say how long a 429 lasts.
DEFAULT_RETRY_AFTER = timedelta(seconds=30)


class SlackRefused(GiveUp):
    """Slack's certain no: `error` is its own word (`channel_not_found`)."""

    def __init__(self, method: str, error: str, answer: Mapping[str, Any]) -> None:
        super().__init__(f"{method}: {error}")
        self.error = error
        self.answer = answer


def refusal(method: str, error: str, answer: Mapping[str, Any]) -> Exception:
    """What a clear `ok: false` means."""
    said = f"{method}: {error}"
    if error in UNAUTHORIZED:
        return Unauthorized(said)
    if error in LATER:
        return RetryLater(said)
    if error in UNKNOWN:
        return RetryLater(said, unknown=True)
    if error in LAPSED or error in method_named(method).over:
        return Lapsed(said)
    return SlackRefused(method, error, answer)


def bad_status(method: str, status: int, headers: Mapping[str, str]) -> Exception:
    """What an HTTP status means when the body says nothing that can be used."""
    said = f"{method}: HTTP {status}"
    if status == 429:
        return RetryLater(said, after=retry_after(headers))
    if status >= 500 or status == 408 or status < 300:
        return RetryLater(said, unknown=True)
    return GiveUp(said)


def broken_line(method: str, error: aiohttp.ClientError | TimeoutError | OSError) -> RetryLater:
    """What a broken connection means: without one nothing can have happened, after that everything can."""
    never_left = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    return RetryLater(f"{method}: {type(error).__name__}", unknown=not never_left)


def retry_after(headers: Mapping[str, str]) -> timedelta:
    """Slack's own wait."""
    try:
        return timedelta(seconds=max(0.0, float(headers.get("Retry-After", ""))))
    except ValueError:
        return DEFAULT_RETRY_AFTER
