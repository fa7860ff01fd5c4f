/** The words that a person chose: French, English, or simple French. */
import { computed, signal } from "@preact/signals";
import { en } from "../words/en";
import { fr, type Words } from "../words/fr";
import { simple } from "../words/simple";
import { deviceSetting, keepDeviceSetting } from "./device";
import { tied } from "./french";
import { type Person, speak } from "./session";

export type Tongue = "fr" | "en" | "simple";
const CATALOGUES: Record<Tongue, Words> = { fr: tied(fr), en, simple: tied({ ...fr, ...simple } as Words) };
const TAGS: Record<Tongue, string> = { fr: "fr", en: "en", simple: "fr-x-simple" };

export const tongue = signal<Tongue>(navigator.language.startsWith("fr") || !navigator.language ? "fr" : "en");
export const words = computed(() => CATALOGUES[tongue.value]);

/** The words of an area, which come with its screens. Simple French says only what it says otherwise. */
export const catalogue = <Area extends object>(french: Area, english: Area, simple: Partial<Area>) =>
  computed<Area>(() => {
    if (tongue.value === "en") return english;
    return tied(tongue.value === "fr" ? french : { ...french, ...simple });
  });

export const tongueOf = (person: Person): Tongue =>
  person.locale === "en" ? "en" : person.simple_language ? "simple" : "fr";

export async function choose(next: Tongue): Promise<void> {
  await keepDeviceSetting("tongue", next); // what is seen is kept
  show(next);
}

function show(next: Tongue): void {
  tongue.value = next;
  document.documentElement.lang = CATALOGUES[next].tag;
  speak(TAGS[next]);
}

export async function recall(): Promise<void> {
  show((await deviceSetting<Tongue>("tongue")) ?? tongue.value);
}
