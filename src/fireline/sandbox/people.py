"""What people do to one another: they talk, react, pin, come and go. The app only hears of it."""

import re

from fireline.sandbox import channels, messages
from fireline.sandbox.errors import PersonRefusedError, SlackError
from fireline.sandbox.seen import Seen, see_message
from fireline.sandbox.state import Channel, Json, SlackFile, User
from fireline.sandbox.typed import in_message, rich_text
from fireline.sandbox.whereabouts import MessageRef, as_member, direct_channel, find_channel, find_message, find_user
from fireline.sandbox.world import World


class People:
    """Every act takes the person by name first. What Slack's client would not allow raises PersonRefusedError."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def say(
        self,
        user: str,
        channel: str,
        text: str,
        *,
        thread_ts: str | None = None,
        files: dict[str, str] | None = None,
        broadcast: bool = False,
    ) -> Seen:
        """Posts a message; `files` maps file names to their content. Gives the message as its writer sees it."""
        person = find_user(self._world, user)
        place = self._open_place(person, channel)
        written = in_message(self._world.ws, text)
        if thread_ts is not None and thread_ts not in place.messages:
            raise PersonRefusedError(f"There is no message {thread_ts} to reply to.")
        if files:
            uploads = [self._upload(person, name, content) for name, content in files.items()]
            message = messages.share(self._world, place, person, uploads, written, thread_ts)
        else:
            message = messages.post(
                self._world,
                place,
                person,
                written,
                thread_ts=thread_ts,
                blocks=rich_text(text, self._world.ws.new_id("b").lower()),
                subtype="thread_broadcast" if thread_ts and broadcast else None,
            )
        return see_message(self._world.ws, place, message)

    def _open_place(self, person: User, where: str) -> Channel:
        place = as_member(self._world, person, where)
        if place.is_archived:
            raise PersonRefusedError(f"#{place.name} is archived.")
        return place

    def _upload(self, person: User, name: str, content: str) -> SlackFile:
        raw = content.encode()
        ws = self._world.ws
        file = SlackFile(ws.new_id("F"), name, name, person.id, self._world.seconds(), raw, len(raw), True)
        ws.files[file.id] = file
        return file

    async def me(self, user: str, channel: str, text: str) -> Seen:
        """`/me` says something in the third person."""
        person = find_user(self._world, user)
        place = self._open_place(person, channel)
        written = in_message(self._world.ws, text)
        return see_message(
            self._world.ws, place, messages.post(self._world, place, person, written, subtype="me_message")
        )

    async def dm(self, user: str, text: str, *, thread_ts: str | None = None) -> Seen:
        """Writes to the app directly."""
        if not self._world.manifest.can_be_messaged:
            raise PersonRefusedError("Sending messages to this app has been turned off.")
        place = direct_channel(self._world, find_user(self._world, user))
        return await self.say(user, place.id, text, thread_ts=thread_ts)

    async def edit(self, user: str, message: MessageRef, text: str) -> Seen:
        person = find_user(self._world, user)
        place, found = self._own(person, message)
        blocks = rich_text(text, self._world.ws.new_id("b").lower())
        messages.edit(self._world, place, found, person, text=in_message(self._world.ws, text), blocks=blocks)
        return see_message(self._world.ws, place, found)

    async def delete(self, user: str, message: MessageRef) -> None:
        """Deletes a message of one's own; an administrator may delete anybody's."""
        person = find_user(self._world, user)
        place, found = find_message(self._world, person, message)
        if found["user"] != person.id and not person.is_admin:
            raise PersonRefusedError(f"{person.name} cannot delete a message of somebody else.")
        messages.delete(self._world, place, found)

    def _own(self, person: User, message: MessageRef) -> tuple[Channel, Json]:
        place, found = find_message(self._world, person, message)
        if found["user"] != person.id:
            raise PersonRefusedError(f"{person.name} cannot change a message of somebody else.")
        return place, found

    async def unfurl(self, user: str, message: MessageRef, url: str) -> None:
        """Slack puts a preview under a link: `message_changed` although nobody changed the text."""
        place, found = find_message(self._world, find_user(self._world, user), message)
        messages.unfurl(self._world, place, found, url)

    async def react(self, user: str, message: MessageRef, name: str) -> None:
        person = find_user(self._world, user)
        place, found = find_message(self._world, person, message)
        if not messages.react(self._world, place, found, person, name.strip(":")):
            raise PersonRefusedError(f"{person.name} has reacted with :{name}: already.")

    async def unreact(self, user: str, message: MessageRef, name: str) -> None:
        person = find_user(self._world, user)
        place, found = find_message(self._world, person, message)
        if not messages.unreact(self._world, place, found, person, name.strip(":")):
            raise PersonRefusedError(f"{person.name} has not reacted with :{name}:.")

    async def pin(self, user: str, message: MessageRef) -> None:
        person = find_user(self._world, user)
        place, found = find_message(self._world, person, message)
        if not messages.pin(self._world, place, found, person):
            raise PersonRefusedError("This message is pinned already.")

    async def unpin(self, user: str, message: MessageRef) -> None:
        person = find_user(self._world, user)
        place, found = find_message(self._world, person, message)
        if not messages.unpin(self._world, place, found, person):
            raise PersonRefusedError("This message is not pinned.")

    async def join(self, user: str, channel: str) -> None:
        person, place = find_user(self._world, user), find_channel(self._world, channel)
        if place.is_private:
            raise PersonRefusedError("A private channel is joined by invitation only.")
        if person.id in place.members:
            raise PersonRefusedError(f"{person.name} is in #{place.name} already.")
        channels.join(self._world, place, person)

    async def leave(self, user: str, channel: str) -> None:
        person = find_user(self._world, user)
        channels.leave(self._world, as_member(self._world, person, channel), person)

    async def invite(self, user: str, channel: str, guest: str) -> None:
        """Brings somebody into a channel; the app too, by its name."""
        person, invited = find_user(self._world, user), find_user(self._world, guest)
        place = as_member(self._world, person, channel)
        if invited.id in place.members or invited.is_deleted:
            raise PersonRefusedError(f"{invited.name} cannot be invited to #{place.name}.")
        channels.join(self._world, place, invited, person)

    async def kick(self, user: str, channel: str, whom: str) -> None:
        """Takes somebody out of a channel; the app too, by its name."""
        person, place = find_user(self._world, user), find_channel(self._world, channel)
        as_member(self._world, person, channel)
        channels.leave(self._world, place, find_user(self._world, whom), person)

    async def create_channel(self, user: str, name: str, *, private: bool = False) -> str:
        """Makes a channel; gives its id."""
        person = find_user(self._world, user)
        return channels.create(self._world, self._free_name(name), person, private).id

    def _free_name(self, name: str) -> str:
        try:
            return channels.check_name(self._world, name.lstrip("#"))
        except SlackError as error:
            raise PersonRefusedError(f"A channel cannot be called “{name}” ({error.code}).") from error

    async def topic(self, user: str, channel: str, text: str) -> None:
        person = find_user(self._world, user)
        place = as_member(self._world, person, channel)
        channels.set_label(self._world, place, "topic", in_message(self._world.ws, text), person)

    async def archive(self, user: str, channel: str) -> None:
        person = find_user(self._world, user)
        channels.archive(self._world, as_member(self._world, person, channel), person)

    async def unarchive(self, user: str, channel: str) -> None:
        person = find_user(self._world, user)
        channels.unarchive(self._world, as_member(self._world, person, channel), person)

    async def rename(self, user: str, channel: str, name: str) -> None:
        person = find_user(self._world, user)
        place = as_member(self._world, person, channel)
        channels.rename(self._world, place, self._free_name(name), person)

    async def delete_channel(self, user: str, channel: str) -> None:
        if not find_user(self._world, user).is_admin:
            raise PersonRefusedError("Only an administrator deletes a channel.")
        channels.delete(self._world, find_channel(self._world, channel))

    async def add_user(self, name: str, *, real_name: str = "", tz: str = "Europe/Berlin", guest: bool = False) -> str:
        """Brings a new person into the workspace; gives their id."""
        if not re.fullmatch(r"[a-z0-9._-]+", name) or self._world.ws.user_named(name):
            raise PersonRefusedError(f"Nobody new can be called “{name}”.")
        user = User(self._world.ws.new_id("U"), name, real_name or name.title(), tz, is_guest=guest)
        self._world.ws.users[user.id] = user
        return user.id

    async def change_user(self, user: str, *, deleted: bool | None = None, tz: str | None = None) -> None:
        """An administrator deactivates somebody, or somebody moves to another time zone: `user_change`."""
        person = find_user(self._world, user)
        person.is_deleted = person.is_deleted if deleted is None else deleted
        person.tz = tz or person.tz
        person.updated = self._world.seconds()
        self._world.tell_user_change(person)
