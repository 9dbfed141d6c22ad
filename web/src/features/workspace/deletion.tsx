import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { sessionManager } from "@/api/session";
import type { Workspace } from "@/api/types";
import { useReason } from "@/features/tickets/reasons";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";

/** The end of a workspace, for whoever types its name. */
export function Deletion({ home }: { home: Workspace }) {
  const { t } = useTranslation("workspace");
  const { t: common } = useTranslation();
  const reason = useReason();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const end = useMutation({
    mutationFn: () => dataOf(api.POST("/v1/tenant/deletion", { body: { slug: typed } })),
    onSuccess: () => sessionManager.signOut(),
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    end.mutate();
  };
  return (
    <section aria-labelledby="end" className="mt-8 flex flex-col items-start gap-2 border-t pt-5">
      <h2 id="end" className="text-14 font-semibold">
        {t("end")}
      </h2>
      <p className="max-w-measure text-text-2">{t("end_text")}</p>
      <Button size="l" className="text-breach" onClick={() => setOpen(true)}>
        {t("end_open")}
      </Button>
      {open && (
        <Dialog title={t("end_ask", { name: home.name })} onClose={() => setOpen(false)} size="s" fixed>
          <form onSubmit={onSubmit} className="flex flex-col gap-3.5 p-4">
            <p className="text-text-2">{t("end_text")}</p>
            <Field
              label={t("end_type", { slug: home.slug })}
              value={typed}
              autoFocus
              autoComplete="off"
              error={end.error ? reason(end.error) : null}
              onChange={(event) => setTyped(event.target.value)}
            />
            <div className="flex justify-end gap-2">
              <Button onClick={() => setOpen(false)}>{common("common.cancel")}</Button>
              <Button type="submit" className="text-breach" disabled={typed !== home.slug || end.isPending}>
                {t("end_do")}
              </Button>
            </div>
          </form>
        </Dialog>
      )}
    </section>
  );
}
