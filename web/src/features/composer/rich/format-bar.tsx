import type { ChainedCommands, Editor } from "@tiptap/core";
import { Bold, Code, Heading, Italic, Link, List, ListOrdered, Quote, SquareCode, type LucideIcon } from "lucide-react";
import { useEffect, useReducer, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { IconButton } from "@/ui/icon-button";

const FORMATS = ["bold", "italic", "code", "link", "bulletList", "orderedList", "blockquote", "codeBlock", "heading"] as const;
type Format = (typeof FORMATS)[number];

const LOOKS: Record<Format, [LucideIcon, string, ((chain: ChainedCommands) => ChainedCommands) | null]> = {
  bold: [Bold, "mod+b", (chain) => chain.toggleBold()],
  italic: [Italic, "mod+i", (chain) => chain.toggleItalic()],
  code: [Code, "mod+e", (chain) => chain.toggleCode()],
  link: [Link, "mod+shift+k", null],
  bulletList: [List, "mod+shift+8", (chain) => chain.toggleBulletList()],
  orderedList: [ListOrdered, "mod+shift+7", (chain) => chain.toggleOrderedList()],
  blockquote: [Quote, "mod+shift+b", (chain) => chain.toggleBlockquote()],
  codeBlock: [SquareCode, "mod+alt+c", (chain) => chain.toggleCodeBlock()],
  heading: [Heading, "mod+alt+3", (chain) => chain.toggleHeading({ level: 3 })],
};

/** At once: the editor's own way to take the focus waits for the next frame, and would take it from whatever has it then. */
function chainOf(editor: Editor): ChainedCommands {
  editor.view.focus();
  return editor.chain();
}

/** Draws again when the cursor moves or the text changes. */
function useFollow(editor: Editor): void {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    editor.on("transaction", draw);
    return () => void editor.off("transaction", draw);
  }, [editor]);
}

function addressOf(text: string): string {
  const address = text.trim();
  if (/^(https?:\/\/|mailto:|tel:)/i.test(address)) return address;
  return address.includes("@") && !address.includes("/") ? `mailto:${address}` : `https://${address}`;
}

function LinkField({ editor, onDone }: { editor: Editor; onDone: () => void }) {
  const { t } = useTranslation();
  const known = (editor.getAttributes("link").href as string | undefined) ?? "";
  const [address, setAddress] = useState(known);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const set = (href: string | null) => {
    const at = chainOf(editor).extendMarkRange("link");
    if (href === null) at.unsetLink().run();
    else if (editor.state.selection.empty && !known) {
      chainOf(editor).insertContent([{ type: "text", text: address.trim(), marks: [{ type: "link", attrs: { href } }] }]).run();
    } else at.setLink({ href }).run();
    onDone();
  };
  return (
    <form
      className="flex min-w-0 flex-1 items-center gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        if (address.trim()) set(addressOf(address));
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== "Escape") return;
        onDone();
        editor.view.focus();
      }}
    >
      <input
        ref={field}
        value={address}
        onChange={(event) => setAddress(event.target.value)}
        aria-label={t("format.address")}
        placeholder="https://"
        inputMode="url"
        className="h-6 min-w-0 flex-1 rounded-s border border-control bg-surface px-2 text-12"
      />
      <Button look="plain" size="s" type="submit" className="mx-0 text-12">
        {t("format.set_link")}
      </Button>
      {known && (
        <Button look="plain" size="s" className="mx-0 text-12" onClick={() => set(null)}>
          {t("format.remove_link")}
        </Button>
      )}
    </form>
  );
}

interface Props {
  editor: Editor;
  note: boolean;
  linking: boolean;
  onLinking: (on: boolean) => void;
}

/** The formats as buttons. One stop of the tab key; arrows move within. */
export function FormatBar({ editor, note, linking, onLinking }: Props) {
  const { t } = useTranslation();
  useFollow(editor);
  const [at, setAt] = useState(0);
  const bar = useRef<HTMLDivElement>(null);
  const move = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (at + step + FORMATS.length) % FORMATS.length;
    setAt(next);
    bar.current?.querySelectorAll("button")[next]?.focus();
  };
  if (linking) return <LinkField editor={editor} onDone={() => onLinking(false)} />;
  return (
    <div ref={bar} role="toolbar" aria-label={t("format.title")} onKeyDown={move} className="flex min-w-0 overflow-x-auto">
      {FORMATS.map((format, index) => {
        const [icon, keys, run] = LOOKS[format];
        const on = editor.isActive(format);
        return (
          <IconButton
            key={format}
            icon={icon}
            label={t(`format.${format}`)}
            keys={keys}
            tabIndex={index === at ? 0 : -1}
            aria-pressed={on}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => (run ? run(chainOf(editor)).run() : onLinking(true))}
            className={
              note ? "text-note-text hover:bg-note-line/40 aria-pressed:bg-note-line/60" : "aria-pressed:bg-accent-soft aria-pressed:text-accent"
            }
          />
        );
      })}
    </div>
  );
}
