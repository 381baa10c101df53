"""What a benchmark hands back, and how a set of them is shown."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

MET = {True: "yes", False: "NO", None: ""}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured thing. `measured` is the ratio to the interleaved reference, unless `unit` says otherwise."""

    what: str
    must: str
    measured: float
    is_met: bool | None
    absolute: str
    unit: str = "×"

    @property
    def shown(self) -> str:
        return f"{self.measured:.3g} {self.unit}".strip()


def most(what: str, limit: float, measured: float, absolute: str, unit: str = "×") -> Figure:
    """A figure that must not be larger."""
    met = measured <= limit
    return Figure(what=what, must=f"≤ {limit:g} {unit}", measured=measured, is_met=met, absolute=absolute, unit=unit)


def least(what: str, limit: float, measured: float, absolute: str, unit: str = "×") -> Figure:
    """A figure that must not be smaller."""
    met = measured >= limit
    return Figure(what=what, must=f"≥ {limit:g} {unit}", measured=measured, is_met=met, absolute=absolute, unit=unit)


def aside(what: str, measured: float, absolute: str, unit: str = "×") -> Figure:
    """Worth knowing beside a figure; nothing is promised of it."""
    return Figure(what=what, must="", measured=measured, is_met=None, absolute=absolute, unit=unit)


def ratio(ours: Sequence[float], reference: Sequence[float]) -> float:
    """The median of the ratios of the rounds: what slows the machine in a round slows both of its halves."""
    return statistics.median(a / b for a, b in zip(ours, reference, strict=True))


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def show(figures: Sequence[Figure], *, write: Callable[[str], None] = print) -> None:
    """A small table for people."""
    rows = [("what", "must", "measured", "absolute", "met?")]
    rows += [(f.what, f.must, f.shown, f.absolute, MET[f.is_met]) for f in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def as_json(figures: Sequence[Figure]) -> str:
    load = os.getloadavg()[0]
    return json.dumps({"load": load, "figures": [asdict(f) for f in figures]}, ensure_ascii=False, indent=1)
