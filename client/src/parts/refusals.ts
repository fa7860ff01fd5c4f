/** What was refused is not proposed again, on none of my devices. */

import { useEffect } from "preact/hooks";
import { maybe } from "../core/keeping";
import { forgetOwnRefusals, ownRefusals } from "../nouns/talents";

/** `all`: as they stand; `change`: keeps them. What only this phone knew of old goes along. */
export function useRefusals(of: string, all: string[], change: (all: string[]) => void): void {
  useEffect(() => {
    maybe(
      ownRefusals(of).then(async (own) => {
        if (!own.length) return;
        change([...new Set([...all, ...own])]);
        await forgetOwnRefusals(of);
      }),
    );
  }, [of]);
}
