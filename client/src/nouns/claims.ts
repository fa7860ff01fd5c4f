/** What I did in a room without an account, taken into my account. */
import { type Schema, send } from "../core/api";
import { run } from "../sync/runs";

export async function claim(code: string): Promise<Schema["ClaimRead"]> {
  const taken = await send<Schema["ClaimRead"]>("POST", "/v1/me/claims", { claim_code: code.trim() });
  void run();
  return taken;
}
