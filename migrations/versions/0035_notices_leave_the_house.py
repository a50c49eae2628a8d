"""What people chose about notices, the browsers that a push reaches, and what was sent."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

STATES = ("waiting", "sending", "sent", "failed", "unknown", "dropped")
INDICES = (
    ("ix_notices_unspread", "notices", ["created_at"], "spread_at IS NULL AND done_at IS NULL"),
    ("ix_photos_rejected", "photos", ["received_at"], "state = 'rejected'"),
)


def upgrade() -> None:
    # The last part runs outside a transaction, so each part bears being run again after one that was given up.
    moment, now = sa.DateTime(timezone=True), sa.text("now()")
    op.create_table(
        "notice_settings",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("choices", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("digest_at", sa.Time(), nullable=True),
        sa.Column("language", sa.String(), server_default="id", nullable=False),
        sa.Column("mail_to", sa.String(), nullable=True),
        sa.Column("mail_confirmed_at", moment, nullable=True),
        sa.Column("daily_on", sa.Date(), nullable=True),
        sa.Column("weekly_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notice_settings_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notice_settings")),
        if_not_exists=True,
    )
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("browser_key", sa.String(), nullable=False),
        sa.Column("browser_secret", sa.String(), nullable=False),
        sa.Column("created_at", moment, server_default=now, nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_push_subscriptions_device_id_devices")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_push_subscriptions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_subscriptions_endpoint")),
        if_not_exists=True,
    )
    op.create_index(
        op.f("ix_push_subscriptions_user_id"),
        "push_subscriptions",
        ["user_id"],
        unique=False,
        if_not_exists=True,
    )
    op.create_table(
        "notice_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("claimed_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_deliveries_notice_id_notices")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notice_deliveries_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_deliveries")),
        sa.UniqueConstraint("user_id", "way", "about", name=op.f("uq_notice_deliveries_user_id_way_about")),
        if_not_exists=True,
    )
    for name, column, where in (
        ("ix_notice_deliveries_due", "due_at", "state = 'waiting'"),
        ("ix_notice_deliveries_sending", "claimed_at", "state = 'sending'"),
        ("ix_notice_deliveries_made", "made_at", None),
    ):
        op.create_index(
            name, "notice_deliveries", [column], unique=False, postgresql_where=where, if_not_exists=True
        )
    op.add_column("notices", sa.Column("spread_at", moment, nullable=True), if_not_exists=True)
    # What stands open already was read in the app; nobody is to be woken by all of it at once.
    op.execute("UPDATE notices SET spread_at = created_at WHERE spread_at IS NULL")
    with op.get_context().autocommit_block():
        for name, table, columns, where in INDICES:
            # One that was given up half way would stand there unused.
            op.drop_index(name, table_name=table, postgresql_concurrently=True, if_exists=True)
            op.create_index(name, table, columns, postgresql_where=where, postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index("ix_photos_rejected", table_name="photos")
    op.drop_index("ix_notices_unspread", table_name="notices")
    op.drop_column("notices", "spread_at")
    op.drop_table("notice_deliveries")
    op.drop_table("push_subscriptions")
    op.drop_table("notice_settings")
