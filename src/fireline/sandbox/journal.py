"""What happened at the wire: each call of the Web API, each envelope to the app. One sequence numbers both."""

import time
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Literal

from fireline.sandbox.state import Json

EnvelopeKind = Literal["event", "command", "interaction"]


@dataclass
class Call:
    """One call of a Web API method, with its arguments and what came of it (the token is left out)."""

    seq: int
    method: str
    args: Json
    machine: float
    story: str
    ok: bool | None = None
    error: str | None = None
    status: int | None = None
    fault: str | None = None
    ms: float | None = None


@dataclass
class Attempt:
    """One try to hand an envelope to the app."""

    machine: float
    number: int
    ok: bool
    status: int | None
    reason: str
    ms: float


@dataclass
class Envelope:
    """One payload for the app: what it says, and how its tries went."""

    seq: int
    id: str
    kind: EnvelopeKind
    what: str
    body: Json
    story: str
    attempts: list[Attempt] = field(default_factory=list)
    state: Literal["waiting", "acked", "failed", "dropped"] = "waiting"

    @property
    def is_acked(self) -> bool:
        return self.state == "acked"


class Journal:
    """Everything said at the wire since the start or the last reset."""

    def __init__(self) -> None:
        self.seq = 0
        self.calls: list[Call] = []
        self.envelopes: list[Envelope] = []

    def next(self) -> int:
        """The next number of the one sequence."""
        self.seq += 1
        return self.seq

    def begin(self, method: str, args: Json, story: str) -> Call:
        """Notes a call at its arrival, so that a held one is seen too."""
        call = Call(self.next(), method, args, time.time(), story)
        self.calls.append(call)
        return call

    def post(self, id_: str, kind: EnvelopeKind, what: str, body: Json, story: str) -> Envelope:
        """Notes a payload for the app as it is now: what happens later must not show in a retry."""
        envelope = Envelope(self.next(), id_, kind, what, deepcopy(body), story)
        self.envelopes.append(envelope)
        return envelope
