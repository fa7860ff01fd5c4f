"""Portraits: composed, read through a link, set on paper; and the people who show a counsellor something."""

import itertools
import statistics
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from app.core.ids import uuid7
from benchmarks.experiences import bearer
from benchmarks.load import compare, per_second, verdict
from benchmarks.missions import ask
from benchmarks.world import PORT, World

PERSON, COUNSELLOR = 1, 2
PEOPLE = 202  # those two, and 200 beneficiaries
DRAFT_MUST, PDF_MUST, AT_ONCE = 0.150, 0.300, 20


def prepare(world: World) -> None:
    world.seed(1, PEOPLE)
    world.run("portraits", person=PERSON, counsellor=COUNSELLOR)


def measure(world: World) -> Iterator[object]:
    portrait, token = _published(world)
    path = f"/v1/portraits/{portrait}/draft"
    yield verdict("draft of 1,000 experiences and 60 talents, median", _median(world, path, 31), DRAFT_MUST)
    page = len(_once(world, f"/s/{token}")[1])  # rendered once, and kept
    json, html = f"/portraits/{token}", f"/portrait-pages/{token}?{page}"
    for form, ours, limit in (("JSON", f"/v1/links/{token}", json), ("HTML", f"/s/{token}", html)):
        yield compare(
            f"portrait by link, {form}",
            lambda ours=ours: per_second(PORT, ours, {}),
            lambda limit=limit: per_second(PORT + 1, limit, {}),
            must=0.5,
            aim=0.8,
        )
    paper = f"/v1/portraits/{portrait}/editions/1.pdf"
    yield verdict("portrait as PDF, median", _median(world, paper, 16), PDF_MUST)
    yield _side_by_side(world, paper)
    headers = bearer(world, COUNSELLOR)
    yield compare(
        "GET /v1/beneficiaries of 200, first page",
        lambda: per_second(PORT, "/v1/beneficiaries", headers),
        lambda: per_second(PORT + 1, "/beneficiaries", headers),
        must=0.5,
        aim=0.8,
    )


def _published(world: World) -> tuple[str, str]:
    portrait = str(uuid7())
    head = {"headline": "Apprentie maçonne", "about": "J’aime quand c’est d’aplomb.", "languages": ["fr", "en"]}
    ask(world, PERSON, "PUT", f"/v1/portraits/{portrait}", head)
    ask(world, PERSON, "PUT", f"/v1/portraits/{portrait}/publication")
    target = {"type": "portrait", "id": portrait}
    grant = {"target": target, "audience": {"type": "link"}, "purpose": "personal", "rights": ["view", "download"]}
    return portrait, str(ask(world, PERSON, "POST", "/v1/grants", grant)["url"]).rpartition("/")[2]


def _side_by_side(world: World, path: str) -> str:
    began = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        files = list(pool.map(lambda _: _once(world, path)[1], range(AT_ONCE)))
    whole = sum(file.startswith(b"%PDF") and b"%%EOF" in file[-32:] for file in files)
    said = "ok" if whole == AT_ONCE else "BELOW"
    return f"{AT_ONCE} PDFs at once: {whole} made in {time.perf_counter() - began:.1f} s; must {AT_ONCE}: {said}"


def _median(world: World, path: str, times: int) -> float:
    """The first one warms up."""
    return statistics.median(itertools.islice((_once(world, path)[0] for _ in range(times)), 1, None))


def _once(world: World, path: str) -> tuple[float, bytes]:
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers=bearer(world, PERSON))
    began = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
    return time.perf_counter() - began, body
