import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { Recomputation } from "@/api/types";
import { Button } from "@/ui/button";
import { useReason } from "@/features/tickets/reasons";

const LOOK_AGAIN = 1_500;
const isGoing = ({ state }: Recomputation) => state === "queued" || state === "running";

/** How far a job has come, until it is over. */
export function Progress({ first, onClose }: { first: Recomputation; onClose: () => void }) {
  const { t } = useTranslation("recomputing");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const reason = useReason();
  const params = { path: { id: first.id } };
  const key = ["recomputation", first.id] as const;
  const { data: job } = useQuery({
    queryKey: key,
    queryFn: () => dataOf(api.GET("/v1/sla/recomputations/{id}", { params })),
    initialData: first,
    initialDataUpdatedAt: 0,
    gcTime: 0,
    refetchInterval: ({ state }) => isGoing(state.data ?? first) && LOOK_AGAIN,
  });
  const stop = useMutation({
    mutationFn: () => dataOf(api.DELETE("/v1/sla/recomputations/{id}", { params })),
    onSuccess: (one) => client.setQueryData(key, one),
  });
  const going = isGoing(job);
  return (
    <>
      <div role="status" className="num flex flex-col gap-2">
        <p>{t(job.state, { changed: job.changed, found: job.found })}</p>
        {job.failed > 0 && <p className="text-breach">{t("resisted", { count: job.failed })}</p>}
      </div>
      {stop.error && (
        <p role="alert" className="text-breach">
          {reason(stop.error)}
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        {going && (
          <Button disabled={stop.isPending} onClick={() => stop.mutate()}>
            {t("stop")}
          </Button>
        )}
        <Button look="primary" onClick={onClose}>
          {going ? t("behind") : common("common.close")}
        </Button>
      </div>
    </>
  );
}
