"""Slack's own names, from its reference: its manifest takes any word, so a slip of the pen would pass unseen."""

from __future__ import annotations

SCOPES = frozenset(
    """
    app_mentions:read assistant:write bookmarks:read bookmarks:write calls:read calls:write canvases:read
    canvases:write channels:history channels:join channels:manage channels:read channels:write.invites
    channels:write.topic chat:write chat:write.customize chat:write.public commands conversations.connect:manage
    conversations.connect:read conversations.connect:write dnd:read emoji:read files:read files:write groups:history
    groups:read groups:write groups:write.invites groups:write.topic im:history im:read im:write incoming-webhook
    links.embed:write links:read links:write lists:read lists:write metadata.message:read mpim:history mpim:read
    mpim:write mpim:write.topic pins:read pins:write reactions:read reactions:write reminders:read reminders:write
    remote_files:read remote_files:share remote_files:write team.billing:read team.preferences:read team:read
    tokens.basic triggers:read triggers:write usergroups:read usergroups:write users.profile:read users:read
    users:read.email users:write workflow.steps:execute
    """.split()  # noqa: SIM905  # as a list of literals it would be one long line
)

EVENTS = frozenset(
    """
    app_home_opened app_mention app_rate_limited app_requested app_uninstalled assistant_thread_context_changed
    assistant_thread_started call_rejected channel_archive channel_created channel_deleted channel_history_changed
    channel_id_changed channel_left channel_rename channel_shared channel_unarchive channel_unshared dnd_updated
    dnd_updated_user email_domain_changed emoji_changed entity_details_requested file_change file_comment_added
    file_comment_deleted file_comment_edited file_created file_deleted file_public file_shared file_unshared
    function_executed grid_migration_finished grid_migration_started group_archive group_close group_deleted
    group_history_changed group_left group_open group_rename group_unarchive im_close im_created im_history_changed
    im_open invite_requested link_shared member_joined_channel member_left_channel message.app_home message.channels
    message.groups message.im message.mpim message_metadata_deleted message_metadata_posted message_metadata_updated
    pin_added pin_removed reaction_added reaction_removed shared_channel_invite_accepted
    shared_channel_invite_approved shared_channel_invite_declined shared_channel_invite_received
    shared_channel_invite_requested star_added star_removed subteam_created subteam_members_changed
    subteam_self_added subteam_self_removed subteam_updated team_access_granted team_access_revoked
    team_domain_change team_join team_rename tokens_revoked url_verification user_change user_connection
    user_huddle_changed user_profile_changed user_status_changed
    """.split()  # noqa: SIM905  # as a list of literals it would be one long line
)

_ALL_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_CHANNELS = ("channels:read", "groups:read")

# What each method needs, for every kind of conversation in which Fireline uses it.
METHOD_NEEDS: dict[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.archive": ("channels:manage", "groups:write"),
    "conversations.create": ("channels:manage", "groups:write"),
    "conversations.history": _ALL_HISTORY,  # a message in a DM is looked up too, before it is sent again
    "conversations.info": _CHANNELS,
    "conversations.invite": ("channels:manage", "groups:write"),
    "conversations.join": ("channels:join",),
    "conversations.list": _CHANNELS,
    "conversations.members": _CHANNELS,
    "conversations.open": ("im:write", "mpim:write"),
    "conversations.rename": ("channels:manage", "groups:write"),
    "conversations.replies": _ALL_HISTORY,
    "conversations.setTopic": ("channels:manage", "groups:write"),
    "bookmarks.add": ("bookmarks:write",),
    "bookmarks.edit": ("bookmarks:write",),
    "bookmarks.list": ("bookmarks:read",),
    "bookmarks.remove": ("bookmarks:write",),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "files.upload": ("files:write",),
    "pins.add": ("pins:write",),
    "pins.remove": ("pins:write",),
    "reactions.add": ("reactions:write",),
    "reactions.remove": ("reactions:write",),
    "respond": (),  # an address that Slack gave us
    "usergroups.list": ("usergroups:read",),
    "usergroups.users.list": ("usergroups:read",),
    "users.conversations": _CHANNELS,
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}

# What an event needs to be sent, by how its name begins; the longest beginning counts.
EVENT_NEEDS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_": ("channels:read",),
    "group_": ("groups:read",),
    "member_": _CHANNELS,
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "pin_": ("pins:read",),
    "reaction_": ("reactions:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}
