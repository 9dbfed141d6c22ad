import { useEffect, useLayoutEffect, useRef } from "react";
import { takenBack, typedAhead, writes } from "./ahead";
import { triggerIn, type BoxHandle, type BoxProps } from "./box";

export const WRITING =
  "block max-h-36 min-h-11 w-full overflow-auto bg-transparent px-3.5 pt-2 pb-3 text-14 leading-read outline-none pane:max-h-72 pane:min-h-18";

const textOf = (html: string) => new DOMParser().parseFromString(html.replaceAll(/<\/(p|div|li|h\d)>|<br>/g, "\n"), "text/html").body.textContent.trim();

function handleOf(area: HTMLTextAreaElement, type: (text: string) => void): BoxHandle {
  return {
    focus() {
      area.focus();
      area.setSelectionRange(area.value.length, area.value.length);
    },
    insert(html, over = 0) {
      const { selectionStart: start, selectionEnd: end, value } = area;
      type(value.slice(0, start - over) + textOf(html) + value.slice(end));
      area.focus();
    },
    insertImages: () => undefined,
    caret: () => area.getBoundingClientRect(),
  };
}

interface Props extends BoxProps {
  /** It shows a text with formats, which changing it here would take off: what is typed goes to its end. */
  locked?: boolean;
  /** Told when the box goes: where the cursor was, if it was here. */
  onCaret?: (at: number | null) => void;
}

/** The box for plain text. It stands there at once, and for those who prefer it stays. */
export function PlainBox({ value, label, placeholder, locked, onCaret, onType, onKey, onFiles, onTrigger, register, tools }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const latest = useRef(onType);
  useEffect(() => void (latest.current = onType));
  // With the layout: the box that comes in its place registers then too.
  useLayoutEffect(() => {
    if (!area.current) return;
    register(handleOf(area.current, (text) => latest.current({ text, html: null })));
    return () => register(null);
  }, [register]);

  const told = useRef(onCaret);
  useEffect(() => void (told.current = onCaret));
  useLayoutEffect(() => {
    const here = area.current;
    return () => told.current?.(here && document.activeElement === here ? here.selectionStart : null);
  }, []);

  const goOn = (event: KeyboardEvent) => {
    const words = writes(event);
    if (words === null && event.key !== "Backspace") return;
    onType(words === null ? takenBack(value) : typedAhead(value, words));
    event.preventDefault();
  };

  const look = ({ value: text, selectionStart }: HTMLTextAreaElement) => onTrigger(triggerIn(text.slice(0, selectionStart)));
  return (
    <>
    <textarea
      ref={area}
      dir="auto"
      value={value.text}
      aria-label={label}
      placeholder={placeholder}
      readOnly={locked}
      onChange={(event) => {
        onType({ text: event.target.value, html: null });
        look(event.target);
      }}
      onBlur={() => onTrigger(null)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (onKey(event.nativeEvent)) event.preventDefault();
        else if (locked) goOn(event.nativeEvent);
      }}
      onPaste={(event) => {
        const files = [...event.clipboardData.files];
        if (files.length > 0 && onFiles(files, false).length > 0) event.preventDefault();
        else if (locked) onType(typedAhead(value, event.clipboardData.getData("text/plain")));
      }}
      className={`${WRITING} field-sizing-content resize-none`}
    />
    {tools(null)}
    </>
  );
}
