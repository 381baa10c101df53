"""Secrets in what people write: found by their shape, replaced before anything is stored. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True)
class Secret:
    """One shape. What the group `secret` matches is replaced (all of it when there is no such group)."""

    name: str
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool] = lambda _: True


def _luhn(text: str) -> bool:
    """Whether it begins like a card number and carries its check digit (times in milliseconds begin with 1)."""
    digits = [int(c) for c in text if c.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) < 2 or digits[0] not in (2, 3, 4, 5, 6):
        return False
    doubled = [d if i % 2 == 0 else sum(divmod(d * 2, 10)) for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _secret(name: str, pattern: str, is_one: Callable[[str], bool] | None = None) -> Secret:
    return Secret(name, re.compile(pattern), is_one or (lambda _: True))


_EDGE, _END = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"
# Text as Slack sends it: `&` is `&amp;`, a link is `<https://…|…>`. The first match at a place wins. What may begin at
# every character of a long message has a greatest length, so that none takes seconds to read.
SECRETS = (
    _secret("private key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"),
    _secret("token", _EDGE + r"xox[abeoprs](?:-[A-Za-z0-9]{2,}){2,}" + _END),
    _secret("token", _EDGE + r"xapp-[0-9]-[A-Z0-9]+-[0-9]+-[A-Za-z0-9]{16,}" + _END),
    _secret("webhook", r"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<secret>[A-Za-z0-9/_]{20,})"),
    _secret("token", _EDGE + r"gh[pousr]_[A-Za-z0-9]{30,}" + _END),
    _secret("token", _EDGE + r"github_pat_[A-Za-z0-9_]{40,}" + _END),
    _secret("token", _EDGE + r"glpat-[A-Za-z0-9_-]{20,}"),
    _secret("token", _EDGE + r"(?:AKIA|ASIA)[A-Z2-7]{16}" + _END),
    _secret(
        "token",
        r"(?i:aws_?secret_?(?:access_?)?key)[\"']?\s*[:=]\s*[\"']?(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])",
    ),
    _secret("token", _EDGE + r"AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    _secret("token", _EDGE + r"ya29\.[A-Za-z0-9_-]{30,}"),
    _secret("token", _EDGE + r"GOCSPX-[A-Za-z0-9_-]{20,}"),
    _secret("token", _EDGE + r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}" + _END),
    _secret("token", _EDGE + r"whsec_[A-Za-z0-9+/=]{24,}"),
    _secret("token", _EDGE + r"eyJ[A-Za-z0-9_-]{10,1000}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    _secret("token", r"\b(?i:bearer)\s+(?P<secret>[A-Za-z0-9._~+/-]{20,}=*)"),
    _secret("password", r"\b[a-z][a-z0-9+.-]{0,30}://[^\s/:@<>|]*:(?P<secret>[^\s/<>|]+)@"),
    _secret(
        "password",  # `pwd` in the query of a link is the passcode of a meeting: without it nobody gets in
        r"(?<![A-Za-z0-9])(?i:password|passwd|(?<![?&])(?<!&amp;)pwd|secret|api[_-]?key|access[_-]?token)[\"']?(?:=|:=)\s*[\"']?"
        r"(?P<secret>[^\s\"'<>|,;]{6,})",
    ),
    _secret(
        "card number",
        r"(?<![\w.-])(?:\d{13,19}|\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?|\d{4}[ -]\d{6}[ -]\d{5})(?![\w-]|\.\d)",
        _luhn,
    ),
)


# A mask has a blank in it, so a masked address is no link any more: its brackets would be read as typed.
_BROKEN = re.compile(r"<([a-z][a-z0-9+.-]{0,30}:[^<>|]*\[masked: [^<>|]*)(?:\|([^<>]*))?>")


def masked(text: str) -> str:
    """The text with `[masked: token]` and the like where secrets stood. Masking twice changes nothing."""
    for secret in SECRETS:
        text = secret.pattern.sub(partial(_mask, secret=secret), text)
    return _BROKEN.sub(_unlinked, text) if is_masked(text) else text


def is_masked(text: str) -> bool:
    """Whether something of it was masked: what only works whole is asked for anew."""
    return "[masked: " in text


def _unlinked(found: re.Match[str]) -> str:
    address, label = found[1], found[2]
    return f"{label} ({address})" if label and label not in address else address


def _mask(found: re.Match[str], secret: Secret) -> str:
    group = "secret" if "secret" in found.re.groupindex else 0
    value = found[group]
    if value.startswith("[masked") or not secret.is_one(value):
        return found[0]
    start, end = found.start(group) - found.start(), found.end(group) - found.start()
    return f"{found[0][:start]}[masked: {secret.name}]{found[0][end:]}"
