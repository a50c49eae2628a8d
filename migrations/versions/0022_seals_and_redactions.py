"""Seals of the trail, what was redacted, and the way from a photo to its acts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INDEX = "ix_audit_events_photo"
STATES = ("waiting", "ready", "failed")


def _rendition_states(*states: str) -> None:
    listed = ", ".join(f"'{each}'" for each in states)
    op.drop_constraint(op.f("ck_renditions_state"), "renditions", type_="check", if_exists=True)
    # Checked beside running pages: what stands there already is looked through without keeping anybody out.
    op.execute(
        f"ALTER TABLE renditions ADD CONSTRAINT ck_renditions_state CHECK (state IN ({listed})) NOT VALID"
    )
    op.execute("ALTER TABLE renditions VALIDATE CONSTRAINT ck_renditions_state")


def upgrade() -> None:
    # The last part runs outside a transaction, so each part bears being run again after one that was given up.
    op.create_table(
        "seals",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("signature", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_seals")),
        sa.UniqueConstraint("event_id", name=op.f("uq_seals_event_id")),
        if_not_exists=True,
    )
    op.create_index(op.f("ix_seals_sealed_at"), "seals", ["sealed_at"], unique=False, if_not_exists=True)
    op.create_table(
        "redactions",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("minute_number", sa.String(), nullable=False),
        sa.Column("minute_text", sa.String(), nullable=False),
        sa.Column("redacted_by", sa.Uuid(), nullable=False),
        sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("objects", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("renditions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_redactions_photo_id_photos")),
        sa.ForeignKeyConstraint(["redacted_by"], ["users.id"], name=op.f("fk_redactions_redacted_by_users")),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_redactions")),
    )
    _rendition_states(*STATES, "redacted")
    # Every photo, decision and sign-in writes into the trail, so it is not kept closed while this is built.
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, table_name="audit_events", postgresql_concurrently=True, if_exists=True)
        op.create_index(
            INDEX,
            "audit_events",
            [sa.text("(facts ->> 'photo')")],
            postgresql_where="facts ? 'photo'",
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, table_name="audit_events", postgresql_concurrently=True, if_exists=True)
    op.execute("UPDATE renditions SET state = 'failed', reason = 'missing' WHERE state = 'redacted'")
    _rendition_states(*STATES)
    op.drop_table("redactions")
    op.drop_index(op.f("ix_seals_sealed_at"), table_name="seals")
    op.drop_table("seals")
