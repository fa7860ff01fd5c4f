from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned
from app.core.errors import Conflict
from app.core.i18n import Words


class ResponseState(StrEnum):
    ASSIGNED = "assigned"
    SEEN = "seen"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    RECLAIMED = "reclaimed"
    DECLINED = "declined"
    MISSED = "missed"


class Attendance(StrEnum):
    """Of an event: who said that they come, and who came."""

    REGISTERED = "registered"
    PRESENT = "present"
    ABSENT = "absent"


S = ResponseState
STANDING = (S.SUBMITTED, S.RETURNED, S.ACCEPTED)  # others may see the cited moment
SHARED_STATES = (S.SUBMITTED, S.ACCEPTED)  # visible to the community too, where the mission allows it
OPEN_STATES = (S.ASSIGNED, S.SEEN, S.RECLAIMED)  # without an answer, not yet or no longer
TO_DO = (*OPEN_STATES, S.RETURNED)
_IN_TO_DO, _IN_STANDING = (
    f"state in ({', '.join(repr(str(item)) for item in states)})" for states in (TO_DO, STANDING)
)
TAKEN_BACK = dict.fromkeys(
    ("experience_id", "note", "shown", "answers", "attendance", "waiting_since", "choices", "captured_at")
)  # fields that are withdrawn from others


class ResponseAccepted(Conflict):
    title = Words("Cette réponse est acceptée")
    advice = Words(
        "Elle ne se reprend plus ici. Retire une photo de l’expérience, et elle n’y est plus vue. Supprime "
        "l’expérience, ou quitte la communauté, et plus rien n’en est vu."
    )


class NotSubmitted(Conflict):
    title = Words("Il n’y a pas de réponse à relire")
    advice = Words("Seule une réponse envoyée s’accepte ou se renvoie ; celle-ci ne l’est pas, ou plus.")


class Moment(NamedTuple):
    """An experience as it is sent: `shown` is all that others see of it, in the form of ShownExperienceRead."""

    experience_id: UUID
    captured_at: datetime
    shown: dict[str, Any]


