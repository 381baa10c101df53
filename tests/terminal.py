"""Commands of the program, typed beside a room: on one thread that lives as long as the tests do.

A thread that ran an event loop of its own leaves a greenlet to be taken away after it. CPython 3.11 does that between
two instructions of whoever runs then; when a second such thread ends meanwhile and a tracer is on (coverage), it never
comes back from there.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from fireline.cli import main

_THREAD = ThreadPoolExecutor(1, thread_name_prefix="terminal")


async def enter(*words: object) -> int:
    """Types `fireline WORDS`; gives its exit code."""
    return await asyncio.get_running_loop().run_in_executor(_THREAD, main, [str(word) for word in words])
