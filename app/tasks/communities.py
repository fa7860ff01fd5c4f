from app.core.uow import UnitOfWork
from app.services import tree_counts
from app.services.tree_counts import CountTrees


async def count_trees(uow: UnitOfWork, _job: CountTrees) -> None:
    await tree_counts.count(uow)