class MissionResponse(Identified, Versioned, Base):
    """A person's answer to a mission. It cites an experience, which stays private: others see what was sent."""

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("mission_id", "user_id"),
        Index("ix_responses_board", "mission_id", "state", "user_id"),
        Index("ix_responses_mine", "user_id", "assigned_at", "id"),
        Index("ix_responses_to_do", "user_id", "assigned_at", "id", postgresql_where=text(_IN_TO_DO)),
        Index("ix_responses_standing", "user_id", "submitted_at", "id", postgresql_where=text(_IN_STANDING)),
        Index("ix_responses_reviewer", "reviewer_id", postgresql_where=text("reviewer_id is not null")),
        Index(
            "ix_responses_waiting",
            "mission_id",
            "waiting_since",
            "id",
            postgresql_where=text("waiting_since is not null"),
        ),
        Index("ix_responses_experience", "experience_id", postgresql_where=text("experience_id is not null")),
    )

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    experience_id: Mapped[UUID | None] = mapped_column(ForeignKey("experiences.id", ondelete="SET NULL"))
    mission_title: Mapped[str | None]  # as it was when the person left the community
    shown: Mapped[dict[str, Any] | None]  # the experience as it was sent
    answers: Mapped[dict[str, Any] | None]  # of a survey that keeps names, by the code of each question
    attendance: Mapped[Attendance | None]  # of an event
    waiting_since: Mapped[datetime | None]  # for a seat at an event
    keep_in_journal: Mapped[bool] = mapped_column(default=False, server_default=false())  # a moment of the event
    choices: Mapped[list[dict[str, Any]] | None]  # of a vote; a secret one forgets them as it is counted
    captured_at: Mapped[datetime | None]  # the phone's time of capture
    note: Mapped[str | None]
    reason: Mapped[str | None]  # why it was declined
    state: Mapped[ResponseState] = mapped_column(default=ResponseState.ASSIGNED)
    comment: Mapped[str | None]  # of the last review; the person reads it
    reviewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    assigned_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]

    def see(self, now: datetime, at: datetime) -> bool:
        """Record that the person saw it then. False for a repetition."""
        if self.state is not S.ASSIGNED:
            return False
        self.seen_at = at
        self._move(S.SEEN, now)
        return True

    def says(self, moment: Moment, note: str | None) -> bool:
        """Tell whether the answer is the same already. An accepted answer stays as sent, even if the experience
        changes.
        """
        is_same = self.state is S.ACCEPTED or self.shown == moment.shown
        return is_same and (self.experience_id, self.note) == (moment.experience_id, note)

    def submit(self, moment: Moment, note: str | None, now: datetime) -> bool:
        """Submit the answer. False for the same answer again: a phone's repetition does not resubmit a returned answer.
        Raises ResponseAccepted for any other answer once one is accepted.
        """
        if self.says(moment, note) and self.state in STANDING:
            return False
        self._not_accepted()
        self.experience_id, self.captured_at, self.shown = moment
        self.note, self.reason = note, None
        self.submitted_at = now
        self._answer(S.SUBMITTED, now)
        return True

    def submit_sheet(self, answers: dict[str, Any] | None, captured_at: datetime | None, now: datetime) -> None:
        """Submit the answers to a survey; None where they are kept without names."""
        self.answers, self.captured_at, self.reason = answers, captured_at, None
        self.submitted_at = now
        self._answer(S.SUBMITTED, now)

    def vote(self, choices: list[dict[str, Any]], now: datetime) -> None:
        """Keep what was chosen, in the place of an earlier choice."""
        self.choices, self.reason, self.submitted_at = choices, None, now
        self._answer(S.SUBMITTED, now)

    @property
    def is_kept_uncounted(self) -> bool:
        """A voter who left, whose vote is counted without them, and who may be back."""
        return self.state is S.RECLAIMED and self.submitted_at is not None

    @property
    def is_registered(self) -> bool:
        """They said yes to an event, or were there: of an exchange, they read who asks."""
        return self.attendance in {Attendance.REGISTERED, Attendance.PRESENT}

    def register(self, now: datetime) -> bool:
        """Record that the person will come. False for a repetition. Raises ResponseAccepted for who came already."""
        self._not_accepted()
        if self.attendance is Attendance.REGISTERED:
            return False
        self.attendance, self.reason, self.waiting_since = Attendance.REGISTERED, None, None
        self.submitted_at = self.submitted_at or now
        self._answer(S.SUBMITTED, now)
        return True

    def wait(self, now: datetime) -> bool:
        """Record that the person waits for a seat. False for a repetition. Raises ResponseAccepted."""
        self._not_accepted()
        if self.waiting_since is not None:
            return False
        self.waiting_since, self.reason, self.submitted_at = now, None, now
        self._answer(S.SUBMITTED, now)
        return True

    def mark(self, attendance: Attendance, marker_id: UUID, now: datetime) -> bool:
        """Record who came to an event, or did not. False for a repetition."""
        if self.attendance is attendance:
            return False
        self.attendance, self.reviewer_id, self.reviewed_at = attendance, marker_id, now
        self.waiting_since = None
        self._answer(S.ACCEPTED if attendance is Attendance.PRESENT else S.MISSED, now)
        return True

    def reclaim(self, now: datetime) -> bool:
        """Withdraw the answer from others. False if there is none. Raises ResponseAccepted."""
        self._not_accepted()
        if self.state not in STANDING:
            return False
        self.withdraw(now)
        return True

    def withdraw(self, now: datetime) -> None:
        """Withdraw the answer, even an accepted one: the person has left."""
        self._take_back()
        self._move(S.RECLAIMED, now)

    def decline(self, reason: str, now: datetime) -> bool:
        """Decline, which withdraws an earlier answer. False for a repetition. Raises ResponseAccepted."""
        self._not_accepted()
        if self.state is S.DECLINED and self.reason == reason:
            return False
        self._take_back()
        self.reason = reason
        self._answer(S.DECLINED, now)
        return True

    def accept(self, reviewer_id: UUID, comment: str | None, now: datetime) -> bool:
        """Accept the answer. False for a repetition. Raises NotSubmitted."""
        if self.state is S.ACCEPTED:
            return False
        self._review(S.ACCEPTED, reviewer_id, comment, now)
        return True

    def send_back(self, reviewer_id: UUID, comment: str | None, now: datetime) -> bool:
        """Return the answer to be completed. False for a repetition. Raises NotSubmitted, ResponseAccepted."""
        self._not_accepted()
        if self.state is S.RETURNED and self.comment == comment:
            return False
        self._review(S.RETURNED, reviewer_id, comment, now)
        return True

    def _review(self, state: ResponseState, reviewer_id: UUID, comment: str | None, now: datetime) -> None:
        if self.state not in {S.SUBMITTED, S.RETURNED}:
            raise NotSubmitted
        self.reviewer_id, self.comment, self.reviewed_at = reviewer_id, comment, now
        self._move(state, now)

    def _take_back(self) -> None:
        for name, value in TAKEN_BACK.items():
            setattr(self, name, value)

    def _not_accepted(self) -> None:
        if self.state is S.ACCEPTED:
            raise ResponseAccepted

    def _answer(self, state: ResponseState, now: datetime) -> None:
        """Record the answer; answering counts as having seen the mission."""
        self.seen_at = self.seen_at or now
        self._move(state, now)

    def _move(self, state: ResponseState, now: datetime) -> None:
        self.state = state
        self.touch(now)
