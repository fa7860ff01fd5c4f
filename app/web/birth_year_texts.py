"""The words of the page where a parent or guardian answers about a year of birth: « vous », for they are no member."""

from app.core.i18n import Words
from app.models.users import DECIDES_ALONE
from app.web import guardian_texts

TITLE = Words("Année de naissance", "Year of birth")
HEADING = Words("L’année de naissance de {of}", "The year of birth of {of}")
CLAIM_LEAD = Words(
    "{of} indique maintenant {year}. C’est plus tôt que l’année connue jusqu’ici : tant que vous n’avez pas confirmé, "
    "rien ne change.",
    "{of} now gives {year}. That is earlier than the year known so far: nothing changes until you confirm it.",
)
CURRENT = Words("L’année qui compte aujourd’hui : {year}.", "The year that counts today: {year}.")
AGE = DECIDES_ALONE
EFFECT = Words(
    "Jusqu’à l’année de ses {age} ans comprise, publier, partager et rejoindre une communauté demandent "
    "l’accord d’un parent ou tuteur. Après, {of} décide sans vous.",
    "Until the end of the year in which they turn {age}, publishing, sharing and joining a community take a "
    "guardian’s agreement. Afterwards {of} decides without you.",
)
YEAR = Words("L’année juste", "The right year")
NAME = guardian_texts.NAME
CONFIRM = Words("C’est exact : confirmer {year}", "That is right: confirm {year}")
WRONG = Words("Ce n’est pas exact", "That is not right")
WRONG_LEAD = Words(
    "Dites-le si c’est vrai : l’année connue jusqu’ici reste la bonne, et {of} en est averti.",
    "Say so if it is true: the year known so far still counts, and {of} is told.",
)
CORRECT_LEAD = Words(
    "Si l’année n’est pas la bonne, indiquez-la ici. Elle compte aussitôt.",
    "If the year is wrong, give the right one here. It counts at once.",
)
CORRECT = Words("Enregistrer cette année", "Save this year")
UNSAVED_MESSAGE = guardian_texts.UNSAVED_MESSAGE
FAULTS = {
    "birth_year": Words("Écrivez une année, comme 2012.", "Write a year, such as 2012."),
    "name": guardian_texts.FAULTS["name"],
    "declaration": guardian_texts.FAULTS["declaration"],
}
OUTDATED_FAULT = guardian_texts.OUTDATED_FAULT
UNASKED_FAULT = Words(
    "Cette année est plus ancienne que celle qui compte. Seul le parent ou tuteur qui a "
    "donné son accord en premier peut la confirmer.",
    "That year is earlier than the one that counts. Only the parent or guardian who agreed first can confirm it.",
)
RESULT_TITLES = {
    "confirmed": Words("L’année de naissance est enregistrée", "The year of birth is saved"),
    "contested": Words("L’année de naissance ne change pas", "The year of birth does not change"),
}
RESULT_MESSAGES = {
    "confirmed": Words(
        "C’est enregistré : cette année compte maintenant. {of} en est averti.",
        "Saved: that year counts now. {of} is told.",
    ),
    "contested": Words(
        "C’est noté : l’année connue avant reste la bonne. {of} en est averti.",
        "Noted: the year that was known before still counts. {of} is told.",
    ),
}
