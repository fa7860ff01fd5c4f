"""Labels of moments, on pages, in exports and in Portraits."""

from app.core.i18n import Words

ONE_MOMENT = Words("1 moment", "1 moment")
MOMENTS = Words("{count} moments", "{count} moments")
SKILLS = Words("Compétences", "Skills")
TAGS = Words("Mots-clés", "Tags")
LEVEL = Words("niveau {level} sur 4", "level {level} of 4")
OPEN_DOCUMENT = Words("Ouvrir le document", "Open the document")
TRANSCRIPT = Words("Lire la transcription", "Read the transcript")
REFLECTION = {
    "did": Words("Ce que j’ai fait", "What I did"),
    "learned": Words("Ce que j’ai appris", "What I learned"),
    "next": Words("La prochaine fois", "Next time"),
}
CONTEXTS = {
    "work": Words("Travail", "Work"),
    "training": Words("Formation", "Training"),
    "volunteering": Words("Bénévolat", "Volunteering"),
    "leisure": Words("Loisirs", "Leisure"),
    "family": Words("Famille", "Family"),
    "immersion": Words("Immersion", "Immersion"),
    "event": Words("Événement", "Event"),
    "other": Words("Autre", "Other"),
}
ARRIVING = {  # in the place of a medium that an edition awaits
    "photo": Words("Une photo arrive", "A photo is on its way"),
    "audio": Words("Un son arrive", "A sound is on its way"),
    "video": Words("Un film arrive", "A film is on its way"),
}
