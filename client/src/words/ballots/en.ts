import { plural } from "../fr";
import type { fr } from "./fr";

export const en: typeof fr = {
  secretLead: "A secret vote. The server forgets who chose what when it closes, and nobody reads it before.",
  openLead: "A vote without secrecy: the server keeps your choice. The team does not read it for all that.",
  unanimity: "If everybody chooses the same, the result tells it.",
  noneBefore: "The vote has not begun yet.",
  notHere: "Only those who were there when it opened vote. You will see the result.",
  voteNow: "Vote",
  changeVote: "Change my vote",
  voted: "You have voted.",
  results: "See the result",
  over: "The vote is over.",
  left: (clock) => `${clock} left`,
  timeOver: "Time is up: votes that were sent still count.",

  method: {
    approval: (limit) => plural(limit, "Choose the proposal that you support.", "Choose up to {n} proposals."),
    points: (limit) => plural(limit, "Give your point.", "Share {n} points among the proposals."),
    rank: (limit) => plural(limit, "Choose the one that you like best.", "Choose up to {n} proposals, the best first."),
  },
  limits: (used, limit) => `${used} of ${limit}`,
  leftOf: (count) => plural(count, "You have {n} point left.", "You have {n} points left."),
  choose: "Choose",
  unchoose: "Do not choose",
  more: "One point more",
  less: "One point less",
  points: (count) => plural(count, "{n} point", "{n} points"),
  rankOf: (place) => `No. ${place}`,
  upwards: "Up",
  downwards: "Down",
  chooseOne: "Choose one proposal at least.",
  send: "Send my vote",
  counted: "Your vote is counted.",
  changedHint: "You can change your vote until it closes. Without network it is not sent.",

  orderOnly: "Few people could vote: only the order is shown.",
  noQuorum: "Too few people voted: nothing is chosen.",
  votersOf: (count) => plural(count, "{n} person voted.", "{n} people voted."),
  papers: (count) => plural(count, "{n} of them voted on paper.", "{n} of them voted on paper."),
  chosen: "chosen by the vote",
  place: (number) => `${number}.`,
  voices: (count) => plural(count, "{n} person", "{n} people"),
  onPaper: (count) => `${count} of them on paper`,
  gone: "A proposal that was withdrawn",

  of: "The vote is on ideas of",
  noCall: "Send a call for ideas first: the vote is on ideas that are shown to all.",
  how: "How one votes",
  methods: {
    approval: "Everybody chooses the ideas that they support",
    points: "Everybody shares out points",
    rank: "Everybody puts ideas in order",
  },
  limit: "How many choices or points, at most",
  secrecy: "Secrecy",
  secrecies: {
    yes: "A secret vote: the server forgets choices when it closes",
    no: "A vote without secrecy: the server keeps choices",
  },
  when: "When the result is shown",
  whens: { at_close: "At the end", live: "During the vote, rounded" },
  winners: "How many ideas are chosen (optional)",
  closes: "The vote closes",
  byHand: "when the team closes it",
  alone: (seconds) =>
    seconds % 60
      ? plural(seconds, "by itself, after 1 second", "by itself, after {n} seconds")
      : plural(seconds / 60, "by itself, after 1 minute", "by itself, after {n} minutes"),
  resultsAtEnd: "The result is shown once the vote is closed.",
  toActions: "Make actions of them",
  paper: "Count ballots of paper",
  paperLead: "By two people, once each. Each confirms from their own account: nothing is counted before.",
  paperPeople: "Ballots that were counted",
  paperPresent: "People in the room, with those who voted otherwise",
  counter: (number) => `Counted by (${number} of 2)`,
  keepCount: "Keep this count",
  paperCounted: "The count is written down. It counts once both of you have confirmed it, each from their account.",
  papersOn: (count, when) => plural(count, `{n} paper ballot, written ${when}.`, `{n} paper ballots, written ${when}.`),
  paperWaits: (missing) =>
    missing
      ? plural(
          missing,
          "Nothing of it is counted: one person has not confirmed it yet.",
          "Nothing of it is counted: two people have not confirmed it yet.",
        )
      : "Confirmed by both: it is added at the end of the vote.",
  paperConfirmed: "You have confirmed it.",
  newCount: "Write a count down",
  paperJoined: (when) => `Counted ${when}.`,
  paperWithdrawn: (when) => `Withdrawn ${when}: nothing of it is counted.`,
  confirmPaper: "This is what we counted",
  refusePaper: "Withdraw this count",
  withPaper: "Some people vote on paper",
  withPaperHint: "At the end, the result waits for their ballots, for 30 minutes at most.",
  electorate: ({ electorate, in_room, members, heads }) =>
    in_room === null
      ? plural(electorate, "1 person votes.", "{n} people vote.")
      : [
          plural(in_room, "1 entry in the room", "{n} entries in the room"),
          heads !== null && plural(heads, "for 1 person counted", "for {n} people counted"),
          members > 0 && plural(members, "1 member elsewhere", "{n} members elsewhere"),
        ]
          .filter(Boolean)
          .join(", "),
  entriesFor: (entries, heads) =>
    heads === null
      ? plural(
          entries,
          "1 entry in the room, which the team has not counted",
          "{n} entries in the room, which the team has not counted",
        )
      : `${plural(entries, "1 entry", "{n} entries")} for ${plural(heads, "1 person", "{n} people")} in the room`,
  few: "few voices: the number is not shown",
};
