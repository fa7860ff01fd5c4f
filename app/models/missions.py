from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import is_alike
from app.core.db import Base, Identified, Versioned
from app.core.errors import Conflict
from app.core.i18n import Words


class MissionKind(StrEnum):
    """What the answer is made of. The life of a mission is the same for all."""

    EXPERIENCE = "experience"
    SURVEY = "survey"
    EVENT = "event"
    PROPOSAL = "proposal"
    BALLOT = "ballot"


class MissionState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class AudienceKind(StrEnum):
    ALL = "all"
    TAGS = "tags"
    ROLES = "roles"
    USERS = "users"
    NOT_ANSWERED = "not_answered"
    ROOM = "room"
    OFFERS = "offers"  # of an exchange: those who offer the skill, and may be asked


class ShownTo(StrEnum):
    MANAGERS = "managers"
    COMMUNITY = "community"


class MissionMoved(Conflict):
    title = Words("Cette mission n’en est plus là")
    advice = Words(
        "Un brouillon s’ouvre, une mission ouverte se ferme, ce qui n’est pas fermé s’annule, et rien ne rouvre : "
        "relis son `state`."
    )


class MissionBegun(Conflict):
    title = Words("Cela ne change plus une fois la mission ouverte")
    advice = Words(
        "À qui elle s’adresse, quand elle ouvre, si elle se répète et qui verra les réponses : on y a déjà répondu en "
        "confiance. Annule-la et envoies-en une autre."
    )


class MissionOver(Conflict):
    title = Words("Cette mission n’attend plus de réponse")
    advice = Words("Elle est fermée ou annulée. Ce que tu as vécu reste dans ton journal.")


BEFORE = (MissionState.DRAFT, MissionState.SCHEDULED)
FIXED_FIELDS = (  # answers rely on them
    *("audience", "opens_at", "opens_after", "recurrence", "responses_visible_to", "kind", "form", "programme_id"),
)
MOVABLE = ("starts_at", "ends_at", "place", "agenda")  # of an event that is open: who comes is told
VOTE_GRACE = timedelta(seconds=3)  # after the end of a vote: for those that were on their way
ARCHIVE_DELAY = timedelta(days=90)  # until it is archived automatically


class MissionMedia(Base):
    """The media of a mission, in order; they belong to its author."""

    __tablename__ = "mission_media"
    __table_args__ = (Index(None, "media_id"),)

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[UUID] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"))


class PastMonth(Base):
    """How many people received and answered the occurrences of a series that began in a month; no names."""

    __tablename__ = "past_months"

    series_id: Mapped[UUID] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)  # its first day, in the community's time zone
    occurrences: Mapped[int]
    sent: Mapped[int]
    seen: Mapped[int]
    waiting: Mapped[int]
    answered: Mapped[int]
    returned: Mapped[int]
    accepted: Mapped[int]
    declined: Mapped[int]
    missed: Mapped[int]
    late: Mapped[int]


