import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import type { Typed } from "./box";
import { PlainBox } from "./plain-box";

const nothing = () => undefined;

function Box({ start, onWritten }: { start: Typed; onWritten: (typed: Typed) => void }) {
  const [value, setValue] = useState(start);
  return (
    <PlainBox
      value={value}
      label="Reply"
      placeholder=""
      note={false}
      locked
      onType={(typed) => {
        setValue(typed);
        onWritten(typed);
      }}
      onKey={(event) => event.ctrlKey}
      onFiles={() => []}
      onTrigger={nothing}
      register={nothing}
      tools={() => null}
    />
  );
}

test("what is typed and pasted over a text with formats goes to its end", async () => {
  const user = userEvent.setup();
  const onWritten = vi.fn();
  render(<Box onWritten={onWritten} start={{ text: "Dear Ada", html: "<p>Dear <b>Ada</b></p>" }} />);
  await user.click(screen.getByRole("textbox", { name: "Reply" }));
  await user.keyboard(", tx{Backspace}hanks{Control>}b{/Control}{ArrowLeft}{Enter}J");
  await user.paste("onas");
  expect(onWritten).toHaveBeenLastCalledWith({ text: "Dear Ada, thanks\n\nJonas", html: "<p>Dear <b>Ada</b>, thanks</p><p>Jonas</p>" });
});
