"""Notes on jobs say which kind of failure it was, and quote nobody"""

from alembic import op

revision = "20261127_3201"
down_revision = "20261127_1806"


def upgrade() -> None:
    op.execute("""
        update jobs.pgqueuer_log set traceback = traceback || '{"exception_message": "", "traceback": ""}'
        where traceback is not null
    """)


def downgrade() -> None:
    """The words are gone."""
