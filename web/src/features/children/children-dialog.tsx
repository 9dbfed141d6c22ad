import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { ApiProblem } from "@/api/problem";
import type { ChildAnswer, Ticket } from "@/api/types";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { keys } from "@/features/tickets/keys";
import { useReason } from "@/features/tickets/reasons";

interface Props {
  ticket: Ticket;
  words: { text: string; html: string | null };
  onClose: () => void;
}

/** After a parent was resolved with a reply: the same to the tickets that hang on it. */
export default function ChildrenDialog({ ticket, words, onClose }: Props) {
  const { t } = useTranslation();
  const { t: work } = useTranslation("work");
  const reason = useReason();
  const client = useQueryClient();
  const [resolve, setResolve] = useState(true);
  const [key] = useState(randomKey);
  const children = ticket.links.filter((link) => link.kind === "parent_of").map((link) => link.number);
  const labelOf = (number: number) => ticket.label.replace(/\d+$/, (digits) => String(number).padStart(digits.length, "0"));
  const sending = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST("/v1/tickets/{number}/children/messages", {
          params: { path: { number: String(ticket.number) }, header: { "Idempotency-Key": key } },
          body: { body: words.text, ...(resolve ? { state_after: "resolved" } : {}) },
        }),
      ),
    onSuccess: () => {
      for (const number of children) void client.invalidateQueries({ queryKey: keys.ticket(number) });
      void client.invalidateQueries({ queryKey: keys.heads });
    },
  });
  const results = sending.data?.items;
  const whyNot = (problem?: ChildAnswer["problem"]) => reason(new ApiProblem(problem?.status ?? 409, { ...problem }));
  return (
    <Dialog title={work("children.title")} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        <p>{work("children.text", { label: ticket.label, count: children.length })}</p>
        <ul className="flex max-h-60 flex-col gap-1 overflow-auto" tabIndex={0} aria-label={t("list.tickets")}>
          {(results ?? children.map((number): Partial<ChildAnswer> & { number: number } => ({ number }))).map(({ number, ok, problem }) => (
            <li key={number} className="flex items-start gap-2">
              <span className="num font-medium">{labelOf(number)}</span>
              {ok === true && (
                <span className="inline-flex items-center gap-1 text-met">
                  <CircleCheck aria-hidden className="icon-s" /> {work("children.ok")}
                </span>
              )}
              {ok === false && (
                <span className="inline-flex items-start gap-1 text-breach">
                  <CircleAlert aria-hidden className="icon-s mt-0.5" /> {work("children.refused", { reason: whyNot(problem) })}
                </span>
              )}
            </li>
          ))}
        </ul>
        {!results && (
          <label className="flex items-center gap-2">
            <input type="checkbox" checked={resolve} onChange={(event) => setResolve(event.target.checked)} />
            {work("children.resolve")}
          </label>
        )}
        {sending.isError && (
          <p role="alert" className="text-12 text-breach">
            {reason(sending.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          {results ? (
            <Button look="primary" onClick={onClose} autoFocus>
              {work("children.done")}
            </Button>
          ) : (
            <>
              <Button onClick={onClose}>{work("children.not_now")}</Button>
              <Button look="primary" autoFocus disabled={sending.isPending} onClick={() => sending.mutate()}>
                {work("children.send", { count: children.length })}
              </Button>
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}
