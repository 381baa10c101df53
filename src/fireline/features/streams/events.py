"""Kinds of events of the streams.

Each carries `stream_id`, `name`, `lead_id` (now, or None) and `before` and `after`: the columns that it changed as they
were and as it left them, so that undo can put them back.
"""

OPENED = "streams.opened"  # {stream_id, name, lead_id, invited}
CHANNEL_OPENED = "streams.channel_opened"  # {..., channel_id, channel}
FAILED = "streams.failed"  # {..., step, error}: written hidden
LED = "streams.led"  # {..., was_lead_id}: somebody else leads it, or nobody
SAID = "streams.said"  # {..., word}: how it stands
DONE = "streams.done"  # {..., word}
REOPENED = "streams.reopened"  # {...}
ENDED = "streams.ended"  # {...}: with its incident

CHANGES = (OPENED, LED, SAID, DONE, REOPENED)
