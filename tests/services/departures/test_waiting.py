"""Nothing waits for somebody for ever: each state in which an answer is awaited has a term and a job."""

from collections.abc import Mapping

from sqlalchemy import DateTime, Enum

from app.core.db import Base
from app.core.jobs import Job
from app.services.media.awaited import CompleteOverdueEditions
from app.services.sharing.grant_answers import LapseGrantRequests
from app.tasks import SCHEDULE
from tests.support.terms import TERMS

# By `table.state`, or by the column that says since when: the term that ends it (a column of `TERMS`), or the job.
WAITING: Mapping[str, str | type[Job]] = {
    "memberships.requested": "memberships.lapses_at",
    "grant_requests.pending": LapseGrantRequests,
    "guardianships.asked": "guardianships.asked_at",
    "endorsements.asked": "endorsements.email",
    "flags.open": "flags.created_at",
    "reports.open": "reports.created_at",
    "reports.appealed_at": "reports.created_at",
    "measures.appealed_at": "measures.appealed_at",
    "imports.reading": "imports.expires_at",
    "imports.previewed": "imports.expires_at",
    "imports.importing": "imports.expires_at",
    "exports.preparing": "exports.expires_at",
    "media.awaiting_upload": "uploads.expires_at",
    "media.proposed": "media.cues",
    "edition_media.awaited_until": CompleteOverdueEditions,
    "portrait_media.awaited_until": CompleteOverdueEditions,
    "kept_places.until": "kept_places.until",
    "erasures.due_at": "erasures.due_at",
    "second_factors.confirmed_at": "second_factors.started_at",
    "invitations.expires_at": "invitations.expires_at",
    "mails.until": "mails.letter",
    "api_tokens.expires_at": "api_tokens.expires_at",
    "webhook_deliveries.due_at": "webhook_deliveries.created_at",
    "gathered_mails.due_at": "gathered_mails.created_at",
}
# It stays its author's, who takes it back or deletes it, and goes with their account, which ends.
OF_ITS_AUTHOR = {
    "responses.assigned",
    "responses.seen",
    "responses.submitted",
    "responses.returned",
    "responses.reclaimed",
    "hidings.appealed_at",  # what is hidden and its appeal: until it is shown again
    "missions.draft",
    "missions.scheduled",
    "missions.open",
    "programmes.draft",
    "programmes.running",
    "programme_reports.draft",
    "programme_reports.validated",
    "proposals.draft",
    "proposals.submitted",  # until it is approved or set aside, or its author takes it back
    "proposals.shortlisted",
    "rooms.planned",
}
# A job of ours has to do something, and nobody an answer to give.
OF_A_JOB = {"media.processing", "media.awaited", "rooms.open"}
ANSWERED = {
    "webhooks": "active disabled",
    "memberships": "active left removed refused",
    "grant_requests": "accepted refused withdrawn lapsed",
    "guardianships": "active declined ended",
    "endorsements": "confirmed declined withdrawn reported expired",
    "flags": "hidden dismissed",
    "reports": "upheld left gone",
    "imports": "done refused failed",
    "exports": "ready",
    "media": "ready rejected accepted discarded empty",
    "responses": "accepted declined missed",
    "missions": "closed archived cancelled",
    "programmes": "closed reported abandoned",
    "programme_reports": "published withdrawn",
    "proposals": "approved set_aside merged selected in_progress done abandoned withdrawn",
    "proposal_notes": "draft submitted approved set_aside merged shortlisted selected in_progress done abandoned "
    "withdrawn",  # what was told, which stays
    "rooms": "closed",
}
# They repeat the states and clocks of the missions and responses that they count.
COUNTS = {"tallies", "tally_counts", "tally_shares"}
STATES = {"state", "transcription"}
CLOCKS = {"appealed_at", "awaited_until", "until", "due_at", "lapses_at", "confirmed_at", "expires_at"}
# The clock of a state, of a secret, or of a job.
OTHER_CLOCKS = {
    "memberships.lapses_at",
    "grant_requests.lapses_at",
    "endorsements.expires_at",
    "exports.expires_at",
    "imports.expires_at",
    "uploads.expires_at",
    "sign_in_codes.expires_at",
    "provider_sign_ins.expires_at",
    "person_codes.expires_at",
    "spent_challenges.expires_at",
    "sign_in_passes.expires_at",
    "mails.due_at",
    "dispatches.due_at",
    "loose_objects.due_at",
    "missions.due_at",
    "informations.until",
}


def test_each_state_in_which_somebody_waits_has_a_term_and_a_job() -> None:
    """A state or a clock that is new has to say which of these it is."""
    states, clocks = set[str](), set[str]()
    for table in Base.metadata.sorted_tables:
        for column in () if table.name in COUNTS else table.c:
            if column.name in STATES and isinstance(column.type, Enum):
                states |= {f"{table.name}.{value}" for value in column.type.enums}
            if column.name in CLOCKS and isinstance(column.type, DateTime):
                clocks.add(f"{table.name}.{column.name}")
    answered = {f"{table}.{state}" for table, text in ANSWERED.items() for state in text.split()}
    groups = (set(WAITING), OF_ITS_AUTHOR, OF_A_JOB, answered, OTHER_CLOCKS)
    assert set.union(*groups) == states | clocks
    assert sum(map(len, groups)) == len(states | clocks)
    scheduled = {type(item.job) for item in SCHEDULE}
    terms = {term.column: term for term in TERMS}
    for state, ending in WAITING.items():
        jobs = set(terms[ending].jobs) if isinstance(ending, str) else {ending}
        assert jobs, state
        assert jobs <= scheduled, state
        if isinstance(ending, str) and (planted := terms[ending].over.get("state")):
            assert str(planted) == state.partition(".")[2]
