import { useEffect, useMemo, useRef, useState } from "react";
import { useSession } from "@/api/session";
import { useStore } from "@/lib/store";
import type { Draft } from "./draft";
import { drafts, readDraft, type DraftPlace } from "./draft-store";
import { keepDraft, syncOf, syncs, type Keeper, type SyncView } from "./draft-sync";

export function useDraftPlace(number: number): DraftPlace {
  const { tenant, user } = useSession();
  return useMemo(() => ({ tenant: tenant.id, user: user.id, number }), [tenant.id, user.id, number]);
}

export function useDraft(place: DraftPlace): Draft {
  useStore(drafts);
  return readDraft(place);
}

/** Keeps the server's copy of the draft for as long as the component is on the page. */
export function useKeptDraft(place: DraftPlace, newest: string): [SyncView, Keeper | null] {
  useStore(syncs);
  const latest = useRef(newest);
  useEffect(() => void (latest.current = newest));
  const [keeper, setKeeper] = useState<Keeper | null>(null);
  useEffect(() => {
    const begun = keepDraft(place, () => latest.current);
    setKeeper(begun);
    return begun.stop;
  }, [place]);
  return [syncOf(place), keeper];
}
