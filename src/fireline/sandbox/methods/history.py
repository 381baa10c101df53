"""conversations.history and .replies: messages by time, newest first, page by page."""

import base64
from bisect import bisect_left, bisect_right

from fireline.sandbox.errors import SlackError
from fireline.sandbox.methods.call import Call, Method, make_cursor
from fireline.sandbox.state import Channel, Json

MOST = 999
MOST_WHEN_SLOW = 15


def shown(message: Json, with_metadata: bool) -> Json:
    """A message as reading methods give it; metadata only to who asks for it."""
    hidden = {"upload"} if with_metadata else {"upload", "metadata"}
    return {key: value for key, value in message.items() if key not in hidden}


def _readable(call: Call) -> Channel:
    channel = call.channel(scope="history")
    call.must_be_member(channel)
    return channel


def _between(call: Call, order: list[str]) -> list[str]:
    """The stamps inside `oldest` and `latest`; the ends count only with `inclusive`."""
    oldest, latest = _bound(call.args.text("oldest")), _bound(call.args.text("latest"))
    inclusive = call.args.flag("inclusive")
    low = (bisect_left if inclusive else bisect_right)(order, oldest) if oldest else 0
    high = (bisect_right if inclusive else bisect_left)(order, latest) if latest else len(order)
    return order[low:high]


def _bound(text: str) -> str:
    """A bound in the form of a `ts`: Slack also takes whole seconds."""
    if not text or text == "0":
        return ""
    seconds, _, micros = text.partition(".")
    if not seconds.isdigit() or (micros and not micros.isdigit()):
        raise SlackError("invalid_ts_latest")
    return f"{int(seconds):010d}.{micros[:6]:0<6}"


def _before(call: Call, stamps: list[str]) -> list[str]:
    """What is left after the page that the cursor ends: the cursor is a time, so new messages do not shift it."""
    cursor = call.args.text("cursor")
    if not cursor:
        return stamps
    try:
        at = base64.b64decode(cursor).decode().removeprefix("next:")
    except ValueError:
        raise SlackError("invalid_cursor") from None
    return stamps[: bisect_left(stamps, at)]


def history(call: Call) -> Json:
    channel = _readable(call)
    visible = [ts for ts in _between(call, channel.order) if _in_channel(channel.messages[ts])]
    rest = _before(call, visible)
    slow = call.world.rates.is_history_slow
    limit = call.args.number("limit", MOST_WHEN_SLOW if slow else 100, MOST_WHEN_SLOW if slow else MOST)
    page, more = rest[-limit:], len(rest) > limit
    with_metadata = call.args.flag("include_all_metadata")
    answer: Json = {
        "messages": [shown(channel.messages[ts], with_metadata) for ts in reversed(page)],
        "has_more": more,
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return answer | {"response_metadata": {"next_cursor": make_cursor(page[0])}} if more else answer


def _in_channel(message: Json) -> bool:
    """Replies stand in their thread alone, unless sent to the channel too."""
    is_reply = message.get("thread_ts", message["ts"]) != message["ts"]
    return not is_reply or message.get("subtype") == "thread_broadcast"


def replies(call: Call) -> Json:
    channel = _readable(call)
    message = channel.messages.get(call.args.text("ts"))
    if message is None:
        raise SlackError("thread_not_found")
    parent = channel.messages.get(str(message.get("thread_ts", message["ts"])), message)
    allowed = set(_between(call, channel.order))
    inside = [m for m in channel.thread(parent["ts"]) if m["ts"] in allowed]
    most = MOST_WHEN_SLOW if call.world.rates.is_history_slow else 1000
    page, cursor = call.page([parent, *inside], most, most)
    with_metadata = call.args.flag("include_all_metadata")
    answer: Json = {"messages": [shown(m, with_metadata) for m in page], "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


METHODS = {
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
}
