"""What moments showed before they knew"""

from migrations.online import in_batches

revision = "20261127_1431"
down_revision = "20261127_1430"


def upgrade() -> None:
    in_batches("""
        update experiences set has_media = true where id in (
            select experience_id from experience_media join experiences on experiences.id = experience_id
            where not has_media limit :size)
    """)


def downgrade() -> None:
    pass
