"""What the landing page and a guardian's page say is so: each sentence has tests that do what it says.

Whoever writes a sentence there, in either language, writes down here by which tests it holds.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.core.i18n import Locale, Words
from app.services import guardian_views
from app.web import guardian_texts
from app.web.pages import guardian_page
from tests.test_documents import those_in
from tests.web.samples import AGREED, PUBLICATIONS, guardian

DOCUMENT: dict[str, Any] = json.loads(Path("openapi/openapi.json").read_text())
TEMPLATES = Path("app/web/templates")
NAMED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
BETWEEN = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-ÝŒ«“{])")
Promises = Mapping[tuple[str, str], str]

LANDING: Promises = {
    ("Ce que tu vis compte.", "What you live counts."): (
        "tests/api/test_experiences.py::test_nothing_is_required_but_that_it_happened"
    ),
    ("Gardes-en la trace.", "Keep a trace of it."): (
        "tests/test_serve.py::test_it_starts_stops_and_goes_on_with_the_same_data"
    ),
    (
        (
            "Un stage, un coup de main, un chantier, un match : Day Tripper garde tes expériences, et t’aide à "
            "montrer ce qu’elles disent de toi."
        ),
        (
            "A placement, a helping hand, a building site, a match: Day Tripper keeps your experiences, and "
            "helps you show what they say about you."
        ),
    ): (
        "tests/test_first_story.py::test_a_photo_of_an_iphone_becomes_a_story_without_its_metadata "
        "tests/api/test_skill_suggestions.py::test_each_suggestion_shows_the_words_that_it_was_made_of"
    ),
    (
        "Une photo, une note vocale ou trois mots, en quelques secondes, même sans réseau.",
        "A photo, a voice note or three words, in seconds, even without a signal.",
    ): (
        "tests/api/test_experiences.py::test_nothing_is_required_but_that_it_happened "
        "tests/stories/test_ines.py::test_what_she_lived_without_signal_is_there_once_and_answers_her_mission "
        "tests/api/test_sync_operations.py::test_a_moment_with_its_photo_and_its_notebook_go_in_one_batch"
    ),
    (
        "Tes moments deviennent des stories ; tes stories, un Portrait : tes talents, avec leurs preuves.",
        "Your moments become stories; your stories, a Portrait: your talents, with their evidence.",
    ): (
        "tests/api/test_publication.py::test_publishing_makes_a_story_with_a_first_edition "
        "tests/api/test_portrait_publication.py::test_a_publication_freezes_the_draft"
    ),
    (
        "À qui tu veux, pour ce que tu veux, jusqu’à la date que tu choisis.",
        "With whom you like, for what you like, until the day you choose.",
    ): (
        "tests/api/test_grants.py::test_a_link_says_all_that_its_owner_needs "
        "tests/api/test_grants.py::test_a_grant_to_a_person_has_no_address_and_names_them "
        "tests/policies/test_grants.py::test_the_last_day_of_an_access_is_the_one_before_it_ends"
    ),
    ("Tu arrêtes quand tu veux.", "You stop when you like."): (
        "tests/api/test_links.py::test_taking_a_link_back_is_effective_at_once_media_included "
        "tests/api/test_grants.py::test_who_was_granted_a_story_reads_it_until_it_is_taken_back"
    ),
    (
        ("Écoles, missions locales, conseil en emploi : ils voient ce qu’on choisit de montrer, rien d’autre."),
        ("Schools, local missions, employment services: they see what was chosen for them, and nothing else."),
    ): (
        "tests/api/test_responses.py::test_an_answer_shows_the_moment_and_keeps_the_rest_private "
        "tests/api/test_responses.py::test_nobody_sees_what_was_not_sent_to_them "
        "tests/stories/test_rose.py::test_whoever_follows_her_sees_nothing_until_it_is_agreed_to_anew"
    ),
    (
        "Recruteurs, famille, amis : une page à lire, sans compte à créer.",
        "Recruiters, family, friends: a page to read, with no account to make.",
    ): ("tests/web/test_routes.py::test_a_link_is_a_page_to_read"),
    (
        "Day Tripper s’ouvre à partir de l’année de tes 11 ans.",
        "Day Tripper is open from the year in which you turn 11.",
    ): ("tests/api/test_birth_years.py::test_the_minimum_age_is_said_alike_everywhere"),
    (
        "Une expérience est privée tant que tu ne la montres pas.",
        "An experience is private as long as you do not show it.",
    ): (
        "tests/api/test_experiences.py::test_what_is_not_yours_does_not_exist "
        "tests/policies/test_experiences.py::test_others_read_what_they_were_granted_and_is_not_in_the_bin"
    ),
    (
        "Ce que tu ouvres sans le publier s’ouvre à qui tu choisis, douze mois au plus.",
        "What you open without publishing it is open to those you chose, for twelve months at most.",
    ): (
        "tests/api/test_grant_terms.py::test_what_is_not_published_is_open_for_twelve_months_at_most "
        "tests/api/test_granted_experiences.py::test_who_was_granted_nothing_hears_what_is_said_of_nobody"
    ),
    (
        (
            "Avant 15 ans, rien n’est montré hors de ton école sans le oui d’un parent ou tuteur ; ce qui "
            "n’est pas publié demande un oui à part."
        ),
        (
            "Under 15, nothing is shown outside your school without the yes of a parent or guardian; what is "
            "not published takes a yes apart."
        ),
    ): (
        "tests/api/test_guardians.py::test_under_15_nothing_is_shown_until_a_guardian_agrees "
        "tests/api/test_schools.py::test_under_15_what_all_members_see_takes_a_known_school_or_the_agreement_to_share "
        "tests/api/test_private_things.py::test_a_guardians_yes_covers_what_its_page_says_and_no_more"
    ),
    (
        "Tu vois qui peut voir quoi, qui a lu et quand ; un lien est seulement compté.",
        "You see who may see what, who read and when; a link is only counted.",
    ): (
        "tests/api/test_visibility.py::test_grants_answers_memberships_and_agreements_are_one_list "
        "tests/api/test_accesses.py::test_each_way_to_read_leaves_one_trace "
        "tests/api/test_links.py::test_openings_are_counted_by_day_and_robots_apart"
    ),
    (
        "Pas de notes, pas de classement, pas de commentaire caché, pas de pistage.",
        "No marks, no rankings, no hidden comments, no tracking.",
    ): (
        "tests/web/test_promises.py::test_nothing_is_marked_and_nobody_is_ranked "
        "tests/api/test_comments.py::test_what_is_said_is_seen_by_whom_it_is_about "
        "tests/web/test_routes.py::test_pages_load_nothing_but_our_own"
    ),
    ("Tu pars quand tu veux, avec une copie de tout.", "You leave when you like, with a copy of everything."): (
        "tests/api/test_exports.py::test_an_export_has_everything_and_says_so "
        "tests/api/test_erasures.py::test_one_may_change_ones_mind_for_14_days"
    ),
    (
        (
            "Ton journal disparaît alors, des sauvegardes aussi une fois leur temps passé ; ton nom reste "
            "douze mois chez qui tu as lu quelque chose."
        ),
        (
            "Your journal is gone then, from backups, too, once their time is over; your name stays for twelve "
            "months with those of whom you read something."
        ),
    ): (
        "tests/api/test_erasures.py::test_nothing_is_left_of_who_leaves "
        "tests/test_backup_commands.py::test_backups_end_after_their_term_by_themselves "
        "tests/api/test_accesses.py::test_who_read_is_named_as_they_were_then_for_twelve_months_after_they_left"
    ),
    ("Aucun traceur, aucune publicité.", "No trackers, no advertising."): (
        "tests/web/test_routes.py::test_pages_load_nothing_but_our_own"
    ),
}
# Names of parts and of pages, and for whom it is: nothing is done or kept from being done.
HEADINGS = frozenset(
    {
        "Aller au contenu",
        "Skip to the content",
        "Capturer",
        "Capture",
        "Raconter",
        "Tell",
        "Partager",
        "Share",
        "Pour qui ?",
        "For whom?",
        "Jeunes et adultes",
        "Young people and adults",
        "Élèves, apprentis, personnes en recherche d’emploi, salariés : tout ce qui ne tient pas dans un diplôme.",
        "Pupils, apprentices, job-seekers, employees: all that no diploma can hold.",
        "Qui accompagne",
        "Those who guide",
        "Qui reçoit un lien",
        "Those who receive a link",
        "Tes données restent à toi",
        "Your data stays yours",
        "Ce qui est gardé, et combien de temps",
        "What is kept, and for how long",
        "Qui voit quoi, en une page",
        "Who sees what, on one page",
        "Tu développes une application ?",
        "Are you building an app?",
        "Lire la documentation de l’API",
        "Read the API documentation",
        "Vie privée",
        "Privacy",
    }
)
GUARDIAN: Promises = {
    (
        "Day Tripper est un journal d’expériences de vie et de travail, pour l’orientation.",
        "Day Tripper is a journal of life and work experiences, for career guidance.",
    ): ("tests/api/test_experiences.py::test_nothing_is_required_but_that_it_happened"),
    ("Ce que {of} y écrit est privé.", "What {of} writes there is private."): (
        "tests/api/test_experiences.py::test_what_is_not_yours_does_not_exist"
    ),
    (
        "Avant 15 ans, en montrer quelque chose hors de son école demande son accord et le vôtre.",
        "Under 15, showing any of it outside their school takes their agreement and yours.",
    ): (
        "tests/api/test_guardians.py::test_under_15_nothing_is_shown_until_a_guardian_agrees "
        "tests/api/test_schools.py::test_in_a_known_school_pupils_answer_without_a_guardian"
    ),
    ("{name} a donné son accord le {day}.", "{name} agreed on {day}."): (
        "tests/api/test_guardians.py::test_what_a_guardian_no_longer_agrees_to_is_taken_back"
    ),
    (
        (
            "Préparer des récits (« stories ») et des portraits, que personne ne voit tant qu’aucun accès "
            "n’est donné, et présenter publiquement une communauté."
        ),
        (
            "Prepare stories and portraits, which nobody sees as long as no access is given, and present a "
            "community in public."
        ),
    ): (
        "tests/api/test_guardian_views.py::test_a_guardian_sees_what_is_published_to_whom_and_until_when "
        "tests/api/test_communities.py::test_who_is_too_young_or_says_no_age_begins_none"
    ),
    (
        (
            "Donner accès à ce qui est publié, à une personne ou à qui reçoit un lien, et montrer à toute une "
            "communauté ses réponses aux missions ou, sans son nom, ses talents."
        ),
        (
            "Give access to what is published, to a person or to whoever receives a link, and show a whole "
            "community the answers to its missions or, without a name, the talents."
        ),
    ): (
        "tests/api/test_guardians.py::test_a_guardian_agrees_to_each_act_apart "
        "tests/api/test_private_things.py::test_a_guardians_yes_covers_what_its_page_says_and_no_more "
        "tests/api/test_schools.py::test_under_15_what_all_members_see_takes_a_known_school_or_the_agreement_to_share"
    ),
    (
        (
            "Montrer à qui est choisi, douze mois au plus, des expériences du journal, tout le journal ou les "
            "talents, et demander à quelqu’un de reconnaître un talent, ce dont un mail vous prévient chaque "
            "fois."
        ),
        (
            "Show those who are chosen, for twelve months at most, experiences from the journal, the whole "
            "journal or the talents, and ask somebody to confirm a talent, of which a mail tells you each "
            "time."
        ),
    ): (
        "tests/api/test_private_things.py::test_a_guardians_yes_covers_what_its_page_says_and_no_more "
        "tests/api/test_private_things.py::test_a_guardian_is_told_each_time_and_in_their_language "
        "tests/api/test_grant_terms.py::test_what_is_not_published_is_open_for_twelve_months_at_most"
    ),
    (
        (
            "Entrer dans une école, un métier, une promotion, qui envoient des missions et dont les "
            "responsables lisent les réponses."
        ),
        "Enter a school, a trade, a cohort, which send missions, and whose managers read the answers.",
    ): (
        "tests/api/test_memberships.py::test_under_15_one_joins_ones_school_by_invitation_and_nothing_else "
        "tests/api/test_responses.py::test_who_may_see_an_answer_is_as_the_mission_said"
    ),
    ("{of} voudrait rejoindre {places}.", "{of} would like to join {places}."): (
        "tests/web/test_kept_places.py::test_a_child_states_their_year_names_a_parent_and_is_in_once_the_parent_agrees"
    ),
    ("Sa place y est gardée.", "A place is kept there."): (
        "tests/web/test_kept_places.py::test_a_child_states_their_year_names_a_parent_and_is_in_once_the_parent_agrees"
    ),
    (
        "Si vous cochez « Rejoindre des communautés », {of} y entre aussitôt.",
        "If you tick “Join communities”, {of} is in at once.",
    ): (
        "tests/web/test_kept_places.py::test_a_child_states_their_year_names_a_parent_and_is_in_once_the_parent_agrees"
    ),
    (
        "Sa place dans {places} attend toujours : vous n’avez pas dit oui pour rejoindre.",
        "Their place in {places} still waits: you did not say yes to joining.",
    ): (
        "tests/web/test_kept_places.py::test_a_child_states_their_year_names_a_parent_and_is_in_once_the_parent_agrees"
    ),
    ("{of} est maintenant dans {community}.", "{of} is in {community} now."): (
        "tests/web/test_kept_places.py::test_a_child_states_their_year_names_a_parent_and_is_in_once_the_parent_agrees"
    ),
    (
        "La demande de {of} est envoyée à {community}, qui répondra.",
        "{of}’s request is on its way to {community}, which will answer.",
    ): ("tests/web/test_kept_places.py::test_a_public_page_or_an_invitation_that_is_approved_becomes_a_request"),
    ("Rien n’est publié ni partagé pour l’instant.", "Nothing is published or shared for now."): (
        "tests/api/test_guardian_views.py::test_a_guardian_sees_what_is_published_to_whom_and_until_when"
    ),
    ("Personne n’y a encore accès.", "Nobody has access yet."): (
        "tests/api/test_guardian_views.py::test_a_guardian_sees_what_is_published_to_whom_and_until_when"
    ),
    ("Seuls les plus récents sont listés.", "Only the latest are listed."): (
        "tests/web/test_promises.py::test_a_guardians_list_says_when_it_is_not_whole"
    ),
    ("Vous avez dit oui.", "You said yes."): (
        "tests/api/test_guardian_views.py::test_what_was_agreed_looks_agreed_and_less_of_it_asks_for_no_declaration"
    ),
    ("Pour ajouter une chose, signez à nouveau.", "To add one thing, sign anew."): (
        "tests/api/test_guardians.py::test_more_than_before_is_signed_for_again_and_nothing_at_all_is_not_saved"
    ),
    ("Pour en reprendre une, ce n’est pas nécessaire.", "To take one back, that is not needed."): (
        "tests/api/test_guardian_views.py::test_what_was_agreed_looks_agreed_and_less_of_it_asks_for_no_declaration"
    ),
    (
        "Pour reprendre une chose, il suffit de la décocher et d’enregistrer.",
        "To take one thing back, it is enough to untick it and save.",
    ): ("tests/api/test_guardian_views.py::test_what_was_agreed_looks_agreed_and_less_of_it_asks_for_no_declaration"),
    ("Rien n’est encore enregistré.", "Nothing is saved yet."): (
        "tests/api/test_guardians.py::test_all_that_is_missing_is_said_beside_it_and_on_top"
    ),
    (
        "Cochez au moins une chose ; pour dire non à tout, il y a un autre bouton plus bas.",
        "Tick at least one thing; to say no to all of it, there is another button below.",
    ): ("tests/api/test_guardians.py::test_to_end_it_all_is_confirmed_and_said_to_be_for_good"),
    ("Indiquez votre nom.", "Give your name."): (
        "tests/api/test_guardians.py::test_all_that_is_missing_is_said_beside_it_and_on_top"
    ),
    ("Cochez la déclaration.", "Tick the declaration."): (
        "tests/api/test_guardians.py::test_all_that_is_missing_is_said_beside_it_and_on_top"
    ),
    (
        "Tout ce que vous aviez permis est repris, et ce lien ne servira plus.",
        "All that you allowed is taken back, and this link will not work again.",
    ): (
        "tests/api/test_guardians.py::test_what_a_guardian_no_longer_agrees_to_is_taken_back "
        "tests/api/test_guardians.py::test_to_end_it_all_is_confirmed_and_said_to_be_for_good"
    ),
    ("Pour dire oui plus tard, il faudra que {of} vous le redemande.", "To say yes later, {of} must ask you anew."): (
        "tests/api/test_guardians.py::test_what_a_guardian_no_longer_agrees_to_is_taken_back "
        "tests/api/test_guardians.py::test_to_end_it_all_is_confirmed_and_said_to_be_for_good"
    ),
    (
        (
            "Ce à quoi vous ne dites plus oui est repris aussitôt : stories retirées, accès fermés, "
            "communautés quittées."
        ),
        ("What you no longer agree to is taken back at once: stories withdrawn, access closed, communities left."),
    ): (
        "tests/api/test_ways_of_ending.py::test_a_way_shuts_what_it_ends_and_nothing_else "
        "tests/api/test_guardians.py::test_what_a_guardian_no_longer_agrees_to_is_taken_back"
    ),
    ("Le journal, lui, n’est pas touché.", "The journal itself is not touched."): (
        "tests/api/test_ways_of_ending.py::test_a_way_shuts_what_it_ends_and_nothing_else "
        "tests/api/test_private_things.py::test_a_guardians_yes_covers_what_its_page_says_and_no_more"
    ),
    ("Ce que vous ne verrez jamais ici : le journal.", "What you never see here: the journal."): (
        "tests/api/test_private_things.py::test_a_guardian_is_told_each_time_and_in_their_language "
        "tests/api/test_guardian_views.py::test_a_guardian_sees_what_is_published_to_whom_and_until_when"
    ),
    ("Il reste à {of}, comme tout ce qui n’est pas publié.", "It stays with {of}, like all that is not published."): (
        "tests/api/test_private_things.py::test_a_guardian_is_told_each_time_and_in_their_language "
        "tests/api/test_guardian_views.py::test_before_they_agreed_a_guardian_is_shown_nothing_of_it"
    ),
    ("C’est enregistré.", "Saved."): (
        "tests/api/test_guardian_views.py::test_what_was_agreed_looks_agreed_and_less_of_it_asks_for_no_declaration"
    ),
    ("Gardez ce lien : il permet de changer d’avis.", "Keep this link: it lets you change your mind."): (
        "tests/api/test_guardians.py::test_what_a_guardian_no_longer_agrees_to_is_taken_back"
    ),
    ("C’est noté : vous avez refusé.", "Noted: you declined."): (
        "tests/api/test_guardians.py::test_a_guardian_declines"
    ),
    ("Rien ne sera montré hors de son école.", "Nothing will be shown outside their school."): (
        "tests/api/test_guardians.py::test_a_guardian_declines"
    ),
    (
        "Pour dire oui plus tard, {of} peut vous le redemander depuis l’application.",
        "To say yes later, {of} can ask you again from the app.",
    ): ("tests/api/test_guardians.py::test_a_guardian_declines"),
    ("Votre accord est retiré.", "Your agreement ended."): (
        "tests/api/test_guardians.py::test_what_a_guardian_no_longer_agrees_to_is_taken_back "
        "tests/api/test_guardians.py::test_to_end_it_all_is_confirmed_and_said_to_be_for_good"
    ),
    ("Ce qu’il permettait est repris.", "What it allowed is taken back."): (
        "tests/api/test_guardians.py::test_what_a_guardian_no_longer_agrees_to_is_taken_back "
        "tests/api/test_guardians.py::test_to_end_it_all_is_confirmed_and_said_to_be_for_good"
    ),
    (
        "Un compte qui a cette adresse demande lui-même l’accord d’un parent ou tuteur.",
        "An account with this address needs a guardian’s agreement, too.",
    ): ("tests/api/test_guardians.py::test_who_needs_a_guardian_agrees_for_nobody"),
    ("Rien n’a été enregistré.", "Nothing was saved."): (
        "tests/api/test_guardians.py::test_who_needs_a_guardian_agrees_for_nobody"
    ),
    (
        "Vous y avez répondu non, votre accord a pris fin, ou la demande a été retirée.",
        "You said no, your agreement ended, or the request was taken back.",
    ): (
        "tests/api/test_guardians.py::test_a_guardian_declines "
        "tests/api/test_guardians.py::test_the_same_question_is_one_mail_and_another_guardian_takes_the_place"
    ),
    (
        (
            "Pour dire oui plus tard, il suffit que la personne vous le redemande depuis l’application : un "
            "nouveau lien vous parviendra."
        ),
        "To say yes later, the person only has to ask you again from the app: a new link will reach you.",
    ): (
        "tests/api/test_guardians.py::test_a_guardian_declines "
        "tests/api/test_guardians.py::test_the_same_question_is_one_mail_and_another_guardian_takes_the_place"
    ),
}


def sentences(text: str) -> list[str]:
    return BETWEEN.split(" ".join(text.split()))


def said_by(page: str) -> list[str]:
    """What is read in the page and below it, sentence by sentence; the menu and pictures left out."""
    body = re.sub(r"(?s)<(script|style|svg|head|nav|header).*?</\1>", "", page)
    texts = [html.unescape(one) for one in re.split(r"<[^>]+>", body)]
    return [one for text in texts if text.strip() for one in sentences(text)]


def words_in(thing: object) -> Iterator[Words]:
    match thing:
        case Words():
            yield thing
        case dict():
            for one in thing.values():
                yield from words_in(one)
        case tuple() | list():
            for one in thing:
                yield from words_in(one)


def pairs(words: Words) -> list[tuple[str, str]]:
    return list(zip(sentences(words.fr), sentences(words.en), strict=True))


@pytest.mark.parametrize("promises", [LANDING, GUARDIAN], ids=["landing", "guardian"])
def test_each_sentence_names_tests_that_exist(promises: Promises) -> None:
    for sentence, tests in promises.items():
        named = NAMED.findall(tests)
        assert named, sentence
        assert len(named) == tests.count("::"), sentence
        missing = [(file, name) for file, name in named if not Path(file).exists() or name not in those_in(file)]
        assert missing == [], sentence


async def test_each_sentence_of_the_landing_page_is_a_promise_that_is_kept(nobody: httpx.AsyncClient) -> None:
    told = {}
    for n, locale in enumerate((Locale.FR, Locale.EN)):
        told[locale] = [one for one in said_by((await nobody.get(f"/?lang={locale}")).text) if one not in HEADINGS]
        known = [sentence[n] for sentence in LANDING]
        assert sorted(told[locale]) == sorted(known)
    together = set(zip(told[Locale.FR], told[Locale.EN], strict=True))
    assert together == LANDING.keys()  # the same is said in both
    assert len(together) > 15


def test_each_sentence_of_a_guardians_page_is_a_promise_that_is_kept() -> None:
    """Labels and questions end without a full stop."""
    said = [pair for words in words_in(vars(guardian_texts)) for pair in pairs(words) if pair[0].endswith(".")]
    assert set(said) == GUARDIAN.keys()
    assert len(GUARDIAN) > 35


@pytest.mark.parametrize("name", ["landing", "app", "guardian", "responsible", "required", "answered"])
def test_these_pages_have_no_words_of_their_own(name: str) -> None:
    """All that they say is said by what is walked above."""
    template = (TEMPLATES / f"{name}.html").read_text()
    settings = r"{% block (?:robots|kind|privacy_part) %}.*?{% endblock %}"
    assert not re.search(r"\w", re.sub(rf"(?s){settings}|{{{{.*?}}}}|{{%.*?%}}|{{#.*?#}}|<[^>]+>", "", template))


@pytest.mark.parametrize(("many", "said"), [(99, False), (100, True)])
def test_a_guardians_list_says_when_it_is_not_whole(many: int, *, said: bool) -> None:
    shown = {**AGREED, "publications": PUBLICATIONS[:1] * many}
    assert (guardian_texts.LATEST.en in guardian_page(guardian(Locale.EN, **shown))) is said
    assert guardian_views.LONGEST_LIST == 100


def test_nothing_is_marked_and_nobody_is_ranked() -> None:
    """No answer of the API has a place for it. What suggests skills to somebody weighs their words, not them."""
    marks = re.compile(r"(^|_)(mark|marks|grade|grades|score|scores|rank|ranks|ranking|rating|stars|points)($|_)")
    schemas = DOCUMENT["components"]["schemas"]
    fields = [(name, field) for name, schema in schemas.items() for field in schema.get("properties", {})]
    assert [one for one in fields if marks.search(one[1])] == [
        ("ReasonRead", "points"),
        ("SkillSuggestionRead", "score"),
    ]
    assert len(fields) > 400
