from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified


class Operator(Base):
    """A person who runs the service. Operators have no right to read people's content."""

    __tablename__ = "operators"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    granted_at: Mapped[datetime]


class AdminVerb(StrEnum):
    READ_HEALTH = "read_health"
    READ_JOBS = "read_jobs"
    REQUEUE_JOB = "requeue_job"
    READ_FLAGS = "read_flags"
    DISMISS_FLAG = "dismiss_flag"
    REVIEW_APPEAL = "review_appeal"
    READ_COMMUNITIES = "read_communities"
    VERIFY_COMMUNITY = "verify_community"
    DOUBT_COMMUNITY = "doubt_community"
    READ_IMPORTS = "read_imports"
    READ_STATISTICS = "read_statistics"
    READ_ACTS = "read_acts"
    READ_OPERATORS = "read_operators"
    GRANT_ROLE = "grant_role"
    REVOKE_ROLE = "revoke_role"
    CONFIRM_BIRTH_YEAR = "confirm_birth_year"
    READ_READINGS = "read_readings"
    READ_BREACH = "read_breach"
    READ_REPORTS = "read_reports"
    READ_REPORTED = "read_reported"
    LEAVE_REPORTED = "leave_reported"
    WITHDRAW = "withdraw"
    END_GRANT = "end_grant"
    END_COMMUNITY = "end_community"
    RESTRICT = "restrict"
    SIGN_OUT = "sign_out"
    LIFT_MEASURE = "lift_measure"
    ANSWER_APPEAL = "answer_appeal"
    EXPORT_ACCOUNT = "export_account"
    ERASE_ACCOUNT = "erase_account"
    RECTIFY_ACCOUNT = "rectify_account"
    READ_TRANSPARENCY = "read_transparency"
    READ_WEBHOOKS = "read_webhooks"
    WRITE_WEBHOOK = "write_webhook"
    BACK_UP = "back_up"
    RESTORE = "restore"


class AdminAct(Identified, Base):
    """An act of an operator: who, what, on what, when. PostgreSQL refuses updates, and deletions within a year.

    Ids have no foreign keys: an act stays when its operator or its target goes.
    """

    __tablename__ = "admin_acts"
    __table_args__ = (
        Index(None, "at", "id"),
        CheckConstraint("actor_id is not null or account is not null", name="actor"),
    )

    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    account: Mapped[str | None]  # account on the machine, for acts at the shell
    verb: Mapped[AdminVerb]
    target: Mapped[str | None]  # an id; for reads, also the start of the period
    reason: Mapped[str | None]  # the person concerned reads it
