/** A voice note. Each five seconds are written down as they come: a dead battery loses no more than that. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../core/i18n";
import { maybe } from "../core/keeping";
import { isNoRoom } from "../core/storage";
import { begin, finish, type Recording } from "../nouns/recordings";
import { Icon } from "./icon";
import { say } from "./toast";
import "./recorder.css";

interface Properties {
  onKept: (blob: Blob) => Promise<unknown>;
  label?: string;
}

export function Recorder({ onKept, label }: Properties) {
  const { voice, recording, stopRecording, microphoneRefused, noRecorder, noRoom } = words.value;
  const kept = useRef(onKept);
  kept.current = onKept;
  const running = useRef<Recording | null>(null);
  const seconds = useSignal<number | null>(null);
  const fault = useSignal("");
  const start = async () => {
    if (!("MediaRecorder" in window)) {
      fault.value = noRecorder;
      return;
    }
    try {
      running.current = await begin();
      seconds.value = 0;
      fault.value = "";
    } catch {
      fault.value = microphoneRefused;
    }
  };
  const stop = async () => {
    const done = running.current!;
    running.current = null;
    await finish(done, onKept).catch((problem) => {
      if (!isNoRoom(problem)) throw problem; // what was recorded stays in its parts, and is kept when there is room
      fault.value = noRoom;
    });
    seconds.value = null;
  };
  useEffect(() => {
    if (seconds.value === null) return undefined;
    const timer = setInterval(() => (seconds.value = (seconds.value ?? 0) + 1), 1000);
    return () => clearInterval(timer);
  }, [seconds.value === null]);
  useEffect(
    () => () => {
      // whoever goes elsewhere meanwhile keeps what was recorded; what fails is kept when the application starts anew
      if (running.current)
        maybe(finish(running.current, (blob) => kept.current(blob)).then(() => say(words.value.recordingKept)));
    },
    [],
  );
  const isOn = seconds.value !== null;
  return (
    <>
      <button type="button" class={`way ${isOn ? "on" : ""}`} onClick={isOn ? stop : start} aria-pressed={isOn}>
        <Icon name="voice" />
        <span>{isOn ? stopRecording : (label ?? voice)}</span>
        {isOn && (
          <time>
            {Math.floor(seconds.value! / 60)}:{String(seconds.value! % 60).padStart(2, "0")}
          </time>
        )}
      </button>
      <span class="unseen" role="status">
        {isOn ? recording : ""}
      </span>
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
    </>
  );
}
