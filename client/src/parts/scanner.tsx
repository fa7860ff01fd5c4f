/** The camera, until it has seen a QR. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { togetherWords } from "../words/together";
import { decoder } from "./decoder";
import { Fault } from "./fault";
import "./scanner.css";

const PAUSE = 250; // milliseconds between two looks

export function Scanner({ onRead, onEnd }: { onRead: (text: string) => void; onEnd: () => void }) {
  const { scanning, stopScan, cameraRefused, cannotScan } = togetherWords.value;
  const video = useRef<HTMLVideoElement>(null);
  const fault = useSignal("");
  useEffect(() => {
    let stream: MediaStream | undefined;
    let isOver = false;
    const refuse = (why: string) => {
      fault.value = why;
    };
    const watch = async () => {
      const decode = await decoder();
      if (!decode || !navigator.mediaDevices) return refuse(cannotScan);
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        return refuse(cameraRefused);
      }
      if (isOver) return stop();
      video.current!.srcObject = stream;
      await video.current!.play();
      while (!isOver) {
        const text = await decode(video.current!).catch(() => "");
        if (text && !isOver) return onRead(text);
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    };
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    void watch();
    return () => {
      isOver = true;
      stop();
    };
  }, []);
  return (
    <div class="scanner">
      {fault.value ? <Fault text={fault.value} /> : <p role="status">{scanning}</p>}
      {!fault.value && <video ref={video} muted playsInline />}
      <button type="button" class="button plain" onClick={onEnd}>
        {stopScan}
      </button>
    </div>
  );
}
