"""What holds for every operation: the first page of the document."""

CONVENTIONS = """
A journal of life and work experiences: capture a moment in seconds, keep it, publish a story, and give access to it —
to a link, a person, a community — for as long as you want.

**Words.** experience: a moment; « Mon journal » is the list of them. journal: a notebook (« carnet »); published, it
is a story. grant: an access (« Qui voit quoi »). beneficiary: a person who granted me something.

**Names.** snake_case. `x_id` is a reference, `x` the thing itself; both may stand together. `_at` is an instant: any
RFC 3339 that you send, always `2026-11-28T23:01:17.237Z` in what we send. `_on` is a day where it was lived. Times are
in seconds and sizes in bytes where a name does not say otherwise.

**Ids** are opaque. Those that you make are UUIDv7, and `PUT` on a new one creates; ours may be any UUID. Their order
means nothing.

**Presence.** Members of answers are always there; `null` means none. In `PUT`, what is left out takes its default; in
`PATCH` it stays, and `null` removes it. A program that does not know all members uses `PATCH`. What `GET` gives may
be sent back: members marked `readOnly` are ignored, and a thing stands for its id. Members that we do not know are
refused (`unknown_field`). Absence never means « all »: a whole collection has a `type` of its own.

**Growth within v1.** We may add operations, optional members of bodies, members of answers, problem types and codes.
Ignore members that you do not know. Where an answer has `x-extensible-enum`, others than its values may come: show the
thing by its `text`, `title` or `label`, do not fail, and do not lose it when you send it back. An `enum` of an answer
is complete: handle each of its values. What is one of several schemas gets no other one, unless you ask for it
(`types` of `GET /v1/sync`). We do not remove, rename or retype, we do not refuse what was accepted, and we do not show
to more people what was hidden.

**Methods.** `GET` and `HEAD` may be repeated; reading what somebody else granted is kept for them to see. `PUT` and
`DELETE` may be sent again after a lost answer. Every `POST` of a signed-in caller takes `Idempotency-Key` (kept for a
day): sent again under its key, it is done once and answered alike; another request under that key is 422
`idempotency-key-reused`. Retry 408, 429, 502, 503, 504 and lost answers with growing pauses, and not before
`Retry-After`. `RateLimit` is a hint.

**Versions.** `ETag` is the version: send it as `If-Match`, also as `W/…`; `*` stands for whichever. It is required
(428) where text could be lost, and never to take access away. 412 carries `current`: merge, then send it with its
version. A version belongs to your view of a thing: a mission’s is another for its manager than for a member.

**Programs.** A token of a program (`POST /v1/me/tokens`, `POST /v1/communities/{id}/tokens`) goes where an access token
goes. It has scopes and an end. Each operation says the scope it needs (`x-token-scope`), or takes no token. Whatever
its scopes, a token sees nothing that others gave, and each use of it is recorded. 3,000 requests an hour.

**Lists** are `{items, next_cursor}`. A cursor is opaque, yours, and good for the same filters. There are no totals.

**Sync.** Read `GET /v1/sync` to its end and keep the cursor with the rows. A change may come twice. Skip a `type`
that you do not know. 410: push what is yours, then begin anew without a cursor. Write by `POST /v1/sync`: in a batch
each operation stands by itself, and may be sent again. `patch` changes what it names alone.

**Errors** are RFC 9457 problems. Go by `status`, then `type` (`x-problem-types` of each answer), then the `code` of
each of `errors`; show `title`, `detail` and `message`, and do not parse them. `pointer` (RFC 6901) begins at the root
of the body; in a batch, at the operation. 401 means « renew, or else sign in again », and
nothing else does; at `POST /v1/sessions`, that the code or password is wrong.

**Languages.** `Accept-Language` (`fr`, `en`) chooses the words of problems and of pages, and `Content-Language` says
which; data does not change with it.

**Addresses** in answers are opaque and may be secrets: do not log them, and do not build them. One is a template: the
`media_url` that a session is opened and renewed with leads to every medium that an answer cites. Put its `id` in for
`{id}`, and one of its `variants` for `{name}`. It is as good as the session.
"""
