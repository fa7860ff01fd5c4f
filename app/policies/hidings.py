from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import QueryableAttribute

from app.models.flags import Hiding

IdColumn = QueryableAttribute[UUID] | QueryableAttribute[UUID | None]


def is_hidden(community_id: IdColumn, target_id: IdColumn) -> ColumnElement[bool]:
    """Hidden from that community only, until the hiding is lifted."""
    conditions = (Hiding.community_id == community_id, Hiding.target_id == target_id)
    return exists().where(*conditions, Hiding.lifted_at.is_(None)).correlate_except(Hiding)
