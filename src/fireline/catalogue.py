"""Every feature of Fireline, lower floors first: a new one is a folder and a line here."""

from __future__ import annotations

from fireline.core.feature import Feature
from fireline.features.action_items.feature import feature as action_items
from fireline.features.failures.feature import feature as failures
from fireline.features.incidents.feature import feature as incidents
from fireline.features.modes.feature import feature as modes
from fireline.features.overview.feature import feature as overview
from fireline.features.people.feature import feature as people
from fireline.features.postmortems.feature import feature as postmortems
from fireline.features.relations.feature import feature as relations
from fireline.features.roles.feature import feature as roles
from fireline.features.streams.feature import feature as streams
from fireline.features.tasks.feature import feature as tasks
from fireline.features.timeline.feature import feature as timeline
from fireline.features.triage.feature import feature as triage
from fireline.features.updates.feature import feature as updates

FEATURES: tuple[Feature, ...] = (
    people,
    incidents,
    roles,
    timeline,
    updates,
    tasks,
    action_items,
    overview,
    postmortems,
    modes,
    relations,
    streams,
    triage,
    failures,
)
