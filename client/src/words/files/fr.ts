/** Files that one takes along. */
export const fr = {
  suffixes: {
    pdf: "À imprimer (PDF)",
    ods: "Tableau (ODS)",
    csv: "Tableau simple (CSV)",
    ics: "Agenda (ICS)",
    svg: "Image (SVG)",
  },
  preparing: "Le fichier se prépare…",
  downloaded: (name: string) => `Téléchargé : ${name}`,
  openWith: "L’ouvrir ou l’envoyer",
};
