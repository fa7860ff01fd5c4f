"""The documents by which phones learn that an application opens the addresses of this server, and uses its passkeys."""

import re
from typing import Any
from urllib.parse import urlsplit

from app.core.app_paths import SERVER_PATHS, AppPath
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.settings import Settings

RELATIONS = ("handle_all_urls", "get_login_creds")  # it opens our addresses, and uses the passkeys of this host


class ApplicationNotFound(NotFound):
    title = Words("Aucune application n’ouvre ces liens")
    advice = Words(
        "Les réglages DAYTRIPPER_LINKS_* nomment l’application d’un téléphone : docs/settings.md les décrit."
    )


def apple(settings: Settings) -> dict[str, Any]:
    """Return the addresses that the iOS application opens. Raises ApplicationNotFound."""
    links = settings.links
    if links.apple_team is None:
        raise ApplicationNotFound
    components = [{"/": path} for path in patterns(settings)]
    names = [f"{links.apple_team}.{links.apple_bundle}"]
    return {"applinks": {"details": [{"appIDs": names, "components": components}]}, "webcredentials": {"apps": names}}


def android(settings: Settings) -> list[dict[str, Any]]:
    """Return the Android application, and who signs it. Raises ApplicationNotFound."""
    links = settings.links
    if links.android_package is None or links.android_certificates is None:
        raise ApplicationNotFound
    target = {
        "namespace": "android_app",
        "package_name": links.android_package,
        "sha256_cert_fingerprints": links.android_certificates.split(),
    }
    return [{"relation": [f"delegate_permission/common.{name}" for name in RELATIONS], "target": target}]


def patterns(settings: Settings) -> list[str]:
    """List the paths that an application opens; its own stand below its address."""
    below = urlsplit(settings.app_address("") or "").path.rstrip("/")
    return list(dict.fromkeys([*(below + re.sub(r"{\w+}", "*", path) for path in AppPath), *SERVER_PATHS]))
