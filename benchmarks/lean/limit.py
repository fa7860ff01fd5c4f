"""The lean limit itself: one bare ASGI process, one statement a request, the connections of the bare driver.

The driver's own pool sends a reset after each use, which nothing here needs.
"""

import asyncio
import gzip
import io
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs

import asyncpg
from PIL import Image

PAGE = """select coalesce(json_agg(x), '[]')::text from (
  select e.id, title, body, occurred_at, visibility, slug, created_at,
    (select json_agg(json_build_object('id', t.id, 'label', label)) from entry_tag y join tag t on t.id = y.tag
      where y.entry = e.id) tags,
    (select json_agg(json_build_object('id', m.id, 'kind', kind, 'key', key, 'w', w, 'h', h, 'thumbhash', thumbhash))
      from media m where m.entry = e.id) media
  from (select * from entry where %s limit 20 offset %s) e) x"""
ME = "author = (select author from session where token = $1)"
NEWEST = " order by occurred_at desc, id desc"
JOURNAL = PAGE % (ME + NEWEST, "$2")
STORY = PAGE % ("slug = $1 and visibility = 'public'", 0)
FEED = PAGE % (
    """visibility = 'group' and (select grp from author where id = entry.author) =
  (select grp from session s join author a on a.id = s.author where token = $1)"""
    + NEWEST,
    0,
)
CHANGES = PAGE % (ME + " and occurred_at > $2::text::timestamptz order by occurred_at, id", 0)
FOUND = PAGE % (ME + " and tsv @@ websearch_to_tsquery('french', $2)" + NEWEST, 0)
CREATE = """with e as (insert into entry(author, title, body, occurred_at, visibility)
    select author, j->>'title', j->>'body', (j->>'occurred_at')::timestamptz, j->>'visibility'
    from session, cast($2 as json) j where token = $1 returning id),
  t as (insert into entry_tag select e.id, x::uuid from e, json_array_elements_text(cast($2 as json)->'tags') x),
  m as (insert into media(entry, kind, key, w, h, thumbhash) select e.id, x.* from e,
    json_to_recordset(cast($2 as json)->'media') x(kind text, key text, w int, h int, thumbhash text))
  select json_build_object('id', id)::text from e"""
PHOTO = """with e as (select author from session where token = $1) insert into photo(author, name)
  select author, $2 from e returning name"""
WORTH_PACKING, LEVEL = 1_000, 4  # as ours
FILES, POOL, FREE = os.environ["DAYTRIPPER_DATA_DIR"], ThreadPoolExecutor(2), asyncio.LifoQueue()


async def lifespan(receive, send):
    await receive()
    for _ in range(8):
        settings = {"search_path": "lean"}
        FREE.put_nowait(await asyncpg.connect(os.environ["DAYTRIPPER_DATABASE_URL"], server_settings=settings))
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def query(sql, *values):
    connection = await FREE.get()
    try:
        return await connection.fetchval(sql, *values)
    finally:
        FREE.put_nowait(connection)


async def read(receive):
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def keep(name, data):
    with Path(FILES, name).open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def thumbnails(name, data):
    """Two re-encoded sizes, decoded at half scale (JPEG's own), without EXIF."""
    keep(f"{name}.jpg", data)
    picture = Image.open(io.BytesIO(data))
    for size in (1280, 320):
        picture.thumbnail((size, size), Image.BICUBIC, reducing_gap=1)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=80)
        keep(f"{name}-{size}.jpg", out.getvalue())


async def shrunk(token, body):
    name = secrets.token_hex(12)
    await asyncio.get_running_loop().run_in_executor(POOL, thumbnails, name, body)
    return await query(PHOTO, token, name)


async def healthy(*_):
    return "{}"


WORKS = {
    "/journal": lambda token, args, _: query(JOURNAL, token, int(args["offset"][0])),
    "/create": lambda token, _, body: query(CREATE, token, body.decode()),
    "/story": lambda _, args, __: query(STORY, args["slug"][0]),
    "/feed": lambda token, _, __: query(FEED, token),
    "/changes": lambda token, args, _: query(CHANGES, token, args["since"][0]),
    "/search": lambda token, args, _: query(FOUND, token, args["q"][0]),
    "/photo": lambda token, _, body: shrunk(token, body),
    "/healthz": healthy,
}


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    args = parse_qs(scope["query_string"].decode())
    token = next((value[7:].decode() for name, value in scope["headers"] if name == b"authorization"), None)
    body = b"" if scope["method"] == "GET" else await read(receive)
    data = (await WORKS[scope["path"]](token, args, body)).encode()
    headers = [(b"content-type", b"application/json")]
    if len(data) > WORTH_PACKING and (b"accept-encoding", b"gzip") in scope["headers"]:
        data = gzip.compress(data, LEVEL, mtime=0)
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(data)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": data})
