"""The local Slack: Web API, signed events, Socket Mode, people who type, and faults. It knows nothing of the bot."""

from fireline.sandbox.errors import PersonRefusedError
from fireline.sandbox.outcome import Outcome
from fireline.sandbox.sandbox import Sandbox
from fireline.sandbox.seen import Seen, SeenView
from fireline.sandbox.settings import DELAYED_EVENTS, SLACK_RETRIES, Settings

__all__ = [
    "DELAYED_EVENTS",
    "SLACK_RETRIES",
    "Outcome",
    "PersonRefusedError",
    "Sandbox",
    "Seen",
    "SeenView",
    "Settings",
]
