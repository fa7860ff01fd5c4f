/** How the mission looks on the phone of those who get it. */
import { dayOf } from "../../core/clock";
import { words } from "../../core/i18n";
import { eventLacks, eventOf } from "../../nouns/event_writing";
import type { Draft } from "../../nouns/mission_drafts";
import { surveyOf, type WrittenSurvey } from "../../nouns/survey_writing";
import type { Community } from "../../nouns/teams";
import { EventFacts } from "../../parts/event_facts";
import { Paragraphs } from "../../parts/paragraphs";
import { QuestionField } from "../../parts/question";
import { ballotWords } from "../../words/ballots";
import { choiceWords } from "../../words/choices";
import { manageWords } from "../../words/manage";
import { surveyWords } from "../../words/survey";
import { pictureOf } from "./write_what";

export function Preview({ draft, community }: { draft: Draft; community: Community }) {
  const { dueOn, tag, answerNow } = words.value;
  const { untitled, pictureOf: alt } = manageWords.value;
  const { come } = surveyWords.value;
  const labels: Record<string, string> = {
    event: come,
    proposal: choiceWords.value.propose,
    ballot: ballotWords.value.voteNow,
  };
  return (
    <article class="phone-frame">
      <p class="when">
        {community.name}
        {draft.due_at && <> · {dueOn(dayOf(draft.due_at, tag))}</>}
      </p>
      <h3 dir="auto">{draft.title || untitled}</h3>
      <Paragraphs text={draft.brief} />
      {draft.media.map((id) => (
        <img key={id} src={pictureOf(id)} alt={alt} />
      ))}
      {draft.kind === "survey" && <Sheet survey={draft.survey} />}
      {draft.kind === "event" && eventLacks(draft.event).length === 0 && <EventFacts event={eventRead(draft.event)} />}
      {draft.kind !== "survey" && (
        <p>
          <span class="button">{labels[draft.kind] ?? answerNow}</span>
        </p>
      )}
    </article>
  );
}

const eventRead = (event: Draft["event"]) => eventOf(event) as Parameters<typeof EventFacts>[0]["event"];

/** The questions, to be looked at: nothing can be answered here. */
function Sheet({ survey }: { survey: WrittenSurvey }) {
  const { withName, withoutName, step } = surveyWords.value;
  const { questions, sheets } = surveyOf(survey);
  return (
    <>
      <p class="quiet">{sheets === "named" ? withName : withoutName}</p>
      <div inert>
        {questions.map((question, place) => (
          <div key={question.code}>
            <p class="when">{step(place + 1, questions.length)}</p>
            <QuestionField
              question={{
                ...question,
                options: question.options ?? [],
                skills: [],
                translations: {}, // as it is written
                code: `seen-${question.code}`,
                required: false,
              }}
              answer={undefined}
              onAnswer={() => undefined}
            />
          </div>
        ))}
      </div>
    </>
  );
}
