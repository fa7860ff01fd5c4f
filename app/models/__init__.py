"""Every table: importing this package makes `Base.metadata` complete."""

from app.core import changes, limits
from app.models import (
    comments,
    endorsements,
    experiences,
    grant_requests,
    grants,
    idempotency,
    journals,
    mails,
    media,
    person_codes,
    portraits,
    second_factors,
    sessions,
    skills,
    stories,
    talents,
    users,
)

__all__ = [
    "changes",
    "comments",
    "endorsements",
    "experiences",
    "grant_requests",
    "grants",
    "idempotency",
    "journals",
    "limits",
    "mails",
    "media",
    "person_codes",
    "portraits",
    "second_factors",
    "sessions",
    "skills",
    "stories",
    "talents",
    "users",
]
