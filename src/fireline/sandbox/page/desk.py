"""What one person has around the open conversation: the lists at the side, its heading, their modals and home tab."""

from fireline.sandbox.page.marks import Marks
from fireline.sandbox.state import Channel, Json, User, View, Workspace
from fireline.sandbox.whereabouts import direct_channel
from fireline.sandbox.world import World


def workspace(world: World) -> Json:
    """The people, and what the manifest offers them."""
    manifest, ws = world.manifest, world.ws
    return {
        "team": ws.team_name,
        "app": {"name": manifest.name, "user": ws.bot_user, "has_home": manifest.has_home},
        "can_be_messaged": manifest.can_be_messaged,
        "people": [_person(u) for u in ws.users.values()],
        "groups": [{"id": g.id, "handle": g.handle} for g in ws.usergroups.values()],
        "commands": [vars(command) for command in manifest.commands.values()],
        "shortcuts": [vars(shortcut) for shortcut in manifest.shortcuts],
    }


def _person(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "tz": user.tz,
        "is_bot": user.is_bot,
        "is_gone": user.is_deleted,
        "is_guest": user.is_guest,
        "is_admin": user.is_admin,
    }


def sidebar(world: World, marks: Marks, viewer: User) -> Json:
    """The channels this person may see, their direct messages, and the app."""
    ws = world.ws
    app = direct_channel(world, viewer)
    seen = [c for c in ws.channels.values() if _may_see(c, viewer)]
    named = sorted((c for c in seen if c.kind in ("channel", "group")), key=lambda c: c.name)
    direct = [c for c in seen if c.kind in ("im", "mpim") and c.id != app.id]
    return {
        "app": _row(ws, marks, viewer, app) | {"name": world.manifest.name},
        "channels": [_row(ws, marks, viewer, c) for c in named],
        "direct": [_row(ws, marks, viewer, c) for c in direct],
    }


def _may_see(channel: Channel, viewer: User) -> bool:
    if viewer.is_guest and viewer.id not in channel.members:
        return False
    return not channel.is_private or viewer.id in channel.members


def _row(ws: Workspace, marks: Marks, viewer: User, channel: Channel) -> Json:
    is_member = viewer.id in channel.members
    waiting = marks.waiting(ws, viewer.id, channel) if is_member and not channel.is_archived else None
    return {
        "id": channel.id,
        "name": channel.name or _others(ws, viewer, channel),
        "kind": channel.kind,
        "is_archived": channel.is_archived,
        "is_member": is_member,
        "unread": waiting.unread if waiting else 0,
        "calls": waiting.calls if waiting else 0,
    }


def _others(ws: Workspace, viewer: User, channel: Channel) -> str:
    return ", ".join(ws.users[m].real_name for m in channel.members if m != viewer.id and m in ws.users)


def heading(world: World, viewer: User, channel: Channel | None) -> Json | None:
    """The open conversation: name, topic, members, pins, bookmarks."""
    if channel is None or not _may_see(channel, viewer):
        return None
    ws = world.ws
    return {
        "id": channel.id,
        "name": channel.name or _others(ws, viewer, channel),
        "kind": channel.kind,
        "is_app": channel.kind == "im" and ws.bot_user in channel.members,
        "is_archived": channel.is_archived,
        "is_member": viewer.id in channel.members,
        "topic": channel.topic.value,
        "purpose": channel.purpose.value,
        "members": list(channel.members),
        "pins": [_pin(channel, p) for p in reversed(channel.pins) if p["ts"] in channel.messages],
        "bookmarks": [{"title": b["title"], "link": b["link"], "emoji": b["emoji"]} for b in channel.bookmarks],
    }


def _pin(channel: Channel, pin: Json) -> Json:
    message = channel.messages[pin["ts"]]
    blocks = [] if "client_msg_id" in message else message.get("blocks", [])
    return {"ts": pin["ts"], "by": pin["by"], "user": message["user"], "text": message["text"], "blocks": blocks}


def modals(ws: Workspace, viewer: User) -> list[Json]:
    """The stack of modals on this person's screen, the top one last."""
    return [_view(ws.views[view_id]) for view_id in ws.stacks.get(viewer.id, []) if view_id in ws.views]


def home(ws: Workspace, viewer: User) -> Json | None:
    view = ws.views.get(ws.homes.get(viewer.id, ""))
    return _view(view) if view is not None else None


def _view(view: View) -> Json:
    body = view.body
    texts = {key: body[key]["text"] for key in ("title", "submit", "close") if body.get(key)}
    return {
        "id": view.id,
        "hash": view.hash,
        "blocks": body["blocks"],
        "errors": view.errors,
        "entered": view.entered,
        "clears": bool(body.get("clear_on_close")),
        **texts,
    }
