/** Shortcuts: reading what was pressed, and writing it for people. */

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

export const isMac = (): boolean => typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether these keys were pressed. A shortcut that is a character matches however it is typed. */
export function matchesKeys(keys: string, pressed: Pressed, mac = isMac()): boolean {
  const parts = keys.split("+").map((part) => (part === "" ? "+" : part));
  const key = keys.endsWith("+") ? "+" : (parts.at(-1) ?? "");
  const wants = (name: string) => parts.slice(0, -1).includes(name);
  const mod = mac ? pressed.metaKey : pressed.ctrlKey;
  const other = mac ? pressed.ctrlKey : pressed.metaKey;
  if (other || mod !== wants("mod") || pressed.altKey !== wants("alt")) return false;
  const character = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (!character && pressed.shiftKey !== wants("shift")) return false;
  return pressed.key.toLowerCase() === key.toLowerCase();
}

const NAMES: Record<string, string> = {
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
  delete: "Del",
  backspace: "⌫",
  escape: "Esc",
  enter: "Enter",
  " ": "Space",
};

/** The keys one by one, as they are printed on a keyboard. */
export function keyNames(keys: string, mac = isMac()): string[] {
  const parts = keys.endsWith("+") ? [...keys.slice(0, -2).split("+").filter(Boolean), "+"] : keys.split("+");
  return parts.map((part) => {
    if (part === "mod") return mac ? "⌘" : "Ctrl";
    if (part === "shift") return mac ? "⇧" : "Shift";
    if (part === "alt") return mac ? "⌥" : "Alt";
    return NAMES[part.toLowerCase()] ?? part.toUpperCase();
  });
}

/** For `aria-keyshortcuts`. */
export const ariaKeys = (keys: string, mac = isMac()): string =>
  keys.replace("mod", mac ? "Meta" : "Control").replace("shift", "Shift").replace("alt", "Alt");
