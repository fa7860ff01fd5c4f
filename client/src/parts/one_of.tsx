/** One of a few, each with its words: a choice that is read before it is made. */
interface Properties<T extends string> {
  legend: string;
  isTitled?: boolean; // it stands above already
  name: string;
  options: Record<T, string>;
  value: T | null;
  onValue: (value: T) => void;
}

export function OneOf<T extends string>({ legend, isTitled, name, options, value, onValue }: Properties<T>) {
  return (
    <fieldset>
      <legend class={isTitled ? "unseen" : ""}>{legend}</legend>
      {(Object.keys(options) as T[]).map((one) => (
        <label key={one} class="tick">
          <input type="radio" name={name} checked={value === one} onChange={() => onValue(one)} />{" "}
          <span>{options[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}
