import json
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from app.core.i18n import Locale
from app.core.uow import Runtime
from app.services.portraits import europass as portrait_europass
from app.services.portraits import json_resume, portrait_badges
from app.services.portraits import linked_data as portrait_linked_data
from app.services.portraits.formats import Format
from app.services.portraits.json_resume import resume
from app.services.portraits.linked_data import linked_data
from tests.support.endorsements import confirmed, take_back
from tests.support.people import Person
from tests.support.portable import EMPTY, frozen, moment, moments_section, recognition, section, talent

FORMATS = (
    json_resume.JSON_RESUME,
    portrait_linked_data.LINKED_DATA,
    portrait_europass.EUROPASS,
    portrait_badges.OPEN_BADGES,
)
NAMES = portrait_europass.NAMESPACES


def europass(**fields: Any) -> ET.Element:
    return portrait_europass.candidate(frozen(**fields))


def test_a_resume_says_what_was_lived_as_far_as_it_is_known() -> None:
    document = resume(frozen())
    assert document["basics"]["image"].endswith("/large.webp")
    assert (document["basics"]["label"], document["basics"]["url"]) == (
        "Apprentie maçonne",
        "https://daytripper.test/s/dts_x",
    )
    placement, job = document["work"]
    assert (job["name"], job["position"], "location" in job) == ("Maçonnerie Dubois", "Travail", False)
    assert (job["startDate"], job["endDate"]) == ("2026-02-02", "2026-03-02")  # where it was lived
    wall = "Mon premier mur droit\u00a0: Monté six rangs · La patience"
    assert job["highlights"] == [wall, "Coulage de la dalle"]
    assert (placement["position"], placement["location"], placement["endDate"]) == ("Immersion", "Tours", "2026-03-20")
    [course] = document["education"]
    assert (course["institution"], course["startDate"]) == ("CFA de Tours", "2026")
    assert document["volunteer"][0]["organization"] == "Banque alimentaire"
    assert document["interests"] == [{"name": "Dojo de Loches", "keywords": ["Judo"]}, {"name": "Pêche"}]
    assert [project["name"] for project in document["projects"]][:2] == ["Chantier d’été", "Collecte"]
    assert document["skills"][0]["keywords"] == ["Reconnu par Karim Benali, Tuteur"] * 2
    assert document["references"][1]["reference"] == "Monter un mur"
    assert document["meta"] == {
        "canonical": "https://daytripper.test/s/dts_x",
        "version": "v2.0.0",
        "lastModified": "2026-06-21T14:05:00",
    }


@pytest.mark.parametrize("kind", [*json_resume.PROJECTS, "leisure"])
def test_each_moment_goes_out_once_and_none_is_a_job_at_a_town(kind: str) -> None:
    moments = [moment("Un"), moment("Deux", organisation="Dubois"), moment("Trois", organisation="Dubois")]
    sections = [moments_section(kind, *moments)]
    document, tree = resume(frozen(sections=sections)), europass(sections=sections)
    words = [json.dumps(document), ET.tostring(tree, encoding="unicode")]
    assert {text.count(name) for text in words for name in ("Un", "Deux", "Trois")} == {1}
    employers = [job.get("name") for job in document.get("work", ())]
    employers += [item.text for item in tree.iterfind(".//hr:OrganizationName", NAMES)]
    assert set(employers) <= {"Dubois"}
    assert {item["name"] for item in document.get("projects", ())} >= ({"Un"} if kind != "leisure" else set())


def test_a_resume_of_nothing_says_nothing() -> None:
    assert resume(frozen(address=None, **EMPTY)).keys() == {"$schema", "basics", "meta"}


def test_what_is_said_in_one_language_only_is_said_in_that() -> None:
    english = linked_data(frozen(Locale.EN))["mainEntity"]
    assert english["description"] == "Apprentice mason"
    assert english["disambiguatingDescription"] == "J’aime quand c’est d’aplomb."


def test_linked_data_says_who_recognised_what() -> None:
    document = linked_data(frozen())
    person = document["mainEntity"]
    assert (document["@type"], person["@type"], person["name"]) == ("ProfilePage", "Person", "Inès Martin")
    assert [item["name"] for item in person["knowsAbout"]] == [
        "Monter un mur",
        "Lire un plan",
    ]  # and not what is sought
    author = {"@type": "Person", "name": "Karim Benali", "jobTitle": "Tuteur"}
    assert [item["author"] for item in person["hasCredential"]] == [author, author]
    assert person["subjectOf"][3]["temporalCoverage"] == "2026-03-02/2026-03-20"
    assert person["subjectOf"][0]["sourceOrganization"]["name"] == "Maçonnerie Dubois"
    assert [item["headline"] for item in document["hasPart"]] == ["Un an", "Un an"]
    assert linked_data(frozen(address=None, **EMPTY))["mainEntity"] == {"@type": "Person"}


