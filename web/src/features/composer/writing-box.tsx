import { useCallback, useEffect, useRef, useState, type ComponentType, type ReactNode } from "react";
import { useStore } from "@/lib/store";
import type { ComposerPopup } from "@/features/drafts/composer-popup";
import type { DraftFile, Kind } from "@/features/drafts/draft";
import type { BoxHandle, BoxProps, Trigger, Typed } from "./box";
import { PlainBox } from "./plain-box";
import { writing } from "./writing";

type RichProps = BoxProps & { takeCaret: () => number | null };
type Rich = ComponentType<RichProps>;
let loaded: Rich | null = null;

/** Fetches the editor ahead of its first use. */
export async function loadRichBox(): Promise<Rich> {
  loaded ??= (await import("./rich/rich-box")).default;
  return loaded;
}

/** The editor once it is there; never in the middle of a character that is being composed. */
function useRichBox(wanted: boolean, isComposing: () => boolean): Rich | null {
  const [Box, setBox] = useState<Rich | null>(() => loaded);
  useEffect(() => {
    if (!wanted || Box) return;
    let gone = false;
    const show = (box: Rich) => {
      if (gone) return;
      if (isComposing()) setTimeout(() => show(box), 200);
      else setBox(() => box);
    };
    // Without it the plain box stays, and can do all but formats.
    loadRichBox().then(show, () => undefined);
    return () => void (gone = true);
  }, [wanted, Box, isComposing]);
  return wanted ? Box : null;
}

function Loaded({ box: Box, ...props }: RichProps & { box: Rich }) {
  return <Box {...props} />;
}

interface Props {
  number: number;
  kind: Kind;
  value: Typed;
  label: string;
  placeholder: string;
  popups: readonly ComposerPopup[];
  onType: (typed: Typed, cannedId?: string) => void;
  onKey: (event: KeyboardEvent) => boolean;
  onFiles: (files: File[], canShow: boolean) => DraftFile[];
  register: (handle: BoxHandle | null) => void;
  tools: (own: ReactNode) => ReactNode;
}

/** Where the text is written: the plain box at once, and in its place the rich one as soon as it is there. */
export function WritingBox({ number, kind, value, label, placeholder, popups, onType, onKey, onFiles, register, tools }: Props) {
  const choice = useStore(writing);
  const composing = useRef(false);
  const isComposing = useCallback(() => composing.current, []);
  const wanted = choice === "rich" || value.html !== null;
  const Box = useRichBox(wanted, isComposing);
  const caret = useRef<number | null>(null);
  const box = useRef<BoxHandle | null>(null);
  const [trigger, setTrigger] = useState<(Trigger & { caret: DOMRect }) | null>(null);
  const [closed, setClosed] = useState(false);
  const keys = useRef<((event: KeyboardEvent) => boolean) | null>(null);
  const takeKeys = useCallback((take: ((event: KeyboardEvent) => boolean) | null) => void (keys.current = take), []);
  const takeCaret = useCallback(() => {
    const at = caret.current;
    caret.current = null;
    return at;
  }, []);
  const leaveCaret = useCallback((at: number | null) => void (caret.current = at), []);
  const canned = useRef<string | undefined>(undefined);

  const hold = useCallback(
    (handle: BoxHandle | null) => {
      box.current = handle;
      register(handle);
    },
    [register],
  );
  const follow = (next: Trigger | null) => {
    const at = next && box.current?.caret();
    if (next?.sign !== trigger?.sign || next?.query !== trigger?.query) setTrigger(next && at ? { ...next, caret: at } : null);
    if (!next) setClosed(false);
  };
  const popup = trigger && !closed && popups.find(({ sign, kinds }) => sign === trigger.sign && kinds.includes(kind));

  const common: BoxProps = {
    value,
    label,
    placeholder,
    note: kind === "note",
    onType(typed) {
      onType(typed, canned.current);
      canned.current = undefined;
    },
    onKey: (event) => (keys.current?.(event) ?? false) || onKey(event),
    onFiles,
    onTrigger: follow,
    register: hold,
    tools,
  };
  return (
    <div onCompositionStart={() => void (composing.current = true)} onCompositionEnd={() => void (composing.current = false)}>
      {Box ? (
        <Loaded key={kind} box={Box} {...common} takeCaret={takeCaret} />
      ) : (
        <PlainBox {...common} locked={value.html !== null && wanted} onCaret={leaveCaret} />
      )}
      {popup && (
        <popup.Popup
          number={number}
          kind={kind}
          query={trigger.query}
          caret={trigger.caret}
          takeKeys={takeKeys}
          onClose={() => setClosed(true)}
          onInsert={(html, cannedId) => {
            canned.current = cannedId;
            setTrigger(null);
            box.current?.insert(html, trigger.sign.length + trigger.query.length);
          }}
        />
      )}
    </div>
  );
}
