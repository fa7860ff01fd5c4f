"""Missions, responses, and what communities were shown."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "missions": kept(
        P.BELONGING,
        R.MISSIONS,
        E.WITH_AUTHOR,
        N.MISSIONS,
        link="id community_id author_id asker_id series_id programme_id position skills",
        told="title brief",
        choice="kind audience opens_at opens_after due_at closes_at recurrence reminders expected form "
        "responses_visible_to",
        trace="state opened_at ended_at revealed_at forgotten_at created_at updated_at",
        inner="slot needs_manager next_at version born_as",
    ),
    "mission_media": kept(P.BELONGING, R.MISSIONS, E.WITH_ACCOUNT, N.MISSIONS, link="mission_id position media_id"),
    "past_months": kept(
        P.BELONGING,
        R.MISSIONS,
        E.NOBODYS,
        N.MISSIONS,
        inner="series_id month occurrences sent seen waiting answered returned accepted declined missed late",
    ),
    "tallies": kept(P.BELONGING, R.MISSIONS, E.NOBODYS, N.MISSIONS, inner="mission_id due_at end_at covered_to"),
    "tally_counts": kept(
        P.BELONGING, R.MISSIONS, E.NOBODYS, N.MISSIONS, inner="id mission_id state is_seen came_late left_open number"
    ),
    "tally_shares": kept(
        P.BELONGING,
        R.ANSWERS,
        E.WITH_ACCOUNT,
        N.RESPONSES,
        inner="mission_id user_id state is_seen came_late left_open",
    ),
    "tally_changes": kept(P.BELONGING, R.ANSWERS, E.WITH_ACCOUNT, N.RESPONSES, inner="id user_id place_id"),
    "responses": kept(
        P.BELONGING,
        R.ANSWERS,
        E.WITH_ACCOUNT,
        N.RESPONSES,
        whose="user_id",
        link="id mission_id user_id experience_id",
        told="mission_title shown answers choices note reason",
        others="comment reviewer_id",
        choice="keep_in_journal",
        trace="state attendance waiting_since captured_at assigned_at seen_at submitted_at reviewed_at updated_at",
        inner="version",
    ),
    "calendars": kept(
        P.SHARING,
        R.SESSION,
        E.WITH_ACCOUNT,
        N.CALENDARS,
        link="id user_id session_id",
        credential="token_digest",
        trace="created_at last_read_on",
    ),
    "proposals": kept(
        P.BELONGING,
        R.PROPOSALS,
        E.WITH_AUTHOR,
        N.PROPOSALS,
        link="id mission_id community_id merged_into owner_id structure_id",
        told="title text themes reason",
        others="owner_name",
        choice="cites due_on cost_cents",
        trace="state progress is_outside_ballot accepted_at submitted_at selected_at created_at updated_at",
        inner="reminded_on version born_as",
    ),
    "proposal_authors": kept(
        P.BELONGING,
        R.PROPOSALS,
        E.WITH_ACCOUNT,
        N.PROPOSALS,
        link="proposal_id user_id",
        trace="asked_at joined_at",
    ),
    "proposal_agreements": kept(
        P.BELONGING,
        R.PROPOSALS,
        E.WITH_ACCOUNT,
        N.PROPOSALS,
        link="proposal_id candidate_id author_id",
        trace="agreed_at",
    ),
    "proposal_notes": kept(
        P.BELONGING,
        R.PROPOSALS,
        E.WITH_AUTHOR,
        N.PROPOSALS,
        link="id proposal_id author_id",
        told="text",
        trace="state progress noted_at",
    ),
    "ballots": kept(
        P.BELONGING,
        R.MISSIONS,
        E.NOBODYS,
        N.BALLOTS,
        inner="mission_id options electorate in_room heads people proven guests ticketed tally chosen counted_at "
        "version",
    ),
    "ballot_progress": kept(
        P.BELONGING, R.MISSIONS, E.NOBODYS, N.BALLOTS, inner="mission_id people proven guests tally heard_at"
    ),
    "paper_counts": kept(
        P.BELONGING,
        R.MISSIONS,
        E.WITH_AUTHOR,
        N.BALLOTS,
        link="id mission_id first_counter_id second_counter_id",
        trace="counted_at first_confirmed_at second_confirmed_at joined_at withdrawn_at",
        inner="people present tally",
    ),
    "sheets": kept(P.BELONGING, R.MISSIONS, E.NOBODYS, N.SHEETS, inner="id mission_id day answers"),
    "rooms": kept(
        P.BELONGING,
        R.LAST_MEMBER,
        E.NOBODYS,
        N.ROOMS,
        inner="id community_id programme_id missions code state door door_secret capacity people alike heads scene "
        "allow_guests minors opens_at ends_at version created_at updated_at born_as",
    ),
    "walls": kept(
        P.BELONGING, R.LAST_MEMBER, E.NOBODYS, N.ROOMS, inner="id room_id token_digest created_at revoked_at"
    ),
    "room_entries": kept(
        P.BELONGING,
        R.GUEST,
        E.WITH_ACCOUNT,
        N.ROOM_ENTRIES,
        whose="user_id",
        link="id room_id user_id",
        identity="name age_bracket",
        credential="claim_mac source_mac",
        trace="claimed_at entered_at by_ticket",
    ),
    "room_tickets": kept(P.BELONGING, R.GUEST, E.NOBODYS, N.ROOM_ENTRIES, inner="id room_id code_mac made_at used_at"),
    "informations": kept(
        P.BELONGING,
        R.LAST_MEMBER,
        E.WITH_AUTHOR,
        N.INFORMATIONS,
        link="id community_id author_id",
        told="title text",
        choice="until for_everybody",
        trace="created_at",
    ),
    "information_media": kept(
        P.BELONGING, R.LAST_MEMBER, E.WITH_ACCOUNT, N.INFORMATIONS, link="information_id position media_id"
    ),
    "feed_items": kept(
        P.SHARING, R.ACCOUNT, E.WITH_ACCOUNT, N.FEED, link="id community_id owner_id kind ref", trace="at"
    ),
}
