"""How a local Slack is set up."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from fireline.sandbox.manifest import Manifest

Mode = Literal["http", "socket"]

# Slack's own: at once, after a minute, after five more.
SLACK_RETRIES = (0.0, 60.0, 300.0)
# Slack's "Delayed Events": hourly for a day after the three.
DELAYED_EVENTS = tuple(3600.0 for _ in range(24))


@dataclass
class Settings:
    """What `Sandbox.start` and the command line may choose. Seconds are machine seconds."""

    manifest: Manifest
    mode: Mode = "http"
    events_url: str | None = None
    signing_secret: str = "local-signing-secret"
    bot_token: str = "xoxb-local-fireline"
    app_token: str = "xapp-local-fireline"
    retries: tuple[float, ...] = SLACK_RETRIES
    ack_within: float = 3.0
    trigger_lives: float = 3.0
    response_url_lives: float = 1800.0
    bot_channels: tuple[str, ...] = ("incidents", "stakeholders")
    state_file: Path | None = None
    is_open: bool = False  # whether other machines may look at the page, act in it and steer the clock
    verification_token: str = field(default="local-verification-token", repr=False)
