/** Sessions that a code of the school opened: who made it, and what was done. */
import { signal } from "@preact/signals";
import { get, type Page, type Schema, send } from "../core/api";

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
