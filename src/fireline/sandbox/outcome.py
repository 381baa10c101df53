"""What a person gets for what they did."""

from dataclasses import asdict, dataclass, field
from typing import Self

from fireline.sandbox.seen import Seen, SeenView, see_ephemeral, see_message, see_view
from fireline.sandbox.state import Json, User
from fireline.sandbox.world import World


@dataclass
class Outcome:
    """The result of one act. `error` is what Slack's client says when the app failed, or refused by Slack.

    `errors` are the complaints under the fields of a form. `modal` is what was on top of the screen when the app had
    answered; `shown` is looked up when it is asked for, so that an answer that comes later by response_url is there
    after `settle()`.
    """

    world: World = field(repr=False)
    user: User
    origin: str = ""
    since: int = 0
    ok: bool = True
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    ack_ms: float = 0.0
    status: int | None = None
    answer: Json | str | None = None
    posted: list[tuple[str, str]] = field(default_factory=list)
    modal: SeenView | None = None

    @property
    def all_shown(self) -> list[Seen]:
        """What this person alone was shown for it, oldest first, then what was posted to all in answer."""
        ws = self.world.ws
        mine = [e for e in ws.ephemerals if e.user == self.user.id and self._is_answer(e.origin, e.seq)]
        alone = [see_ephemeral(ws, kept) for kept in sorted(mine, key=lambda e: e.seq)]
        public = [(ws.channels[c], ts) for c, ts in self.posted if c in ws.channels]
        return alone + [see_message(ws, c, c.messages[ts]) for c, ts in public if ts in c.messages]

    def _is_answer(self, origin: str | None, seq: int) -> bool:
        return origin == self.origin if origin else seq > self.since

    @property
    def shown(self) -> Seen | None:
        """The latest of `all_shown`."""
        seen = self.all_shown
        return seen[-1] if seen else None

    def look(self) -> Self:
        """Notes which modal is on top of this person's screen, now that the app has answered."""
        stack = self.world.ws.stacks.get(self.user.id)
        self.modal = see_view(self.world.ws.views[stack[-1]]) if stack else None
        return self

    def told(self) -> Json:
        """The outcome as JSON."""
        return {
            "ok": self.ok,
            "error": self.error,
            "errors": self.errors,
            "ack_ms": self.ack_ms,
            "status": self.status,
            "answer": self.answer,
            "shown": [asdict(seen) for seen in self.all_shown],
            "modal": asdict(self.modal) if self.modal else None,
        }
