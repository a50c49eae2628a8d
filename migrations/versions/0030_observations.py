"""Dated looks at the accounts that units have, or have not."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ASKED = ("official", "contact", "city_recovery", "two_admins", "second_factor", "ulas")


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "observations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("site", sa.String(), server_default="", nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_by", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("source", _one_of("source", "person", "api", "press"), nullable=False),
        sa.Column("presence", _one_of("presence", "present", "absent", "gone"), nullable=False),
        sa.Column("handle", sa.String(), server_default="", nullable=False),
        sa.Column("profile_url", sa.String(), server_default="", nullable=False),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.Column("followers", sa.Integer(), nullable=True),
        sa.Column("following", sa.Integer(), nullable=True),
        sa.Column("posts", sa.Integer(), nullable=True),
        sa.Column("first_post_on", sa.Date(), nullable=True),
        sa.Column("last_post_on", sa.Date(), nullable=True),
        *(sa.Column(name, _one_of(name, "yes", "no", "unseen"), nullable=True) for name in ASKED),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_observations_unit_code_units")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["social_accounts.id"], name=op.f("fk_observations_account_id_social_accounts")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_observations_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
    )
    op.create_index(
        "ix_observations_latest",
        "observations",
        ["unit_code", "network", "site", sa.text("looked_at DESC"), sa.text("created_at DESC")],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("observations")
