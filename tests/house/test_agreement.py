"""What is said in several places is said alike: manifest, declarations, help, README, buttons and forms, the wheel."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs import generate
from fireline.catalogue import FEATURES
from fireline.core.buttons import RUN_LINE
from fireline.core.registry import Registry
from fireline.features.overview.help import in_words, useful_here
from fireline.settings import Environment
from fireline.slack.methods import METHODS
from tests.house.layout import PROJECT, SOURCE
from tests.house.rendered import Source, action_ids_in
from tests.house.slack_names import EVENT_NEEDS, EVENTS, METHOD_NEEDS, SCOPES

REGISTRY = Registry(FEATURES)
MANIFEST: dict[str, Any] = yaml.safe_load((PROJECT / "manifest.yml").read_text())

# Messages in every kind of conversation: our own, coming back, prove that a delivery arrived.
MESSAGES = {"message.channels", "message.groups", "message.im", "message.mpim"}
# Intake looks a channel up when the bot itself was invited to it, and hands what is said to the bot to the frame.
INTAKE_NEEDS = {"member_joined_channel", "app_mention"}


# Only who names user groups in the settings needs it, and is told so: docs/settings.md, `fireline check`.
WHEN_CONFIGURED = {"usergroups:read"}


# the manifest ---------------------------------------------------------------------------------------------------
def test_the_manifest_subscribes_to_what_the_features_take_and_to_nothing_else() -> None:
    taken = {kind for feature in FEATURES for kind in feature.slack_events}
    wanted = (taken - {"message"}) | MESSAGES | INTAKE_NEEDS

    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == wanted


def test_the_manifest_asks_for_the_scopes_that_are_needed_and_for_no_other() -> None:
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    wanted = {scope for method in methods_used() for scope in METHOD_NEEDS[method]}
    wanted |= {scope for event in events for scope in needs_of(event)} | {"commands"}
    wanted -= WHEN_CONFIGURED

    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == wanted


def test_every_scope_and_event_is_a_name_that_slack_knows() -> None:
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) <= SCOPES
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) <= EVENTS
    assert {scope for needs in [*METHOD_NEEDS.values(), *EVENT_NEEDS.values()] for scope in needs} <= SCOPES


def test_lists_of_the_manifest_are_sorted_and_name_nothing_twice() -> None:
    for names in (
        MANIFEST["oauth_config"]["scopes"]["bot"],
        MANIFEST["settings"]["event_subscriptions"]["bot_events"],
    ):
        assert names == sorted(set(names))


def test_every_shortcut_of_the_manifest_has_a_handler_and_every_handler_a_shortcut() -> None:
    assert {s["callback_id"] for s in MANIFEST["features"]["shortcuts"]} == set(REGISTRY.shortcuts)


def test_slash_commands_are_the_three_roots_and_escape_what_people_type() -> None:
    commands = MANIFEST["features"]["slash_commands"]

    assert [c["command"] for c in commands] == ["/fireline", "/incident", "/inc"]
    assert all(c["should_escape"] for c in commands)
    assert len({tuple(sorted(c.items())) for c in [{**c, "command": ""} for c in commands]}) == 1


def test_every_address_of_the_manifest_is_the_one_door() -> None:
    settings = MANIFEST["settings"]
    addresses = {c["url"] for c in MANIFEST["features"]["slash_commands"]}
    addresses |= {settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"]}

    assert addresses == {"https://fireline.example.com/slack/events"}


def test_what_cannot_be_undone_at_slack_is_off() -> None:
    assert MANIFEST["settings"]["token_rotation_enabled"] is False
    assert MANIFEST["settings"]["org_deploy_enabled"] is False


def test_texts_of_the_manifest_fit() -> None:
    about = MANIFEST["display_information"]

    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    assert all(len(s["name"]) <= 24 for s in MANIFEST["features"]["shortcuts"])


def needs_of(event: str) -> tuple[str, ...]:
    beginnings = [each for each in EVENT_NEEDS if event.startswith(each)]
    assert beginnings, f"say in slack_names.py which scope {event} needs"
    return EVENT_NEEDS[max(beginnings, key=len)]


def methods_used() -> set[str]:
    """The Web API methods that the bot calls. What the courier could do but nobody asks for is not used."""
    paths = [p for p in SOURCE.rglob("*.py") if not {"sandbox", "replay"} & set(p.relative_to(SOURCE).parts)]
    used = {name for path in paths if path.name != "methods.py" for name in methods_in(ast.parse(path.read_text()))}
    return used - ({"bookmarks.list"} if "bookmarks.add" not in used else set())  # only the look-up of the other


def methods_in(tree: ast.Module) -> set[str]:
    known = METHODS.keys() | METHOD_NEEDS.keys()
    patterns = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.MatchValue)}
    words = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in patterns}
    called = {n.attr.replace("_", ".", 1) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    return {word for word in words | called if isinstance(word, str) and word in known}


def test_methods_are_found_in_literals_and_in_calls_of_the_sdk_and_not_in_patterns() -> None:
    source = "unit.call('pins.add')\nself._client.views_open()\nmatch x:\n    case 'bookmarks.add': pass"

    assert methods_in(ast.parse(source)) == {"pins.add", "views.open"}


# buttons and forms ----------------------------------------------------------------------------------------------
def test_every_action_id_that_can_be_rendered_has_a_handler() -> None:
    source = Source()
    rendered = source.action_ids()

    assert source.unread == [], "the action id of these cannot be told from the source"
    assert len(rendered) > 30
    assert [each for each in sorted(rendered) if not is_handled(each, set(REGISTRY.actions))] == []


def test_every_form_that_can_be_sent_has_a_handler() -> None:
    source = Source()
    rendered = source.callback_ids()

    assert source.unread == []
    assert len(rendered) > 10
    assert [each for each in sorted(rendered) if not is_handled(each, set(REGISTRY.views))] == []


def test_ids_begin_with_the_name_of_a_feature() -> None:
    names = {feature.name for feature in FEATURES}  # not always the one that handles it: an id outlives a move
    ids = [*REGISTRY.actions, *REGISTRY.views, *REGISTRY.shortcuts]

    assert [each for each in ids if each.partition(":")[0] not in names] == []


def is_handled(rendered: str, handled: set[str]) -> bool:
    """`name*` is handled when something begins so; a bare `feature:*` would say nothing."""
    if rendered.startswith(RUN_LINE):
        return True
    if rendered.endswith("*"):
        return len(rendered.split(":")[-1]) > 1 and any(each.startswith(rendered[:-1]) for each in handled)
    return rendered in handled


def test_a_dead_button_would_be_seen() -> None:
    assert not is_handled("roles:gone", {"roles:lead"})
    assert not is_handled("roles:*", {"roles:lead"})
    assert is_handled("roles:l*", {"roles:lead"})
    assert is_handled(f"{RUN_LINE}:7", set())


def test_fields_of_a_form_are_read_and_not_pressed() -> None:
    field = {"type": "input", "element": {"type": "plain_text_input", "action_id": "value"}}
    row = {"type": "actions", "elements": [{"type": "button", "action_id": "roles:lead"}]}

    assert action_ids_in({"blocks": [field, row]}) == {"roles:lead"}


# help and README ------------------------------------------------------------------------------------------------
def test_every_command_says_what_it_does_and_shows_a_line_that_works() -> None:
    for command in REGISTRY.commands:
        assert 3 < len(command.summary) < 100, command.name
        assert not command.summary.endswith("."), command.name
        assert command.hidden or command.example, command.name


def test_no_word_means_two_commands() -> None:
    words = [word for command in REGISTRY.commands for word in (command.name, *command.synonyms)]

    assert sorted(words) == sorted(set(words))


def test_the_readme_names_the_commands_that_help_names() -> None:
    table = generate.command_table(FEATURES)
    for command in useful_here(REGISTRY.commands, has_incident=True):
        assert in_words(command, "/incident").split("`")[1].removeprefix("/incident ") in table


@pytest.mark.parametrize("page", sorted(generate.PAGES))
def test_generated_parts_of_the_documentation_are_current(page: str) -> None:
    written = (PROJECT / page).read_text()

    assert written == generate.renewed(written, generate.PAGES[page]()), "run `make docs`"


@pytest.mark.parametrize("file", sorted(generate.FILES))
def test_generated_files_are_current(file: str) -> None:
    assert (PROJECT / file).read_text() == generate.FILES[file](), "run `make docs`"


def test_every_variable_of_the_environment_is_documented() -> None:
    page = (PROJECT / "docs" / "settings.md").read_text()

    assert [f.alias for f in Environment.model_fields.values() if f"`{f.alias}`" not in page] == []


def test_no_page_names_a_machine_or_a_page_that_is_not_there() -> None:
    pages = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
    for page in pages:
        text = page.read_text()
        assert "/work/" not in text and "/tmp/fl" not in text, page
        links = [part.split(")")[0].split("#")[0] for part in text.split("](")[1:]]
        missing = [link for link in links if link and "://" not in link and not (page.parent / link).exists()]
        assert missing == [], page


# the package ----------------------------------------------------------------------------------------------------
def test_the_wheel_carries_manifest_and_templates(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)

    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    templates = {str(p.relative_to(PROJECT)) for p in (PROJECT / "templates").rglob("*") if p.is_file()}
    assert {f"fireline/{path}" for path in templates} | {"fireline/manifest.yml", "fireline/py.typed"} <= carried


def test_heavy_libraries_and_migrations_are_not_loaded_while_serving() -> None:
    heavy = (
        "alembic",
        "numpy",
        "sklearn",
        "matplotlib",
        "pandas",
        "fireline.sandbox",
        "fireline.replay",
    )
    ask = "import sys, fireline.app, fireline.commands.run; print([m for m in sys.argv[1:] if m in sys.modules])"

    ended = subprocess.run([sys.executable, "-c", ask, *heavy], capture_output=True, text=True, check=True)

    assert ended.stdout.strip() == "[]"
