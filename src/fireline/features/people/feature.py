"""Everything the people feature brings."""

from __future__ import annotations

from fireline.core.feature import Feature
from fireline.core.permissions import Permissions
from fireline.features.people import handlers
from fireline.features.people.rules import WorkingHours

feature = Feature(
    name="people",
    slack_events={
        "user_change": handlers.on_user_change,
        "channel_rename": handlers.on_rename,
        "group_rename": handlers.on_rename,
        "channel_archive": handlers.on_archive,
        "group_archive": handlers.on_archive,
        "channel_unarchive": handlers.on_unarchive,
        "group_unarchive": handlers.on_unarchive,
        "channel_left": handlers.on_left,
        "group_left": handlers.on_left,
        "channel_deleted": handlers.on_deleted,
        "group_deleted": handlers.on_deleted,
    },
    settings={"working_hours": WorkingHours, "permissions": Permissions},
)
