"""Previews say how much of the storage their files take"""

from alembic import op

revision = "20261125_1070"
down_revision = "20261125_1061"


def upgrade() -> None:
    op.execute("""
        update imports set preview = preview || jsonb_build_object('media_size', size)
        where preview is not null and not preview ? 'media_size'
    """)


def downgrade() -> None:
    pass
