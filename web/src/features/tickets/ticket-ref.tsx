import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { Row } from "@/api/types";
import { cx } from "@/ui/class-names";
import { StateGlyph } from "./state-glyph";
import { useNames } from "./use-rules";

/** A ticket's number as the tenant writes it. */
export function useLabelOf(): (number: number) => string {
  const prefix = useSession().tenant.ticket_label;
  return (number) => `${prefix}${String(number).padStart(4, "0")}`;
}

interface Props {
  number: number;
  /** What is known of it. */
  row?: Pick<Row, "subject" | "state" | "status_id">;
  className?: string;
}

/** Another ticket, to be opened: its state, number and subject as far as they are known. */
export function TicketRef({ number, row, className }: Props) {
  const { t } = useTranslation();
  const { slug } = useSession().tenant;
  const label = useLabelOf()(number);
  const names = useNames();
  const standing = row && names.standing(row);
  return (
    <Link
      to="/$slug/tickets/$number"
      params={{ slug, number: String(number) }}
      title={row ? `${label} ${row.subject}` : label}
      className={cx("flex h-6 min-w-0 items-center gap-1.5 rounded-m px-1.5 hover:bg-hover", className)}
    >
      {row && standing && <StateGlyph state={row.state} colour={standing.colour} label={standing.label} />}
      <span className="num shrink-0 font-medium">{label}</span>
      {row && <span className="truncate text-text-2">{row.subject || t("row.no_subject")}</span>}
    </Link>
  );
}
