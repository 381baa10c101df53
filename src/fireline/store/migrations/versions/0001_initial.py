"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fireline.store.types import BigId, Json, UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action_item",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.String(length=16), nullable=False),
        sa.Column("done_when", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ticket_url", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("assigned_by", sa.String(length=32), nullable=True),
        sa.Column("assigned_at", UtcTime(), nullable=True),
        sa.Column("accepted_at", UtcTime(), nullable=True),
        sa.Column("offered_to", sa.String(length=32), nullable=True),
        sa.Column("offered_by", sa.String(length=32), nullable=True),
        sa.Column("refused_by", sa.String(length=32), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("dates_moved", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("evidence_url", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("removed_at", UtcTime(), nullable=True),
        sa.Column("source_ts", sa.String(length=32), nullable=True),
        sa.Column("told_stage", sa.String(length=16), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_item")),
        sa.UniqueConstraint(
            "workspace_id", "incident_id", "source_ts", name=op.f("uq_action_item_workspace_id_incident_id_source_ts")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_action_item_incident", "action_item", ["workspace_id", "incident_id"], unique=False)
    op.create_index("ix_action_item_owner", "action_item", ["workspace_id", "owner_id", "status"], unique=False)
    op.create_table(
        "action_item_contact",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", name=op.f("pk_action_item_contact")),
    )
    op.create_table(
        "action_item_day",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("is_digest", sa.Boolean(), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=True),
        sa.Column("channel_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", "local_day", name=op.f("pk_action_item_day")),
    )
    op.create_table(
        "action_item_line",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_item_line")),
        sa.UniqueConstraint(
            "workspace_id",
            "user_id",
            "local_day",
            "item_id",
            name=op.f("uq_action_item_line_workspace_id_user_id_local_day_item_id"),
        ),
    )
    op.create_index("ix_action_item_line_item", "action_item_line", ["workspace_id", "item_id"], unique=False)
    op.create_table(
        "action_item_notice",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", "item_id", name=op.f("pk_action_item_notice")),
    )
    op.create_table(
        "backfill",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("read_to", sa.Text(), nullable=True),
        sa.Column("sweep_top", sa.Text(), nullable=True),
        sa.Column("sweep_down", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", name=op.f("pk_backfill")),
    )
    op.create_table(
        "bookmark",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("is_under_way", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", "kind", "channel_id", name=op.f("pk_bookmark")),
    )
    op.create_table(
        "bot_quiet",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", name=op.f("pk_bot_quiet")),
    )
    op.create_table(
        "channel_choice",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("chosen_by", sa.String(length=32), nullable=False),
        sa.Column("chosen_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_channel_choice")),
    )
    op.create_table(
        "conversation",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", name=op.f("pk_conversation")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", BigId, nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("after_id", BigId, nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("arguments", Json, nullable=False),
        sa.Column("surface", sa.Text(), nullable=True),
        sa.Column("incident_id", BigId, nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("data", Json, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcTime(), nullable=False),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("result", Json, nullable=True),
        sa.Column("progress", Json, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_delivery_workspace_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_delivery_after",
        "delivery",
        ["after_id"],
        unique=False,
        sqlite_where=sa.text("after_id IS NOT NULL"),
        postgresql_where=sa.text("after_id IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_dead",
        "delivery",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index(op.f("ix_delivery_ended_at"), "delivery", ["ended_at"], unique=False)
    op.create_index(
        "ix_delivery_leased",
        "delivery",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("lease_until IS NOT NULL"),
        postgresql_where=sa.text("lease_until IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_surface_waiting",
        "delivery",
        ["surface", "workspace_id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_delivery_waiting",
        "delivery",
        ["lane", "workspace_id", "id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "due",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("incident_id", BigId, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "kind", "subject", name=op.f("pk_due")),
    )
    op.create_index(op.f("ix_due_due_at"), "due", ["due_at"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", BigId, nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_at", UtcTime(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.Column("thread_ts", sa.Text(), nullable=True),
        sa.Column("permalink", sa.Text(), nullable=True),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("marked_by", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("edited_at", UtcTime(), nullable=True),
        sa.Column("deleted_at", UtcTime(), nullable=True),
        sa.Column("undone_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("workspace_id", "source", name=op.f("uq_entry_workspace_id_source")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_entry_workspace_id_entry_incident_id_entry_happened_at_entry_id"),
        "entry",
        ["workspace_id", "incident_id", "happened_at", "id"],
        unique=False,
    )
    op.create_table(
        "home_tab",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("channels_later_until", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_home_tab")),
    )
    op.create_table(
        "ic_watch",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("counted_from", UtcTime(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", name=op.f("pk_ic_watch")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", BigId, nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", Json, nullable=True),
        sa.Column("channel_id", sa.Text(), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_inbox_workspace_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbox_dead",
        "inbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index(op.f("ix_inbox_received_at"), "inbox", ["received_at"], unique=False)
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "incident",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("is_severity_assumed", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("status_since", UtcTime(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("impact_since", UtcTime(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("call_url", sa.Text(), nullable=False),
        sa.Column("origin_url", sa.Text(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        sa.Column("is_retro", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("declared_by", sa.String(length=32), nullable=False),
        sa.Column("declared_at", UtcTime(), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=True),
        sa.Column("channel_name", sa.String(length=80), nullable=False),
        sa.Column("is_channel_gone", sa.Boolean(), nullable=False),
        sa.Column("mitigated_at", UtcTime(), nullable=True),
        sa.Column("resolved_at", UtcTime(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("cancelled_at", UtcTime(), nullable=True),
        sa.Column("last_message_at", UtcTime(), nullable=True),
        sa.Column("purged_at", UtcTime(), nullable=True),
        sa.Column("merged_into", BigId, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("workspace_id", "channel_id", name=op.f("uq_incident_workspace_id_channel_id")),
        sa.UniqueConstraint("workspace_id", "number", name=op.f("uq_incident_workspace_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incident_merged_into", "incident", ["merged_into"], unique=False)
    op.create_index("ix_incident_status", "incident", ["workspace_id", "status"], unique=False)
    op.create_table(
        "incident_access",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", "user_id", name=op.f("pk_incident_access")),
    )
    op.create_table(
        "incident_counter",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_incident_counter")),
    )
    op.create_table(
        "incident_link",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("other_id", BigId, nullable=False),
        sa.Column("linked_by", sa.String(length=32), nullable=False),
        sa.Column("linked_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", "other_id", name=op.f("pk_incident_link")),
    )
    op.create_index("ix_incident_link_other", "incident_link", ["other_id"], unique=False)
    op.create_table(
        "incident_receipt",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("response_url", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", name=op.f("pk_incident_receipt")),
    )
    op.create_table(
        "incident_stream",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("lead_id", sa.String(length=32), nullable=True),
        sa.Column("opened_by", sa.String(length=32), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=True),
        sa.Column("channel_name", sa.String(length=80), nullable=False),
        sa.Column("is_channel_gone", sa.Boolean(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("word_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("removed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_stream")),
        sa.UniqueConstraint("workspace_id", "channel_id", name=op.f("uq_incident_stream_workspace_id_channel_id")),
        sa.UniqueConstraint(
            "workspace_id", "incident_id", "number", name=op.f("uq_incident_stream_workspace_id_incident_id_number")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incident_stream_lead", "incident_stream", ["workspace_id", "lead_id", "state"], unique=False)
    op.create_table(
        "installation",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("bot_user_id", sa.Text(), nullable=False),
        sa.Column("bot_id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=True),
        sa.Column("team_name", sa.Text(), nullable=False),
        sa.Column("installed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_installation")),
    )
    op.create_table(
        "lane",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("head_id", BigId, nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_lane")),
    )
    op.create_index(
        "ix_lane_heads",
        "lane",
        ["head_id"],
        unique=False,
        sqlite_where=sa.text("head_id IS NOT NULL"),
        postgresql_where=sa.text("head_id IS NOT NULL"),
    )
    op.create_table(
        "opening_step",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", "step", name=op.f("pk_opening_step")),
    )
    op.create_table(
        "person",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("dm_channel_id", sa.String(length=32), nullable=True),
        sa.Column("root", sa.String(length=32), nullable=True),
        sa.Column("learned_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_person")),
    )
    op.create_table(
        "postmortem",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.String(length=32), nullable=True),
        sa.Column("review_at", UtcTime(), nullable=True),
        sa.Column("tier", sa.String(length=8), nullable=False),
        sa.Column("tier_why", sa.Text(), nullable=False),
        sa.Column("ready_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", name=op.f("pk_postmortem")),
    )
    op.create_table(
        "postmortem_facts",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("found_by", sa.String(length=32), nullable=False),
        sa.Column("could_be_sooner", sa.String(length=8), nullable=False),
        sa.Column("sooner_how", sa.Text(), nullable=False),
        sa.Column("services", Json, nullable=False),
        sa.Column("failure_class", sa.String(length=32), nullable=False),
        sa.Column("other_classes", Json, nullable=False),
        sa.Column("triggers", Json, nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", name=op.f("pk_postmortem_facts")),
    )
    op.create_table(
        "postmortem_section",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("heading", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited_by", sa.String(length=32), nullable=False),
        sa.Column("edited_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", "heading", name=op.f("pk_postmortem_section")),
    )
    op.create_table(
        "postmortem_waiver",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("finding", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("waived_by", sa.String(length=32), nullable=False),
        sa.Column("waived_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", "finding", name=op.f("pk_postmortem_waiver")),
    )
    op.create_table(
        "role_card",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", "user_id", name=op.f("pk_role_card")),
    )
    op.create_table(
        "role_holding",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("is_acting", sa.Boolean(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", "role", "user_id", name=op.f("pk_role_holding")),
    )
    op.create_index("ix_role_holding_user", "role_holding", ["workspace_id", "user_id"], unique=False)
    op.create_index(
        "ux_role_holding_ic",
        "role_holding",
        ["workspace_id", "incident_id"],
        unique=True,
        sqlite_where=sa.text("role = 'ic'"),
        postgresql_where=sa.text("role = 'ic'"),
    )
    op.create_table(
        "role_offer",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("given_by", sa.String(length=32), nullable=False),
        sa.Column("is_handoff", sa.Boolean(), nullable=False),
        sa.Column("offered_at", UtcTime(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("is_giver_told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_offer")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_role_offer_incident", "role_offer", ["workspace_id", "incident_id"], unique=False)
    op.create_table(
        "role_offered",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.String(length=32), nullable=False),
        sa.Column("offer_id", BigId, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", "role", "slot", name=op.f("pk_role_offered")),
    )
    op.create_table(
        "role_shadow",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", "role", "user_id", name=op.f("pk_role_shadow")),
    )
    op.create_table(
        "stakeholder_member",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", "user_id", name=op.f("pk_stakeholder_member")),
    )
    op.create_table(
        "stakeholder_update",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("news", sa.Text(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("status_since", UtcTime(), nullable=True),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("is_last", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=True),
        sa.Column("entry_id", BigId, nullable=True),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("leaves_at", UtcTime(), nullable=True),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.Column("sent_by", sa.String(length=32), nullable=True),
        sa.Column("asked_at", UtcTime(), nullable=True),
        sa.Column("next_at", UtcTime(), nullable=True),
        sa.Column("is_next_given", sa.Boolean(), nullable=False),
        sa.Column("held_until", UtcTime(), nullable=True),
        sa.Column("stopped_by", sa.String(length=32), nullable=True),
        sa.Column("corrected_at", UtcTime(), nullable=True),
        sa.Column("corrected_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholder_update")),
        sa.UniqueConstraint(
            "workspace_id", "incident_id", "number", name=op.f("uq_stakeholder_update_workspace_id_incident_id_number")
        ),
        sa.UniqueConstraint(
            "workspace_id",
            "incident_id",
            "sequence",
            name=op.f("uq_stakeholder_update_workspace_id_incident_id_sequence"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_stakeholder_update_incident", "stakeholder_update", ["workspace_id", "incident_id", "state"], unique=False
    )
    op.create_table(
        "surface",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=True),
        sa.Column("removed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_surface")),
    )
    op.create_index(
        op.f("ix_surface_workspace_id_surface_channel_id_surface_ts"),
        "surface",
        ["workspace_id", "channel_id", "ts"],
        unique=False,
    )
    op.create_table(
        "task",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("assigned_by", sa.String(length=32), nullable=True),
        sa.Column("assigned_at", UtcTime(), nullable=True),
        sa.Column("boxed_at", UtcTime(), nullable=True),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("told", sa.String(length=16), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("removed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_task_incident", "task", ["workspace_id", "incident_id"], unique=False)
    op.create_index("ix_task_owner", "task", ["workspace_id", "owner_id", "status"], unique=False)
    op.create_table(
        "task_note",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("shown_at", UtcTime(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", "user_id", name=op.f("pk_task_note")),
    )
    op.create_table(
        "timeline_mark",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("emoji", sa.String(length=128), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "subject", "user_id", "emoji", name=op.f("pk_timeline_mark")),
    )
    op.create_index(op.f("ix_timeline_mark_incident_id"), "timeline_mark", ["incident_id"], unique=False)
    op.create_table(
        "triage_report",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("reported_by", sa.String(length=32), nullable=False),
        sa.Column("reported_at", UtcTime(), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("incident_id", BigId, nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_report")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_triage_report_incident", "triage_report", ["incident_id"], unique=False)
    op.create_index("ix_triage_report_state", "triage_report", ["workspace_id", "state"], unique=False)
    op.create_table(
        "update_clock",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("next_at", UtcTime(), nullable=True),
        sa.Column("interval_seconds", sa.Integer(), nullable=True),
        sa.Column("off_until", UtcTime(), nullable=True),
        sa.Column("off_why", sa.Text(), nullable=False),
        sa.Column("off_by", sa.String(length=32), nullable=True),
        sa.Column("phase", sa.String(length=16), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("prompted_at", UtcTime(), nullable=True),
        sa.Column("prompted_to", sa.String(length=32), nullable=True),
        sa.Column("is_prompt_open", sa.Boolean(), nullable=False),
        sa.Column("has_bought_edit", sa.Boolean(), nullable=False),
        sa.Column("has_bought_more", sa.Boolean(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.Column("ready_by", sa.String(length=32), nullable=True),
        sa.Column("ready_next_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", name=op.f("pk_update_clock")),
    )
    op.create_table(
        "update_delivery",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("update_id", BigId, nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "incident_id", "sequence", "audience", "place", name=op.f("pk_update_delivery")
        ),
    )
    op.create_index("ix_update_delivery_update", "update_delivery", ["update_id"], unique=False)
    op.create_table(
        "update_subscription",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", "scope", name=op.f("pk_update_subscription")),
    )
    op.create_table(
        "user_group_member",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "group_id", "user_id", name=op.f("pk_user_group_member")),
    )
    op.create_table(
        "wrapup",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", name=op.f("pk_wrapup")),
    )
