"""Kinds of events of the timeline. Their `data` is given beside each; others react to them."""

from fireline.core.permissions import REFUSED

MESSAGE = "timeline.message"  # {files: [{name, type, permalink}], marks: [mark]}: what a person said
BOT_MESSAGE = "timeline.bot_message"  # the same, said by a bot or an integration
NOTED = "timeline.noted"  # {}: a note that somebody typed
JOINED = "timeline.joined"  # {user_id}
LEFT = "timeline.left"  # {user_id}
CHANNEL_CHANGED = "timeline.channel_changed"  # {what: topic, purpose, name, archive, unarchive ...}
CHANNEL_LOST = "timeline.channel_lost"  # {what: deleted, left}
RETIMED = "timeline.retimed"  # {entry_id, from, to}

CHOSEN = "timeline.chosen"  # {entry_id, choice: "=key" or "=hidden", from, to, author_id}: by button

# These are written hidden: they are for other features and for the record, not for reading.
# Marked and unmarked: {mark, channel, ts, entry_id, actor_id (who wrote it)}; of our own messages {mark, channel, ts,
# surface (its name)} instead. The entry has the text: `reads.of_id`.
# `actor_id` of the event is who marked it first, or who took the last mark away.
MARKED = "timeline.marked"
UNMARKED = "timeline.unmarked"
IMPORTED = "timeline.imported"  # {channel_id, name}: read in from an archive
DELETED = "timeline.deleted"  # {channel, ts, entry_id}: copies of its text have to go

IS_SAID = '%"is_said":%'  # in the data of an entry of any feature: its text is what its actor said, like a note

MESSAGES = (MESSAGE, BOT_MESSAGE)
HIDDEN = (MARKED, UNMARKED, DELETED, RETIMED, CHOSEN, IMPORTED, REFUSED)
