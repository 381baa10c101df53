"""Who is here: auth.*, users.*, usergroups.*, bots.*, team.*, emoji.*, and the tests of the API itself."""

from fireline.sandbox.errors import SlackError
from fireline.sandbox.methods.call import Call, Method
from fireline.sandbox.shapes import user_shape
from fireline.sandbox.state import Json


def api_test(call: Call) -> Json:
    if "error" in call.args.given:
        raise SlackError(call.args.text("error"), args=call.args.given)
    return {"args": call.args.given} if call.args.given else {}


def auth_test(call: Call) -> Json:
    ws = call.ws
    return {
        "url": f"https://{ws.team_domain}.slack.com/",
        "team": ws.team_name,
        "user": call.bot.name,
        "team_id": ws.team_id,
        "user_id": ws.bot_user,
        "bot_id": ws.bot_id,
        "is_enterprise_install": False,
    }


def user_info(call: Call) -> Json:
    return {"user": user_shape(call.ws, call.user(), call.world.clock.now())}


def list_users(call: Call) -> Json:
    page, cursor = call.page(list(call.ws.users.values()), 1000, 1000)
    now = call.world.clock.now()
    shapes = [user_shape(call.ws, user, now) for user in page]
    return {"members": shapes, "cache_ts": call.world.seconds(), "response_metadata": {"next_cursor": cursor}}


def list_usergroups(call: Call) -> Json:
    groups = call.ws.usergroups.values()
    if not call.args.flag("include_disabled"):
        groups = [g for g in groups if not g.is_disabled]  # type: ignore[assignment]  # only read below
    with_users = call.args.flag("include_users")
    shapes = [
        {
            "id": group.id,
            "team_id": call.ws.team_id,
            "is_usergroup": True,
            "name": group.name,
            "handle": group.handle,
            "description": "",
            "date_delete": int(group.is_disabled),
            "user_count": len(group.members),
        }
        | ({"users": list(group.members)} if with_users else {})
        for group in groups
    ]
    return {"usergroups": shapes}


def usergroup_users(call: Call) -> Json:
    group = call.ws.usergroups.get(call.args.text("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.members)}


def bot_info(call: Call) -> Json:
    ws = call.ws
    if call.args.text("bot", ws.bot_id) != ws.bot_id:
        raise SlackError("bot_not_found")
    about = {"id": ws.bot_id, "deleted": False, "name": call.bot.name, "app_id": ws.app_id, "user_id": ws.bot_user}
    return {"bot": about | {"updated": call.bot.updated, "icons": {}}}


def team_info(call: Call) -> Json:
    ws = call.ws
    return {"team": {"id": ws.team_id, "name": ws.team_name, "domain": ws.team_domain, "email_domain": "", "icon": {}}}


def list_emoji(call: Call) -> Json:
    return {"emoji": {}, "cache_ts": str(call.world.seconds())}


METHODS = {
    "api.test": Method(api_test),
    "auth.test": Method(auth_test),
    "users.info": Method(user_info, ("users:read",)),
    "users.list": Method(list_users, ("users:read",)),
    "usergroups.list": Method(list_usergroups, ("usergroups:read",)),
    "usergroups.users.list": Method(usergroup_users, ("usergroups:read",)),
    "bots.info": Method(bot_info, ("users:read",)),
    "team.info": Method(team_info, ("team:read",)),
    "emoji.list": Method(list_emoji, ("emoji:read",)),
}
