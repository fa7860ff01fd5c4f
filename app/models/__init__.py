"""Every table: importing this package makes `Base.metadata` complete."""

from app.core import changes, limits
from app.models import (
    endorsements,
    experiences,
    grants,
    idempotency,
    journals,
    mails,
    media,
    sessions,
    skills,
    stories,
    talents,
    users,
)

__all__ = [
    "changes",
    "endorsements",
    "experiences",
    "grants",
    "idempotency",
    "journals",
    "limits",
    "mails",
    "media",
    "sessions",
    "skills",
    "stories",
    "talents",
    "users",
]
