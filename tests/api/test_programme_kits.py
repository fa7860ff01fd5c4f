"""The paper of a programme: what is on it, for whom, and how it is read aloud."""

import io
from itertools import pairwise
from typing import Any

from pypdf import PdfReader

from app.core.uow import Runtime
from tests.adapters.test_pdf import elements
from tests.support.communities import gather
from tests.support.people import Person
from tests.support.programmes import write

CHOICES = [{"key": "place", "values": ["Gymnase Jean-Moulin \U0001fae8"]}]


async def test_a_kit_has_all_that_a_day_needs(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, bob, name="Comité 36")
    programme = await write(alice, community_id, template="hack-ton-orientation", title=None, choices=CHOICES)
    [room] = (await alice.ask("GET", f"/v1/communities/{community_id}/rooms", 200))["items"]  # of the template
    path = f"/v1/programmes/{programme['id']}/kit.pdf"
    await bob.ask("GET", path, 404)
    answer = await alice.client.get(path, headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    document = PdfReader(io.BytesIO(answer.content))
    pages = [page.extract_text() for page in document.pages]
    assert "Comité 36" in pages[0]
    assert f"/r/{room['code']}" in pages[0]
    assert "Gymnase Jean-Moulin" in pages[0]
    assert "Le déroulé" in pages[1]
    assert sum("Feuille de présence" in page for page in pages) == 2
    root: Any = document.trailer["/Root"]
    assert str(root["/Lang"]) == "fr"
    structure = [str(element["/S"]) for element in elements(document) if "/S" in element]
    levels = [int(tag[2]) for tag in structure if tag[:2] == "/H"]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {"/Table", "/TH", "/Figure"} <= set(structure)
