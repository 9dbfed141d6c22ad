import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { may } from "@/api/may";
import { useSession } from "@/api/session";
import type { Sla } from "@/api/types";
import { Button } from "@/ui/button";
import { TextArea } from "@/ui/field";
import { refetchTicket } from "@/features/tickets/ticket-cache";
import { useReason } from "@/features/tickets/reasons";

interface Props {
  number: number;
  clock: Pick<Sla, "metric" | "due_at" | "state">;
}

/** Takes back a breach that was none; who did it and why stands in the timeline. */
export default function Restate({ number, clock }: Props) {
  const { t } = useTranslation("recomputing");
  const { t: common } = useTranslation();
  const session = useSession();
  const client = useQueryClient();
  const reason = useReason();
  const [text, setText] = useState<string | null>(null);
  const place = useRef<HTMLFormElement>(null);
  const restate = useMutation({
    mutationFn: (said: string) =>
      dataOf(
        api.POST("/v1/sla/tickets/{number}/restatements", {
          params: { path: { number: String(number) } },
          body: { metric: clock.metric, due_at: clock.due_at, reason: said },
        }),
      ),
    onSuccess() {
      // Else Escape would find nothing to close: the form that has the focus goes.
      place.current?.closest<HTMLElement>("[role=dialog]")?.focus();
      setText(null);
    },
    onSettled: () => refetchTicket(client, number),
  });
  if (clock.state !== "breached" || !may(session, "settings.write")) return null;
  if (text === null) {
    return (
      <Button className="self-start" onClick={() => setText("")}>
        {t("restate")}
      </Button>
    );
  }
  const send = (event: FormEvent) => {
    event.preventDefault();
    restate.mutate(text);
  };
  return (
    <form ref={place} onSubmit={send} className="flex flex-col gap-2 border-t pt-3">
      <p className="text-12 text-text-2">{t("restate_text")}</p>
      <TextArea label={t("restate_why")} value={text} required maxLength={500} rows={2} onChange={({ target }) => setText(target.value)} />
      {restate.error && (
        <p role="alert" className="text-12 text-breach">
          {reason(restate.error)}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={() => setText(null)}>{common("common.cancel")}</Button>
        <Button look="primary" type="submit" disabled={text.trim() === "" || restate.isPending}>
          {t("restate_now")}
        </Button>
      </div>
    </form>
  );
}
