"""Structured logs: one constant sentence, the facts beside it in fields. Never tokens, never what people wrote."""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog


def configure(style: Literal["json", "console"], *, level: int = logging.INFO) -> None:
    """Sends our own logs and those of the libraries to standard error, in one form."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # Bolt logs whole request bodies at INFO, which may hold what people wrote.
    for chatty in ("slack_sdk", "aiohttp.access", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns at every start that it ignores the token, which is just what slack/bolt.py asks of it.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
