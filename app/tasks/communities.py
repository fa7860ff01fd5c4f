from app.core.uow import UnitOfWork
from app.services.communities import tree_counts
from app.services.communities.tree_counts import CountTrees


async def count_trees(uow: UnitOfWork, _job: CountTrees) -> None:
    await tree_counts.count(uow)
