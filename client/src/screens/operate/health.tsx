/** How the service is, and the jobs that are held. */
import { useSignal } from "@preact/signals";
import { words } from "../../core/i18n";
import { inBytes } from "../../core/storage";
import { type Health, health, type Jobs, jobs, retry } from "../../nouns/operators";
import { Outcome, Trouble, useAsked } from "../../parts/asked";
import { ago, at } from "../../parts/time";
import { say } from "../../parts/toast";
import { operateWords } from "../../words/operate";
import { Frame } from "./frame";

const read = async () => ({ health: await health(), jobs: await jobs() });

export default function HealthScreen() {
  const asked = useAsked(read);
  return (
    <Frame at="">
      <Outcome asked={asked}>
        {({ health, jobs }) => (
          <>
            <State health={health} />
            <Held jobs={jobs} onTried={asked.again} />
            <Timed jobs={jobs} />
          </>
        )}
      </Outcome>
    </Frame>
  );
}

function State({ health }: { health: Health }) {
  const w = operateWords.value;
  const { tag } = words.value;
  const rows: [string, string | number, boolean][] = [
    [w.database, w.states[health.database] ?? health.database, health.database !== "ready"],
    [w.storage, w.states[health.storage] ?? health.storage, health.storage !== "ready"],
    [w.queue, w.states[health.queue] ?? health.queue, health.queue !== "ready"],
    [w.databaseSize, inBytes(health.database_bytes, tag), false],
    [w.jobsReady, health.jobs_ready, false],
    [w.oldestJob, w.seconds(health.oldest_job_seconds), health.oldest_job_seconds > 60],
    [w.jobsHeld, health.jobs_held, health.jobs_held > 0],
    [w.erasuresLate, health.erasures_late, health.erasures_late > 0],
    [w.mailsWaiting, health.mails_waiting, false],
    [w.reportsWaiting, health.reports_waiting, false],
    [w.reportsOverdue, health.reports_overdue, health.reports_overdue > 0],
  ];
  return (
    <table class="sheet one-column">
      <tbody>
        {rows.map(([name, value, isBad]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              {isBad ? (
                <span class="badge strong">
                  {value} · {w.look}
                </span>
              ) : (
                value
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Held({ jobs, onTried }: { jobs: Jobs; onTried: () => Promise<void> }) {
  const w = operateWords.value;
  const fault = useSignal<unknown>(null);
  const again = async (id: number) => {
    fault.value = null;
    try {
      await retry(id);
      say(w.triedAgain);
      await onTried();
    } catch (problem) {
      fault.value = problem;
    }
  };
  return (
    <section class="one-column">
      <h2>{w.heldJobs}</h2>
      {fault.value !== null && <Trouble fault={fault.value} />}
      {jobs.held.length === 0 && <p class="quiet">{w.noneHeld}</p>}
      <ul class="cards">
        {jobs.held.map(({ id, kind, created_at, cause, payload }) => (
          <li key={id} class="card access">
            <strong>{kind}</strong>
            <span class="when">{ago(created_at)}</span>
            {cause && <span class="address">{cause}</span>}
            <span class="address">{payload}</span>
            <button type="button" class="button plain" onClick={() => void again(id)}>
              {w.tryAgain}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Timed({ jobs }: { jobs: Jobs }) {
  const { timedJobs, job, lastTime, nextTime } = operateWords.value;
  return (
    <details class="one-column">
      <summary>{timedJobs}</summary>
      <table class="sheet">
        <thead>
          <tr>
            <th scope="col">{job}</th>
            <th scope="col">{lastTime}</th>
            <th scope="col">{nextTime}</th>
          </tr>
        </thead>
        <tbody>
          {jobs.timed.map(({ kind, last, next }) => (
            <tr key={kind}>
              <th scope="row">{kind}</th>
              <td>{last ? at(last) : "–"}</td>
              <td>{at(next)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
