"""The words for how an incident was found, how it failed and what changed just before. Codes are for ever."""

from __future__ import annotations

VERSION = "1.0.0"

FOUND_BY = {
    "alert": "an alert",
    "colleague": "somebody here noticed",
    "customer": "a customer told us",
    "change_watch": "while watching a change",
    "partner": "a vendor or partner told us",
    "chance": "by chance",
}
SOONER = {"yes": "yes", "no": "no", "unsure": "nobody can say yet"}

# How it failed. There is no "human error": a manual step is a trigger, the class is the mechanism.
CLASSES = {
    "config_change": "a configuration that did not hold",
    "code_change": "a code change that did not hold",
    "latent_defect": "a defect that was there already",
    "resource_exhaustion": "something ran out or filled up",
    "demand_surge": "more demand than planned",
    "overload_cascade": "overload that spread",
    "network": "the network",
    "infrastructure": "machines or the platform beneath",
    "dependency": "something we depend on",
    "data_integrity": "data lost, wrong or stale",
    "identity_time": "identity, certificates or clocks",
    "security_event": "a security event",
    "unknown": "not known yet",
}

# What changed just before.
TRIGGERS = {
    "code_push": "a code push",
    "config_push": "a configuration push",
    "maintenance_or_manual_step": "maintenance or a manual step",
    "traffic_change": "a change in traffic",
    "dependency_change": "a change in a dependency",
    "hardware_event": "a hardware event",
    "scheduled_or_expiry": "a schedule or an expiry",
    "attack": "an attack",
    "none_found": "none found",
}

CATEGORIES = {"detection": "Detection", "response": "Response", "capacity": "Capacity"}

# Headings that people may write under, with what belongs there.
HEADINGS = {
    "summary": ("Summary", "What happened, to whom, for how long, in three sentences"),
    "impact": ("Impact", "Numbers, and how each was measured"),
    "lead_up": ("Lead-up", "What was going on before; what made it possible"),
    "dead_ends": ("Hypotheses and dead ends", "What was tried and what it ruled out"),
    "detection": ("Detection", "How it was found, and what would have shown it in half the time"),
    "response": ("Response and coordination", "What helped, what took long, and what filled that time"),
    "recovery": ("Recovery", "What ended it, and what it took"),
    "factors": ("Trigger and contributing factors", "Several things that together made it possible"),
    "went_well": ("Went well", "What to keep"),
    "was_hard": ("Was hard", "Where the work fought back"),
    "got_lucky": ("Got lucky", "What might have been worse, and was not"),
    "surprised_us": ("Surprised us", "Where our picture of the system was wrong"),
    "none_detection": ("No detection item, because", "Why nothing would have found it sooner"),
    "none_response": ("No response item, because", "Why nothing would have made it easier"),
    "none_capacity": ("No capacity item, because", "Why the system needs nothing"),
    "declined": ("Considered and declined", "What was weighed, and why not"),
    "open_questions": ("Open questions", "What is still not known, and who could know"),
}
