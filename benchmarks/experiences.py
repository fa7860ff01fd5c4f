"""The journal: its page, at any size and depth; capturing; searching one's own."""

import json
import statistics
import time
import urllib.request

from benchmarks.load import Ratio, compare, per_second
from benchmarks.world import PORT, World

PERSON, SEARCHER = 7, 9
# Each request its own UUIDv7, made from the time, a counter and random numbers.
PUT_SCRIPT = """
math.randomseed(%(seed)d)
local n = 0
local body = '{"title":"Un samedi","text":"Mur en parpaings, 6 m. Chaque rang vérifié au niveau.","context":"work",'
  .. '"lived_at":"2026-03-03T14:10:00+01:00","tags":["bois"],"media":["%(media)s"]}'
local headers = {["Content-Type"] = "application/json", ["Authorization"] = "Bearer %(token)s"}
request = function()
  n = n + 1
  local id = string.format("%%08x-%%04x-7%%03x-8%%03x-%%04x%%08x", math.random(0, 0x7fffffff), n %% 65536,
    math.random(0, 4095), math.random(0, 4095), math.floor(n / 65536), math.random(0, 0x7fffffff))
  return wrk.format("PUT", "/v1/experiences/" .. id, headers, body)
end
"""


def bearer(world: World, number: int) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.token(number)}"}


def page(world: World) -> Ratio:
    headers = bearer(world, PERSON)
    return compare(
        "GET /v1/experiences, page of 20",
        lambda: per_second(PORT, "/v1/experiences", headers),
        lambda: per_second(PORT + 1, "/", headers),
        must=0.5,
        aim=0.8,
    )


def deeper(world: World) -> str:
    """Page 5 beside page 1."""
    headers, paths, cursor = bearer(world, PERSON), [], ""
    for _ in range(5):
        paths.append("/v1/experiences" + (f"?cursor={cursor}" if cursor else ""))
        request = urllib.request.Request(f"http://127.0.0.1:{PORT}{paths[-1]}", headers=headers)
        with urllib.request.urlopen(request) as answer:
            cursor = json.load(answer)["next_cursor"]
    rates = [(per_second(PORT, paths[0], headers), per_second(PORT, paths[4], headers)) for _ in range(4)][1:]
    ratio = statistics.median(fifth / first for first, fifth in rates)
    return f"page 5 as fast as page 1: {ratio:.2f} (must be ≥ 0.8): {'ok' if ratio >= 0.8 else 'BELOW'}"


def put(world: World) -> Ratio:
    seeds = iter(range(int(time.time()) % 10_000_000, 10**9))
    media = '","'.join(f"30000000-0000-7000-8000-{PERSON * 200 + k:012x}" for k in range(2))

    def asked(port: int) -> float:
        script = PUT_SCRIPT % {"seed": next(seeds), "media": media, "token": world.token(PERSON)}
        return per_second(port, "/", {}, script)

    return compare(
        "PUT /v1/experiences/{id}, durable", lambda: asked(PORT), lambda: asked(PORT + 1), must=0.35, aim=0.7
    )


def search(world: World) -> Ratio:
    headers = bearer(world, SEARCHER)
    return compare(
        "search over one's own 1,000 experiences",
        lambda: per_second(PORT, "/v1/experiences?q=%C3%A9cluse", headers),
        lambda: per_second(PORT + 1, "/?q=1", headers),
        must=0.4,
        aim=0.6,
    )


MORE = """
insert into experiences (id, owner_id, title, text, context, lived_at, lived_precision, utc_offset, lived_on,
    captured_at, received_at, people, tags, skills, language, completeness, version, updated_at, born_as)
select uuidv7(), owner_id, title, text, context, lived_at - n * interval '1 day', lived_precision, utc_offset,
    lived_on - n, captured_at, received_at, people, tags, skills, language, completeness, version, updated_at, born_as
from experiences, generate_series(1, 9) n where owner_id = $1
"""


def a_thousand(world: World) -> None:
    world.sql(MORE, world.person(SEARCHER))
