from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Text, func, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned, gin_index
from app.core.i18n import Language, Locale

DECIDES_ALONE = 15  # from this age a person agrees alone (French law on personal data, art. 45)
ADULT = 18
MINIMUM_AGE = 11  # reached this year, or before
HOME = "Europe/Paris"


class AgeBracket(StrEnum):
    UNKNOWN = "unknown"
    UNDER_15 = "under_15"
    MINOR = "minor"
    ADULT = "adult"


PLAIN_NAME = "' ' || plain_words(coalesce(display_name, ''))"  # the text that search reads: a space before each word


class User(Identified, Versioned, Base):
    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email is not null or guest_of is not null", "account_or_guest"),
        Index(None, "last_active_on"),
        Index("ix_users_guest_of", "guest_of", postgresql_where=text("guest_of is not null")),
        gin_index(
            "ix_users_name",
            literal_column(f"({PLAIN_NAME})").label("plain"),
            postgresql_ops={"plain": "gin_trgm_ops"},
        ),
    )

    # Normalised; mail goes to this exact address. A guest alone has none, and no code that mails reaches a guest.
    email: Mapped[str] = mapped_column(unique=True, nullable=True)
    guest_of: Mapped[UUID | None] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))  # null: an account
    display_name: Mapped[str | None]
    locale: Mapped[Language] = mapped_column(default=Locale.FR)
    timezone: Mapped[str] = mapped_column(default=HOME)
    birth_year: Mapped[int | None]  # the confirmed year; only services/guardians/birth_years.py changes it
    claimed_birth_year: Mapped[int | None]  # an earlier year, which counts once another person confirms it
    avatar_media_id: Mapped[UUID | None]  # no foreign key: media belong to users, and two tables cannot own each other
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    simple_language: Mapped[bool] = mapped_column(default=False)
    suggestions: Mapped[bool] = mapped_column(default=True, server_default=text("true"))  # skills, of what they write
    # That they do not count among their talents: nothing proposes them any more.
    refused_skills: Mapped[list[UUID]] = mapped_column(default=list, server_default="{}")
    password_hash: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    last_active_on: Mapped[date] = mapped_column(server_default=text("current_date"))  # in UTC; no hour is kept
    inactive_warned_at: Mapped[datetime | None]  # when the warning of erasure was sent
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def language(self) -> Language:
        """Return the language in which the person is spoken to."""
        return self.locale.in_sentences(simple=self.simple_language)

    def bracket(self, now: datetime) -> AgeBracket:
        """Return the bracket by year alone, as `policies/age.age_bracket` does in SQL."""
        if self.birth_year is None:
            return AgeBracket.UNKNOWN
        if not self.may_decide_alone(now):
            return AgeBracket.UNDER_15
        years = now.astimezone(ZoneInfo(self.timezone or HOME)).year - self.birth_year
        return AgeBracket.MINOR if years <= ADULT else AgeBracket.ADULT

    def may_decide_alone(self, now: datetime) -> bool:
        """Tell whether the person is certainly old enough. Only the year is known; an unknown year refuses."""
        year = now.astimezone(ZoneInfo(self.timezone or HOME)).year
        return self.birth_year is not None and year - self.birth_year > DECIDES_ALONE

    def is_guarded(self, now: datetime) -> bool:
        """Tell whether the person is known to be too young to decide alone."""
        return self.birth_year is not None and not self.may_decide_alone(now)

    def needs_word_for(self, birth_year: int, now: datetime) -> bool:
        """Tell whether that birth year needs another person's confirmation: a guarded person cannot raise their own
        age.
        """
        return self.birth_year is not None and self.is_guarded(now) and birth_year < self.birth_year


NAME: ColumnElement[str] = literal_column("' '", Text).op("||")(func.plain_words(func.coalesce(User.display_name, "")))
