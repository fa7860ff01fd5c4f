"""Moves what a programme did to the year before.

Clients cannot change the time, so this uses the database, as operators may.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Update, literal_column, select, update

from app.adapters import postgres
from app.core.actor import SYSTEM
from app.core.db import Base
from app.core.settings import S3Settings, Settings
from app.main import open_runtime
from app.models.memberships import Membership
from app.models.missions import Mission
from app.models.proposals import Proposal, ProposalNote
from app.models.responses import MissionResponse
from app.models.sheets import Sheet
from app.models.users import User

YEAR: ColumnElement[timedelta] = literal_column("interval '1 year'")
AGE = timedelta(days=500)  # of the accounts of members: they were there


async def move(settings: Settings, community_id: UUID, programme_id: UUID) -> bool:
    """False: the database cannot be reached."""
    url = settings.database_url or postgres.kept_running(settings.data_dir / "postgres")
    if url is None:
        return False
    missions = select(Mission.id).where(Mission.programme_id == programme_id)
    proposals = select(Proposal.id).where(Proposal.mission_id.in_(missions))
    members = select(Membership.user_id).where(Membership.community_id == community_id)
    statements = (
        _earlier(MissionResponse, "assigned_at", "seen_at", "submitted_at", "reviewed_at").where(
            MissionResponse.mission_id.in_(missions)
        ),
        _earlier(Sheet, "day").where(Sheet.mission_id.in_(missions)),
        _earlier(ProposalNote, "noted_at").where(ProposalNote.proposal_id.in_(proposals)),
        _earlier(Proposal, "created_at", "submitted_at", "selected_at", "accepted_at", "due_on").where(
            Proposal.mission_id.in_(missions)
        ),
        update(User).where(User.id.in_(members)).values(created_at=User.created_at - AGE),
    )
    local_settings = settings.model_copy(update={"database_url": url, "s3": settings.s3 or S3Settings()})
    async with open_runtime(local_settings) as runtime, runtime.work(SYSTEM) as uow:
        for statement in statements:
            await uow.session.execute(statement.execution_options(synchronize_session=False))
    return True


def _earlier(model: type[Base], *names: str) -> Update:
    return update(model).values({name: getattr(model, name) - YEAR for name in names})
