"""A local Slack whose story stands still, a bare app behind it, and the real SDK's client in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from fireline.sandbox import Sandbox
from tests.sandbox.listener import Listener

MANIFEST = Path(__file__).with_name("manifest.yml")
STORY_BEGINS = datetime(2017, 1, 31, 21, 0, tzinfo=UTC)


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listener = await Listener.start()
    yield listener
    await listener.stop()


@pytest.fixture
async def sandbox(listener: Listener) -> AsyncIterator[Sandbox]:
    sandbox = await Sandbox.start(
        MANIFEST, at=STORY_BEGINS, events_url=listener.url, retries=(0, 0.05, 0.1), ack_within=0.5
    )
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            token=sandbox.settings.bot_token, base_url=sandbox.api_url, session=session, retry_handlers=[]
        )
