/** The words of sharing, and of who sees what. */
import { catalogue } from "../../core/i18n";
import { en } from "./en";
import { fr } from "./fr";
import { simple } from "./simple";

export const sharingWords = catalogue(fr, en, simple);
