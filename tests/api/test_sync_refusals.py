"""What a refused operation says: of its own members, and of the path that there is."""

import re

import pytest

from app.core.ids import uuid7
from app.schemas.sync_variants import OPERATIONS
from tests.api.test_sync_operations import put, send
from tests.api.test_sync_patches import patch
from tests.support.documents import published
from tests.support.people import Person

DOCUMENT = published()


async def test_an_operation_is_told_of_its_if_match_and_of_no_header(alice: Person) -> None:
    experience_id = str(uuid7())
    words = {"text": "Le fil donne la ligne."}
    await send(alice, put({"title": "Un mur"}, experience_id))
    refusals = await send(
        alice, patch("experience", experience_id, words, None), patch("experience", experience_id, words, 9)
    )
    assert [item["status"] for item in refusals] == [428, 412]
    for problem in (item["problem"] for item in refusals):
        assert "`if_match`" in problem["detail"]
        assert "If-Match" not in problem["title"] + problem["detail"]
        assert problem["current"]["version"] == 1


@pytest.mark.parametrize("kind", OPERATIONS)
async def test_the_instance_of_a_refusal_is_a_path_of_the_document(alice: Person, kind: str) -> None:
    op = OPERATIONS[kind].ops[0]
    [refusal] = await send(alice, {"op": op, "type": kind, "id": str(uuid7()), "if_match": 1, "data": {"text": ""}})
    path = re.sub(r"[0-9a-f-]{36}", "{}", refusal["problem"]["instance"])
    assert path in {re.sub(r"\{\w+\}", "{}", name) for name in DOCUMENT["paths"]}
