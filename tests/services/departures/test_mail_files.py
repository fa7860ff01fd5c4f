import os
from datetime import timedelta

from app.core.actor import SYSTEM
from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.ports import OutgoingMail
from app.core.uow import Runtime
from app.policies.data_map import MAIL_FILES
from app.services.departures.retention import ForgetMailFiles
from app.tasks import HANDLERS, SCHEDULE
from app.web.pages import privacy_page
from tests.support.people import NOW
from tests.web.samples import site


async def test_the_file_of_a_mail_ends_when_the_notice_says(runtime: Runtime) -> None:
    """Where no server is named, a mail is a file with an address, a name and a code in it."""
    mail = OutgoingMail(uuid7(), "ines@example.org", "Ton code : 123 456", "Ton code", "<p>Ton code</p>")
    await runtime.mailer.send(mail)
    [file] = (runtime.settings.data_dir / "mail").glob(f"*{mail.id}.eml")
    assert ForgetMailFiles() in [item.job for item in SCHEDULE]
    for days, is_there in ((6, True), (7, False)):
        written_at = (NOW - timedelta(days=days, minutes=1)).timestamp()
        os.utime(file, (written_at, written_at))
        async with runtime.work(SYSTEM) as uow:
            await HANDLERS[ForgetMailFiles](uow, ForgetMailFiles())
        assert file.exists() is is_there
    sentence = MAIL_FILES.fr.format(days=7)
    assert sentence in privacy_page(site(Locale.FR), 30, 7).replace("\xa0", " ")
    assert sentence not in privacy_page(site(Locale.FR), 30, None).replace("\xa0", " ")