class Mission(Identified, Versioned, Base):
    """A dated request to an audience. With a recurrence it is a series; people answer its occurrences."""

    __tablename__ = "missions"
    __table_args__ = (
        UniqueConstraint("series_id", "slot"),
        Index("ix_missions_community", "community_id", "created_at", "id"),
        Index("ix_missions_next", "next_at", postgresql_where=text("next_at is not null")),
        Index("ix_missions_author", "author_id"),
        Index("ix_missions_asker", "asker_id", "created_at", "id", postgresql_where=text("asker_id is not null")),
        Index("ix_missions_programme", "programme_id", "position", "id"),
        Index(
            "ix_missions_opens_after",
            text("(opens_after ->> 'mission_id')"),
            postgresql_where=text("opens_after is not null"),
        ),
        Index("ix_missions_events", text("(form ->> 'starts_at')"), postgresql_where=text("kind = 'event'")),
        Index("ix_missions_term", "ended_at", postgresql_where=text("series_id is not null and forgotten_at is null")),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # Of an exchange: the member who asks. It has no author, so that nothing names them but to whom they said yes.
    asker_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    series_id: Mapped[UUID | None] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"))
    slot: Mapped[datetime | None]  # the slot of this occurrence in its series
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programmes.id", ondelete="SET NULL"))
    position: Mapped[int | None]  # in its programme
    kind: Mapped[MissionKind] = mapped_column(default=MissionKind.EXPERIENCE)
    title: Mapped[str]
    brief: Mapped[str | None]
    skills: Mapped[list[UUID]] = mapped_column(default=list)
    audience: Mapped[dict[str, Any]]  # type, and the field of that type
    opens_at: Mapped[datetime | None]
    opens_after: Mapped[dict[str, Any] | None]  # mission_id, minutes: it opens so long after that one is closed
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    recurrence: Mapped[str | None]
    reminders: Mapped[list[int]] = mapped_column(default=list)  # minutes before it is due
    expected: Mapped[dict[str, Any] | None]  # of an answer that cites an experience
    form: Mapped[dict[str, Any] | None]  # what a mission of another kind asks, as its schema writes it
    responses_visible_to: Mapped[ShownTo] = mapped_column(default=ShownTo.MANAGERS)
    state: Mapped[MissionState] = mapped_column(default=MissionState.DRAFT)
    needs_manager: Mapped[bool] = mapped_column(default=False, server_default=false())  # to open: no clock opens it
    next_at: Mapped[datetime | None]  # the next automatic change
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # closed or cancelled
    revealed_at: Mapped[datetime | None]  # when proposals that hide until then were shown
    forgotten_at: Mapped[datetime | None]  # of an occurrence: from then on only its respondents see it
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    born_as: Mapped[str]
    media_links: Mapped[list[MissionMedia]] = relationship(
        order_by=MissionMedia.position, cascade="all, delete-orphan", lazy="raise", passive_deletes=True
    )

    def state_at(self, now: datetime) -> MissionState:
        """Return the state by the clock, even if the job that stores it has not run yet. A series closes with its last
        mission, which only a job does.
        """
        if self.is_series:
            has_begun = self.state is MissionState.SCHEDULED and self.next_at is not None and self.next_at <= now
            return MissionState.OPEN if has_begun else self.state
        over = self.closes_at is not None and self.closes_at <= now
        if self.state is MissionState.SCHEDULED and self.opens_at is not None and self.opens_at <= now:
            return MissionState.CANCELLED if over else MissionState.OPEN  # never sent to anybody: cancelled
        return MissionState.CLOSED if self.state is MissionState.OPEN and over else self.state

    def rewrite(
        self, fields: Mapping[str, object], media: Sequence[UUID], now: datetime, *, waits: bool = False
    ) -> None:
        """Change the fields. `waits`: it does not open by itself, because its programme does not run, or because a
        manager opens it. Raises MissionBegun for fields that answers rely on, MissionMoved when it is over.
        """
        if self.state not in {*BEFORE, MissionState.OPEN}:
            raise MissionMoved
        if self.state is MissionState.OPEN and any(
            not is_alike(fields[name], getattr(self, name))
            for name in FIXED_FIELDS
            if name != "form" or not self.may_move(fields)
        ):
            raise MissionBegun
        closes_at = self.closes_at
        for name, value in fields.items():
            setattr(self, name, value)
        if self.state is MissionState.OPEN and self._vote_seconds is not None:
            self.closes_at = closes_at  # the clock of a vote runs
        self.media_links = [MissionMedia(position=n, media_id=media_id) for n, media_id in enumerate(media)]
        if self.state in BEFORE:
            self.state = MissionState.DRAFT if self.opens_at is None or waits else MissionState.SCHEDULED
        self._plan(now)

    def may_move(self, fields: Mapping[str, object]) -> bool:
        """Tell whether the fields change no more of the form than when and where an event is."""
        form = fields["form"]
        if self.event is None or not isinstance(form, dict):
            return False
        return {**form, **{name: self.event[name] for name in MOVABLE}} == self.event

    def schedule(self, now: datetime, opens_at: datetime | None = None) -> bool:
        """Let a draft open by itself at its time, or at `opens_at`. False where it has none, or would be over then, or
        where a manager opens it.
        """
        moment = opens_at or self.opens_at
        if self.state is not MissionState.DRAFT or self.needs_manager or moment is None:
            return False
        if any(end is not None and end <= max(now, moment) for end in (self.due_at, self.closes_at)):
            return False
        self.state, self.opens_at = MissionState.SCHEDULED, moment
        self._plan(now)
        return True

    def open(self, now: datetime, since: datetime | None = None) -> bool:
        """Open it. `since`: when it opened by the clock. False if open already. Raises MissionMoved when it is over."""
        if self.state is MissionState.OPEN:
            return False
        self._expect(*BEFORE)
        self.state, self.opened_at = MissionState.OPEN, since or now
        if self._vote_seconds is not None:
            self.closes_at = now + timedelta(seconds=self._vote_seconds)
        self._plan(now)
        return True

    def close(self, now: datetime, since: datetime | None = None) -> bool:
        """Stop taking answers. `since`: when it closed automatically. False if closed already. Raises MissionMoved
        unless it is open.
        """
        if self.state is MissionState.CLOSED:
            return False
        self._expect(MissionState.OPEN)
        self.state, self.ended_at = MissionState.CLOSED, since or now
        self._plan(now)
        return True

    def cancel(self, now: datetime, since: datetime | None = None) -> bool:
        """Cancel it: it was a mistake, or reached nobody by `since`. False if cancelled already. Raises MissionMoved
        when it is closed.
        """
        if self.state is MissionState.CANCELLED:
            return False
        self._expect(*BEFORE, MissionState.OPEN)
        self.state, self.ended_at = MissionState.CANCELLED, since or now
        self._plan(now)
        return True

    def archive(self, now: datetime) -> bool:
        """Archive it. False if archived already. Raises MissionMoved unless it is over."""
        if self.state is MissionState.ARCHIVED:
            return False
        self._expect(MissionState.CLOSED, MissionState.CANCELLED)
        self.state = MissionState.ARCHIVED
        self._plan(now)
        return True

    def forget(self, now: datetime) -> None:
        """Erase the question; the title stays for those who answered."""
        self.brief, self.expected, self.form, self.skills, self.reminders = None, None, None, [], []
        self.audience = {"type": AudienceKind.ALL}
        self.forgotten_at, self.next_at = now, None
        self.touch(now)

    def takes_answers(self, now: datetime) -> bool:
        return self.state_at(now) is MissionState.OPEN

    def expect_answer(self, now: datetime, *, is_return: bool, captured_at: datetime | None) -> None:
        """Raises MissionOver. A closed mission still takes returned answers, and answers captured offline in time."""
        if self.takes_answers(now):
            return
        ended_at = self.ended_at or self.closes_at
        in_time = captured_at is not None and ended_at is not None and captured_at <= ended_at
        if not (self.state_at(now) is MissionState.CLOSED and (is_return or in_time)):
            raise MissionOver

    @property
    def is_exchange(self) -> bool:
        return self.asker_id is not None

    @property
    def is_series(self) -> bool:
        return self.recurrence is not None

    @property
    def survey(self) -> dict[str, Any] | None:
        return self.form if self.kind is MissionKind.SURVEY else None

    @property
    def event(self) -> dict[str, Any] | None:
        return self.form if self.kind is MissionKind.EVENT else None

    @property
    def proposal(self) -> dict[str, Any] | None:
        return self.form if self.kind is MissionKind.PROPOSAL else None

    @property
    def ballot(self) -> dict[str, Any] | None:
        return self.form if self.kind is MissionKind.BALLOT else None

    @property
    def is_secret(self) -> bool:
        """It is a vote that nobody reads."""
        return bool(self.ballot and self.ballot["secret"])

    @property
    def _vote_seconds(self) -> int | None:
        return self.form.get("seconds") if self.form and self.kind is MissionKind.BALLOT else None

    @property
    def _end_of_answers(self) -> datetime | None:
        """Return when the clock closes it; votes that were on their way are waited for."""
        grace = VOTE_GRACE if self.kind is MissionKind.BALLOT else timedelta()
        return self.closes_at and self.closes_at + grace

    def due_reminder(self, now: datetime) -> int | None:
        """Return the minutes before the due date of a reminder that fell due since the last check, if any."""
        due, since = self.due_at, self.next_at
        if due is None or since is None or self.is_series:
            return None
        return min(
            (reminder for reminder in self.reminders if since <= due - timedelta(minutes=reminder) <= now), default=None
        )

    def wait(self, moment: datetime | None, now: datetime) -> None:
        """Set when a series recurs. None: there is no further occurrence, and the series closes."""
        if moment is None:
            self.open(now)
            self.close(now)
        else:
            self.next_at = moment

    def look_ahead(self, now: datetime) -> None:
        """Set the next automatic change. Due dates before the opening are skipped."""
        moments = {
            MissionState.SCHEDULED: [self.opens_at],
            MissionState.OPEN: [*(reminder for reminder in self._reminders() if reminder > now), self._end_of_answers],
            MissionState.CLOSED: [self.ended_at and self.ended_at + ARCHIVE_DELAY],
            MissionState.CANCELLED: [self.ended_at and self.ended_at + ARCHIVE_DELAY],
        }.get(self.state, [])
        self.next_at = min((moment for moment in moments if moment), default=None)

    def _reminders(self) -> list[datetime]:
        due = self.due_at
        return (
            [] if due is None or self.is_series else [due - timedelta(minutes=reminder) for reminder in self.reminders]
        )

    def _expect(self, *states: MissionState) -> None:
        if self.state not in states:
            raise MissionMoved

    def _plan(self, now: datetime) -> None:
        if not (self.is_series and self.state is MissionState.OPEN):  # opening a series sets its next slot
            self.look_ahead(now)
        self.touch(now)
