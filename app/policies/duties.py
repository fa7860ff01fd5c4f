"""What somebody does for others here, beside leading communities: applications show them the screens for it."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import InstrumentedAttribute

from app.models.grant_requests import GrantRequest
from app.models.grants import AudienceType, Grant
from app.models.operators import Operator
from app.models.passkeys import Passkey
from app.models.second_factors import SecondFactor
from app.policies.grants import takes_proof

Id = ColumnElement[UUID] | InstrumentedAttribute[UUID]


def operates(user_id: Id) -> ColumnElement[bool]:
    return exists().where(Operator.user_id == user_id)


def accompanies(user_id: Id) -> ColumnElement[bool]:
    """The person has asked somebody for access, or was given what takes a second factor."""
    asks = exists().where(GrantRequest.requester_id == user_id)
    to_person = (Grant.audience_type == AudienceType.USER, Grant.audience_id == user_id, Grant.revoked_at.is_(None))
    return asks | exists().where(*to_person, takes_proof())


def has_factor(user_id: Id) -> ColumnElement[bool]:
    app = exists().where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None))
    return app | exists().where(Passkey.user_id == user_id, Passkey.is_second_factor.is_(True))
