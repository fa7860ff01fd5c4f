"""A story read through a link, by programs and by people."""

import json
import urllib.request
from urllib.error import HTTPError

from app.core.ids import uuid7
from benchmarks.experiences import bearer
from benchmarks.load import Ratio, compare, per_second
from benchmarks.world import PORT, World

AUTHOR = 11


def ask(world: World, method: str, path: str, body: object = None) -> dict[str, object]:
    headers = bearer(world, AUTHOR) | {"Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", data, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except HTTPError as error:
        raise RuntimeError(error.read()) from error


def publish(world: World) -> str:
    """A journal of ten experiences with twenty photos, published; the token of a link to it."""
    moments = [f"40000000-0000-7000-8000-{AUTHOR * 100 + n:012x}" for n in range(10)]
    blocks = [{"kind": "text", "text": "Dix jours d’atelier."}] + [
        {"kind": "experience", "experience_id": moment} for moment in moments
    ]
    journal = f"/v1/journals/{uuid7()}"
    ask(world, "PUT", journal, {"title": "Dix jours", "language": "fr", "blocks": blocks})
    story = ask(world, "PUT", f"{journal}/publication", {})
    target = {"type": "story", "id": story["id"]}
    grant = {"target": target, "audience": {"type": "link"}, "purpose": "personal", "label": "", "rights": ["view"]}
    return str(ask(world, "POST", "/v1/grants", grant)["url"]).rpartition("/")[2]


def as_json(token: str) -> Ratio:
    return compare(
        "story by link, JSON",
        lambda: per_second(PORT, f"/v1/links/{token}", {}),
        lambda: per_second(PORT + 1, f"/links/{token}", {}),
        must=0.5,
        aim=0.8,
    )


def as_html(token: str) -> Ratio:
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/s/{token}") as answer:
        length = len(answer.read())
    return compare(
        "story by link, HTML",
        lambda: per_second(PORT, f"/s/{token}", {}),
        lambda: per_second(PORT + 1, f"/pages/{token}?{length}", {}),
        must=0.5,
        aim=0.8,
    )
