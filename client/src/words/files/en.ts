import type { fr } from "./fr";

export const en: typeof fr = {
  suffixes: {
    pdf: "To print (PDF)",
    ods: "Spreadsheet (ODS)",
    csv: "Plain table (CSV)",
    ics: "Calendar (ICS)",
    svg: "Picture (SVG)",
  },
  preparing: "The file is being made…",
  downloaded: (name) => `Downloaded: ${name}`,
  openWith: "Open or send it",
};
