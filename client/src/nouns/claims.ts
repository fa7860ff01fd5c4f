/** What I did in a room without an account, taken into my account. */
import { send } from "../core/api";
import { run } from "../sync/runs";

export async function claim(code: string): Promise<{ community: string }> {
  const taken = await send<{ community: string }>("POST", "/v1/me/claims", { claim_code: code.trim() });
  void run();
  return taken;
}
