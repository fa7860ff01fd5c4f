"""Which service does which job, and which jobs run on a schedule, on one page."""

from collections.abc import Mapping, Sequence

from app.core.jobs import Job, Scheduled
from app.core.uow import Handlers
from app.services.access import access_events, grant_notifications
from app.services.accounts import inactivity
from app.services.communities import communities, kept_places, place_admissions, tree_counts
from app.services.departures import (
    ended,
    erasures,
    experience_bin,
    guests,
    join_requests,
    membership_endings,
    remains,
    retention,
)
from app.services.guardians import guardians
from app.services.media import awaited, captioning, objects, renditions, transcribing, transcriptions, uploads
from app.services.missions import assignments, exchanges, moments, seats, tallies, terms
from app.services.notifications import deliveries, mails, notification_mails, notifications, pushes, webhook_deliveries
from app.services.portability import exports, imports
from app.services.portraits import completion
from app.services.programmes import step_mails
from app.services.proposals import reminders
from app.services.rooms import clock
from app.services.shared import webhook_events
from app.services.sharing import gathered_posts, grant_answers, grant_reminders, reports
from app.services.talents import endorsement_requests, meanings
from app.tasks.meanings import compare_meanings
from app.tasks.media import caption_media, render_media, render_photo, sweep_objects, transcribe_media

