"""A community's own framework. Each PUT is a release: a skill that it no longer has becomes obsolete, and stays with
those who cite it.
"""

from datetime import timedelta
from uuid import UUID, uuid5

from sqlalchemy import func, select

from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.limits import Rule, hit
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.core.versions import expect_if_given
from app.models.guardians import GuardedAct
from app.models.skills import Framework, FrameworkReaders, SkillKind
from app.schemas.frameworks import FrameworkWrite
from app.services.accounts import age, suspensions
from app.services.communities import communities
from app.services.talents import framework_imports
from app.services.talents.framework_imports import NAMESPACE, FrameworkRelease, Node
from app.services.talents.frameworks import RELEASE, aligned

MOST_FRAMEWORKS = 10
RELEASES_PER_COMMUNITY = Rule("releases of frameworks per community", 200, timedelta(days=1))


class TooManyFrameworks(Conflict):
    title = Words("Cette communauté a déjà dix référentiels")
    advice = Words("Complète l’un d’eux, ou vide-le : ses compétences restent à qui les cite.")


async def put(
    uow: UnitOfWork, community_id: UUID, code: str, data: FrameworkWrite, version: int | None
) -> tuple[Representation, bool]:
    """Publish a release of the framework. The same body again changes nothing.

    Raises CommunityNotFound, ManagersOnly, TooManyFrameworks, Stale; of one that everybody reads: AgeRequired,
    GuardianRequired.
    """
    await suspensions.check(uow)
    too_young = await age.refusal(uow, GuardedAct.PUBLISH)
    await communities.get_to_change(uow, community_id)
    if too_young and data.readers is FrameworkReaders.PUBLIC:
        raise too_young
    release = _release(community_id, code, data)
    framework = await uow.session.get(Framework, uuid5(NAMESPACE, release.code))
    if framework is not None:
        await expect_if_given(uow, version, framework, RELEASE, code=release.code)
    else:
        await _check_room(uow, community_id)
    await hit(uow.runtime, RELEASES_PER_COMMUNITY, (community_id,), uow.now)
    await framework_imports.load(uow, release)
    return await RELEASE.show(uow, code=release.code), framework is None


async def _check_room(uow: UnitOfWork, community_id: UUID) -> None:
    count = select(func.count()).where(Framework.community_id == community_id)
    if (await uow.session.scalar(count) or 0) >= MOST_FRAMEWORKS:
        raise TooManyFrameworks


def _release(community_id: UUID, code: str, data: FrameworkWrite) -> FrameworkRelease:
    nodes: list[Node] = []
    for domain in data.domains:
        nodes.append(Node(domain.code, SkillKind.GROUP, domain.labels))
        nodes.extend(
            Node(
                skill.code,
                SkillKind.SKILL,
                skill.labels,
                parent=domain.code,
                keywords=skill.keywords,
                alignments=aligned(skill.alignments),
            )
            for skill in domain.skills
        )
    return FrameworkRelease(
        f"{community_id}.{code}",
        data.title,
        data.description,
        data.edition,
        data.source,
        nodes,
        community_id=str(community_id),
        readers=data.readers,
    )
