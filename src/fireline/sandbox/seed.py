"""The workspace that everything starts with: eight people in five time zones, four channels, the app's bot."""

from collections.abc import Sequence

from fireline.sandbox.state import Channel, Kind, User, Usergroup, Workspace

PEOPLE: tuple[tuple[str, str, str, dict[str, bool]], ...] = (
    ("ana", "Ana Alves", "Europe/Berlin", {"is_admin": True}),
    ("bea", "Bea Brandt", "America/New_York", {}),
    ("cy", "Cy Chen", "Asia/Tokyo", {}),
    ("dee", "Dee Doyle", "Europe/London", {}),
    ("eve", "Eve Eriksen", "Europe/Berlin", {}),
    ("finn", "Finn Faria", "America/Los_Angeles", {}),
    ("gus", "Gus Guest", "Europe/London", {"is_guest": True}),
    ("zoe", "Zoe Zeman", "Europe/Berlin", {"is_deleted": True}),
)
EVERYBODY = ("ana", "bea", "cy", "dee", "eve", "finn")


def seed_workspace(at: int, bot_name: str, bot_channels: Sequence[str]) -> Workspace:
    """Builds the default workspace; `at` is the second since 1970 at which its channels were made."""
    ws = Workspace()
    ws.users["USLACKBOT"] = User("USLACKBOT", "slackbot", "Slackbot", "America/Los_Angeles", is_bot=False)
    for name, real_name, tz, more in PEOPLE:
        ws.users[f"U0{name.upper()}"] = User(f"U0{name.upper()}", name, real_name, tz, updated=at, **more)
    ws.users[ws.bot_user] = User(ws.bot_user, bot_name, bot_name, "America/Los_Angeles", is_bot=True, updated=at)
    for name, kind, members in (
        ("general", "channel", EVERYBODY),
        ("incidents", "channel", EVERYBODY),
        ("stakeholders", "channel", EVERYBODY),
        ("secops", "group", ("ana", "bea")),
    ):
        _add_channel(ws, name, kind, members, at, name in bot_channels)  # type: ignore[arg-type]  # a literal above
    ws.channels["C0INCIDENTS"].members.append("U0GUS")
    ws.usergroups["S0SRE"] = Usergroup("S0SRE", "sre", "Site reliability", ["U0ANA", "U0BEA", "U0CY"])
    return ws


def _add_channel(ws: Workspace, name: str, kind: Kind, members: Sequence[str], at: int, with_bot: bool) -> None:
    channel_id = f"C0{name.upper()}"
    ids = [f"U0{member.upper()}" for member in members] + ([ws.bot_user] if with_bot else [])
    ws.channels[channel_id] = Channel(channel_id, name, kind, "U0ANA", at, ids, is_general=name == "general")
