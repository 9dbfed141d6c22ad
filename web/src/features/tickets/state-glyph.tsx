import type { Colour, State } from "@/api/types";

const COLOUR: Record<State, string> = {
  new: "text-info",
  open: "text-text-2",
  reopened: "text-risk",
  pending: "text-text-3",
  on_hold: "text-text-3",
  resolved: "text-met",
  closed: "text-text-3",
  spam: "text-text-3",
};

/** The colours a tenant can give to its own statuses. */
export const DOTS: Record<Colour, string> = {
  grey: "text-dot-grey",
  blue: "text-dot-blue",
  green: "text-dot-green",
  amber: "text-dot-amber",
  red: "text-dot-red",
  violet: "text-dot-violet",
};

const TICK = <path d="m3.6 6.2 1.7 1.7 3.2-3.6" stroke="var(--surface)" strokeWidth="1.5" fill="none" />;
const RING = <circle cx="6" cy="6" r="4.75" fill="none" stroke="currentColor" strokeWidth="1.5" />;
const DISC = <circle cx="6" cy="6" r="5.5" fill="currentColor" />;

const SHAPE: Record<State, React.ReactNode> = {
  new: (
    <>
      {RING}
      <circle cx="6" cy="6" r="2.4" fill="currentColor" />
    </>
  ),
  open: RING,
  reopened: <path d="M2.1 4.2A4.4 4.4 0 1 1 1.6 6.4M2 1.4v2.9h2.9" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  pending: (
    <>
      {RING}
      <path d="M6 2.9a3.1 3.1 0 0 1 0 6.2z" fill="currentColor" />
    </>
  ),
  on_hold: (
    <>
      {RING}
      <path d="M4.9 4.2v3.6M7.1 4.2v3.6" stroke="currentColor" strokeWidth="1.3" />
    </>
  ),
  resolved: (
    <>
      {DISC}
      {TICK}
    </>
  ),
  closed: (
    <>
      {DISC}
      {TICK}
    </>
  ),
  spam: (
    <>
      {RING}
      <path d="m2.9 2.9 6.2 6.2" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
};

interface Props {
  state: State;
  /** Names it where the state's name is not beside it. */
  label?: string;
  /** That of a status of the tenant's own. */
  colour?: Colour | null;
  className?: string;
}

/** Each state has a shape of its own, so that colour is never the only difference; a tenant's own status colours it. */
export function StateGlyph({ state, label, colour, className }: Props) {
  const named = label ? { role: "img", "aria-label": label, "data-tip": label } : { "aria-hidden": true };
  return (
    <svg
      {...named}
      viewBox="0 0 12 12"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`size-3 shrink-0 ${colour ? DOTS[colour] : COLOUR[state]} ${className ?? ""}`}
    >
      {SHAPE[state]}
    </svg>
  );
}
