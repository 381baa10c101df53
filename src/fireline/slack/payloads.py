"""Slack's payloads read: who asks, where, with which words, presses and choices."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from fireline.core.buttons import split_incident
from fireline.core.events import ChannelId, IncidentId, UserId, WorkspaceId
from fireline.core.feature import Press, Submission
from fireline.slack import kit, mrkdwn
from fireline.whereabouts import Asked

KINDS = frozenset(
    {
        "block_suggestion",
        "event_callback",
        "message_action",
        "shortcut",
        "url_verification",
        "view_closed",
        "view_submission",
    }
)
USER_ID = re.compile(r"[UW][A-Z0-9]{4,}")


def is_known(body: Mapping[str, Any]) -> bool:
    """Whether it is of a kind that Bolt may look into."""
    kind = body.get("type")
    if kind == "block_actions":
        return bool(body.get("actions"))
    return kind in KINDS or "command" in body or "ssl_check" in body


def asked(body: Mapping[str, Any], *, root: str | None = None) -> Asked:
    """The same facts, from a command's flat form or an interaction's nested one."""
    user = body.get("user") or {}
    view = body.get("view") or {}
    channel = body.get("channel_id") or (body.get("channel") or {}).get("id") or _opened_in(view)
    team = body.get("team_id") or (body.get("team") or {}).get("id") or user.get("team_id")
    return Asked(
        workspace_id=WorkspaceId(str(team)),
        user_id=UserId(str(body.get("user_id") or user.get("id"))),
        channel_id=ChannelId(channel) if channel else None,
        key=_key(body),
        trigger_id=body.get("trigger_id"),
        response_url=body.get("response_url"),
        view_id=view.get("id") if view.get("type") == "modal" else None,
        root=root,
    )


def _opened_in(view: Mapping[str, Any]) -> str | None:
    """The channel from which a form was opened; what is pressed in it is answered there."""
    return _json(view.get("private_metadata")).get("channel") if view.get("type") == "modal" else None


def _key(body: Mapping[str, Any]) -> str:
    """What makes this request one request, however often it arrives."""
    if body.get("type") == "view_submission":
        return f"view:{body['view']['id']}:{body['view'].get('hash', '')}"
    if body.get("actions"):
        action = body["actions"][0]
        where = (body.get("container") or {}).get("message_ts") or (body.get("view") or {}).get("id") or ""
        return f"act:{body['user']['id']}:{where}:{action.get('action_id')}:{action.get('action_ts')}"
    return f"trigger:{body.get('trigger_id') or body.get('action_ts')}"


def press(body: Mapping[str, Any]) -> Press:
    action = body["actions"][0]
    chosen = _chosen(action)
    value = action.get("value") or (chosen[0] if chosen else "")
    named, _ = split_incident(value)
    block = str(action.get("block_id", ""))
    if named is None and re.match(r"i\d+(:|$)", block):
        # Selects of people and dates carry no value of ours: their block says which incident (and item).
        value = block[1:] if ":" in block else block[1:] + ":"
    view = body.get("view") or {}
    return Press(
        action_id=action["action_id"],
        value=value,
        selected=chosen,
        message=body.get("message"),
        ephemeral=bool((body.get("container") or {}).get("is_ephemeral")) or kit.is_answer(body.get("view")),
        view=view or None,
        metadata=view.get("private_metadata", ""),
    )


def _chosen(action: Mapping[str, Any]) -> tuple[str, ...]:
    """The values of whatever kind of select it was."""
    for key in ("selected_user", "selected_channel", "selected_conversation", "selected_date", "selected_time"):
        if action.get(key):
            return (str(action[key]),)
    for key in ("selected_users", "selected_channels", "selected_conversations"):
        if key in action:
            return tuple(action[key])
    if action.get("selected_option"):
        return (str(action["selected_option"]["value"]),)
    return tuple(str(option["value"]) for option in action.get("selected_options") or ())


def _json(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def form(body: Mapping[str, Any]) -> tuple[Asked, Submission, IncidentId | None]:
    """Who sent the form, what stands in it, and which incident it is about."""
    view = body["view"]
    metadata = _json(view.get("private_metadata"))
    submission = Submission(
        callback_id=view["callback_id"],
        values=_escaped(kit.values(view.get("state", {}))),
        metadata=view.get("private_metadata", ""),
        view_id=view["id"],
    )
    incident_id = metadata.get("incident")
    about = IncidentId(incident_id) if isinstance(incident_id, int) and incident_id else None
    return asked(body), submission, about


def _escaped(values: dict[str, Any]) -> dict[str, Any]:
    """Text of forms, in the form in which the text of commands and messages arrives: escaped."""
    return {k: mrkdwn.escape(v) if isinstance(v, str) else v for k, v in values.items()}


def people_in(values: Iterable[Any]) -> list[str]:
    """The ids of people who were picked in selects: whoever is new gets looked up before they are needed."""
    flat = [v for value in values for v in (value if isinstance(value, list | tuple) else [value])]
    return [v for v in flat if isinstance(v, str) and USER_ID.fullmatch(v)]
