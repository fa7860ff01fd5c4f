"""A community, before its page and before an invitation, at each step."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app.core.i18n import Locale
from app.schemas.community_pages import CommunityPageRead
from app.web import community_texts
from app.web.pages import CommunityPage, PlacePage, Site, Step, community_page, place_page
from app.web.site import Responsible

RESPONSIBLE = Responsible(
    "L’école d’ici",
    "1 rue des Écoles, 37000 Tours, 02 47 00 00 00",
    "bonjour@example.org",
    "donnees@example.org",
    "dpo@example.org",
    "Rose Delaunay, présidente",
    "Nuages d’ici, 2 rue du Port, 37000 Tours, 02 47 00 00 01",
)
MASONS: dict[str, Any] = {
    "id": "01990000-0000-7000-8000-000000000009",
    "kind": "trade",
    "name": "Maçons de Touraine",
    "charter": "On se montre nos murs, droits ou non.\n\n- On demande **avant** de montrer quelqu’un.\n- On se tutoie.",
    "join_policy": "request",
    "weekly_notification_cap": 2,
    "verified_at": "2026-03-01T09:00:00.000Z",
}
INVITATION: dict[str, Any] = {
    "community": MASONS,
    "invited_by": "Rose Delaunay",
    "role": "facilitator",
    "needs_approval": False,
    "ends_at": "2026-09-30T22:00:00.000Z",
}
EMAIL = {"email": "ines.martin@example.org"}


def before(invitation: dict[str, Any] | None = INVITATION, **fields: Any) -> Callable[[Locale], str]:
    """The page as somebody sees it who has an invitation, or who has none."""
    path = "/i/dti_3n" if invitation else f"/c/{MASONS['id']}"
    invitation_fields = {
        "community": MASONS,
        "invitation": invitation,
        "code": "K7QM-2XWD" if invitation else None,
        "path": path,
    }
    return lambda locale: community_page(
        CommunityPage(
            **{"site": Site(locale, "https://daytripper.test", responsible=RESPONSIBLE)} | invitation_fields | fields
        )
    )


def kept(**given_fields: Any) -> Callable[[Locale], str]:
    """The page of a place that waits for a guardian."""
    known_fields = {"guardian": "sofia.martin@example.org", "has_answered": False, "until": date(2026, 4, 2)}
    named_fields = {"token": "dtp_3n", "community": MASONS["name"]}
    return lambda locale: place_page(
        PlacePage(
            **{"site": Site(locale, "https://daytripper.test", responsible=RESPONSIBLE)}
            | named_fields
            | known_fields
            | given_fields
        )
    )


def _story(title: str, mission_id: str | None = None) -> dict[str, Any]:
    return {"title": title, "language": "fr", "url": "https://daytripper.test/s/dtl_3n", "mission_id": mission_id}


WALL = "01990000-0000-7000-8000-000000000010"
CONTENTS = CommunityPageRead.model_validate(
    {name: MASONS[name] for name in ("id", "name", "charter")}
    | {
        "stories": [_story("Mon premier mur d’aplomb"), _story("Une semaine chez les couvreurs")],
        "together": [
            {
                "mission_id": WALL,
                "title": "Le mur du lycée",
                "url": f"https://daytripper.test/c/{MASONS['id']}/stories/{WALL}",
                "parts": [_story("Les fondations", WALL), _story("Les parpaings", WALL)],
            }
        ],
        "informations": [
            {
                "title": "Le forum des métiers change de salle",
                "text": "On se retrouve au gymnase, à 9 h.\nVenez comme vous êtes.",
                "created_at": "2026-11-20T08:00:00.000Z",
            }
        ],
        "events": [
            {
                "title": "Hack ton orientation",
                "starts_at": "2026-12-03T08:00:00.000Z",
                "ends_at": "2026-12-03T16:00:00.000Z",
                "place": "Gymnase du lycée Jean-Moulin",
                "address": "2 rue des Écoles, 18000 Bourges",
            }
        ],
        "actions": [
            {"title": "Un bus le mercredi vers les ateliers", "state": "in_progress", "due_on": "2027-01-31"},
            {"title": "Une visite de chantier par classe", "state": "done", "due_on": None},
        ],
        "reports": [
            {
                "title": "Bilan 2026",
                "published_at": "2026-11-20T08:00:00.000Z",
                "language": "fr",
                "starts_on": "2026-01-01",
                "ends_on": "2026-12-31",
                "url": "https://daytripper.test/b/dts_3n",
            }
        ],
    }
)
COMMUNITY_PAGES: dict[str, Callable[[Locale], str]] = {
    "invitation": before(),
    "community that tells its story": before(None, contents=CONTENTS),
    "invitation without an address": before(
        fields={"email": "ines"}, faults={"email": community_texts.FAULTS["email"]}
    ),
    "invitation code": before(step=Step.CODE, fields=EMAIL),
    "invitation wrong code": before(
        INVITATION | {"needs_approval": True},
        step=Step.CODE,
        fields=EMAIL | {"code": "123456", "reason": "Je commence lundi."},
        faults={"code": community_texts.FAULTS["code"], "birth_year": community_texts.YEAR_MISSING},
    ),
    "invitation guardian": before(step=Step.GUARDIAN, proof="dty_3n", year=2012),
    "invitation guardian wrong": before(
        step=Step.GUARDIAN,
        proof="dty_3n",
        year=2012,
        fields={"guardian_email": "ines.martin@example.org", "guardian_name": "Sofia Martin"},
        faults={"guardian_email": community_texts.OWN_ADDRESS},
    ),
    "invitation guardian answered": before(step=Step.GUARDIAN, proof="dty_3n", guardian="Sofia Martin"),
    "place kept": kept(),
    "place kept wrong": kept(fields={"guardian_email": "x"}, faults={"guardian_email": community_texts.OWN_ADDRESS}),
    "place kept until it is answered": kept(asks=True),
    "place still kept": kept(guardian="Sofia Martin", has_answered=True),
    "place without a guardian": kept(guardian=None),
    "invitation taken": before(step=Step.IN),
    "community": before(None),
    "community by invitation": before(None, community=MASONS | {"join_policy": "invite", "charter": None}),
    "community code": before(None, step=Step.CODE, fields=EMAIL),
    "community code wrong": before(
        None,
        step=Step.CODE,
        fields=EMAIL | {"code": "123456"},
        faults={"name": community_texts.NAME_MISSING, "birth_year": community_texts.YEAR_MISSING},
    ),
    "community guardian": before(None, step=Step.GUARDIAN, proof="dty_3n", year=2012),
    "community guardian wrong": before(
        None,
        step=Step.GUARDIAN,
        proof="dty_3n",
        year=2012,
        fields={"guardian_email": "x"},
        faults={"guardian_email": community_texts.FAULTS["guardian_email"]},
    ),
    "community asked": before(None, step=Step.WAITS),
}
