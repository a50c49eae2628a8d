"""The job engine's own tables and functions, in a schema of their own."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The schema below is the library's of this version. A newer one needs the library's own migrations in a new revision.
PROCRASTINATE = "3.10.0"


def upgrade() -> None:
    op.execute("CREATE SCHEMA jobs")
    op.execute("SET LOCAL search_path = jobs")
    # The library's script is many statements with percent signs, which only a bare cursor leaves alone.
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(SchemaManager.get_schema())
    op.execute("SET LOCAL search_path = public,jobs")


def downgrade() -> None:
    op.execute("DROP SCHEMA jobs CASCADE")
