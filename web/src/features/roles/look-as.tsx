import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Eye } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { toast } from "@/ui/toasts";
import { Choice } from "@/features/settings/controls";
import { useReason } from "@/features/tickets/reasons";
import { usePeople } from "@/features/tickets/use-people";
import { lookAs } from "./viewing";

/** The desk as a colleague sees it: chosen here, left by the banner over every page. */
export function LookAs() {
  const { t } = useTranslation("roles");
  const { slug = "" } = useParams({ strict: false });
  const navigate = useNavigate();
  const client = useQueryClient();
  const reason = useReason();
  const { me, active } = usePeople();
  const others = active.filter(({ id }) => id !== me.id).sort((a, b) => a.name.localeCompare(b.name));
  const [chosen, setChosen] = useState("");
  const wanted = chosen || (others[0]?.id ?? "");
  const look = useMutation({
    mutationFn: () => lookAs(client, wanted),
    onSuccess: () => void navigate({ to: "/$slug/inbox/$view", params: { slug, view: "mine" } }),
    onError: (error) => toast({ tone: "error", title: t("viewing.failed"), detail: reason(error) }),
  });
  if (others.length === 0) return null;
  return (
    <section className="mt-8 flex max-w-measure flex-col gap-2 border-t pt-5">
      <h2 className="text-14 font-semibold">{t("viewing.title")}</h2>
      <p className="text-text-2">{t("viewing.text")}</p>
      <div className="flex flex-wrap items-end gap-2">
        <Choice label={t("viewing.who")} value={wanted} onChange={setChosen} options={others.map(({ id, name }) => ({ value: id, label: name }))} />
        <Button size="l" onClick={() => look.mutate()} disabled={look.isPending}>
          <Eye aria-hidden className="icon" />
          {t("viewing.start")}
        </Button>
      </div>
    </section>
  );
}
