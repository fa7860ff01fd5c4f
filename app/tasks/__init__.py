"""Who reacts to what, and what comes by itself, on one page."""

from collections.abc import Sequence

from app.core.jobs import Scheduled
from app.core.uow import Handlers
from app.services.mails import SendMail
from app.services.media_objects import SweepObjects
from app.services.renditions import RenderMedia
from app.services.uploads import ForgetUploads
from app.tasks import mails, media

HANDLERS: Handlers = {
    SendMail: mails.send_mail,
    RenderMedia: media.render_media,
    SweepObjects: media.sweep_objects,
    ForgetUploads: media.forget_uploads,
}
