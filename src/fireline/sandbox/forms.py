"""People before a modal: they fill it in, submit it, close it."""

from typing import Any

from fireline.sandbox import payloads
from fireline.sandbox.errors import PersonRefusedError, SlackError
from fireline.sandbox.methods.views import check_unique_external_id, push_view, replace_body
from fireline.sandbox.outcome import Outcome
from fireline.sandbox.screens import enter, missing, values_of
from fireline.sandbox.state import Json, User, View
from fireline.sandbox.viewrules import check_view
from fireline.sandbox.whereabouts import find_user
from fireline.sandbox.world import World

TROUBLE = "We had some trouble connecting. Try again?"


class Forms:
    """Works on the modal on top of a person's screen."""

    def __init__(self, world: World) -> None:
        self._world = world

    def _top(self, person: User) -> View:
        stack = self._world.ws.stacks.get(person.id)
        if not stack:
            raise PersonRefusedError(f"{person.name} has no modal on screen.")
        return self._world.ws.views[stack[-1]]

    async def fill(self, user: str, values: dict[str, Any]) -> None:
        """Types values, `{block_id: value}` or `{block_id: {action_id: value}}`, without submitting."""
        view = self._top(find_user(self._world, user))
        enter(view.body["blocks"], view.entered, values)

    async def submit(self, user: str, values: dict[str, Any] | None = None) -> Outcome:
        """Fills in what is given and presses submit. Empty required fields never reach the app."""
        person = find_user(self._world, user)
        view = self._top(person)
        if not view.body.get("submit"):
            raise PersonRefusedError("This modal has no submit button.")
        enter(view.body["blocks"], view.entered, values or {})
        outcome = Outcome(self._world, person, self._world.new_trigger(person, view.id), self._world.ws.counter)
        wanting = missing(view.body["blocks"], values_of(view.body["blocks"], view.entered))
        if wanting:
            return _with_errors(outcome, view, wanting).look()
        return (await self._send(outcome, view)).look()

    async def _send(self, outcome: Outcome, view: View) -> Outcome:
        body = payloads.submission(self._world, outcome.user, view, outcome.origin)
        what = view.body.get("callback_id") or "view_submission"
        _, ack = await self._world.dispatcher.ask("interaction", what, body, self._world.story())
        outcome.ack_ms, outcome.status, outcome.answer = round(ack.ms, 3), ack.status, ack.answer
        if not ack.ok:
            outcome.ok, outcome.error = False, TROUBLE
            return outcome
        try:
            self._follow(outcome, view, ack.answer if isinstance(ack.answer, dict) else {})
        except SlackError as error:
            outcome.ok, outcome.error = False, f"{TROUBLE} ({error.code})"
        return outcome

    def _follow(self, outcome: Outcome, view: View, answer: Json) -> None:
        """Does what the app's answer says with the modals on screen."""
        action = answer.get("response_action")
        if action == "errors":
            self._show_errors(outcome, view, answer.get("errors"))
        elif action == "clear":
            self._clear(outcome.user)
        elif action in ("update", "push"):
            body = check_view(answer.get("view"), ("modal",))
            check_unique_external_id(self._world, body, view)
            if action == "update":
                replace_body(self._world, view, body)
            else:
                push_view(self._world, outcome.user.id, body)
        elif action is not None:
            raise SlackError("invalid_response_action")
        else:
            self._pop(outcome.user, view)

    def _show_errors(self, outcome: Outcome, view: View, errors: Any) -> None:
        inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            raise SlackError("invalid_error_block_ids")
        _with_errors(outcome, view, errors)
        self._world.changed()

    def _pop(self, person: User, view: View) -> None:
        """Closes one view. The app may have changed the stack while it answered."""
        stack = self._world.ws.stacks.get(person.id, [])
        if view.id in stack:
            stack.remove(view.id)
            self._world.ws.views.pop(view.id, None)
        self._world.changed()

    def _clear(self, person: User) -> None:
        for view_id in self._world.ws.stacks.pop(person.id, []):
            self._world.ws.views.pop(view_id, None)
        self._world.changed()

    async def close_view(self, user: str, *, all_of_them: bool = False) -> None:
        """Closes the top modal, or all; the app hears of it when the view says `notify_on_close`."""
        person = find_user(self._world, user)
        view = self._top(person)
        clears = all_of_them or bool(view.body.get("clear_on_close"))
        going = list(reversed(self._world.ws.stacks[person.id])) if clears else [view.id]
        closed = [self._world.ws.views[view_id] for view_id in going]
        for one in closed:
            self._pop(person, one)
        for one in closed:
            if one.body.get("notify_on_close"):
                body = payloads.closing(self._world, person, one, clears)
                await self._world.dispatcher.ask("interaction", "view_closed", body, self._world.story())


def _with_errors(outcome: Outcome, view: View, errors: dict[str, str]) -> Outcome:
    view.errors = dict(errors)
    outcome.ok, outcome.errors = False, dict(errors)
    outcome.error = "; ".join(errors.values())
    return outcome
