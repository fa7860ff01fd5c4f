from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from urllib.parse import quote
from uuid import UUID

from app.core.i18n import Words
from app.core.ids import uuid7
from app.models.missions import MissionState
from app.models.responses import OPEN_STATES
from app.models.rooms import RoomState, ScenePhase
from app.schemas.ballots import BallotResultRead
from app.schemas.guests import RoomStateRead, StateMissionRead
from app.schemas.proposals import SHORT as LONGEST_TITLE
from app.schemas.proposals import ProposalFormRead
from app.schemas.surveys import LARGEST, LONG, SHORT, STEPS, QuestionRead, SheetKind, SurveyFormRead
from app.web import room_texts
from app.web.rendering import render
from app.web.room_forms import PREFIX, values
from app.web.room_votes import Vote
from app.web.site import Site


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Where somebody comes into a room. `proof`: of whoever scanned the wall; without it, a ticket is asked for."""

    site: Site
    code: str
    proof: str
    key: str  # the same form, sent again, is the same guest
    fault: Words | None
    fields: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = True
    words: ModuleType = room_texts


@dataclass(frozen=True, slots=True)
class NowPage:
    """What the room asks now, one thing at a time."""

    site: Site
    state: RoomStateRead
    token: str
    claim_code: str
    claim_address: str
    claim_picture: str
    fault: Words | None = None
    pairs: Sequence[tuple[str, str]] = ()
    vote: Vote | None = None
    results: BallotResultRead | None = None  # of a vote that was counted
    words: ModuleType = room_texts
    steps: int = STEPS
    prefix: str = PREFIX
    short: int = SHORT
    long: int = LONG
    largest: int = LARGEST
    longest_title: int = LONGEST_TITLE

    @property
    def mission(self) -> StateMissionRead | None:
        return self.state.mission

    @property
    def is_over(self) -> bool:
        return self.state.state is RoomState.CLOSED or self.state.scene.phase is ScenePhase.THANKS

    @property
    def is_asked(self) -> bool:
        """There is something to answer."""
        mission = self.mission
        return mission is not None and mission.response is not None and mission.response.state in OPEN_STATES

    @property
    def is_sent(self) -> bool:
        mission = self.mission
        return mission is not None and mission.response is not None and not self.is_asked

    @property
    def sheet(self) -> SurveyFormRead | None:
        """Return the questions that wait for an answer."""
        return self.mission.survey if self.mission and self.is_asked and not self.is_over else None

    @property
    def idea_form(self) -> ProposalFormRead | None:
        """Return what an idea may be, while another one is taken."""
        mission = self.mission
        if mission is None or mission.proposal is None or mission.response is None or self.is_over:
            return None
        is_open = mission.state is MissionState.OPEN and self.state.scene.phase is ScenePhase.ASK
        return mission.proposal if is_open and mission.ideas < mission.proposal.max_per_person else None

    @property
    def idea_id(self) -> UUID:
        """Return a new id: the same form sent again is the same idea."""
        return uuid7()

    @property
    def heading(self) -> Words | None:
        """Return the heading; None: the title of what is asked."""
        if self.is_over:
            return room_texts.PHASES[ScenePhase.THANKS]
        if self.sheet or self.idea_form or self.vote:
            return None
        return room_texts.THANKS if self.is_sent else room_texts.PHASES[self.state.scene.phase]

    @property
    def title(self) -> Words:
        """Return what stands before the title of the mission, in the window’s."""
        if self.vote is None:
            return room_texts.PHASES[self.state.scene.phase]
        return room_texts.VOTE_RESULT if self.results else self.vote.title

    @property
    def key(self) -> str:
        """Return what the script compares with what is asked now."""
        if self.vote:
            return self.vote.key
        return str(self.mission.id) if self.mission and self.sheet else ""

    @property
    def offline(self) -> Words:
        return room_texts.VOTE_OFFLINE if self.vote else room_texts.OFFLINE

    @property
    def is_unlinked(self) -> bool:
        survey = self.mission.survey if self.mission else None
        return survey is not None and survey.sheets is SheetKind.WITHOUT_NAMES

    @property
    def picture(self) -> str:
        """Return the QR code as a `data:` address."""
        return f"data:image/svg+xml,{quote(self.claim_picture)}"

    def typed(self, name: str) -> list[str]:
        """Return what was typed in a field of an idea."""
        return values(list(self.pairs), name)

    def answers(self, question: QuestionRead) -> list[str]:
        """Return what was filled in before."""
        return values(list(self.pairs), question.code)


def door_page(site: Site, code: str) -> str:
    """Ask for the code of a room; `code` is one that there cannot be."""
    return render("room_door.html", site, words=room_texts, code=code)


def entry_page(page: EntryPage) -> str:
    return render("room_entry.html", page.site, page=page, words=page.words)


def now_page(page: NowPage) -> str:
    return render("room_now.html", page.site, page=page, words=page.words)
