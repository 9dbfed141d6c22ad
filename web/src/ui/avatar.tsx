import { cx } from "./class-names";

function initials(name: string): string {
  const words = name.replace(/@.*/, "").split(/[\s._-]+/).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => [...(word ?? "")][0] ?? "").join("").toLocaleUpperCase() || "?";
}

/** A colour that stays with the person: one of 24 hues, by a hash (FNV-1a) that keeps similar ids apart. */
function hue(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return ((hash >>> 8) % 24) * 15;
}

const SIZES = {
  s: "size-4 text-9",
  m: "size-7 text-11",
  l: "size-9 text-13",
};

/** Always beside the person's name, so it says nothing to screen readers: the initials are paint, not text. */
export function Avatar({ id, name, size = "m", className }: { id: string; name: string; size?: keyof typeof SIZES; className?: string }) {
  return (
    <span
      aria-hidden
      className={cx(
        "grid shrink-0 place-items-center rounded-full before:content-[attr(data-initials)] bg-person font-semibold text-avatar-text select-none",
        SIZES[size],
        className,
      )}
      data-initials={initials(name)}
      style={{ "--hue": hue(id) } as React.CSSProperties}
    />
  );
}