def test_europass_has_its_sections_in_its_words() -> None:
    root = europass()
    assert root.tag == "{http://www.europass.eu/1.0}Candidate"
    paths = {
        "CandidatePerson/PersonName/oa:GivenName": "Inès",
        "CandidatePerson/PersonName/hr:FamilyName": "Martin",
        "CandidatePerson/Communication/oa:URI": "ines@example.org",
        "CandidatePerson/PrimaryLanguageCode": "fra",
        "CandidateProfile/hr:ExecutiveSummary": "J’aime quand c’est d’aplomb.",
        "CandidateProfile/EmploymentHistory/EmployerHistory/hr:OrganizationName": "Maçonnerie Dubois",
        "CandidateProfile/EmploymentHistory/EmployerHistory/PositionHistory/PositionTitle": "Immersion",
        "CandidateProfile/EmploymentHistory/EmployerHistory/PositionHistory/City": "Tours",
        "CandidateProfile/EducationHistory/EducationOrganizationAttendance/hr:OrganizationName": "CFA de Tours",
        "CandidateProfile/EducationHistory/EducationOrganizationAttendance/hr:ProgramName": "CAP maçon",
        "CandidateProfile/PersonQualifications/PersonCompetency/CompetencyID": "Monter un mur",
        "CandidateProfile/PersonQualifications/PersonCompetency/hr:TaxonomyID": "other",
        "CandidateProfile/HobbiesAndInterests/HobbyOrInterest/Title": "Dojo de Loches",
        "CandidateProfile/VoluntaryWorks/VoluntaryWork/Title": "Banque alimentaire",
        "CandidateProfile/Projects/Project/Title": "Chantier d’été",
    }
    assert {path: root.findtext(path, namespaces=NAMES) for path in paths} == paths
    days = [item.text for item in root.iterfind(".//eures:EmploymentPeriod/*/hr:FormattedDateTime", NAMES)]
    assert days == ["2026-03-02", "2026-03-20", "2026-02-02", "2026-03-02"]
    words = root.findtext(".//PositionHistory/oa:Description", namespaces=NAMES)
    assert words == "Mur en parpaings, 6 m & « 90 % » d’aplomb.\n\nStage\u00a0: Monté six rangs · La patience"
    scores = [item.text for item in root.iterfind(".//eures:CompetencyDimension//hr:ScoreText", NAMES)]
    assert scores == ["Reconnu par Karim Benali, Tuteur"] * 2


def test_europass_leaves_out_what_there_is_not() -> None:
    root = europass(address=None, **EMPTY)
    assert [item.tag for item in root.iter() if item.text is not None and not item.text.strip() and not len(item)] == []
    assert root.find("CandidatePerson/Communication", NAMES) is None


@pytest.mark.parametrize("form", FORMATS, ids=[item.suffix for item in FORMATS])
async def test_what_people_write_stays_words(runtime: Runtime, form: Format) -> None:
    evil = '</script><x y="]]>">{access}'
    person = EMPTY["person"] | {"display_name": evil}
    talents = [section("talents", talents=[talent(evil, recognitions=[recognition(evil, name=evil, role=evil)])])]
    text = await form.render(runtime, frozen(**EMPTY | {"person": person, "sections": talents}))
    if form.media_type.endswith("xml"):
        assert evil in "".join(ET.fromstring(text).itertext())  # noqa: S314  our own
    else:
        assert json.loads(text)


def test_each_has_a_suffix_and_a_type_of_its_own() -> None:
    assert len({item.suffix for item in FORMATS}) == len({item.media_type for item in FORMATS}) == 4


async def test_only_what_still_holds_leaves_as_a_badge(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    endorsement = await confirmed(runtime, alice, guest)
    claims = [section("talents", talents=[talent(recognitions=[recognition(id=endorsement["id"]), recognition()])])]

    async def enveloped() -> Any:
        document = json.loads(await portrait_badges.OPEN_BADGES.render(runtime, frozen(sections=claims)))
        assert document["type"] == ["VerifiablePresentation"]
        return document["verifiableCredential"]

    [badge] = await enveloped()
    assert badge["type"] == "EnvelopedVerifiableCredential"
    statement = (
        await alice.client.get(f"/v1/endorsements/{endorsement['id']}/credential", headers={"Accept-Language": "fr"})
    ).text
    assert badge["id"] == f"data:application/vc+jwt,{statement}"
    await take_back(alice, endorsement)
    assert await enveloped() == []
