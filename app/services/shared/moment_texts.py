"""Labels of moments, on pages, in exports and in Portraits."""

from app.core.i18n import Words

MOMENTS = Words.plural("{count} moment", "{count} moments")
SKILLS = Words("Compétences")
TAGS = Words("Mots-clés")
LEVEL = Words("niveau {level} sur 4")
OPEN_DOCUMENT = Words("Ouvrir le document")
TRANSCRIPT = Words("Lire la transcription")
REFLECTION = {
    "did": Words("Ce que j’ai fait"),
    "learned": Words("Ce que j’ai appris"),
    "next": Words("La prochaine fois"),
}
CONTEXTS = {
    "work": Words("Travail"),
    "training": Words("Formation"),
    "volunteering": Words("Bénévolat"),
    "leisure": Words("Loisirs"),
    "family": Words("Famille"),
    "immersion": Words("Immersion"),
    "event": Words("Évènement"),
    "other": Words("Autre"),
}
ARRIVING = {  # in the place of a medium that an edition awaits
    "photo": Words("Une photo arrive"),
    "audio": Words("Un son arrive"),
    "video": Words("Un film arrive"),
}
