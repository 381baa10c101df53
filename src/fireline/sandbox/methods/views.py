"""views.*: modals and home tabs. A trigger lives three machine seconds and opens one view."""

import time
import uuid

from fireline.sandbox.blocks import with_ids
from fireline.sandbox.errors import SlackError
from fireline.sandbox.methods.call import Call, Method
from fireline.sandbox.screens import values_of
from fireline.sandbox.shapes import view_shape
from fireline.sandbox.state import Json, View
from fireline.sandbox.viewrules import check_view
from fireline.sandbox.world import Trigger, World

DEEPEST_STACK = 3


def spend_trigger(world: World, trigger_id: str) -> Trigger:
    """Takes a trigger, once and in time."""
    trigger = world.triggers.get(trigger_id)
    if trigger is None:
        raise SlackError("invalid_trigger_id" if trigger_id else "invalid_arguments")
    if time.monotonic() - trigger.made > world.settings.trigger_lives:
        raise SlackError("expired_trigger_id")
    if trigger.is_used:
        raise SlackError("exchanged_trigger_id")
    trigger.is_used = True
    return trigger


def make_view(world: World, user: str, body: Json, below: View | None = None) -> View:
    """A new view with its ids; `below` is the one it is pushed onto."""
    ws = world.ws
    body = body | {"blocks": with_ids(body["blocks"], lambda: ws.new_id("b").lower())}
    view_id = ws.new_id("V")
    root = below.root if below is not None else view_id
    view = View(view_id, user, body, _hash(world), root, below.id if below is not None else None)
    ws.views[view_id] = view
    return view


def _hash(world: World) -> str:
    return f"{world.seconds()}.{uuid.uuid4().hex[:8]}"


def replace_body(world: World, view: View, body: Json) -> None:
    """Gives a view a new body. What was typed stays in inputs whose block_id and action_id stay."""
    view.body = body | {"blocks": with_ids(body["blocks"], lambda: world.ws.new_id("b").lower())}
    view.hash = _hash(world)
    kept = {block["block_id"] for block in view.body["blocks"]}
    view.entered = {block_id: values for block_id, values in view.entered.items() if block_id in kept}
    view.errors = {}
    world.changed()


def check_unique_external_id(world: World, body: Json, own: View | None = None) -> None:
    external_id = body.get("external_id")
    others = (v for v in world.ws.views.values() if v is not own)
    if external_id and any(v.body.get("external_id") == external_id for v in others):
        raise SlackError("duplicate_external_id")


def _body(call: Call, *kinds: str) -> Json:
    return check_view(call.args.structure("view", "invalid_arguments"), kinds)


def _shape(call: Call, view: View) -> Json:
    return {"view": view_shape(call.ws, view, values_of(view.body["blocks"], view.entered))}


def open_(call: Call) -> Json:
    body = _body(call, "modal")
    check_unique_external_id(call.world, body)
    trigger = spend_trigger(call.world, call.args.text("trigger_id"))
    for covered in call.ws.stacks.pop(trigger.user, []):
        call.ws.views.pop(covered, None)
    view = make_view(call.world, trigger.user, body)
    call.ws.stacks[trigger.user] = [view.id]
    call.world.changed()
    return _shape(call, view)


def push(call: Call) -> Json:
    body = _body(call, "modal")
    check_unique_external_id(call.world, body)
    trigger = spend_trigger(call.world, call.args.text("trigger_id"))
    stack = call.ws.stacks.get(trigger.user, [])
    if trigger.view is None or trigger.view not in stack:
        raise SlackError("not_found")
    return _shape(call, push_view(call.world, trigger.user, body))


def push_view(world: World, user: str, body: Json) -> View:
    """Puts a view on top of a person's stack of modals."""
    stack = world.ws.stacks[user]
    if len(stack) >= DEEPEST_STACK:
        raise SlackError("push_limit_reached")
    view = make_view(world, user, body, world.ws.views[stack[-1]])
    stack.append(view.id)
    world.changed()
    return view


def update(call: Call) -> Json:
    body = _body(call, "modal", "home")
    view = _wanted(call)
    if view.body["type"] != body["type"]:
        raise SlackError("invalid_arguments")
    given_hash = call.args.text("hash")
    if given_hash and given_hash != view.hash:
        raise SlackError("hash_conflict")
    check_unique_external_id(call.world, body, view)
    replace_body(call.world, view, body)
    return _shape(call, view)


def _wanted(call: Call) -> View:
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    if view_id:
        view = call.ws.views.get(view_id)
    else:
        view = next(
            (v for v in call.ws.views.values() if external_id and v.body.get("external_id") == external_id), None
        )
    if view is None:
        raise SlackError("not_found")
    return view


def publish(call: Call) -> Json:
    body = _body(call, "home")
    user = call.ws.users.get(call.args.text("user_id"))
    if user is None:
        raise SlackError("user_not_found")
    if not call.world.manifest.has_home:
        raise SlackError("not_enabled")
    shown = call.ws.views.get(call.ws.homes.get(user.id, ""))
    given_hash = call.args.text("hash")
    if given_hash and shown is not None and given_hash != shown.hash:
        raise SlackError("hash_conflict")
    if shown is None:
        shown = make_view(call.world, user.id, body)
        call.ws.homes[user.id] = shown.id
        call.world.changed()
    else:
        replace_body(call.world, shown, body)
    return _shape(call, shown)


METHODS = {
    "views.open": Method(open_),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
