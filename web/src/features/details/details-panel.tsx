import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TicketView } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { TimeAgo } from "@/ui/time-ago";
import { ClockLine } from "@/features/sla/clock-line";
import type { Story } from "@/features/sla/story";
import { AssigneeMenu, PriorityMenu, StateMenu } from "@/features/tickets/field-menus";

const FIELD = "-mx-1.5 flex h-6 min-w-0 items-center gap-1.5 rounded-m px-1.5 hover:bg-hover aria-expanded:bg-hover";

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 text-11 font-medium text-text-3">{title}</h3>
      {children}
    </section>
  );
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[84px_minmax(0,1fr)] items-center gap-y-1 text-12">{children}</dl>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-text-3">{name}</dt>
      <dd className="flex min-h-6 min-w-0 items-center gap-1.5">{children}</dd>
    </>
  );
}

/** Whether the mail system vouched for the sender of the customer's last mail. */
function Trust({ view }: { view: TicketView }) {
  const { t } = useTranslation();
  const last = view.messages.findLast((message) => message.kind === "customer" && message.authenticated !== null);
  if (!last) return null;
  const label = t(last.authenticated ? "message.authenticated" : "message.unauthenticated");
  const Icon = last.authenticated ? ShieldCheck : ShieldAlert;
  return (
    <span data-tip={label} className="inline-flex">
      <Icon role="img" aria-label={label} className={`icon-s ${last.authenticated ? "text-met" : "text-risk"}`} />
    </span>
  );
}

/** Who asks, and what is known about the ticket. How its clock stands. Past tickets and articles are to stand here too. */
export function DetailsPanel({ view, story }: { view: TicketView; story: Story | null }) {
  const { t } = useTranslation();
  const { ticket } = view;
  const { requester } = ticket;
  const [menu, setMenu] = useState<string | null>(null);
  const field = (name: string) => ({
    ticket,
    className: FIELD,
    isOpen: menu === name,
    onOpenChange: (open: boolean) => setMenu(open ? name : null),
  });
  const copied = ticket.participants.filter((person) => person.role === "cc");
  return (
    <div className="flex flex-col gap-5 p-4">
      <div className="flex items-center gap-2.5">
        <Avatar id={requester.id} name={requester.name} size="l" />
        <div className="min-w-0">
          <h2 className="truncate text-14 font-semibold">{requester.name}</h2>
          <p className="flex items-center gap-1.5 text-12 text-text-2">
            <span className="truncate" title={requester.email}>
              {requester.email}
            </span>
            <Trust view={view} />
          </p>
        </div>
      </div>
      {story && (
        <Section title={t("sla.title")}>
          <ClockLine story={story} />
        </Section>
      )}
      <Section title={t("details.ticket")}>
        <Facts>
          <Fact name={t("field.state")}>
            <StateMenu {...field("state")} />
          </Fact>
          <Fact name={t("field.priority")}>
            <PriorityMenu {...field("priority")} />
          </Fact>
          <Fact name={t("field.assignee")}>
            <AssigneeMenu {...field("assignee")} />
          </Fact>
          <Fact name={t("field.channel")}>{t(`channel.${ticket.channel}`)}</Fact>
          <Fact name={t("field.created")}>
            <TimeAgo at={ticket.created_at} form="clock" />
          </Fact>
          <Fact name={t("field.updated")}>
            <TimeAgo at={ticket.updated_at} form="clock" />
          </Fact>
          <Fact name={t("field.messages")}>
            <span className="num">{ticket.message_count}</span>
          </Fact>
        </Facts>
      </Section>
      {copied.length > 0 && (
        <Section title={t("details.copied")}>
          <ul className="flex flex-col gap-1 text-12">
            {copied.map((person) => (
              <li key={person.email} className="flex h-6 min-w-0 items-center gap-2" title={person.email}>
                <Avatar id={person.id ?? person.email} name={person.name || person.email} size="s" />
                <span className="truncate">{person.name || person.email}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}
