from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Versioned, gin_index
from app.core.errors import Conflict
from app.core.i18n import Words

REQUEST_LIFE = timedelta(days=90)  # of a request that nobody answers


class MembershipMoved(Conflict):
    title = Words("Cette adhésion n’en est plus là")
    advice = Words(
        "Relis-la : seule une demande s’accepte ou se refuse, seul un membre se retire, et nul ne revient sans l’avoir "
        "demandé."
    )


class Role(StrEnum):
    MEMBER = "member"
    FACILITATOR = "facilitator"
    MANAGER = "manager"


TEAM = (Role.FACILITATOR, Role.MANAGER)


class MembershipState(StrEnum):
    REQUESTED = "requested"
    ACTIVE = "active"
    LEFT = "left"
    REMOVED = "removed"
    REFUSED = "refused"


class Membership(Versioned, Base):
    """A person in a community, or on the way in or out. The person may always leave."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index("ix_memberships_list", "community_id", "created_at", "user_id"),
        Index("ix_memberships_list_state", "community_id", "state", "created_at", "user_id"),
        Index("ix_memberships_list_role", "community_id", "role", "created_at", "user_id"),
        gin_index("ix_memberships_tags", "community_id", "tags", postgresql_where=text("tags <> '{}'")),
        Index("ix_memberships_mine", "user_id", "state", "community_id"),
        Index("ix_memberships_ended", "ended_at", postgresql_where=text("ended_at is not null")),
        Index("ix_memberships_standing", "community_id", "joined_at", postgresql_where=text("state = 'active'")),
        Index("ix_memberships_waiting", "lapses_at", postgresql_where=text("state = 'requested'")),
        Index(None, "invitation_id"),
        Index("ix_memberships_directory", "community_id", postgresql_where=text("directory_box is not null")),
        Index("ix_memberships_on_behalf_of", "on_behalf_of", postgresql_where=text("on_behalf_of is not null")),
        Index(
            "ix_memberships_structures",
            "community_id",
            "on_behalf_of",
            "user_id",
            postgresql_where=text("on_behalf_of is not null"),
        ),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    invitation_id: Mapped[UUID | None] = mapped_column(ForeignKey("invitations.id", ondelete="SET NULL"))
    on_behalf_of: Mapped[UUID | None] = mapped_column(
        ForeignKey("communities.id", ondelete="SET NULL")
    )  # the organisation that the member stands for in a committee
    role: Mapped[Role] = mapped_column(default=Role.MEMBER)  # in a request: the offered role
    state: Mapped[MembershipState] = mapped_column(default=MembershipState.LEFT)
    tags: Mapped[list[str]] = mapped_column(default=list)
    directory_tags: Mapped[list[str]] = mapped_column(
        default=list, server_default=text("'{}'")
    )  # those of the tags that the directory of the school gave, and may take back
    directory_box: Mapped[bytes | None] = mapped_column(LargeBinary)  # MAC of the address by which it knows them
    reason: Mapped[str | None]  # the text of the person who asks
    show_talents: Mapped[bool] = mapped_column(
        default=False
    )  # whether the person counts in the community's tree of talents
    reachable: Mapped[bool] = mapped_column(default=False, server_default="false")  # may be asked for an exchange
    joined_at: Mapped[datetime | None]
    admitted_at: Mapped[datetime | None]  # when the team let them in by name: by hand, by a list, by a directory
    ended_at: Mapped[datetime | None]
    lapses_at: Mapped[datetime | None]  # of a request
    reminded_at: Mapped[datetime | None]  # when the team was reminded of the request
    barred_at: Mapped[datetime | None]  # when they were removed: from then on they can only ask to join
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def is_active(self) -> bool:
        return self.state is MembershipState.ACTIVE

    def come_by(self, invitation_id: UUID, tags: Sequence[str], directory_box: bytes | None) -> None:
        """Note the invitation by which they come or ask, with its tags; a member keeps their own tags."""
        self.invitation_id = invitation_id
        self.directory_box = directory_box or self.directory_box
        if tags and not self.is_active:
            self.tags = list(tags)
            self.directory_tags = list(tags) if directory_box else []

    def enter(self, role: Role, now: datetime, *, by_name: bool = False) -> bool:
        """Let the person in, `by_name` if the team named them. False for a member. Raises MembershipMoved for a removed
        person.
        """
        if self.is_active:
            return False
        if self.barred_at is not None:
            raise MembershipMoved
        self.admitted_at = now if by_name else None
        self._begin(role, now)
        return True

    def ask(self, role: Role, reason: str | None, now: datetime) -> bool:
        """Request membership. False for members, and for a repetition."""
        if self.state in {MembershipState.ACTIVE, MembershipState.REQUESTED}:
            return False
        self.role, self.reason, self.ended_at = role, reason, None
        self._move(MembershipState.REQUESTED, now)
        return True

    def admit(self, now: datetime) -> bool:
        """Accept a request. Raises MembershipMoved unless it is requested or active."""
        if self.is_active:
            return False
        self._expect(MembershipState.REQUESTED)
        self.barred_at = None
        self.admitted_at = now
        self._begin(self.role, now)
        return True

    def refuse(self, now: datetime) -> bool:
        """Refuse a request. Raises MembershipMoved unless it is requested or refused."""
        return self._end(MembershipState.REQUESTED, MembershipState.REFUSED, now)

    def remove(self, now: datetime) -> bool:
        """Remove a member. Raises MembershipMoved unless active or removed."""
        has_ended = self._end(MembershipState.ACTIVE, MembershipState.REMOVED, now)
        self.barred_at = self.barred_at or now
        return has_ended

    def leave(self, now: datetime) -> bool:
        """Leave, or withdraw a request: always possible. False if there is neither. A removed person stays removed."""
        if self.state not in {MembershipState.ACTIVE, MembershipState.REQUESTED}:
            return False
        return self._end(self.state, MembershipState.LEFT, now)

    def lapse(self, now: datetime) -> None:
        """End a request that nobody answered. Raises MembershipMoved unless it is requested."""
        self._expect(MembershipState.REQUESTED)
        self.leave(now)

    def take_role(self, role: Role, now: datetime) -> bool:
        """Change the role. Raises MembershipMoved unless active."""
        if role is self.role:
            return False
        self._expect(MembershipState.ACTIVE)
        self.role = role
        self.touch(now)
        return True

    def tag(self, tags: list[str], now: datetime) -> None:
        """Set the tags. Raises MembershipMoved unless active."""
        self._expect(MembershipState.ACTIVE)
        self.tags = tags
        self.directory_tags = [tag for tag in self.directory_tags if tag in tags]
        self.touch(now)

    def join_group(self, name: str, now: datetime) -> None:
        """Take the tag of a group of the directory."""
        self.directory_tags = [*self.directory_tags, name]
        self.tag([*self.tags, name], now)

    def leave_group(self, name: str, now: datetime) -> None:
        """Give the tag of a group of the directory back. One that the team gave by hand stays."""
        if name in self.directory_tags:
            self.tag([tag for tag in self.tags if tag != name], now)

    def agree(self, *, show_talents: bool, now: datetime) -> None:
        """Change what the member agreed to show. Raises MembershipMoved unless active."""
        self._expect(MembershipState.ACTIVE)
        self.show_talents = show_talents
        self.touch(now)

    def stand_for(self, organisation_id: UUID | None, now: datetime) -> None:
        """Name the organisation that the member stands for. Raises MembershipMoved unless active."""
        self._expect(MembershipState.ACTIVE)
        self.on_behalf_of = organisation_id
        self.touch(now)

    def let_ask(self, *, reachable: bool, now: datetime) -> None:
        """Say whether others may ask for an exchange. Raises MembershipMoved unless active."""
        self._expect(MembershipState.ACTIVE)
        self.reachable = reachable
        self.touch(now)

    def _begin(self, role: Role, now: datetime) -> None:
        self.role, self.joined_at, self.ended_at = role, now, None
        self._move(MembershipState.ACTIVE, now)

    def _end(self, since: MembershipState, state: MembershipState, now: datetime) -> bool:
        """Erase the community's notes on the person, and the person's agreements."""
        if self.state is state:
            return False
        self._expect(since)
        self.role, self.tags, self.reason, self.show_talents = Role.MEMBER, [], None, False
        self.directory_tags, self.directory_box = [], None
        self.reachable = False
        self.on_behalf_of = None
        self.ended_at = now
        self._move(state, now)
        return True

    def _expect(self, state: MembershipState) -> None:
        if self.state is not state:
            raise MembershipMoved

    def _move(self, state: MembershipState, now: datetime) -> None:
        self.state = state
        self.lapses_at = now + REQUEST_LIFE if state is MembershipState.REQUESTED else None
        self.reminded_at = None
        self.touch(now)
