"""The limit: bare ASGI around the bare driver, one statement written by hand for each kind of work.

It checks the session and answers with the same JSON as the product does. Nothing else: no framework, no validation.
"""

import asyncio
import hashlib
import json
import os
from functools import cache
from pathlib import Path
from uuid import UUID

import asyncpg
from jose import jwt

CONNECTIONS = 16
# As ours: a count of visits may be lost in a crash, a capture may not (it has connections of its own).
SETTINGS = {"synchronous_commit": "off"}
MEDIA = """
  array(select m.summary from experience_media em join media m on m.id = em.media_id where em.experience_id = e.id
    order by em.position)
"""
ITEM = f"""json_build_object('id', e.id, 'title', title, 'text', text, 'context', context,
    'lived_at', replace((lived_at at time zone 'UTC')::text, ' ', 'T') || 'Z',
    'lived_until', replace((lived_until at time zone 'UTC')::text, ' ', 'T') || 'Z',
    'lived_precision', lived_precision, 'utc_offset', utc_offset,
    'captured_at', replace((captured_at at time zone 'UTC')::text, ' ', 'T') || 'Z',
    'received_at', replace((received_at at time zone 'UTC')::text, ' ', 'T') || 'Z',
    'place', place, 'people', people, 'feeling', feeling, 'reflection', reflection, 'tags', tags,
    'skills', array(select (select k.summary from skills k where k.id = c.id) from unnest(e.skills) c(id)),
    'media', {MEDIA}, 'language', language, 'completeness', completeness, 'version', version,
    'updated_at', replace((updated_at at time zone 'UTC')::text, ' ', 'T') || 'Z',
    'trashed_at', replace((trashed_at at time zone 'UTC')::text, ' ', 'T') || 'Z')::text"""
PAGE = """
select convert_to('{{"items":[' || coalesce(string_agg(item, ','), '') || '],"next_cursor":null}}', 'UTF8')
from sessions s, lateral (select {item} item from experiences e
  where owner_id = s.user_id and trashed_at is null {more}
  order by e.lived_at desc, e.id desc limit 20) page
where s.id = $1 and s.ended_at is null
"""
LIST = PAGE.format(item=ITEM, more="")
SEARCH = PAGE.format(item=ITEM, more="and search @@ experience_query('écluse')")
PUT = """
with me as (select u.user_id from sessions u where u.id = $1 and u.ended_at is null),
bump as (update feeds set seq = seq + 1 from me where feeds.user_id = me.user_id returning seq),
e as (insert into experiences (id, owner_id, title, text, context, lived_at, lived_precision, utc_offset, lived_on,
    captured_at, received_at, people, tags, skills, language, completeness, version, updated_at, born_as)
  select $2, me.user_id, $3, $4, 'work', now(), 'minute', 60, now()::date, now(), now(), '{}', '{bois}', '{}', 'fr',
    80, 1, now(), 'x' from me returning id, owner_id),
links as (insert into experience_media (experience_id, position, media_id)
  select e.id, n - 1, m from e, unnest($5::uuid[]) with ordinality c(m, n))
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
select e.owner_id, 'experience', e.id, bump.seq, 1, false, now() from e, bump
"""
OPEN = """
with opened as (update grants g set views = views + 1, last_opened_at = now() from {published}
    where g.token_digest = $1 and g.revoked_at is null and g.passcode_hash is null
      and (g.starts_at is null or g.starts_at <= now()) and (g.ends_at is null or g.ends_at > now())
      and (g.max_views is null or g.views < g.max_views)
      and s.id = g.target_id and s.withdrawn_at is null and d.number = s.edition
    returning g.id, g.media_key, {content}),
counted as (insert into link_days (grant_id, day, opened, by_robots, wrong_passcodes)
  select id, now()::date, 1, 0, 0 from opened on conflict (grant_id, day) do update set opened = link_days.opened + 1)
select {answer} from opened
"""
STORIES = "stories s join editions d on d.story_id = s.id"
PORTRAITS = "portraits s join portrait_editions d on d.portrait_id = s.id"
JSON_OPENED = "convert_to(replace(content, '{access}', 'http://x/m/' || media_key), 'UTF8')"
PAGE_OPENED = {"content": "d.number", "answer": "number"}  # a page that is already rendered
OPENED = {
    "/links/": OPEN.format(published=STORIES, content="d.content", answer=JSON_OPENED),
    "/pages/": OPEN.format(published=STORIES, **PAGE_OPENED),
    "/portraits/": OPEN.format(published=PORTRAITS, content="d.content", answer=JSON_OPENED),
    "/portrait-pages/": OPEN.format(published=PORTRAITS, **PAGE_OPENED),
}
LISTS = {f"/{path.stem}": path.read_text() for path in Path(__file__).with_name("limits").glob("*.sql")}
LINE = b"<p>Dix jours d'atelier.</p>"
FREE, DURABLE = asyncio.LifoQueue(), asyncio.LifoQueue()


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        for _ in range(CONNECTIONS):
            FREE.put_nowait(await asyncpg.connect(os.environ["DAYTRIPPER_DATABASE_URL"], server_settings=SETTINGS))
            DURABLE.put_nowait(await asyncpg.connect(os.environ["DAYTRIPPER_DATABASE_URL"]))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        return
    body = await answer(scope, receive)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def answer(scope, receive):
    if scope["path"] == "/healthz":
        return b"{}"
    start, _, token = scope["path"].rpartition("/")
    if start + "/" in OPENED:
        return await opened(start + "/", token, scope["query_string"])
    session = session_of(next(value for name, value in scope["headers"] if name == b"authorization")[7:])
    pool = DURABLE if scope["method"] == "PUT" else FREE
    connection = await pool.get()
    try:
        if scope["method"] == "PUT":
            body = json.loads((await receive())["body"])
            identity = UUID(scope["path"].rpartition("/")[2])
            await connection.execute(
                PUT, session, identity, body["title"], body["text"], [UUID(medium) for medium in body["media"]]
            )
            return b"{}"
        if scope["path"] in LISTS:
            of_which = [UUID(scope["query_string"].decode())] if scope["query_string"] else []
            return await connection.fetchval(LISTS[scope["path"]], session, *of_which)
        return await connection.fetchval(SEARCH if b"q=" in scope["query_string"] else LIST, session)
    finally:
        pool.put_nowait(connection)


async def opened(start, token, length):
    connection = await FREE.get()
    try:
        body = await connection.fetchval(OPENED[start], hashlib.sha256(token.encode()).digest())
        assert body
        return page(int(length)) if length else body
    finally:
        FREE.put_nowait(connection)


@cache
def page(length):
    """As long as ours."""
    return LINE * (length // len(LINE))


SESSIONS = {}


def session_of(token):
    if token not in SESSIONS:
        SESSIONS[token] = UUID(jwt.get_unverified_claims(token.decode())["sid"])
    return SESSIONS[token]
