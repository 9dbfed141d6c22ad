import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { TimeAgo } from "@/ui/time-ago";
import { TagInput } from "@/features/fields/tag-input";
import { SnoozeMark } from "@/features/snooze/snooze-mark";
import { isAsleep } from "@/features/tickets/asleep";
import { AssigneeMenu, CategoryMenu, PriorityMenu, StateMenu, TeamMenu } from "@/features/tickets/field-menus";
import { useChangeTicket } from "@/features/tickets/use-change-ticket";
import { Fact, Facts, Section } from "./facts";

const FIELD = "-mx-1.5 flex h-6 max-w-full min-w-0 items-center gap-1.5 rounded-m px-1.5 hover:bg-hover aria-expanded:bg-hover";

/** What an agent sets on a ticket, and what time and people did to it. */
export function TicketFacts({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const { t: work } = useTranslation("work");
  const change = useChangeTicket(ticket.number);
  const [menu, setMenu] = useState<string | null>(null);
  const field = (name: string) => ({
    ticket,
    className: FIELD,
    isOpen: menu === name,
    onOpenChange: (open: boolean) => setMenu(open ? name : null),
  });
  const { closes_at, resolved_at } = ticket;
  return (
    <Section title={t("details.ticket")}>
      <Facts>
        <Fact name={t("field.state")}>
          <StateMenu {...field("state")} />
        </Fact>
        {isAsleep(ticket) && (
          <Fact name={work("details.snoozed")}>
            <SnoozeMark row={ticket} />
          </Fact>
        )}
        <Fact name={t("field.priority")}>
          <PriorityMenu {...field("priority")} />
        </Fact>
        <Fact name={t("field.assignee")}>
          <AssigneeMenu {...field("assignee")} />
        </Fact>
        <Fact name={t("field.team")}>
          <span data-field="team_id" className="contents">
            <TeamMenu {...field("team")} />
          </span>
        </Fact>
        <Fact name={t("field.category")}>
          <span data-field="category_id" className="contents">
            <CategoryMenu {...field("category")} />
          </span>
        </Fact>
        <Fact name={t("field.tags")}>
          <TagInput label={t("field.tags")} field="tags" tags={ticket.tags} onChange={(tags) => change.mutate({ kind: "tags", tags })} className="min-h-6" />
        </Fact>
        <Fact name={t("field.channel")}>{t(`channel.${ticket.channel}`)}</Fact>
        <Fact name={t("field.created")}>
          <TimeAgo at={ticket.created_at} form="clock" />
        </Fact>
        <Fact name={t("field.updated")}>
          <TimeAgo at={ticket.updated_at} form="clock" />
        </Fact>
        {resolved_at && (
          <Fact name={work("details.resolved")}>
            <TimeAgo at={resolved_at} form="clock" />
          </Fact>
        )}
        {closes_at && ticket.state === "resolved" && (
          <Fact name={work("details.closes")}>
            <TimeAgo at={closes_at} form="clock" />
          </Fact>
        )}
        <Fact name={t("field.messages")}>
          <span className="num">{ticket.message_count}</span>
        </Fact>
      </Facts>
    </Section>
  );
}
