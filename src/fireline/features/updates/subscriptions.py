"""Doors of subscriptions: updates by DM, for one incident, a severity and worse, or all."""

from __future__ import annotations

from typing import Any

from fireline.core.answers import Answer, Reply
from fireline.core.buttons import RUN_LINE, line_value
from fireline.core.errors import Refused
from fireline.core.events import IncidentId
from fireline.core.feature import Context
from fireline.core.grammar import Line
from fireline.core.text import echo
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.rules import Severity, named
from fireline.features.updates import blocks, members, reads, subscribing
from fireline.features.updates.rules import scope_in_words
from fireline.slack import kit

OFFERED = (Severity.SEV1.value, Severity.SEV2.value, "all")


def subscribe(ctx: Context, line: Line) -> Answer:
    """Sends stakeholder updates by DM: of one incident, or of a severity and worse"""
    if ctx.is_guest:
        raise Refused("Guests cannot subscribe; the incident's own channel has every update.")
    scope = _scope(ctx, line)
    return _offer(ctx) if scope is None else _subscribe(ctx, scope)


def unsubscribe(ctx: Context, line: Line) -> Answer:
    """Lists what comes by DM, or ends one of them"""
    scope = _scope(ctx, line, here=False)
    if scope is None:
        return _list(ctx)
    return _unsubscribe(ctx, scope)


def _scope(ctx: Context, line: Line, *, here: bool = True) -> str | None:
    """What the line names; a bare one in an incident channel means that incident."""
    if line.take_word("all", "everything", "every incident"):
        return "all"
    if severity := line.take_severity():
        return severity
    if (number := line.take_incident()) is not None:
        return f"incident:{_numbered(ctx, number)}"
    if line.rest:
        what = echo(line.rest, 40)
        raise Refused(
            f"{what} is no severity and no incident; these and `all` are accepted.", try_line="subscribe sev1"
        )
    return f"incident:{ctx.incident_id}" if here and ctx.incident_id else None


def _numbered(ctx: Context, number: int) -> IncidentId:
    found = incidents.numbered(ctx.unit, number, ctx.actor_id)
    if found is None:
        raise Refused(f"There is no {named(number)} here.", try_line="list all")
    return found


def _subscribe(ctx: Context, scope: str) -> Reply:
    is_new = subscribing.subscribe(ctx.unit, ctx.actor_id, scope)
    words = _words(ctx, scope)
    channel = reads.stakeholder_channel(ctx.unit)
    twice = f"If you also sit in <#{channel}>, you read each one there, once, and not by DM." if channel else ""
    members.refresh(ctx.unit)
    text = f"You get every update of {words} by DM{'' if is_new else ', as before'}."
    return blocks.lines(text, _quiet_outside(ctx, scope) or twice, buttons=[_end_button(ctx, scope, "Unsubscribe")])


def _quiet_outside(ctx: Context, scope: str) -> str:
    if not scope.startswith("incident:"):
        return ""
    found = incidents.get(ctx.unit, IncidentId(int(scope.partition(":")[2])))
    return "It is told in its own channel only, so nothing will come." if found.is_quiet_outside else ""


def _unsubscribe(ctx: Context, scope: str) -> Reply:
    words = _words(ctx, scope)
    if not subscribing.unsubscribe(ctx.unit, ctx.actor_id, scope):
        raise Refused(f"You were not subscribed to {words}.", try_line="unsubscribe")
    return blocks.lines(f"Updates of {words} come by DM no more.")


def _list(ctx: Context) -> Reply:
    scopes = reads.subscriptions_of(ctx.unit, ctx.actor_id)
    if not scopes:
        said = "No updates come to you by DM, so there is nothing to end. These would come:"
        return blocks.lines(said, buttons=_offered(ctx))
    listed = [f"• {_words(ctx, scope)}" for scope in scopes]
    buttons = [_end_button(ctx, scope, f"End {_words(ctx, scope)}") for scope in scopes[:20]]
    return blocks.lines("These updates come to you by DM:", *listed, buttons=buttons)


def _offer(ctx: Context) -> Reply:
    running = [found for found in incidents.active(ctx.unit, ctx.actor_id, limit=5) if not found.is_quiet_outside]
    buttons = [*_offered(ctx), *(_button(ctx, f.reference, f"subscribe {f.reference}") for f in running)]
    return blocks.lines("Which updates should come to you by DM?", buttons=buttons)


def _offered(ctx: Context) -> list[dict[str, Any]]:
    words = [(scope, scope_in_words(scope)) for scope in OFFERED]
    return [_button(ctx, said[0].upper() + said[1:], f"subscribe {scope}") for scope, said in words]


def _end_button(ctx: Context, scope: str, label: str) -> dict[str, Any]:
    return _button(ctx, label, f"unsubscribe {_typed(ctx, scope)}")


def _button(ctx: Context, label: str, line: str) -> dict[str, Any]:
    return kit.button(label, f"{RUN_LINE}:{line.replace(' ', '_')}", line_value(line, at=ctx.now))


def _typed(ctx: Context, scope: str) -> str:
    return _words(ctx, scope) if scope.startswith("incident:") else scope


def _words(ctx: Context, scope: str) -> str:
    if not scope.startswith("incident:"):
        return scope_in_words(scope)
    return incidents.get(ctx.unit, IncidentId(int(scope.partition(":")[2]))).reference
