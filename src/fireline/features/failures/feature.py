"""Everything that failures bring."""

from __future__ import annotations

from fireline.core.feature import Feature
from fireline.core.permissions import Act
from fireline.features.failures import blocks, handlers

feature = Feature(
    name="failures",
    actions={blocks.RESEND: handlers.resend, blocks.REAPPLY: handlers.reapply},
    permissions={blocks.RESEND: Act.ADMINISTER, blocks.REAPPLY: Act.ADMINISTER},
)
