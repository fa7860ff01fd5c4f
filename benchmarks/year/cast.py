"""The few people of one time zone."""

from dataclasses import dataclass
from uuid import UUID

from benchmarks.year.year import Year
from tests.support.communities import gather
from tests.support.notifications import device
from tests.support.people import Person

BORN, BORN_YOUNG = 1990, 2011  # the young one decides alone from 1 January 2027 on
MANY = 1_000  # notifications a week


@dataclass(frozen=True)
class Cast:
    name: str  # of the zone, as a table shows it
    zone: str
    lead: Person  # asks; a digest on Mondays
    noe: Person  # hears of things by mail, at any hour
    mia: Person  # has a phone, and quiet hours from 21 to 8
    kid: Person
    phone: str
    community: UUID


async def gathered(year: Year, name: str, zone: str) -> Cast:
    lead = await year.newcomer(f"lea-{name.lower()}", zone, birth_year=BORN)
    mia = await year.newcomer(f"mia-{name.lower()}", zone, birth_year=BORN, quiet_from="21:00", quiet_until="08:00")
    kid = await year.newcomer(f"sam-{name.lower()}", zone, birth_year=BORN_YOUNG)
    noe = await year.newcomer(f"noe-{name.lower()}", zone, birth_year=BORN)
    await lead.ask("PUT", "/v1/notifications/preferences", 200, json={"rhythm": "weekly"})
    phone = await device(mia)
    community = await gather(year.runtime, lead, mia, noe, timezone=zone, weekly_notification_cap=MANY)
    return Cast(name, zone, lead, noe, mia, kid, phone, community)
