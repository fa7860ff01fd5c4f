/** What the server said last, for when it cannot be reached. It goes with whoever signs out. */
import { get } from "./api";
import { current } from "./store";

/** Ask the server, and keep what it says. */
export async function look<T>(path: string): Promise<T> {
  const answer = await get<T>(path);
  await current().put("meta", answer, `seen ${path}`);
  return answer;
}

export const lastSeen = async <T>(path: string): Promise<T | undefined> =>
  (await current().get("meta", `seen ${path}`)) as T | undefined;
