import { Editor } from "@tiptap/core";
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import { htmlOfText } from "@/features/drafts/draft";
import { triggerIn, type BoxProps, type Typed } from "@/features/composer/box";
import { WRITING } from "@/features/composer/plain-box";
import { writingExtensions } from "./extensions";
import { FormatBar } from "./format-bar";
import { focusAt, handleOf } from "./handle";
import { filesOf, htmlOfMarkdown, isMarkdown, isOnlyColouredCode } from "./paste";

interface Props extends BoxProps {
  /** Where the cursor stood in the plain box; null when it was not there. */
  takeCaret: () => number | null;
}

/** A text that is taken over in the middle of a line ends with a space. */
const KEEP = { preserveWhitespace: true } as const;
const htmlOf = ({ html, text }: Typed) => html ?? htmlOfText(text);
const typedIn = (editor: Editor): Typed =>
  editor.isEmpty ? { text: "", html: null } : { text: editor.getText({ blockSeparator: "\n\n" }), html: editor.getHTML() };

function triggerAt(editor: Editor) {
  const { $from, empty } = editor.state.selection;
  if (!empty || $from.parent.type.spec.code) return null;
  return triggerIn($from.parent.textBetween(0, $from.parentOffset, "\n", "￼"));
}

/** Text with format. Markdown becomes format as it is typed, and when it is pasted. */
export default function RichBox({ value, label, placeholder, note, takeCaret, onType, onKey, onFiles, onTrigger, register, tools }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [linking, setLinking] = useState(false);
  const shown = useRef<Typed>(value);

  const typed = useEffectEvent((now: Editor) => {
    shown.current = typedIn(now);
    onType(shown.current);
    onTrigger(triggerAt(now));
  });
  const key = useEffectEvent((event: KeyboardEvent) => !event.isComposing && onKey(event));
  const moved = useEffectEvent((now: Editor) => onTrigger(now.isFocused ? triggerAt(now) : null));
  const left = useEffectEvent(() => onTrigger(null));
  const take = useEffectEvent((now: Editor, data: DataTransfer | null) => {
    const files = filesOf(data);
    if (files.length === 0) return false;
    handleOf(now).insertImages(onFiles(files, true));
    return true;
  });
  const begin = useEffectEvent((element: HTMLElement): Editor => {
    const made: Editor = new Editor({
      element,
      extensions: writingExtensions(() => setLinking(true)),
      content: htmlOf(value),
      parseOptions: KEEP,
      injectCSS: false,
      editorProps: {
        attributes: { role: "textbox", "aria-multiline": "true", class: "prose-writing", dir: "auto" },
        handleKeyDown: (_view, event) => key(event),
        handlePaste: (_view, event) => {
          if (take(made, event.clipboardData)) return true;
          const text = event.clipboardData?.getData("text/plain") ?? "";
          const html = event.clipboardData?.getData("text/html") ?? "";
          if ((html && !isOnlyColouredCode(html)) || !isMarkdown(text) || made.isActive("codeBlock")) return false;
          return made.commands.insertContent(htmlOfMarkdown(text));
        },
        handleDrop: (_view, event, _slice, inside) => !inside && take(made, event.dataTransfer),
      },
      onUpdate: () => typed(made),
      onSelectionUpdate: () => moved(made),
      onBlur: () => left(),
    });
    const caret = takeCaret();
    if (caret !== null) focusAt(made, caret + 1);
    return made;
  });

  // Before anything is painted: a key pressed while no box has the focus would be a shortcut.
  useLayoutEffect(() => {
    if (!place.current) return;
    const made = begin(place.current);
    setEditor(made);
    register(handleOf(made));
    return () => {
      register(null);
      made.destroy();
    };
  }, [register]);

  useEffect(() => {
    editor?.view.dom.setAttribute("aria-label", label);
    editor?.view.dom.setAttribute("aria-placeholder", placeholder);
  }, [editor, label, placeholder]);

  // What came from elsewhere: a message that was sent or came back, words of another device.
  useEffect(() => {
    if (!editor || (value.text === shown.current.text && value.html === shown.current.html)) return;
    shown.current = value;
    editor.commands.setContent(htmlOf(value), { emitUpdate: false, parseOptions: KEEP });
    if (editor.isFocused) editor.commands.setTextSelection(editor.state.doc.content.size);
  }, [editor, value]);

  return (
    <>
      <div className="relative">
        {value.text === "" && (value.html === null || editor?.isEmpty) && (
          <p aria-hidden className="pointer-events-none absolute inset-x-3.5 top-2 truncate text-14 leading-read text-text-3">
            {placeholder}
          </p>
        )}
        <div ref={place} className={WRITING} onClick={() => editor?.view.focus()} />
      </div>
      {tools(editor && <FormatBar editor={editor} note={note} linking={linking} onLinking={setLinking} />)}
    </>
  );
}
