"""Which roles there are, and when the channel hears that nobody leads: values only."""

from __future__ import annotations
