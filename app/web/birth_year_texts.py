"""The words of the page where a parent or guardian answers about a year of birth: « vous », for they are no member."""

from app.core.i18n import Words
from app.models.users import DECIDES_ALONE
from app.web import guardian_texts

TITLE = Words("Année de naissance")
HEADING = Words("L’année de naissance de {of}")
CLAIM_LEAD = Words(
    "{of} indique maintenant {year}. C’est plus tôt que l’année connue jusqu’ici : tant que vous n’avez pas confirmé, "
    "rien ne change."
)
CURRENT = Words("L’année qui compte aujourd’hui : {year}.")
AGE = DECIDES_ALONE
EFFECT = Words(
    "Jusqu’à l’année de ses {age} ans comprise, publier, partager et rejoindre une communauté demandent "
    "l’accord d’un parent ou tuteur. Après, {of} décide sans vous."
)
YEAR = Words("L’année juste")
NAME = guardian_texts.NAME
CONFIRM = Words("C’est exact : confirmer {year}")
WRONG = Words("Ce n’est pas exact")
WRONG_LEAD = Words("Dites-le si c’est vrai : l’année connue jusqu’ici reste la bonne, et nous prévenons {of}.")
CORRECT_LEAD = Words("Si l’année n’est pas la bonne, indiquez-la ici. Elle compte aussitôt.")
CORRECT = Words("Enregistrer cette année")
UNSAVED_MESSAGE = guardian_texts.UNSAVED_MESSAGE
FAULTS = {
    "birth_year": Words("Écrivez une année, comme 2012."),
    "name": guardian_texts.FAULTS["name"],
    "declaration": guardian_texts.FAULTS["declaration"],
}
OUTDATED_FAULT = guardian_texts.OUTDATED_FAULT
UNASKED_FAULT = Words(
    "Cette année est plus ancienne que celle qui compte. Seul le parent ou tuteur qui a "
    "donné son accord en premier peut la confirmer."
)
RESULT_TITLES = {
    "confirmed": Words("L’année de naissance est enregistrée"),
    "contested": Words("L’année de naissance ne change pas"),
}
RESULT_MESSAGES = {
    "confirmed": Words("C’est enregistré : cette année compte maintenant. Nous prévenons {of}."),
    "contested": Words("C’est noté : l’année connue avant reste la bonne. Nous prévenons {of}."),
}
