/** A line of a list is moved by its handle. Buttons do the same: nobody needs it. */

/** To be called when the handle is pressed. `move` is told each place that the line goes over. */
export function drag(event: PointerEvent, move: (from: number, to: number) => void): void {
  const line = (event.currentTarget as Element).closest("li");
  const list = line?.parentElement;
  if (!line || !list || event.button) return;
  event.preventDefault();
  line.classList.add("dragged");
  const follow = ({ clientY }: PointerEvent) => {
    const lines = [...list.children];
    const from = lines.indexOf(line);
    const to = lines.findIndex((other, place) => {
      const { top, bottom } = other.getBoundingClientRect();
      const middle = (top + bottom) / 2;
      return place < from ? clientY < middle : place > from && clientY > middle && clientY < bottom;
    });
    if (to >= 0) move(from, to);
  };
  const stop = () => {
    line.classList.remove("dragged");
    document.removeEventListener("pointermove", follow);
    document.removeEventListener("pointerup", stop);
    document.removeEventListener("pointercancel", stop);
  };
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", stop);
  document.addEventListener("pointercancel", stop);
}
