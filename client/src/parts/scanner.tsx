/** The camera, until it has seen a QR; or a picture of one. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { togetherWords } from "../words/together";
import { decoder, readPicture } from "./decoder";
import { Fault } from "./fault";
import { Icon } from "./icon";
import "./scanner.css";

const PAUSE = 250; // milliseconds between two looks

export function Scanner({ onRead, onEnd }: { onRead: (text: string) => void; onEnd: () => void }) {
  const { scanning, stopScan, cameraRefused, pictureOfQr, noQrSeen, lookingAt } = togetherWords.value;
  const video = useRef<HTMLVideoElement>(null);
  const hasCamera = useSignal(true);
  const isLooking = useSignal(false);
  const fault = useSignal("");
  useEffect(() => {
    let stream: MediaStream | undefined;
    let isOver = false;
    const watch = async () => {
      const decode = await decoder();
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        hasCamera.value = false;
        return;
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
  const look = async ({ currentTarget: input }: { currentTarget: HTMLInputElement }) => {
    const [file] = input.files ?? [];
    input.value = "";
    if (!file) return;
    fault.value = "";
    isLooking.value = true;
    const text = await readPicture(file).catch(() => "");
    isLooking.value = false;
    if (text) onRead(text);
    else fault.value = noQrSeen;
  };
  return (
    <div class="scanner">
      <p role="status">{isLooking.value ? lookingAt : hasCamera.value ? scanning : cameraRefused}</p>
      <Fault text={fault.value} />
      {hasCamera.value && <video ref={video} muted playsInline />}
      <label class="button plain">
        <Icon name="photo" /> {pictureOfQr}
        <input class="unseen" type="file" accept="image/*" onChange={look} />
      </label>
      <button type="button" class="button plain" onClick={onEnd}>
        {stopScan}
      </button>
    </div>
  );
}
