import { keyNames } from "../actions/keys";
import classes from "./Picker.module.css";

/** A shortcut as keys on a keyboard. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={classes["keys"]}>
      {keyNames(keys).map((name) => (
        <kbd key={name} className={classes["key"]}>
          {name}
        </kbd>
      ))}
    </span>
  );
}
