"""Which task handles which job, and which jobs run on a schedule, on one page."""

from collections.abc import Sequence

from app.core.jobs import Scheduled
from app.core.uow import Handlers
from app.services.access.access_events import CountReads, ForgetReadings
from app.services.access.grant_notices import ForgetEndedGrants, TellBegun
from app.services.accounts.inactivity import EndInactive
from app.services.communities.communities import LeaveDoubtedSchool
from app.services.communities.kept_places import LapseKeptPlaces
from app.services.communities.place_admissions import AdmitKeptPlaces
from app.services.communities.tree_counts import CountTrees
from app.services.departures.ended import ForgetEnded
from app.services.departures.erasures import EraseAccount, EraseDue
from app.services.departures.experience_bin import EmptyBin
from app.services.departures.retention import EndIdleSessions, ForgetExpired, ForgetJobNotes, ForgetTombstones
from app.services.guardians.guardians import EndGuardianships
from app.services.media.objects import SweepObjects
from app.services.media.renditions import RenderMedia
from app.services.media.uploads import ForgetUploads
from app.services.missions.assignments import AssignMember, AssignMission, EndMission, RefreshMission, RemindMission
from app.services.missions.moments import BringSeriesBack, TurnMission, TurnMissions
from app.services.missions.terms import ForgetOccurrence, ForgetOccurrences
from app.services.notifications.announcements import PostMails, SendPushes
from app.services.notifications.mails import SendMail
from app.services.notifications.notifications import Announce
from app.services.portability.exports import BuildExport, ForgetExports
from app.services.portability.imports import FinishImport, ForgetImports, ReadImport, TakeImport
from app.services.sharing.gathered_posts import PostGathered
from app.services.sharing.grant_answers import LapseRequests
from app.services.sharing.grant_reminders import RemindOfEndings
from app.services.sharing.reports import ForgetReports
from app.services.talents.endorsement_requests import ExpireEndorsements
from app.services.talents.meanings import CompareMeanings
from app.tasks import (
    communities,
    endorsements,
    grant_requests,
    guardians,
    mails,
    meanings,
    media,
    missions,
    notifications,
    retention,
    rights,
)

HANDLERS: Handlers = {
    SendMail: mails.send_mail,
    Announce: notifications.announce,
    PostMails: notifications.post_mails,
    PostGathered: notifications.post_gathered,
    SendPushes: notifications.send_pushes,
    RenderMedia: media.render_media,
    SweepObjects: media.sweep_objects,
    CompareMeanings: meanings.compare_meanings,
    ForgetUploads: media.forget_uploads,
    TurnMissions: missions.turn_missions,
    TurnMission: missions.turn_mission,
    BringSeriesBack: missions.bring_series_back,
    AssignMission: missions.assign_mission,
    AssignMember: missions.assign_member,
    RemindMission: missions.remind_mission,
    EndMission: missions.end_mission,
    RefreshMission: missions.refresh_mission,
    ForgetOccurrences: missions.forget_occurrences,
    ForgetOccurrence: missions.forget_occurrence,
    EndGuardianships: guardians.end_guardianships,
    AdmitKeptPlaces: guardians.admit_kept_places,
    LapseKeptPlaces: guardians.lapse_kept_places,
    LeaveDoubtedSchool: guardians.leave_doubted_school,
    BuildExport: rights.build_export,
    ForgetExports: rights.forget_exports,
    ReadImport: rights.read_import,
    TakeImport: rights.take_import,
    FinishImport: rights.finish_import,
    ForgetImports: rights.forget_imports,
    EndInactive: rights.end_inactive,
    EraseDue: rights.erase_due,
    EraseAccount: rights.erase_account,
    CountReads: grant_requests.count_reads,
    EmptyBin: retention.empty_bin,
    EndIdleSessions: retention.end_idle_sessions,
    ForgetExpired: retention.forget_expired,
    ForgetEnded: retention.forget_ended,
    ForgetReadings: retention.forget_readings,
    ForgetReports: retention.forget_reports,
    ForgetJobNotes: retention.forget_job_notes,
    ForgetTombstones: retention.forget_tombstones,
    TellBegun: grant_requests.tell_begun,
    LapseRequests: grant_requests.lapse_requests,
    RemindOfEndings: grant_requests.remind_of_endings,
    ForgetEndedGrants: grant_requests.forget_ended_grants,
    ExpireEndorsements: endorsements.expire_endorsements,
    CountTrees: communities.count_trees,
}
# What happens to the subject of a job that is held.
GIVEN_UP: Handlers = {
    **dict.fromkeys((ReadImport, TakeImport, FinishImport), rights.give_up_import),
    BuildExport: rights.give_up_export,
}
SCHEDULE: Sequence[Scheduled] = (
    Scheduled("Write the mails and digests that are due", "* * * * *", PostMails()),
    Scheduled("Mail what many people sent to one address", "*/5 * * * *", PostGathered()),
    Scheduled("Send the pushes that quiet hours held, or services refused", "* * * * *", SendPushes()),
    Scheduled("Compare what was told with skills, by meaning", "* * * * *", CompareMeanings()),
    Scheduled("Open, repeat, remind of and close missions", "* * * * *", TurnMissions()),
    Scheduled("Bring back series that a wrong clock planned", "52 * * * *", BringSeriesBack()),
    Scheduled("Forget what a series asked a year ago, but for numbers", "42 * * * *", ForgetOccurrences()),
    Scheduled("Count what communities can do, where it changed", "* * * * *", CountTrees()),
    Scheduled("Forget codes, limits, keys, sent mails and ended sessions", "17 * * * *", ForgetExpired()),
    Scheduled("Erase the accounts whose day has come", "7 * * * *", EraseDue()),
    Scheduled("Warn of accounts that nobody uses, and erase them", "31 9 * * *", EndInactive()),
    Scheduled("Forget exports after a day", "47 * * * *", ForgetExports()),
    Scheduled("Forget files to import after a week", "57 * * * *", ForgetImports()),
    Scheduled("Forget what readers were told of accesses that are over", "22 * * * *", ForgetEndedGrants()),
    Scheduled("Give up uploads that never came to an end", "27 * * * *", ForgetUploads()),
    Scheduled("Delete objects that nothing shows any more", "37 * * * *", SweepObjects()),
    Scheduled("Hand over to people who came of age", "12 * * * *", EndGuardianships()),
    Scheduled("Free the places for which no guardian answered", "32 * * * *", LapseKeptPlaces()),
    Scheduled("Close the requests that nobody answered", "2 * * * *", ExpireEndorsements()),
    Scheduled("Count who read what was given", "51 2 * * *", CountReads()),
    Scheduled("Empty the bin of what nobody restored", "11 1 * * *", EmptyBin()),
    Scheduled("End the sessions of phones that never came back", "31 1 * * *", EndIdleSessions()),
    Scheduled("Tell readers of accesses that begin", "* * * * *", TellBegun()),
    Scheduled("Remind of accesses that end in a week", "21 8 * * *", RemindOfEndings()),
    Scheduled("Give up requests for access that nobody answered", "41 1 * * *", LapseRequests()),
    Scheduled("Forget old tombstones", "51 1 * * *", ForgetTombstones()),
    Scheduled("Forget accesses, agreements and memberships that ended long ago", "31 2 * * *", ForgetEnded()),
    Scheduled("Forget who read what, in its time", "21 2 * * *", ForgetReadings()),
    Scheduled("Forget who reported what, in its time", "26 2 * * *", ForgetReports()),
    Scheduled("Forget the notes on jobs that are done", "11 2 * * *", ForgetJobNotes()),
)
