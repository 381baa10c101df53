"""What has the shape of a day or a time and is none: better refused than silently kept as words."""

from __future__ import annotations

import calendar
import re
from datetime import date

from fireline.core.text import plain

_NUMBERS = r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}"
_DAY = re.compile(rf"(?<![^ ])(?:due:? +)?(?:by|due|until|till|before|on):? +(?P<day>{_NUMBERS})[.!,; ]*$")
_TIME = re.compile(r"(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|20[0-9]{2}-[0-9]{1,2}-[0-9]{1,2})(?=[,;: ]|$)")


def misread_day(text: str) -> re.Match[str] | None:
    """A due day at the end that the grammar could not read; its group `day` is what was typed."""
    return _DAY.search(plain(text))


def misread_clock(text: str) -> re.Match[str] | None:
    """A leading time that the grammar could not read; its group `time` is what was typed."""
    return _TIME.match(plain(text))


def day_instead(typed: str, today: date) -> str:
    """Words to offer: the last of a month that has fewer days, else a length that always works."""
    found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])-[0-9]{2}", typed)
    if found is None:
        return "in 2 weeks"
    year, month = int(found[1]), int(found[2])
    last = date(year, month, calendar.monthrange(year, month)[1])
    return f"by {last.isoformat()}" if last >= today else "in 2 weeks"
