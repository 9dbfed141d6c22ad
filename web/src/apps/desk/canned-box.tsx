import { lazy, Suspense, useCallback, useState } from "react";
import { Bone } from "@/ui/skeleton";
import type { BoxHandle, Typed } from "@/features/composer/box";
import type { WritingProps } from "@/features/settings/canned-bodies";

const RichBox = lazy(() => import("@/features/composer/rich/rich-box"));
const NOTHING = () => undefined;

const textOf = (html: string) => new DOMParser().parseFromString(html, "text/html").body.textContent;

/** The composer's editor for texts that are kept: formats and links, without files and popups. */
export function CannedBox({ html, label, onType, register }: WritingProps) {
  const [value, setValue] = useState<Typed>({ html, text: textOf(html) });
  const hold = useCallback((handle: BoxHandle | null) => register(handle && ((text) => handle.insert(text))), [register]);
  return (
    <Suspense fallback={<Bone className="m-3 h-16" />}>
      <RichBox
        value={value}
        label={label}
        placeholder=""
        note={false}
        onType={(typed) => {
          setValue(typed);
          onType(typed.html ?? "");
        }}
        onKey={() => false}
        onFiles={() => []}
        onTrigger={NOTHING}
        register={hold}
        takeCaret={() => null}
        tools={(own) => <div className="flex border-t px-2 py-1">{own}</div>}
      />
    </Suspense>
  );
}
