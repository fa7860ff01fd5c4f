import logging

from app.core.ports import ComparisonFailed
from app.core.uow import UnitOfWork
from app.services.talents import meanings
from app.services.talents.meanings import CompareMeanings

logger = logging.getLogger(__name__)


async def compare_meanings(uow: UnitOfWork, job: CompareMeanings) -> None:
    try:
        if await meanings.compare(uow):
            uow.enqueue(job)
    except ComparisonFailed as error:  # the rows stay marked: the next run tries them again
        logger.warning("Meanings could not be compared: %s", error)
