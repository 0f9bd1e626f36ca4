import { cleanNotifications, notificationsStore } from "@mantine/notifications";
import { beforeEach, expect, it } from "vitest";
import { MOST_NOTES, notify, notifyFailure } from "./notify";

const shown = () => notificationsStore.getState().notifications;

beforeEach(() => cleanNotifications());

it("shows the newest notes; older ones make room, and none waits behind bad news that stays", () => {
  for (let number = 1; number <= MOST_NOTES + 2; number += 1) notify({ tone: "bad", message: `Note ${number}` });
  notify({ message: "Saved." });
  expect(shown().map(({ message }) => message)).toEqual(["Note 4", "Note 5", "Note 6", "Saved."]);
});

it("keeps bad news until it is closed, and gives time for what can be done", () => {
  notify({ tone: "bad", message: "Not saved." });
  notify({ tone: "good", message: "Saved." });
  notify({ message: "Deleted.", action: { label: "Undo", run: () => undefined } });
  expect(shown().map(({ autoClose }) => autoClose)).toEqual([false, 4_500, 8_000]);
});

it("says why something failed as a sentence", () => {
  notifyFailure(new Error("the server can't be reached"));
  notifyFailure("?");
  expect(shown().map(({ message }) => message)).toEqual(["The server can't be reached", "That didn't work."]);
});
