"""files.*: an upload in three steps, and what is known of a file."""

from fireline.sandbox import messages
from fireline.sandbox.errors import SlackError
from fireline.sandbox.methods.call import Call, Method
from fireline.sandbox.shapes import file_shape
from fireline.sandbox.state import Channel, Json, SlackFile


def get_upload_url(call: Call) -> Json:
    name, length = call.args.text("filename"), call.args.text("length")
    if not name or not length.isdigit() or int(length) < 1:
        raise SlackError("invalid_arguments")
    file = SlackFile(call.ws.new_id("F"), name, name, call.ws.bot_user, call.world.seconds(), length=int(length))
    call.ws.files[file.id] = file
    return {"upload_url": f"{call.world.base_url}/upload/v1/{file.id}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    asked = call.args.structure("files", "invalid_arguments")
    if not isinstance(asked, list) or not asked:
        raise SlackError("invalid_arguments")
    files = [_uploaded(call, entry) for entry in asked]
    for channel in _channels(call):
        thread_ts = call.args.text("thread_ts") or None
        messages.share(call.world, channel, call.bot, files, call.args.text("initial_comment"), thread_ts)
    return {"files": [file_shape(file, call.world.base_url) for file in files]}


def _uploaded(call: Call, entry: Json) -> SlackFile:
    file = call.ws.files.get(str(entry.get("id", "")))
    if file is None or not file.is_uploaded:
        raise SlackError("file_not_found")
    if file.is_shared:
        raise SlackError("file_update_failed")
    file.title = entry.get("title") or file.title
    return file


def _channels(call: Call) -> list[Channel]:
    wanted = call.args.ids("channels") or call.args.ids("channel_id")
    found = []
    for id_ in wanted:
        call.args.given["channel"] = id_
        channel = call.channel()
        call.must_be_live(channel)
        call.must_be_member(channel)
        found.append(channel)
    return found


def info(call: Call) -> Json:
    return {"file": file_shape(_file(call), call.world.base_url), "comments": []}


def _file(call: Call) -> SlackFile:
    file = call.ws.files.get(call.args.text("file"))
    if file is None or not is_visible(call, file):
        raise SlackError("file_not_found")
    return file


def is_visible(call: Call, file: SlackFile) -> bool:
    """The bot sees its own files, and those shared where it is or might be."""
    if file.user == call.ws.bot_user:
        return True
    channels = [call.ws.channels.get(share["channel"]) for share in file.shares]
    return any(c is not None and (not c.is_private or call.ws.bot_user in c.members) for c in channels)


def delete(call: Call) -> Json:
    file = _file(call)
    if file.user != call.ws.bot_user:
        raise SlackError("cant_delete_file")
    del call.ws.files[file.id]
    return {}


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",)),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",)),
    "files.info": Method(info, ("files:read",)),
    "files.delete": Method(delete, ("files:write",)),
}
