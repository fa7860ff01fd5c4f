"""Who reads a framework and its skills: everybody who is signed in; of a community's own, its members, unless it made
them public.
"""

from sqlalchemy import ColumnElement, or_

from app.core.actor import Actor
from app.models.skills import Framework, FrameworkReaders, Skill
from app.policies.communities import active_in


def readable_by(actor: Actor) -> ColumnElement[bool]:
    return or_(Framework.readers == FrameworkReaders.PUBLIC, Framework.community_id.in_(active_in(actor)))


def skill_readable_by(actor: Actor) -> ColumnElement[bool]:
    """`readable_by`, for a skill. Those whom something shows that cites it read its name there."""
    return or_(Skill.audience_id.is_(None), Skill.audience_id.in_(active_in(actor)))
