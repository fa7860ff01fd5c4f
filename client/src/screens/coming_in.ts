/** Where somebody goes who has just signed in, and why somebody could not. */
import { welcome } from "../arrival";
import { words } from "../core/i18n";
import { Offline, Refused } from "../core/refusals";
import type { Person } from "../core/session";
import { isNew, lacksSecondFactor, SomebodyElse } from "../nouns/entries";
import { BASE, go, place } from "../router";
import { entryWords } from "../words/entry";

export async function comeIn(who: Person): Promise<void> {
  const isUnverified = await lacksSecondFactor().catch(() => false);
  await welcome(who);
  const { pathname, search } = location;
  const wanted = place.value.pattern.startsWith("/sign-in") ? "/" : pathname.slice(BASE.length) + search;
  const then = `?then=${encodeURIComponent(wanted)}`;
  go(isNew(who) ? `/welcome${then}` : isUnverified ? `/verify${then}` : wanted, { replace: true });
}

/** The way that somebody was on before a screen came between. */
export const wayOf = (query: URLSearchParams): string => {
  const then = query.get("then") ?? "/";
  return then.startsWith("/") && !then.startsWith("//") ? then : "/";
};

/** What went wrong, in words of the person: with the tries that are left, or the time to come back. */
export function reasonOf(fault: unknown): string {
  const { triesLeft, tooMany, somebodyElse, beganElsewhere } = entryWords.value;
  if (fault instanceof Offline) return words.value.networkOnce;
  if (fault instanceof SomebodyElse) return somebodyElse;
  if (!(fault instanceof Refused)) return String(fault);
  const { title, attempts_left, retry_after, type } = fault.problem;
  if (retry_after) {
    const time = new Date(Date.now() + retry_after * 1000 + 60_000);
    return tooMany(new Intl.DateTimeFormat(words.value.tag, { timeStyle: "short" }).format(time));
  }
  if (attempts_left !== undefined) return `${title}. ${triesLeft(attempts_left)}`;
  if (type === "/problems/provider-sign-in-refused" || (fault.status === 422 && !title)) return beganElsewhere;
  return fault.message;
}
