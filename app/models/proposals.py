from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned
from app.core.errors import Conflict
from app.core.i18n import Words


class ProposalState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    VISIBLE = "approved"
    SHORTLIST = "shortlisted"
    CHOICE = "selected"
    IN_PROGRESS = "in_progress"
    COMPLETE = "done"
    ABANDONED = "abandoned"
    SET_ASIDE = "set_aside"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class ProposalMoved(Conflict):
    title = Words("Cette proposition n’en est plus là")
    advice = Words("Relis son `state` : chaque étape ne mène qu’à quelques autres, et certaines n’ont pas de suite.")


P = ProposalState
WRITABLE = (P.DRAFT, P.SUBMITTED, P.VISIBLE)  # by its authors; what was approved waits for approval again
OPTIONS = (P.VISIBLE, P.SHORTLIST)  # what a ballot puts to the vote
PLAN = (P.CHOICE, P.IN_PROGRESS, P.COMPLETE, P.ABANDONED)  # actions: they outlive their authors
VISIBLE_STATES = (*OPTIONS, *PLAN, P.MERGED)  # to whoever sees the mission
LIVE_STATES = (P.DRAFT, P.SUBMITTED, *OPTIONS, *PLAN, P.SET_ASIDE)  # towards the most that a person may write
MOVES: Mapping[ProposalState, frozenset[ProposalState]] = {
    P.DRAFT: frozenset({P.SUBMITTED, P.WITHDRAWN}),
    P.SUBMITTED: frozenset({P.VISIBLE, P.SET_ASIDE, P.WITHDRAWN}),
    P.VISIBLE: frozenset({P.SUBMITTED, P.SHORTLIST, P.CHOICE, P.MERGED, P.SET_ASIDE, P.WITHDRAWN}),
    P.SHORTLIST: frozenset({P.VISIBLE, P.CHOICE, P.MERGED, P.SET_ASIDE, P.WITHDRAWN}),
    P.CHOICE: frozenset({P.IN_PROGRESS, P.COMPLETE, P.ABANDONED}),
    P.IN_PROGRESS: frozenset({P.COMPLETE, P.ABANDONED}),
    P.COMPLETE: frozenset(),
    P.ABANDONED: frozenset(),
    P.SET_ASIDE: frozenset({P.VISIBLE, P.WITHDRAWN}),
    P.MERGED: frozenset(),
    P.WITHDRAWN: frozenset(),
}
_IN_PLAN = f"state in ({', '.join(repr(str(item)) for item in PLAN)})"


class Proposal(Identified, Versioned, Base):
    """An idea that answers a mission. Chosen, it is an action: it has an owner, a date and progress."""

    __tablename__ = "proposals"
    __table_args__ = (
        Index("ix_proposals_mission", "mission_id", "created_at", "id"),
        Index("ix_proposals_mission_state", "mission_id", "state", "created_at", "id"),
        Index("ix_proposals_plan", "community_id", "selected_at", "id", postgresql_where=text(_IN_PLAN)),
        Index(None, "community_id"),
        Index("ix_proposals_merged", "merged_into", postgresql_where=text("merged_into is not null")),
        Index("ix_proposals_owner", "owner_id", postgresql_where=text("owner_id is not null")),
        Index("ix_proposals_structure", "structure_id", postgresql_where=text("structure_id is not null")),
        Index("ix_proposals_due", "due_on", postgresql_where=text("state in ('selected', 'in_progress')")),
    )

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))  # of its mission
    title: Mapped[str]
    text: Mapped[str | None]
    themes: Mapped[list[str]] = mapped_column(default=list)
    cites: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # type and id, of its writer's own
    state: Mapped[ProposalState] = mapped_column(default=P.DRAFT)
    reason: Mapped[str | None]  # why it was set aside, or abandoned
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("proposals.id", ondelete="SET NULL"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    structure_id: Mapped[UUID | None] = mapped_column(ForeignKey("communities.id", ondelete="SET NULL"))
    owner_name: Mapped[str | None]  # as the team wrote it, of whoever has no account
    accepted_at: Mapped[datetime | None]  # when the owner agreed to be
    due_on: Mapped[date | None]
    progress: Mapped[int] = mapped_column(default=0)
    cost_cents: Mapped[int | None]
    is_outside_ballot: Mapped[bool] = mapped_column(default=False)  # selected, though no ballot chose it
    submitted_at: Mapped[datetime | None]
    selected_at: Mapped[datetime | None]
    reminded_on: Mapped[date | None]  # when its owner was last told that it is due soon
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    born_as: Mapped[str]

    def move(self, state: ProposalState, now: datetime) -> bool:
        """Move it on. False if it is there already. Raises ProposalMoved."""
        if self.state is state:
            return False
        if state not in MOVES[self.state]:
            raise ProposalMoved
        self.state = state
        if state is P.SUBMITTED:
            self.submitted_at = now
        if state is P.CHOICE:
            self.selected_at = now
        self.touch(now)
        return True

    @property
    def is_action(self) -> bool:
        return self.state in PLAN


class ProposalAuthor(Base):
    """Somebody who wrote a proposal, or asks to: until all its authors agree, `joined_at` is empty."""

    __tablename__ = "proposal_authors"
    __table_args__ = (Index("ix_proposal_authors_mine", "user_id", "proposal_id"),)

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    asked_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]


class ProposalAgreement(Base):
    """An author's yes to somebody who asks to be one."""

    __tablename__ = "proposal_agreements"
    __table_args__ = (Index(None, "candidate_id"), Index(None, "author_id"))

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), primary_key=True)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    agreed_at: Mapped[datetime]


class ProposalNote(Identified, Base):
    """What its owner or the team tells of an action."""

    __tablename__ = "proposal_notes"
    __table_args__ = (Index(None, "proposal_id", "noted_at"), Index(None, "author_id"))

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    state: Mapped[ProposalState]
    progress: Mapped[int]
    text: Mapped[str | None]
    noted_at: Mapped[datetime]
