/** The proof that a session which a code of the school opened is the person's own. It comes with the notice alone. */
import { send } from "../core/api";
import { type Proof, renew } from "../core/session";
import { current } from "../core/store";
import { run } from "../sync/runs";
import { delegations } from "./delegations";

/** From here on all that is the person's comes: the feed begins again. */
export async function own(proof: Proof): Promise<void> {
  await send<void>("PUT", "/v1/sessions/current/ownership", proof);
  await renew(true);
  const { CURSOR } = await import("../sync/pull");
  await current().delete("meta", CURSOR);
  delegations.value = delegations.value.map((delegation) => ({ ...delegation, current: false }));
  await run();
}
