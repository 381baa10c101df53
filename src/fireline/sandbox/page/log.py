"""What the inspector shows: the last envelopes with the bot's acks, and its calls of the Web API."""

import json
from collections.abc import Iterator
from itertools import islice

from fireline.sandbox.journal import Call, Envelope, Journal
from fireline.sandbox.state import Json

MOST = 120
LONGEST = 6000  # characters of a payload: enough to read, little enough to send often


def news(journal: Journal, sent: dict[int, str]) -> Iterator[Json]:
    """The entries that are new or different since the last call; `sent` is kept for the next one."""
    calls = [_call(c) for c in islice(reversed(journal.calls), MOST)]
    envelopes = [_envelope(e) for e in islice(reversed(journal.envelopes), MOST)]
    latest = sorted(calls + envelopes, key=lambda entry: int(entry["seq"]))[-MOST:]
    now = {int(entry["seq"]): json.dumps(entry) for entry in latest}
    put = [entry for entry in latest if sent.get(int(entry["seq"])) != now[int(entry["seq"])]]
    begins = not sent or bool(now.keys().isdisjoint(sent))
    sent.clear()
    sent.update(now)
    if put:
        yield {"is": "log", "of": {"put": put, "begins": begins}}


def _call(call: Call) -> Json:
    return {
        "seq": call.seq,
        "kind": "call",
        "what": call.method,
        "state": _state(call),
        "error": call.error or call.fault,
        "ms": call.ms,
        "story": call.story,
        "detail": _detail(call.args),
    }


def _state(call: Call) -> str:
    """A call that a fault struck has no `ok`: nobody knows whether it took effect."""
    if call.ok:
        return "ok"
    return "waiting" if call.ms is None else "error"


def _envelope(envelope: Envelope) -> Json:
    last = envelope.attempts[-1] if envelope.attempts else None
    states = {"waiting": "waiting", "acked": "ok"}
    return {
        "seq": envelope.seq,
        "kind": envelope.kind,
        "what": envelope.what,
        "state": states.get(envelope.state, "error"),
        "error": last.reason if last is not None and not last.ok else None,
        "tries": len(envelope.attempts),
        "ms": last.ms if last is not None else None,
        "story": envelope.story,
        "detail": _detail(envelope.body),
    }


def _detail(body: Json) -> str:
    return json.dumps(body, indent=1, ensure_ascii=False, default=str)[:LONGEST]
