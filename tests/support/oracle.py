"""Who may read what, said a second time in Python for rows in hand: tests compare it with the conditions in SQL."""

from collections.abc import Collection, Container, Iterable
from datetime import datetime
from itertools import product
from typing import NamedTuple
from uuid import UUID

from app.core.actor import Actor
from app.models.communities import Community, Visibility
from app.models.endorsements import Endorsement
from app.models.experiences import Experience
from app.models.flags import Hiding
from app.models.grant_requests import GrantRequest
from app.models.grants import COLLECTIONS, PROFESSIONAL, AudienceType, Follow, Grant, TargetType
from app.models.invitations import Invitation
from app.models.journals import Journal
from app.models.media import Media
from app.models.memberships import TEAM, Membership, MembershipState, Role
from app.models.missions import BEFORE, Mission, ShownTo
from app.models.notifications import Notification
from app.models.portraits import Portrait, PortraitStory
from app.models.responses import SHARED_STATES, MissionResponse
from app.models.stories import Story
from app.models.talents import Talent
from app.policies.communities import PRESENT_STATES, can_lead, can_manage


def hide(hidings: Iterable[Hiding], community_id: UUID | None, target_id: UUID | None) -> bool:
    """`is_hidden`, for loaded rows."""
    matches = (hiding for hiding in hidings if hiding.community_id == community_id and hiding.target_id == target_id)
    return any(item.lifted_at is None for item in matches)


class AudienceMembership(NamedTuple):
    """The facts on which a grant to a community depends, as loaded rows."""

    communities: Container[UUID] = frozenset()  # in which the actor is a member
    hidings: Collection[Hiding] = ()
    has_proved: bool = False  # a second factor, in the session of the actor


def is_given_to(actor: Actor, grant: Grant, target: TargetType, belonging: AudienceMembership, now: datetime) -> bool:
    """`given_to`, for a loaded row."""
    match grant.audience_type:
        case AudienceType.USER:
            reaches = grant.audience_id == actor.user_id
        case AudienceType.COMMUNITY:
            belongs = grant.owner_id != actor.user_id and grant.audience_id in belonging.communities
            reaches = belongs and not hide(belonging.hidings, grant.audience_id, grant.target_id)
        case _:  # a link reaches its holder, without an account
            reaches = False
    has_begun = grant.starts_at is None or grant.starts_at <= now
    is_live = grant.revoked_at is None and has_begun and (grant.ends_at is None or now < grant.ends_at)
    is_unlocked = belonging.has_proved or not (target in COLLECTIONS or grant.purpose in PROFESSIONAL)
    return grant.target_type is target and reaches and is_unlocked and is_live


def editions_granted(
    actor: Actor, portrait: Portrait, grants: Iterable[Grant], belonging: AudienceMembership, now: datetime
) -> set[int | None]:
    """The numbers of the editions in `granted_to`, for loaded rows."""
    if portrait.withdrawn_at is not None or portrait.deleted_at is not None:
        return set()
    return {
        portrait.edition if grant.follow is Follow.LATEST else grant.edition
        for grant in grants
        if grant.target_id == portrait.id and is_given_to(actor, grant, TargetType.PORTRAIT, belonging, now)
    }


def can_read_community(actor: Actor, community: Community, memberships: Iterable[Membership]) -> bool:
    """`readable_by`, for loaded rows."""
    is_member = any(
        membership.community_id == community.id
        and membership.user_id == actor.user_id
        and membership.state in PRESENT_STATES
        for membership in memberships
    )
    return community.closed_at is None and (community.visibility is not Visibility.SECRET or is_member)


def can_read_endorsement(actor: Actor, endorsement: Endorsement) -> bool:
    """`readable_by`, for a loaded row."""
    return actor.user_id == endorsement.user_id


def can_read_experience(actor: Actor, experience: Experience) -> bool:
    """`readable_by`, for a loaded row."""
    return actor.user_id == experience.owner_id


def can_read_grant_request(actor: Actor, request: GrantRequest) -> bool:
    """`readable_by`, for a loaded row."""
    return actor.user_id in {request.owner_id, request.requester_id}


def can_read_grant(actor: Actor, grant: Grant) -> bool:
    """`readable_by`, for a loaded row."""
    return actor.user_id == grant.owner_id


def can_read_invitation(actor: Actor, invitation: Invitation, own: Membership | None) -> bool:
    """`readable_by`, for loaded rows; `own` is the actor's membership, in any community."""
    if own is None or own.community_id != invitation.community_id:
        return False
    return can_manage(actor, own) if invitation.role is not Role.MEMBER else can_lead(actor, own)


