"""A new member of an enum is decided by a person: never by the `else` of a question about another member."""

from pathlib import Path

from tests.support.decisions import decisions

APP = Path("app")
# Places that ask about some members, and why what they do for all others is right for a member to come.
SAFE = {
    "app/adapters/queue.py::__init__ Lane": "schedules run in the quick lane; every lane has its workers",
    "app/adapters/queue.py::_do Lane": "only the quick lane shares hands; every other lane has its own bound",
    "app/core/dates.py::_point Precision": "a finer precision is told to the minute",
    "app/models/memberships.py::_move MembershipState": "only a request lapses",
    "app/models/missions.py::_end_of_answers MissionKind": "only votes under way are waited for",
    "app/models/missions.py::_vote_seconds MissionKind": "only a vote has a clock",
    "app/models/missions.py::ballot MissionKind": "the form of its own kind alone",
    "app/models/missions.py::event MissionKind": "the form of its own kind alone",
    "app/models/missions.py::proposal MissionKind": "the form of its own kind alone",
    "app/models/missions.py::survey MissionKind": "the form of its own kind alone",
    "app/models/missions.py::state_at MissionState": "the clock moves scheduled and open missions alone",
    "app/models/responses.py::mark Attendance": "a seat that is not confirmed as present is missed",
    "app/policies/consent_texts.py::to_come_in Role": "a role with more rights agrees to the text for leading",
    "app/policies/invitations.py::can_invite Role": "only managers give a role with more rights",
    "app/services/communities/informations.py::_check_pictures MediaKind": "whatever is no photo is refused",
    "app/services/communities/membership_notifications.py::_notify_deciders Role": "managers decide on more rights",
    "app/services/figures/computing.py::_exactness_of Exactness": "a rounded part makes a figure rounded",
    "app/services/figures/computing.py::_number Unit": "whatever is no mean is a whole number",
    "app/services/guardians/guardian_notifications.py::_sentence GuardianshipState": "without a yes, places are free",
    "app/services/guardians/guardians.py::_end EndedBy": "only the guardian's own act is an answer",
    "app/services/guardians/guardians.py::decline GuardianshipState": "the model refuses what cannot be declined",
    "app/services/media/awaited.py::copied_variants MediaState": "what is not ready has a place, without variants",
    "app/services/media/awaited.py::end_of_place MediaState": "a place is kept for a term until the medium is ready",
    "app/services/media/media.py::_share_or_await MediaState": "whatever is not under way is ready: the query says so",
    "app/services/media/renditions.py::enqueue MediaKind": "the job for photos is a fast path of the general job",
    "app/services/missions/ballot_hearing.py::prolong_unheard MissionKind": "only a vote has an end that is heard",
    "app/services/missions/ballot_results.py::_ended BallotMethod": "a voice is worth the limit at most",
    "app/services/missions/ballots.py::_checked BallotMethod": "a form without points weighs choices",
    "app/services/missions/cross_tables.py::options_of QuestionType": "a question without options has no columns",
    "app/services/missions/mission_notifications.py::notify_of_event EventNotice": "only a move may come again",
    "app/services/missions/moments.py::begin MissionKind": "only a vote fixes its electorate as it opens",
    "app/services/missions/openings.py::check MissionState": "only a planned mission opens later",
    "app/services/missions/paper_counts.py::_check BallotMethod": "an unknown method bounds counts by its limit",
    "app/services/missions/surveys.py::_fits QuestionType": "inside a case of the three types with options",
    "app/services/notifications/access_mail_details.py::details_of NotificationType": "other mails are a sentence",
    "app/services/notifications/deliveries.py::_deliveries EventNotice": "only the person's own act needs no push",
    "app/services/notifications/deliveries.py::_deliveries Timing": "whatever is not sent now goes into the digest",
    "app/services/notifications/notification_mails.py::_opening text": "other targets have no public page",
    "app/services/notifications/notification_mails.py::_post_notification NotificationType": "only a reminder expires",
    "app/services/notifications/step_details.py::_calendar EventNotice": "other notices with a file put the event in",
    "app/services/notifications/step_details.py::details_of EventNotice": "only what is cancelled takes place nowhere",
    "app/services/portability/imports.py::_in_hand ImportState": "the import at work alone is in hand",
    "app/services/portraits/composition.py::_usual_title SectionKind": "only what has no context can stand alone",
    "app/services/portraits/paper.py::_talent Stance": "only an offer has its words on paper",
    "app/services/programme_reports/documents.py::number FigureCode": "a count that is rounded down is « au moins »",
    "app/services/programmes/copying.py::room RoomMinors": "a place other than a school admits no pupils by school",
    "app/services/proposals/actions.py::tell_progress ProposalState": "only what is complete is at 100 per cent",
    "app/services/proposals/reviews.py::review ProposalState": "only an idea set aside leaves the vote",
    "app/services/rooms/live.py::ideas RoomView": "all but the team see what was let through",
    "app/services/rooms/live.py::sections RoomView": "the team alone sees missions",
    "app/services/sharing/grants.py::page_of TargetType": "a report alone has a page of its own",
    "app/services/sharing/qr.py::draw TargetType": "a report alone has a page of its own",
    "app/services/sharing/quote_answers.py::_terms Attribution": "inside a check of the two that name a person",
    "app/services/sharing/reports.py::_close ReportState": "reports that are not open have a waiting appeal: the query",
    "app/web/communities.py::join MembershipState": "whoever is not in waits",
    "app/web/pages.py::endorsement_page EndorsementState": "only an open request has a form",
    # Words of another vocabulary that look like members
    "app/adapters/formats.py::module text": "read in a child that imports no models; its test asks for every kind",
    "app/models/journals.py::cited_experiences text": "kinds of blocks, which no enum names",
    "app/models/journals.py::cited_media text": "kinds of blocks, which no enum names",
    "app/services/figures/exchanges.py::module text": "two labels of the parts of a figure",
    "app/services/portability/export_pages.py::_edition_values text": "kinds of blocks, which no enum names",
    "app/services/portability/import_archive.py::_media text": "an archive of any release: another state has no file",
    "app/services/portraits/lines.py::module text": "lengths of dates by precision, of any archive",
    "app/services/rooms/walls.py::find text": "the instant of a query, no timing",
    "app/services/sharing/extracts.py::module text": "parts of an extract, told to clients",
    "app/services/stories/editions.py::module text": "names of members of the content, no kinds",
    "app/web/endorsement_texts.py::module text": "names of fields, no kinds",
    "app/web/stories.py::_part text": "kinds of blocks, which no enum names",
    "app/web/stories.py::description text": "kinds of blocks, which no enum names",
}


def test_each_decision_that_new_members_fall_through_says_why_that_is_right() -> None:
    places = {item.place for item in decisions(APP) if not item.file.startswith("app/seed")}
    assert places - SAFE.keys() == set()
    assert SAFE.keys() - places == set(), "these decide no more"
