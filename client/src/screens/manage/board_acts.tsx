/** What is done with the whole mission: the sheet, the end, the call back. */
import { useSignal } from "@preact/signals";
import { cancel, close, type Sent, sheet } from "../../nouns/boards";
import { Trouble } from "../../parts/asked";
import { download } from "../../parts/download";
import { say } from "../../parts/toast";
import { manageWords } from "../../words/manage";

const RUNNING = new Set(["draft", "scheduled", "open"]);

export function Acts({ mission, onDone }: { mission: Sent; onDone: () => Promise<void> }) {
  const w = manageWords.value;
  const { csv, callOff, calledOff, reallyCallOff, leaveOpen } = w;
  const [closeIt, reallyClose, closed] = mission.ballot
    ? [w.closeVote, w.reallyCloseVote, w.voteClosed]
    : [w.closeIt, w.reallyClose, w.closed];
  const fault = useSignal<unknown>(null);
  const sure = useSignal<"close" | "cancel" | null>(null);
  const attempt = (act: () => Promise<unknown>) => {
    fault.value = null;
    void act().catch((problem) => (fault.value = problem));
  };
  const end = (act: (id: string) => Promise<unknown>, done: string) =>
    attempt(async () => {
      await act(mission.id);
      sure.value = null;
      say(done);
      await onDone();
    });
  return (
    <>
      {fault.value !== null && <Trouble fault={fault.value} />}
      <div class="acts-line">
        {!mission.recurrence && (
          <button
            type="button"
            class="link"
            onClick={() => attempt(async () => download(await sheet(mission.id), `${mission.title}.csv`))}
          >
            {csv}
          </button>
        )}
        {RUNNING.has(mission.state) && !sure.value && (
          <>
            <button type="button" class="link" onClick={() => (sure.value = "close")}>
              {closeIt}
            </button>
            <button type="button" class="link" onClick={() => (sure.value = "cancel")}>
              {callOff}
            </button>
          </>
        )}
      </div>
      {sure.value && (
        <div class="versions" role="status">
          <p>{sure.value === "close" ? reallyClose : reallyCallOff}</p>
          <div class="acts-line">
            <button
              type="button"
              class="button"
              onClick={() => (sure.value === "close" ? end(close, closed) : end(cancel, calledOff))}
            >
              {sure.value === "close" ? closeIt : callOff}
            </button>
            <button type="button" class="button plain" onClick={() => (sure.value = null)}>
              {leaveOpen}
            </button>
          </div>
        </div>
      )}
    </>
  );
}