def can_read_journal(actor: Actor, journal: Journal) -> bool:
    """`readable_by`, for a loaded row."""
    return actor.user_id == journal.owner_id and journal.deleted_at is None


def can_read_medium(actor: Actor, media: Media) -> bool:
    """`readable_by`, for a loaded row."""
    return actor.user_id == media.owner_id


def can_read_membership_fully(actor: Actor, membership: Membership, own: Membership | None) -> bool:
    """`fully_readable_by`, for loaded rows; `own` is the actor's membership, in any community."""
    leads = own is not None and own.community_id == membership.community_id and can_lead(actor, own)
    return actor.user_id == membership.user_id or (leads and membership.state is not MembershipState.LEFT)


def can_read_membership(actor: Actor, membership: Membership, memberships: Iterable[Membership]) -> bool:
    """Say what `readable_by` says of loaded rows."""
    own = next((item for item in memberships if item.user_id == actor.user_id and _is_same(item, membership)), None)
    looks_after = membership.is_active and membership.role in TEAM
    return can_read_membership_fully(actor, membership, own) or (looks_after and own is not None and own.is_active)


def _is_same(left: Membership, right: Membership) -> bool:
    return left.community_id == right.community_id


def can_read_mission(
    actor: Actor, mission: Mission, response: MissionResponse | None, memberships: Iterable[Membership]
) -> bool:
    """`readable_by`, for loaded rows."""
    members = [
        membership
        for membership in memberships
        if membership.community_id == mission.community_id and membership.user_id == actor.user_id
    ]
    has_assignment = response is not None and response.mission_id == mission.id and response.user_id == actor.user_id
    belongs = any(item.is_active for item in members)
    manages = mission.forgotten_at is None and any(can_manage(actor, item) for item in members)
    return manages or (has_assignment and belongs and mission.state not in BEFORE)


def can_read_notification(actor: Actor, notification: Notification) -> bool:
    """`readable_by`, for a loaded row."""
    return actor.user_id == notification.user_id and notification.is_shown


def can_read_portrait(  # noqa: PLR0913  all that it hangs on
    actor: Actor,
    portrait: Portrait,
    edition: int,
    grants: Iterable[Grant],
    now: datetime,
    *,
    belonging: AudienceMembership = AudienceMembership(),  # noqa: B008  it cannot change
) -> bool:
    """`readable_by`, for loaded rows."""
    if actor.user_id == portrait.owner_id:
        return portrait.deleted_at is None
    return edition in editions_granted(actor, portrait, grants, belonging, now)


def can_read_response(
    actor: Actor, response: MissionResponse, mission: Mission, memberships: Iterable[Membership], *, may_review: bool
) -> bool:
    """`readable_by`, for loaded rows. `may_review`: the community is a circle, or a second factor was proved."""
    if response.user_id == actor.user_id:
        return True
    members = [
        membership
        for membership in memberships
        if membership.community_id == mission.community_id and membership.is_active
    ]
    readers = [item for item in members if item.user_id == actor.user_id]
    shows_community = (
        mission.responses_visible_to is ShownTo.COMMUNITY and response.state in SHARED_STATES and bool(readers)
    )
    belongs = mission.forgotten_at is None and any(item.user_id == response.user_id for item in members)
    is_reviewer = may_review and any(can_manage(actor, reader) for reader in readers)
    return belongs and (shows_community or is_reviewer)


def can_read_story(  # noqa: PLR0913  all that it hangs on
    actor: Actor,
    story: Story,
    edition: int,
    grants: Iterable[Grant],
    now: datetime,
    *,
    belonging: AudienceMembership = AudienceMembership(),  # noqa: B008  it cannot change
    citations: Iterable[tuple[Portrait, PortraitStory]] = (),
) -> bool:
    """`readable_by`, for loaded rows; `citations`: editions of stories, each with the portrait that cites it."""
    if actor.user_id == story.owner_id:
        return True
    if story.withdrawn_at is not None:
        return False
    grants = list(grants)
    by_grant = {
        story.edition if grant.follow is Follow.LATEST else grant.edition
        for grant in grants
        if grant.target_id == story.id and is_given_to(actor, grant, TargetType.STORY, belonging, now)
    }
    by_portrait = {
        pin.story_edition
        for (portrait, pin), grant in product(citations, grants)
        if pin.story_id == story.id
        and pin.portrait_id == portrait.id
        and pin.edition in editions_granted(actor, portrait, [grant], belonging, now)
        and not hide(belonging.hidings, grant.audience_id, story.id)
    }
    return edition in by_grant | by_portrait


def can_read_talent(actor: Actor, talent: Talent) -> bool:
    """`readable_by`, for a loaded row."""
    return actor.user_id == talent.user_id
