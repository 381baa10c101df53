"""Users, channels, files and views as the Web API shows them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from fireline.sandbox.state import Channel, Json, Label, SlackFile, User, View, Workspace


def user_shape(ws: Workspace, user: User, now: datetime) -> Json:
    """A user object. `tz_offset` is in seconds and that of the story's date, summer time included."""
    shape: Json = {
        "id": user.id,
        "team_id": ws.team_id,
        "name": user.name,
        "deleted": user.is_deleted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
        "profile": {
            "real_name": user.real_name,
            "display_name": user.name,
            "real_name_normalized": user.real_name,
            "display_name_normalized": user.name,
            "team": ws.team_id,
        },
    }
    if user.is_deleted:
        return shape
    offset = now.astimezone(ZoneInfo(user.tz)).utcoffset()
    return shape | {
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_guest or user.is_single_channel_guest,
        "is_ultra_restricted": user.is_single_channel_guest,
    }


def channel_shape(ws: Workspace, channel: Channel, with_count: bool = False) -> Json:
    """A conversation object as the bot sees it."""
    if channel.kind == "im":
        other = next((m for m in channel.members if m != ws.bot_user), ws.bot_user)
        return {
            "id": channel.id,
            "created": channel.created,
            "is_im": True,
            "is_org_shared": False,
            "user": other,
            "is_user_deleted": other in ws.users and ws.users[other].is_deleted,
            "is_archived": False,
        }
    shape = _named_shape(ws, channel)
    return shape | {"num_members": len(channel.members)} if with_count else shape


def _named_shape(ws: Workspace, channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "unlinked": 0,
        "is_member": ws.bot_user in channel.members,
        "context_team_id": ws.team_id,
        "topic": _label(channel.topic),
        "purpose": _label(channel.purpose),
        "previous_names": list(channel.previous_names),
    }


def _label(label: Label) -> Json:
    return {"value": label.value, "creator": label.creator, "last_set": label.last_set}


def file_shape(file: SlackFile, base_url: str) -> Json:
    """A file object with its shares, the only place where an upload's message can be found."""
    kind = file.name.rpartition(".")[2].lower() if "." in file.name else "text"
    shape: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": {"md": "text/markdown", "json": "application/json", "png": "image/png"}.get(kind, "text/plain"),
        "filetype": {"md": "markdown"}.get(kind, kind),
        "user": file.user,
        "editable": False,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": any(not s["private"] for s in file.shares),
        "url_private": f"{base_url}/files-pri/{file.id}/{file.name}",
        "url_private_download": f"{base_url}/files-pri/{file.id}/download/{file.name}",
        "permalink": f"{base_url}/files/{file.user}/{file.id}/{file.name}",
        "channels": [s["channel"] for s in file.shares if not s["private"]],
        "groups": [s["channel"] for s in file.shares if s["private"] and s["channel"][0] != "D"],
        "ims": [s["channel"] for s in file.shares if s["channel"][0] == "D"],
        "shares": {},
    }
    for share in file.shares:
        side = shape["shares"].setdefault("private" if share["private"] else "public", {})
        side.setdefault(share["channel"], []).append(
            {"ts": share["ts"], "channel_name": share["name"], "reply_count": 0, "reply_users": []}
            | ({"thread_ts": share["thread_ts"]} if share.get("thread_ts") else {})
        )
    return shape


def view_shape(ws: Workspace, view: View, values: dict[str, Json]) -> Json:
    """A view object as Slack returns it and puts it into payloads."""
    body = view.body
    return {
        "id": view.id,
        "team_id": ws.team_id,
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "external_id": body.get("external_id", ""),
        "title": body.get("title"),
        "submit": body.get("submit"),
        "close": body.get("close"),
        "state": {"values": values},
        "hash": view.hash,
        "clear_on_close": bool(body.get("clear_on_close")),
        "notify_on_close": bool(body.get("notify_on_close")),
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "app_id": ws.app_id,
        "app_installed_team_id": ws.team_id,
        "bot_id": ws.bot_id,
    }
