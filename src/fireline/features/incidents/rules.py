"""Severities, statuses and the names of channels: decisions without a database or a clock."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, tzinfo
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from fireline.core.line import Line

_SINCE = re.compile(r"\bsince (?P<when>[^.;]{2,40})\.?$", re.IGNORECASE)


class Severity(StrEnum):
    SEV1 = "sev1"
    SEV2 = "sev2"
    SEV3 = "sev3"
    SEV4 = "sev4"

    @property
    def label(self) -> str:
        return self.value.upper()

    def is_worse_than(self, other: Severity) -> bool:
        return self.value < other.value


MEANING = {
    Severity.SEV1: "everybody is hit, or data is being lost",
    Severity.SEV2: "many are hit, or an important part is down",
    Severity.SEV3: "some are hit, or there is a way around",
    Severity.SEV4: "hardly anybody notices",
}


class Status(StrEnum):
    DECLARED = "declared"
    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MITIGATING = "mitigating"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return self.value.capitalize()

    @property
    def is_over(self) -> bool:
        return self in (Status.RESOLVED, Status.CLOSED, Status.CANCELLED)


# While unresolved any of these may follow any other: work goes back as often as it goes on.
WORKING = (
    Status.INVESTIGATING,
    Status.IDENTIFIED,
    Status.MITIGATING,
    Status.MONITORING,
)
ACTIVE = (Status.DECLARED, *WORKING)


class Channels(BaseModel):
    """The section `channels`: where Fireline speaks besides incident channels; only where the bot was invited."""

    model_config = ConfigDict(extra="forbid")

    digest: str = "incidents"
    stakeholders: str = "stakeholders"
    admin: str = ""
    name: str = "inc-{number}-{title}"
    drill_name: str = "drill-{number}-{title}"
    allow_shared: bool = False
    first_number: int = Field(1, gt=0, description="where counting begins, for who comes from another tool")


class Calls(BaseModel):
    """The section `call`: where people meet when an incident opens."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        "",
        pattern=r"^(https://[^\s<>|{}]+(\{number\}[^\s<>|{}]*)?)?$",
        description="the link of the call, as https://meet.example.com/inc-{number}; private incidents get none",
    )

    def link(self, number: int) -> str:
        return self.url.replace("{number}", str(number))


def began(impact: str, *, now: datetime, zone: tzinfo) -> datetime | None:
    """When it began, for an impact that ends with it: `12 % of EU checkouts fail since 13:55`."""
    found = _SINCE.search(impact)
    line = Line(found["when"] if found else "", now=now, zone=zone)
    moment = line.take_past()
    return moment.at if moment and moment.has_time and not line.rest and not moment.is_after(now) else None


def channel_name(pattern: str, number: int, title: str) -> str:
    """A name that Slack accepts: at most 80 of lowercase letters, digits, `-` and `_`.

    Letters of other scripts are kept as Slack keeps them; an empty rest leaves just the number.
    """
    plain = unicodedata.normalize("NFKC", title).lower()
    slug = re.sub(r"[^\w]+", "-", plain).strip("-_")
    return _cut(pattern.format(number=number, title=slug))


def next_name(name: str, attempt: int | str) -> str:
    """The name to try when one is taken: `inc-42-checkout-2`, and of a channel apart: `inc-42-checkout-private`."""
    suffix = f"-{attempt}"
    return _cut(name)[: 80 - len(suffix)].rstrip("-_") + suffix


def _cut(name: str) -> str:
    return name[:80].strip("-_")


def reference(number: int) -> str:
    return f"INC-{number}"


LONGEST_LINK = 2_000  # Slack refuses longer ones
HIGHEST = 2**31 - 1  # what the columns hold; people type and forge higher numbers


def named(number: int) -> str:
    """An incident that there is not, as it can be spoken of: `INC-42`, without the digits of an endless number."""
    return reference(number) if number <= HIGHEST else "incident with so high a number"


_OVER = re.compile(
    r"\b(?:good|fine|ok|okay|over|done|back|fixed|clear|restored|recovered|normal|up|stable|healthy|gone|ended|green|works)\b",
    re.IGNORECASE,
)


def sounds_over(words: str) -> bool:
    """Whether somebody seems to say that it is over, without the word for it."""
    return _OVER.search(words) is not None


# Words that titles of unlike incidents share.
COMMON = frozenset(
    re.findall(
        r"\w+",
        "about after again alert alerts all and are back bad been being broken but cannot critical data dead degraded "
        "down error errors everything fail failed failing fails for from gone had has have high incident into issue "
        "issues its latency login many not now offline one out outage prod production problem problems return returns "
        "server servers service services site slow some still stuck system the their there they this timeout timeouts "
        "unavailable users was when with work working works",
    )
)


def rare_words(title: str) -> frozenset[str]:
    """What tells one incident from another: words and numbers of three letters or more that few titles share."""
    words = re.findall(r"[^\W_]{3,}", unicodedata.normalize("NFKC", title).casefold())
    return frozenset(words) - COMMON


def is_similar(one: str, other: str) -> bool:
    """Whether two titles may speak of one incident: two rare words in common, or the same ones and no others."""
    mine, theirs = rare_words(one), rare_words(other)
    return len(mine & theirs) >= 2 or (bool(mine) and mine == theirs)