HANDLERS: Handlers = {
    mails.SendMail: lambda uow, job: mails.send(uow, job.mail_id),
    notifications.EnqueueDeliveries: lambda uow, _: deliveries.enqueue_deliveries(uow),
    deliveries.PostMails: lambda uow, _: notification_mails.post(uow),
    gathered_posts.PostGathered: lambda uow, _: gathered_posts.post(uow),
    deliveries.SendPushes: lambda uow, _: pushes.send(uow),
    webhook_events.SendWebhooks: lambda uow, _: webhook_deliveries.send(uow),
    renditions.RenderMedia: render_media,
    renditions.RenderPhoto: render_photo,
    awaited.CompleteEditions: lambda uow, job: completion.complete(uow, job.owner_id),
    awaited.CompleteOverdueEditions: lambda uow, _: completion.complete_overdue(uow),
    transcribing.TranscribeMedia: transcribe_media,
    captioning.CaptionMedia: caption_media,
    objects.SweepObjects: sweep_objects,
    meanings.CompareMeanings: compare_meanings,
    uploads.ForgetUploads: lambda uow, _: uploads.forget_unfinished(uow),
    moments.TurnMissions: lambda uow, _: moments.turn_all(uow),
    moments.TurnMission: lambda uow, job: moments.turn(uow, job.mission_id),
    moments.BringSeriesBack: moments.bring_back,
    assignments.AssignMission: assignments.assign,
    exchanges.CloseExchange: exchanges.close,
    assignments.AssignMember: assignments.assign_member,
    assignments.RemindMission: assignments.remind,
    assignments.EndMission: assignments.end,
    assignments.RefreshMission: assignments.refresh,
    step_mails.NotifySteps: lambda uow, _: step_mails.notify_due(uow),
    seats.FillSeats: seats.fill,
    clock.CloseVotes: lambda uow, _: clock.close_due(uow),
    terms.ForgetOccurrences: lambda uow, _: terms.forget_all(uow),
    terms.ForgetOccurrence: lambda uow, job: terms.forget(uow, job.mission_id),
    guardians.EndGuardianships: lambda uow, _: guardians.end_for_age(uow),
    place_admissions.AdmitKeptPlaces: lambda uow, job: place_admissions.admit_grown(uow, job.person_id),
    kept_places.LapseKeptPlaces: lambda uow, _: kept_places.lapse(uow),
    communities.LeaveDoubtedSchool: lambda uow, job: membership_endings.leave_doubted(uow, job.community_id),
    membership_endings.EndCommunity: lambda uow, job: membership_endings.end_community(uow, job.community_id),
    exports.BuildExport: lambda uow, job: exports.build(uow, job.export_id),
    exports.ForgetExports: lambda uow, _: exports.forget(uow),
    imports.PreviewImport: lambda uow, job: imports.preview(uow, job.import_id),
    imports.ImportRows: lambda uow, job: imports.import_rows(uow, job.import_id),
    imports.FinishImport: lambda uow, job: imports.finish(uow, job.import_id),
    imports.ForgetImports: lambda uow, _: imports.forget(uow),
    inactivity.EndInactiveAccounts: lambda uow, _: inactivity.end(uow),
    erasures.EraseDueAccounts: lambda uow, _: erasures.enqueue_due(uow),
    guests.EraseGuests: lambda uow, _: guests.erase_due(uow),
    erasures.EraseAccount: lambda uow, job: erasures.erase(uow, job.user_id),
    access_events.CountReads: lambda uow, job: access_events.count_reads(uow, job.after),
    experience_bin.EmptyBin: lambda uow, _: experience_bin.empty(uow),
    retention.EndIdleSessions: lambda uow, _: retention.end_idle_sessions(uow),
    retention.EndPassSessions: lambda uow, _: retention.end_pass_sessions(uow),
    retention.ForgetExpired: lambda uow, _: retention.forget_expired(uow),
    ended.ForgetEnded: lambda uow, _: ended.forget(uow),
    access_events.ForgetReadings: lambda uow, _: access_events.forget(uow),
    reports.ForgetReports: lambda uow, _: reports.forget(uow),
    retention.ForgetJobNotes: lambda uow, _: retention.forget_job_notes(uow),
    retention.ForgetMailFiles: lambda uow, _: retention.forget_mail_files(uow),
    transcriptions.ForgetProposals: lambda uow, _: transcriptions.forget_proposals(uow),
    retention.ForgetTombstones: lambda uow, _: retention.forget_tombstones(uow),
    remains.ClearRemains: lambda uow, _: remains.clear(uow.runtime),
    remains.RenewWordIndexes: lambda uow, _: remains.renew_word_indexes(uow.runtime),
    grant_notifications.NotifyBegunGrants: lambda uow, _: grant_notifications.notify_begun_grants(uow),
    grant_answers.LapseGrantRequests: lambda uow, _: grant_answers.lapse(uow),
    join_requests.LapseJoinRequests: lambda uow, _: join_requests.lapse(uow),
    grant_reminders.RemindOfEndings: lambda uow, _: grant_reminders.remind(uow),
    grant_notifications.ForgetEndedGrants: lambda uow, _: grant_notifications.forget_ended(uow),
    endorsement_requests.ExpireEndorsements: lambda uow, _: endorsement_requests.expire(uow),
    reminders.RemindOfActions: lambda uow, _: reminders.remind(uow),
    tree_counts.CountTrees: lambda uow, _: tree_counts.count(uow),
    tallies.CountResponses: lambda uow, _: tallies.count(uow),
    tallies.RecountResponses: lambda uow, _: tallies.recount(uow),
}
# The previous release may still enqueue, and rows that wait or are held may have, names of before.
FORMER_NAMES: Mapping[str, type[Job]] = {
    "Announce": notifications.EnqueueDeliveries,
    "CompleteOverdue": awaited.CompleteOverdueEditions,
    "CountAnswers": tallies.CountResponses,
    "EndInactive": inactivity.EndInactiveAccounts,
    "EraseDue": erasures.EraseDueAccounts,
    "LapseRequests": grant_answers.LapseGrantRequests,
    "RecountAnswers": tallies.RecountResponses,
    "ReadImport": imports.PreviewImport,
    "TakeImport": imports.ImportRows,
    "TellBegun": grant_notifications.NotifyBegunGrants,
}
# What happens to the subject of a job that is held.
GIVEN_UP: Handlers = {
    **dict.fromkeys(
        (imports.PreviewImport, imports.ImportRows, imports.FinishImport),
        lambda uow, job: imports.give_up(uow, job.import_id),
    ),
    exports.BuildExport: lambda uow, job: exports.give_up(uow, job.export_id),
}
SCHEDULE: Sequence[Scheduled] = (
    Scheduled("Write the mails and digests that are due", "* * * * *", deliveries.PostMails()),
    Scheduled("Mail what many people sent to one address", "*/5 * * * *", gathered_posts.PostGathered()),
    Scheduled("Send the pushes that quiet hours held, or services refused", "* * * * *", deliveries.SendPushes()),
    Scheduled("Tell webhooks what they could not be told before", "* * * * *", webhook_events.SendWebhooks()),
    Scheduled("Compare what was told with skills, by meaning", "* * * * *", meanings.CompareMeanings()),
    Scheduled("Write down what is said in recordings", "* * * * *", transcribing.TranscribeMedia()),
    Scheduled("Open, repeat, remind of and close missions", "* * * * *", moments.TurnMissions()),
    Scheduled("Tell of events that are near, and of what came of them", "*/20 * * * *", step_mails.NotifySteps()),
    Scheduled("Close votes of rooms that no process closed on time", "* * * * *", clock.CloseVotes()),
    Scheduled("Bring back series that a wrong clock planned", "52 * * * *", moments.BringSeriesBack()),
    Scheduled("Forget what a series asked a year ago, but for numbers", "42 * * * *", terms.ForgetOccurrences()),
    Scheduled("Count what communities can do, where it changed", "* * * * *", tree_counts.CountTrees()),
    Scheduled("Count answers to missions that were sent to many", "* * * * *", tallies.CountResponses()),
    Scheduled("Count such answers anew, whatever was stored", "1 4 * * *", tallies.RecountResponses()),
    Scheduled("Forget codes, limits, keys, sent mails and ended sessions", "17 * * * *", retention.ForgetExpired()),
    Scheduled("Erase the accounts whose day has come", "7 * * * *", erasures.EraseDueAccounts()),
    Scheduled("Erase the guests whose room closed 30 days ago", "9 * * * *", guests.EraseGuests()),
    Scheduled("Warn of accounts that nobody uses, and erase them", "31 9 * * *", inactivity.EndInactiveAccounts()),
    Scheduled("Forget exports after a day", "47 * * * *", exports.ForgetExports()),
    Scheduled("Forget files to import after a week", "57 * * * *", imports.ForgetImports()),
    Scheduled(
        "Forget what readers were told of accesses that are over", "22 * * * *", grant_notifications.ForgetEndedGrants()
    ),
    Scheduled("Give up uploads that never came to an end", "27 * * * *", uploads.ForgetUploads()),
    Scheduled(
        "Complete published editions whose media came, or never did", "4 * * * *", awaited.CompleteOverdueEditions()
    ),
    Scheduled("Delete objects that nothing shows any more", "37 * * * *", objects.SweepObjects()),
    Scheduled("Hand over to people who came of age", "12 * * * *", guardians.EndGuardianships()),
    Scheduled("Free the places for which no guardian answered", "32 * * * *", kept_places.LapseKeptPlaces()),
    Scheduled("Close the requests that nobody answered", "2 * * * *", endorsement_requests.ExpireEndorsements()),
    Scheduled("Count who read what was given", "51 2 * * *", access_events.CountReads()),
    Scheduled("Empty the bin of what nobody restored", "11 1 * * *", experience_bin.EmptyBin()),
    Scheduled("End the sessions of phones that never came back", "31 1 * * *", retention.EndIdleSessions()),
    Scheduled("End the sessions that sign-in passes opened", "2-59/5 * * * *", retention.EndPassSessions()),
    Scheduled("Notify readers of grants that begin", "* * * * *", grant_notifications.NotifyBegunGrants()),
    Scheduled("Remind of accesses that end in a week", "21 8 * * *", grant_reminders.RemindOfEndings()),
    Scheduled("Remind of actions that are due in a week", "26 8 * * *", reminders.RemindOfActions()),
    Scheduled(
        "Remind of requests to join, and end those nobody answered", "46 8 * * *", join_requests.LapseJoinRequests()
    ),
    Scheduled("Give up requests for access that nobody answered", "41 1 * * *", grant_answers.LapseGrantRequests()),
    Scheduled("Delete the files of mails", "28 * * * *", retention.ForgetMailFiles()),
    Scheduled("Throw away words that their owner never accepted", "36 2 * * *", transcriptions.ForgetProposals()),
    Scheduled("Forget old tombstones", "51 1 * * *", retention.ForgetTombstones()),
    Scheduled("Forget accesses, agreements and memberships that ended long ago", "31 2 * * *", ended.ForgetEnded()),
    Scheduled("Forget who read what, in its time", "21 2 * * *", access_events.ForgetReadings()),
    Scheduled("Forget who reported what, in its time", "26 2 * * *", reports.ForgetReports()),
    Scheduled("Forget the notes on jobs that are done", "11 2 * * *", retention.ForgetJobNotes()),
    Scheduled("Clear what deleted rows left in tables, indexes and samples", "41 3 * * *", remains.ClearRemains()),
    Scheduled("Renew the indexes of words, which keep those of deleted rows", "51 3 * * 0", remains.RenewWordIndexes()),
)
