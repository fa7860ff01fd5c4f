from app.core.i18n import Words

NAME = Words("Mes missions Day Tripper")
DUE = Words("Répondre à « {title} »")
