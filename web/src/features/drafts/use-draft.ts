import { useMemo } from "react";
import { useSession } from "@/api/session";
import { useStore } from "@/lib/store";
import { drafts, readDraft, type Draft, type DraftPlace } from "./draft-store";

export function useDraftPlace(number: number): DraftPlace {
  const { tenant, user } = useSession();
  return useMemo(() => ({ tenant: tenant.id, user: user.id, number }), [tenant.id, user.id, number]);
}

export function useDraft(place: DraftPlace): Draft {
  useStore(drafts);
  return readDraft(place);
}
