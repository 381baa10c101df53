"""Every method that this Slack has."""

from fireline.sandbox.methods import chat, conversations, directory, files, history, marks, views

METHODS = (
    conversations.METHODS
    | history.METHODS
    | chat.METHODS
    | marks.METHODS
    | files.METHODS
    | views.METHODS
    | directory.METHODS
)
