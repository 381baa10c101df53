"""Faults of the Web API, by rule: which call, before or after its effect, and what goes wrong."""

import asyncio
import random
from dataclasses import dataclass, field

KINDS = {"429", "500", "503", "reset", "cut_body", "hang", "slow", "hold"}


@dataclass
class Rule:
    """One rule. `kind` is one of KINDS or a Slack error code.

    It strikes from the `nth` matching call on, or each with `probability`, `times` times (None: for ever).
    `seconds` is for hang, slow and Retry-After. `when` is "before" or "after" the effect.
    """

    kind: str
    method: str = "*"
    when: str = "before"
    nth: int = 1
    probability: float | None = None
    seed: int = 0
    times: int | None = 1
    seconds: float = 1.0
    args: dict[str, str] = field(default_factory=dict)
    id: int = 0
    seen: int = 0
    struck: int = 0
    dice: random.Random | None = field(default=None, repr=False)

    def strikes(self, method: str, args: dict[str, object]) -> bool:
        """Whether this call is one of those; it counts the calls that match."""
        if self.method not in ("*", method) or any(str(args.get(k)) != v for k, v in self.args.items()):
            return False
        self.seen += 1
        if self.times is not None and self.struck >= self.times:
            return False
        if not self._chosen():
            return False
        self.struck += 1
        return True

    def _chosen(self) -> bool:
        if self.probability is None:
            return self.seen >= self.nth
        self.dice = self.dice or random.Random(self.seed)
        return self.dice.random() < self.probability


@dataclass
class Held:
    """A call that a rule holds; `release` lets it go."""

    id: int
    seq: int
    method: str
    when: str
    release: asyncio.Event = field(default_factory=asyncio.Event, repr=False)


class Faults:
    """The rules in force and the calls they hold."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.held: list[Held] = []
        self.holding = asyncio.Event()
        self._ids = 0

    def add(self, rule: Rule) -> int:
        """Puts a rule in force; gives its id."""
        self._ids += 1
        rule.id = self._ids
        self.rules.append(rule)
        return rule.id

    def clear(self, rule_id: int | None = None) -> None:
        """Takes one rule, or all, out of force, and lets go what they hold."""
        self.rules = [rule for rule in self.rules if rule_id is not None and rule.id != rule_id]
        if rule_id is None:
            self.release()

    def striking(self, method: str, args: dict[str, object]) -> Rule | None:
        """The first rule that strikes this call."""
        return next((rule for rule in self.rules if rule.strikes(method, args)), None)

    async def hold(self, seq: int, method: str, when: str) -> None:
        """Keeps a call until it is released."""
        self._ids += 1
        held = Held(self._ids, seq, method, when)
        self.held.append(held)
        self.holding.set()
        try:
            await held.release.wait()
        finally:
            self.held.remove(held)
            if not self.held:
                self.holding.clear()

    def release(self, held_id: int | None = None) -> int:
        """Lets held calls go on; gives how many."""
        going = [held for held in self.held if held_id in (None, held.id)]
        for held in going:
            held.release.set()
        return len(going)
