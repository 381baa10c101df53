"""What people ask of the app: commands, buttons, menus, shortcuts, the home tab. The app has three seconds."""

from typing import Any

from fireline.sandbox import ephemeral, payloads
from fireline.sandbox.answers import answer_command
from fireline.sandbox.errors import PersonRefusedError, SlackError
from fireline.sandbox.outcome import Outcome
from fireline.sandbox.screens import FIELDS, elements_of, value_for, values_of
from fireline.sandbox.seen import Seen
from fireline.sandbox.shapes import view_shape
from fireline.sandbox.state import Channel, Ephemeral, Json, User, View
from fireline.sandbox.transport import Ack
from fireline.sandbox.whereabouts import MessageRef, as_member, direct_channel, find_message, find_user
from fireline.sandbox.world import World


class Asking:
    """Each act gives an Outcome: how long the ack took, what is shown, which modal is open, which error."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def command(self, user: str, channel: str, line: str, *, thread_ts: str | None = None) -> Outcome:
        """Types a slash command, such as `/incident list`."""
        person = find_user(self._world, user)
        place = as_member(self._world, person, channel)
        if place.is_archived:
            raise PersonRefusedError(f"#{place.name} is archived.")
        name, _, text = line.strip().partition(" ")
        if thread_ts is not None:
            return self._not_sent(person, place, f"{name} is not supported in threads. Sorry!")
        if name not in self._world.manifest.commands:
            return self._not_sent(person, place, f"{name} is not a valid command.")
        outcome, trigger_id = self._begin(person)
        body = payloads.command(self._world, person, place, name, text.strip(), trigger_id)
        _, ack = await self._world.dispatcher.ask("command", name, body, self._world.story())
        self._settle(outcome, ack)
        if not ack.ok:
            return self._failed(outcome, place, f'{name} failed with the error "{_word(ack)}"')
        try:
            outcome.posted = answer_command(self._world, person, place, trigger_id, ack.answer)
        except SlackError as error:
            return self._failed(outcome, place, f'{name} failed with the error "{error.code}"')
        return outcome.look()

    async def press(
        self,
        user: str,
        where: MessageRef | str,
        action: str,
        value: Any = None,
        *,
        block_id: str | None = None,
    ) -> Outcome:
        """Presses a button or chooses from a menu.

        `where` is a message, "home" or "modal"; `action` an action_id or the words on the button; `value` what is
        chosen or typed, or for a button which of several with one action_id.
        """
        person = find_user(self._world, user)
        if isinstance(where, str):
            return await self._press_in_view(person, where, action, value, block_id)
        if _is_ephemeral(self._world, person, where):
            return await self._press_in_ephemeral(person, where, action, value, block_id)
        place, message = find_message(self._world, person, where)
        pressed, values = self._act(f"{place.id} {message['ts']}", message.get("blocks", []), action, value, block_id)
        outcome, trigger_id = self._begin(person)
        body = payloads.press_in_message(self._world, person, place, message, values, pressed, trigger_id)
        return await self._send(outcome, place, pressed["action_id"], body)

    async def _press_in_ephemeral(
        self, person: User, where: MessageRef, action: str, value: Any, block_id: str | None
    ) -> Outcome:
        kept = _ephemeral(self._world, person, where)
        assert kept is not None
        place = self._world.ws.channels[kept.channel]
        pressed, values = self._act(f"{person.id} {kept.ts}", kept.blocks, action, value, block_id)
        outcome, trigger_id = self._begin(person)
        body = payloads.press_in_ephemeral(self._world, person, place, kept, values, pressed, trigger_id)
        return await self._send(outcome, place, pressed["action_id"], body)

    async def _press_in_view(self, person: User, where: str, action: str, value: Any, block_id: str | None) -> Outcome:
        view = self._view(person, where)
        pressed = self._element_action(view.body["blocks"], view.entered, action, value, block_id)
        outcome, trigger_id = self._begin(person, view.id)
        body = payloads.press_in_view(self._world, person, view, pressed, trigger_id)
        return await self._send(outcome, None, pressed["action_id"], body)

    def _view(self, person: User, where: str) -> View:
        ws = self._world.ws
        stack = ws.stacks.get(person.id)
        view_id = ws.homes.get(person.id) if where == "home" else (stack[-1] if stack else None)
        if view_id is None:
            raise PersonRefusedError(f"{person.name} has no {where} on screen.")
        return ws.views[view_id]

    def _act(
        self, screen: str, blocks: list[Json], action: str, value: Any, block_id: str | None
    ) -> tuple[Json, dict[str, Json]]:
        """The `actions` entry and the `state.values` of a message; a message keeps what was chosen in it."""
        entered = self._world.ws.entered.setdefault(screen, {})
        pressed = self._element_action(blocks, entered, action, value, block_id)
        return pressed, values_of(blocks, entered)

    def _element_action(
        self, blocks: list[Json], entered: dict[str, Json], action: str, value: Any, block_id: str | None
    ) -> Json:
        block, element = _find_element(blocks, action, value, block_id)
        at = f"{self._world.seconds()}.{self._world.ws.counter % 1_000_000:06d}"
        told = {"action_id": element["action_id"], "block_id": block["block_id"], "action_ts": at}
        kind = element["type"]
        if kind == "button":
            kept = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
            return told | {"type": kind} | kept
        if kind == "overflow":
            chosen = value_for(element | {"type": "static_select"}, value)["selected_option"]
            return told | {"type": kind, "selected_option": chosen}
        state = value_for(element, value)
        entered.setdefault(block["block_id"], {})[element["action_id"]] = state
        return told | state

    async def shortcut(self, user: str, callback_id: str) -> Outcome:
        """Starts a global shortcut."""
        person = find_user(self._world, user)
        self._must_be_declared(callback_id, is_global=True)
        outcome, trigger_id = self._begin(person)
        body = payloads.shortcut(self._world, person, callback_id, trigger_id)
        return await self._send(outcome, None, callback_id, body)

    async def message_shortcut(self, user: str, callback_id: str, message: MessageRef) -> Outcome:
        """Starts a shortcut from the menu of a message."""
        person = find_user(self._world, user)
        self._must_be_declared(callback_id, is_global=False)
        place, found = find_message(self._world, person, message)
        outcome, trigger_id = self._begin(person)
        more = {
            "channel": {"id": place.id, "name": payloads.channel_name(place)},
            "message": dict(found),
            "message_ts": found["ts"],
            "response_url": self._world.new_response_url(person, place, trigger_id, found["ts"]),
        }
        body = payloads.shortcut(self._world, person, callback_id, trigger_id, **more)
        return await self._send(outcome, place, callback_id, body)

    def _must_be_declared(self, callback_id: str, is_global: bool) -> None:
        declared = [s for s in self._world.manifest.shortcuts if s.is_global == is_global]
        if callback_id not in [s.callback_id for s in declared]:
            raise PersonRefusedError(f"The app has no such shortcut: {callback_id}.")

    async def open_home(self, user: str, tab: str = "home") -> None:
        """Opens the app's home: `app_home_opened` with the view that is there already."""
        person = find_user(self._world, user)
        place = direct_channel(self._world, person)
        event: Json = {"type": "app_home_opened", "user": person.id, "channel": place.id, "tab": tab}
        view = self._world.ws.views.get(self._world.ws.homes.get(person.id, ""))
        if view is not None and tab == "home":
            event["view"] = view_shape(self._world.ws, view, values_of(view.body["blocks"], view.entered))
        self._world.emit(event)

    def _begin(self, person: User, view_id: str | None = None) -> tuple[Outcome, str]:
        if person.is_deleted:
            raise PersonRefusedError(f"{person.name} is deactivated.")
        trigger_id = self._world.new_trigger(person, view_id)
        return Outcome(self._world, person, trigger_id, self._world.ws.counter), trigger_id

    async def _send(self, outcome: Outcome, place: Channel | None, what: str, body: Json) -> Outcome:
        if not self._world.manifest.is_interactive:
            return self._failed(outcome, place, "This app is not configured to handle interactive responses.")
        _, ack = await self._world.dispatcher.ask("interaction", what, body, self._world.story())
        self._settle(outcome, ack)
        if not ack.ok:
            return self._failed(outcome, place, f'This app did not answer: "{_word(ack)}"')
        return outcome.look()

    def _settle(self, outcome: Outcome, ack: Ack) -> None:
        outcome.ack_ms, outcome.status, outcome.answer = round(ack.ms, 3), ack.status, ack.answer

    def _failed(self, outcome: Outcome, place: Channel | None, sentence: str) -> Outcome:
        """The app failed this person; Slack's own bot tells them so."""
        outcome.ok, outcome.error = False, sentence
        if place is not None:
            ephemeral.show(self._world, place, outcome.user, sentence, by="slackbot", origin=outcome.origin)
        return outcome.look()

    def _not_sent(self, person: User, place: Channel, sentence: str) -> Outcome:
        return self._failed(Outcome(self._world, person, self._world.ws.new_id("N")), place, sentence)


