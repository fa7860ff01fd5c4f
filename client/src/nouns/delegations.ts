/** Sessions that a code of the school opened: who made it, what was done, and the proof that a session is the person's. */
import { signal } from "@preact/signals";
import { get, type Page, type Schema, send } from "../core/api";
import { type Proof, renew } from "../core/session";
import { current } from "../core/store";
import { run } from "../sync/runs";

export type Delegation = Schema["DelegatedSessionRead"];

export const delegations = signal<Delegation[]>([]);

/** Without network there is nothing to tell. */
export const lookUp = () =>
  get<Page<Delegation>>("/v1/sessions/delegated").then(
    ({ items }) => {
      delegations.value = items;
    },
    () => undefined,
  );

export async function acknowledge({ id }: Delegation): Promise<void> {
  await send<void>("PUT", `/v1/sessions/delegated/${id}/acknowledgement`);
  await lookUp();
}

/** From here on all that is the person's comes: the feed begins again. */
export async function own(proof: Proof): Promise<void> {
  await send<void>("PUT", "/v1/sessions/current/ownership", proof);
  await renew(true);
  const { CURSOR } = await import("../sync/pull");
  await current().delete("meta", CURSOR);
  delegations.value = delegations.value.map((delegation) => ({ ...delegation, current: false }));
  await run();
}
