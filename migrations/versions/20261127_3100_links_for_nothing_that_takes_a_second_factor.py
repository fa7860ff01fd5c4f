"""Links are given for nothing that takes a second factor, but a job

A link is opened without an account. Those that were given for guidance, training or accreditation become personal:
they show what they showed. Phones learn of it with the next change of the link.
"""

from migrations.online import in_batches

revision = "20261127_3100"
down_revision = "20261127_3201"
MAKE_PERSONAL = """
update grants set purpose = 'personal' where id in (
    select id from grants where audience_type = 'link' and purpose in ('guidance', 'training', 'accreditation')
    limit :size
)
"""


def upgrade() -> None:
    in_batches(MAKE_PERSONAL)


def downgrade() -> None:
    """The previous release reads such links, too."""
