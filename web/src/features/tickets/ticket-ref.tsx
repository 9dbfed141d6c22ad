import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { Row, TicketView } from "@/api/types";
import { cx } from "@/ui/class-names";
import { keys } from "./keys";
import { knownRows } from "./known-rows";
import { StateGlyph } from "./state-glyph";
import { useNames } from "./use-rules";

/** A ticket's number as the tenant writes it. */
export function useLabelOf(): (number: number) => string {
  const prefix = useSession().tenant.ticket_label;
  return (number) => `${prefix}${String(number).padStart(4, "0")}`;
}

/** What is at hand of a ticket, without asking for it. */
export function useKnownRow(number: number): Pick<Row, "subject" | "state" | "status_id"> | undefined {
  const client = useQueryClient();
  const open = useQuery<TicketView>({ queryKey: keys.ticket(number), enabled: false }).data?.ticket;
  return useMemo(() => open ?? knownRows(client).find((row) => row.number === number), [client, open, number]);
}

interface Props {
  number: number;
  /** What was told of it together with the number. */
  subject?: string | null;
  state?: Row["state"] | null;
  className?: string;
}

/** Another ticket, to be opened: its state, number and subject as far as they are known. */
export function TicketRef({ number, subject, state, className }: Props) {
  const { t } = useTranslation();
  const { slug } = useSession().tenant;
  const label = useLabelOf()(number);
  const names = useNames();
  const row = useKnownRow(number);
  const shown = row ?? (state ? { state, status_id: null, subject: subject ?? "" } : null);
  const standing = shown && names.standing(shown);
  return (
    <Link
      to="/$slug/tickets/$number"
      params={{ slug, number: String(number) }}
      title={shown ? `${label} ${shown.subject}` : label}
      className={cx("flex h-6 min-w-0 items-center gap-1.5 rounded-m px-1.5 hover:bg-hover", className)}
    >
      {shown && standing && <StateGlyph state={shown.state} colour={standing.colour} label={standing.label} />}
      <span className="num shrink-0 font-medium">{label}</span>
      {shown && <span className="truncate text-text-2">{shown.subject || t("row.no_subject")}</span>}
    </Link>
  );
}
