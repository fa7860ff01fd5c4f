"""Links that open the application as people of the demonstration: once, within a day, on this machine alone.

No operation makes them: they are written into the database, as operators may (docs/decisions/0135).
"""

from sqlalchemy import select

from app.adapters import postgres
from app.core.actor import SYSTEM
from app.core.app_paths import AppPath
from app.core.legal import is_loopback
from app.core.settings import S3Settings, Settings
from app.main import open_runtime
from app.models.users import User
from app.services.accounts import sign_in_passes


async def make(settings: Settings, emails: list[str]) -> dict[str, str]:
    """Return a link for each account, by its address.

    None where others reach the server, or without its database or an application.
    """
    url = settings.database_url or postgres.kept_running(settings.data_dir / "postgres")
    address = settings.app_address(AppPath.SIGN_IN)
    if url is None or address is None or not is_loopback(settings.public_base_url):
        return {}
    local_settings = settings.model_copy(update={"database_url": url, "s3": settings.s3 or S3Settings()})
    async with open_runtime(local_settings) as runtime, runtime.work(SYSTEM) as uow:
        rows = await uow.session.execute(select(User.email, User.id).where(User.email.in_(emails)))
        tokens = {email: await sign_in_passes.make_for_demo(uow, user_id) for email, user_id in rows.all()}
    return {email: address.format(token=token) for email, token in tokens.items()}