def _word(ack: Ack) -> str:
    """Slack's word for the failure, as its client shows it."""
    if ack.reason in ("http_timeout", "timeout"):
        return "operation_timeout"
    return "dispatch_failed" if ack.status else "dispatch_unknown_error"


def _ts(where: MessageRef) -> str:
    return where.ts if isinstance(where, Seen) else where[1]


def _is_ephemeral(world: World, person: User, where: MessageRef) -> bool:
    return _ephemeral(world, person, where) is not None


def _ephemeral(world: World, person: User, where: MessageRef) -> Ephemeral | None:
    place = where.channel if isinstance(where, Seen) else where[0]
    channel = world.ws.channels.get(place) or world.ws.channel_named(place)
    return ephemeral.find(world, person.id, channel.id, _ts(where)) if channel is not None else None


def _find_element(blocks: list[Json], action: str, value: Any, block_id: str | None) -> tuple[Json, Json]:
    """The element with this action_id or these words on it; a button's value picks among several."""
    candidates = [
        (block, element)
        for block in blocks
        if block["type"] in ("section", "actions", "input") and block_id in (None, block["block_id"])
        for element in elements_of(block)
        if action == element["action_id"] or action == _label(element)
    ]
    chosen = [(b, e) for b, e in candidates if e["type"] in FIELDS or value is None or e.get("value") == value]
    chosen = chosen or [(b, e) for b, e in candidates if e["type"] == "overflow"]
    if not chosen:
        there = ", ".join(e["action_id"] for b in blocks if b["type"] in ("section", "actions") for e in elements_of(b))
        raise PersonRefusedError(f"There is nothing to press called “{action}” here. There is: {there or 'nothing'}.")
    return chosen[0]


def _label(element: Json) -> str | None:
    text = element.get("text")
    return text["text"] if isinstance(text, dict) else None
