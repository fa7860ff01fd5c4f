"""What a community can do, as JSON, as a picture, as a poster and as a table."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from app.api.deps import PRIVATE, SVG, Read
from app.api.problems import problems
from app.api.routes import SPEAKS, Route, Router
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.policies.communities import CommunityNotFound
from app.schemas.community_trees import CommunityTreeRead, TreePaperQuery
from app.services.communities import trees
from app.services.shared.community_guards import MembersOnly
from app.services.shared.spreadsheets import CSV
from app.services.talents import tree_papers
from app.services.talents.tree_papers import TreeNotTypeset

router = Router(prefix="/communities", tags=["communities"], route_class=Route)
PROBLEMS = (CommunityNotFound, MembersOnly, Unprocessable)


def _file(media_type: str, description: str) -> dict[int | str, dict[str, Any]]:
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"description": description, "content": content, "headers": SPEAKS}}


@router.get("/{community_id}/tree", response_model=CommunityTreeRead, responses=problems(*PROBLEMS))
async def get_community_tree(reading: Read, community_id: UUID) -> Json:
    """Read what its members can do together: what most share, what is rare, who offers, who seeks. Nobody is named."""
    return await trees.get(reading, community_id)


@router.get(
    "/{community_id}/tree.svg",
    response_class=Response,
    responses=problems(*PROBLEMS) | _file("image/svg+xml", "The tree, drawn on a page of the size A3"),
)
async def get_community_tree_picture(reading: Read, community_id: UUID) -> Response:
    """Read the tree as a picture for a wall: trunk, branches, leaves. It shows the tree’s numbers and no others."""
    return Response(await tree_papers.picture(reading, community_id), 200, SVG, "image/svg+xml")


@router.get(
    "/{community_id}/tree.pdf",
    response_class=Response,
    responses=problems(*PROBLEMS, TreeNotTypeset) | _file("application/pdf", "The picture, and the same as a list"),
)
async def get_community_tree_poster(
    reading: Read, community_id: UUID, query: Annotated[TreePaperQuery, Query()]
) -> Response:
    """Read the tree to print it, readable in black and white; the pages behind it say the same as a list."""
    headers = PRIVATE | {"Content-Disposition": 'attachment; filename="arbre-des-talents.pdf"'}
    return Response(await tree_papers.poster(reading, community_id, query.format), 200, headers, "application/pdf")


@router.get(
    "/{community_id}/tree.csv",
    response_class=Response,
    responses=problems(*PROBLEMS) | _file("text/csv", "A line for each skill; `;` between cells"),
)
async def get_community_tree_sheet(reading: Read, community_id: UUID) -> Response:
    """Read the tree as a table, for a spreadsheet."""
    headers = PRIVATE | {"Content-Disposition": 'attachment; filename="arbre-des-talents.csv"'}
    return Response(await tree_papers.table(reading, community_id), 200, headers, CSV)
