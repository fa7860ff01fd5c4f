"""All the ways on which somebody reads something of hers, by what let them in."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.main import PORTRAITS
from tests.access.lines import Cell
from tests.access.undoing import Answer, ask

HTML = "text/html"


@dataclass(frozen=True)
class Path:
    """`of`: what it hangs on. `stays`: when that is over it still answers, and says nothing of hers."""

    of: str
    name: str
    address: str
    accept: str = "application/json"
    body: str = ""
    stays: bool = False
    own: frozenset[str] = frozenset()  # kinds of changes that are the reader's, and name what they were about
    wrote: frozenset[str] = frozenset()  # what the reader said about her, which stays theirs

    def said(self, answer: Answer) -> str:
        if not self.own or answer.status != 200:
            return answer.text
        return json.dumps([change for change in answer.json()["changes"] if change["type"] not in self.own])

    async def asked(self, cell: Cell) -> Answer:
        ids = cell.settlement.ids | {"token": cell.caller.token, "media_key": cell.caller.media_key}
        headers = dict(cell.caller.headers) | {"accept": self.accept}
        if self.body:
            headers["content-type"] = "application/json"
            return await ask(cell.app, "POST", self.address, headers, self.body.replace("STORY", ids["story"]).encode())
        return await ask(cell.app, "GET", self.address.format(**ids), headers)


def _forms() -> Iterable[Path]:
    """A portrait's edition, in each form that there is."""
    edition = "/v1/portraits/{portrait}/editions/1"
    yield Path("portrait", "edition of a portrait", edition)
    for name, form in PORTRAITS.items():
        yield Path("portrait", f"portrait as {name}", f"{edition}.{form.suffix}")
    yield Path("portrait", "portrait as Accept says", edition, accept=HTML)


MEDIA_KEY_PATHS = (  # at addresses that carry a media key
    Path("portrait", "photo of a portrait", "/m/{media_key}/{portrait_media}/small"),
    Path("photo", "photo of a pinned story", "/m/{media_key}/{story_media}/small"),
    Path("pinned", "page of a pinned story", "/m/{media_key}/{story}", accept=HTML),
    Path("file", "portrait as its file", "/m/{media_key}/{portrait}.pdf", accept=HTML),
)
OWN = frozenset({"grant", "response", "notification"})
COMMENT = json.dumps({"target": {"type": "story", "id": "STORY"}, "text": "Bravo !"})
SESSION_PATHS = (Path("session", "changes", "/v1/sync"), Path("session", "stream", "/v1/notifications/stream"))
STORY = (
    Path("story", "story", "/v1/stories/{story}"),
    Path("story", "edition of a story", "/v1/stories/{story}/editions/1"),
    Path("story", "stories", "/v1/stories?scope=granted", stays=True),
    Path("story", "photo of a story", "/m/{media_key}/{story_media}/large"),
)
COUNSELLOR = (
    *STORY,
    Path("portrait", "portrait", "/v1/portraits/{portrait}"),
    Path("portrait", "portraits", "/v1/portraits?scope=granted", stays=True),
    *_forms(),
    *MEDIA_KEY_PATHS,
    Path("talents", "talents", "/v1/talents?user_id={owner}"),
    Path("experiences", "experiences", "/v1/experiences?user_id={owner}"),
    Path("experience", "experience", "/v1/experiences/{experience}"),
    Path("experience", "photo of an experience", "/m/{media_key}/{media}/small"),
    Path("person", "people", "/v1/beneficiaries", stays=True),
    Path("person", "person", "/v1/beneficiaries/{owner}"),
    Path("person", "what they gave", "/v1/beneficiaries/{owner}/grants"),
    Path("person", "extract", "/v1/beneficiaries/{owner}/extract"),
    Path("story", "own comments", "/v1/comments?scope=written", stays=True, wrote=frozenset({"comment"})),
    Path("story", "another comment", "/v1/comments", body=COMMENT),
    *SESSION_PATHS,
)
LINK = (
    Path("link", "link", "/v1/links/{token}"),
    Path("link", "page", "/s/{token}", accept=HTML),
    Path("link", "page in English", "/s/{token}?lang=en", accept=HTML),
    Path("link", "card", "/oembed?url=http://test/s/{token}"),
    Path("file", "page as a file", "/s/{token}.pdf", accept=HTML),
    *MEDIA_KEY_PATHS,
)
MEMBER = (
    *STORY,
    Path("story", "feed", "/v1/feed", stays=True),
    Path("story", "feed of the community", "/v1/communities/{community}/feed", stays=True),
    Path("community", "feed as a member", "/v1/communities/{community}/feed"),
    Path("community", "community", "/v1/communities/{community}"),
    Path("community", "members", "/v1/communities/{community}/memberships"),
    Path("community", "tree", "/v1/communities/{community}/tree"),
    Path("mission", "mission", "/v1/missions/{mission}"),
    Path("mission", "missions", "/v1/missions?state=all", stays=True),
    Path("mission", "changes of missions", "/v1/sync?limit=100", stays=True, own=OWN),
    *SESSION_PATHS,
)
TEAM = (
    Path("team", "invitations", "/v1/communities/{community}/invitations"),
    *(Path("team", item, f"/v1/{item}?community_id={{community}}") for item in ("flags", "hidings")),
    Path("team", "invitation", "/v1/communities/{community}/invitations/{invitation}"),
    Path("team", "invitation as a picture", "/v1/communities/{community}/invitations/{invitation}/qr.svg"),
)
MANAGER = (
    *(item for item in MEMBER if item.of != "mission"),
    *TEAM,
    Path("answer", "answer", "/v1/responses/{response}"),
    Path("team", "mission", "/v1/missions/{mission}"),
    Path("team", "draft", "/v1/missions/{draft_mission}"),
    Path("team", "board", "/v1/missions/{mission}/board"),
    Path("team", "tally", "/v1/missions/{mission}/tally"),
    Path("team", "missions of the community", "/v1/missions?community_id={community}"),
)
PATHS: Mapping[str, tuple[Path, ...]] = {
    "counsellor_with": COUNSELLOR,
    "counsellor_without": tuple(item for item in COUNSELLOR if item.of != "session"),
    "link_holder": LINK,
    "peer": MEMBER,
    "facilitator": (*MEMBER, *TEAM),
    "manager": MANAGER,
    "endorser": (Path("asked", "page to confirm on", "/e/{endorsement_token}", accept=HTML),),
    "invited": (
        Path("invitation", "card", "/v1/invitations/{invitation_code}"),
        Path("invitation", "page", "/i/{invitation_code}", accept=HTML),
    ),
    "export_holder": (
        Path("export", "archive", "/x/{export_token}", accept="*/*"),
        Path("calendar", "calendar", "/j/{calendar_token}.ics", accept="*/*"),
    ),
}
NEVER_OPEN = frozenset({"counsellor_without"})
