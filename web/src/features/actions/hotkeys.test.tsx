import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ACTIONS } from "./catalog";
import { chordOf, setSingleKeys, startHotkeys } from "./hotkeys";
import { useAction } from "./registry";

const resolve = vi.fn();
const next = vi.fn();

function Page() {
  useAction("resolve", resolve);
  useAction("next", next);
  return (
    <>
      <input aria-label="field" />
      <textarea aria-label="area" />
      <div contentEditable aria-label="rich" role="textbox" tabIndex={0} />
      <div role="dialog" aria-label="window">
        <button>inside</button>
      </div>
      <button>outside</button>
    </>
  );
}

let stop: () => void;
beforeEach(() => {
  stop = startHotkeys();
  render(<Page />);
});
afterEach(() => {
  stop();
  setSingleKeys(true);
});

test("a key runs its action", async () => {
  await userEvent.keyboard("ej");
  expect(resolve).toHaveBeenCalledTimes(1);
  expect(next).toHaveBeenCalledTimes(1);
});

test.each(["field", "area", "rich"])("no shortcut fires while typing in a %s", async (name) => {
  await userEvent.click(screen.getByLabelText(name));
  await userEvent.keyboard("ej?");
  expect(resolve).not.toHaveBeenCalled();
  expect(next).not.toHaveBeenCalled();
});

test("none fires in a window, and none with a modifier", async () => {
  screen.getByRole("button", { name: "inside" }).focus();
  await userEvent.keyboard("e");
  screen.getByRole("button", { name: "outside" }).focus();
  await userEvent.keyboard("{Control>}e{/Control}{Meta>}e{/Meta}{Alt>}e{/Alt}{Shift>}E{/Shift}");
  expect(resolve).not.toHaveBeenCalled();
});

test("none fires when single keys are switched off", async () => {
  setSingleKeys(false);
  await userEvent.keyboard("e");
  expect(resolve).not.toHaveBeenCalled();
});

test("chords are told apart by their modifiers", () => {
  const press = (fields: object) => ({ key: "Enter", shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...fields });
  const all = ["send", "send_resolve", "send_pending"] as const;
  const chord = (fields: object) => chordOf(press(fields), [...all]);
  expect(chord({ ctrlKey: true })).toBe("send");
  expect(chord({ ctrlKey: true, shiftKey: true })).toBe("send_resolve");
  expect(chord({ altKey: true })).toBe("send_pending");
  expect(chord({})).toBeUndefined();
});

test("no two actions share a key", () => {
  const keys = ACTIONS.filter(([, spec]) => !spec.local).map(([, spec]) => spec.keys);
  expect(new Set(keys).size).toBe(keys.length);
});
