"""Which site an account is on that is shared to by hand, so that one name may stand once on each of them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OLD = "uq_social_accounts_unit_code_network_handle"
NEW = "uq_social_accounts_unit_code_network_site_handle"
HOSTS = {
    "instagram": r"instagram\.com",
    "facebook": r"facebook\.com|fb\.watch",
    "threads": r"threads\.(net|com)",
    "x": r"x\.com|twitter\.com",
    "tiktok": r"((vt|vm)\.)?tiktok\.com",
    "youtube": r"youtube\.com|youtu\.be",
    "whatsapp": r"whatsapp\.com",
    "telegram": r"t\.me",
    "bluesky": r"bsky\.app",
}


def upgrade() -> None:
    op.add_column("social_accounts", sa.Column("site", sa.String(), server_default="", nullable=False))
    guess = " ".join(
        f"WHEN profile_url ~* '^https?://((www|m|web|mobile|mbasic)\\.)?({hosts})(/|$)' THEN '{site}'"
        for site, hosts in HOSTS.items()
    )
    op.execute(f"UPDATE social_accounts SET site = CASE {guess} ELSE 'other' END WHERE network = 'by_hand'")
    op.create_index(NEW, "social_accounts", ["unit_code", "network", "site", "handle"], unique=True)
    op.drop_index(OLD, table_name="social_accounts")


def downgrade() -> None:
    # Accounts of one name on several sites were one account before; each keeps its site in its name.
    op.execute(
        "UPDATE social_accounts SET handle = site || '.' || handle WHERE site <> '' AND EXISTS ("
        " SELECT FROM social_accounts AS each WHERE each.unit_code = social_accounts.unit_code"
        " AND each.network = social_accounts.network AND each.handle = social_accounts.handle"
        " AND each.site < social_accounts.site)"
    )
    op.create_index(OLD, "social_accounts", ["unit_code", "network", "handle"], unique=True)
    op.drop_index(NEW, table_name="social_accounts")
    op.drop_column("social_accounts", "site")
