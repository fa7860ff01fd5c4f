"""The warnings before a journal is published."""

from typing import NamedTuple

from app.core.errors import Conflict
from app.core.i18n import Words
from app.schemas.journals import Severity


class EmptyJournal(Conflict):
    title = Words("Ce carnet n’a encore rien à montrer")
    advice = Words("Ajoute un texte, une expérience ou une photo, puis publie-le.")


class Warn(NamedTuple):
    code: str
    severity: Severity
    words: Words


EMPTY_JOURNAL = Warn("empty_journal", Severity.BLOCKER, EmptyJournal.title)
MINOR = Warn(
    "minor",
    Severity.WARNING,
    Words(
        "Qui a le lien voit ta story. Choisis ce que tu voudras encore montrer dans quelques années, et parles-en avec "
        "un adulte de confiance."
    ),
)
PHOTO_WITHOUT_ALT = Warn(
    "photo_without_alt",
    Severity.WARNING,
    Words("Cette photo n’a pas de description : qui ne la voit pas n’en saura rien."),
)
NO_TRANSCRIPT = Warn(
    "no_transcript",
    Severity.WARNING,
    Words("Cet enregistrement n’a pas de transcription : qui ne l’entend pas n’en saura rien."),
)
WORDS_PROPOSED = Warn(
    "words_proposed",
    Severity.WARNING,
    Words("Des mots sont proposés pour cet enregistrement : relis-les, et accepte-les pour qui ne l’entend pas."),
)
MEDIA_NOT_READY = Warn(
    "media_not_ready",
    Severity.WARNING,
    Words("Ce média n’est pas encore prêt : publié maintenant, il a sa place, qui l’attend 7 jours."),
)
UNREADABLE_MEDIA = Warn(
    "media_rejected",
    Severity.WARNING,
    Words("Ce média n’a pas pu être lu : il ne sera pas montré."),
)
MEDIA_LEFT_OUT = Warn(
    "media_left_out",
    Severity.WARNING,
    Words("Ce média n’existe plus : il ne sera pas montré."),
)
DOCUMENT_LEFT_OUT = Warn(
    "document_left_out",
    Severity.NOTICE,
    Words("Un document reste privé : il ne sera pas montré."),
)
EXPERIENCE_LEFT_OUT = Warn(
    "experience_left_out",
    Severity.WARNING,
    Words("Cette expérience est à la corbeille : elle ne sera pas montrée."),
)
FUTURE_DATE = Warn(
    "future_date",
    Severity.WARNING,
    Words("La date de ce moment est dans l’avenir : l’horloge du téléphone s’est peut-être trompée."),
)
VISIBLE_ADDRESS = Warn(
    "address_shown",
    Severity.WARNING,
    Words("« {what} » ressemble à une adresse. Le nom de la ville suffit souvent."),
)
VISIBLE_PLACE = Warn("place_shown", Severity.NOTICE, Words("Le lieu « {what} » sera montré."))
VISIBLE_ORGANISATION = Warn(
    "organisation_shown",
    Severity.NOTICE,
    Words("« {what} » sera montré : on saura où tu étais, même sans le lieu exact."),
)
PEOPLE_WITHOUT_CONSENT = Warn(
    "people_not_asked",
    Severity.WARNING,
    Words("As-tu l’accord de chaque personne nommée ({what}) pour en parler ici ?"),
)
FAMILY_NAME = Warn(
    "family_name",
    Severity.NOTICE,
    Words("Des prénoms, pas de noms : « {what} » suffit pour t’en souvenir."),
)
PEOPLE_VISIBLE = Warn(
    "people_visible",
    Severity.NOTICE,
    Words(
        "Si l’on reconnaît quelqu’un sur une photo, une vidéo ou un son, demande-lui son accord. Sur une photo, tu "
        "peux flouter un visage."
    ),
)
NO_COVER = Warn(
    "no_cover",
    Severity.NOTICE,
    Words("Une photo de couverture donne envie de lire."),
)
NO_SUMMARY = Warn(
    "no_summary",
    Severity.NOTICE,
    Words("Un résumé dit tout de suite de quoi il s’agit."),
)
NO_AUTHOR_NAME = Warn(
    "no_author_name",
    Severity.NOTICE,
    Words("Tu n’as pas indiqué ton nom : la story sera sans auteur."),
)
VERY_LONG = Warn(
    "very_long",
    Severity.NOTICE,
    Words("C’est long à lire sur un téléphone : peut-être deux carnets ?"),
)
MIXED_LANGUAGES = Warn(
    "mixed_languages",
    Severity.NOTICE,
    Words("Cette expérience n’est pas écrite dans la langue du carnet."),
)
