"""The paths of the application that mails, pushes and notifications open. docs/links.md is the contract."""

from enum import StrEnum
from uuid import UUID


class AppPath(StrEnum):
    MISSION = "/missions/{id}"
    COMMUNITY = "/communities/{id}"
    MEMBERSHIP = "/communities/{community_id}/memberships/{id}"
    REPORT = "/communities/{community_id}/reports/{id}"
    FLAG = "/communities/{community_id}/flags/{id}"
    APPEAL = "/communities/{community_id}/hidings/{id}"
    HIDING = "/hidings/{id}"
    GRANT_REQUEST = "/requests/{id}"
    GRANTS = "/grants"
    GRANT = "/grants/{id}"
    PERSON = "/people/{id}"
    EXPERIENCES = "/people/{id}/experiences"
    TALENTS = "/people/{id}/talents"
    EXPERIENCE = "/experiences/{id}"
    STORY = "/stories/{id}"
    PORTRAIT = "/portraits/{id}"
    TALENT = "/talents/{id}"
    EXPORT = "/exports/{id}"
    NOTIFICATIONS = "/notifications"
    SIGN_IN = "/sign-in/{token}"
    ACCOUNT = "/me"
    GUARDIAN = "/me/guardian"
    ERASURE = "/me/erasure"

    def of(self, subject_id: UUID | str = "") -> str:
        return self.format(id=subject_id)


# Pages of this server that an application may open in their place: their tokens work in the API, too.
SERVER_PATHS = ("/sign-in/*", "/i/*", "/c/*")
