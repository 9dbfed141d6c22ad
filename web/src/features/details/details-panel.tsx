import { ShieldAlert, ShieldCheck } from "lucide-react";
import { Suspense, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { TicketView } from "@/api/types";
import { useLooking } from "@/api/viewing";
import { lazyPart } from "@/lib/lazy-part";
import "@/lib/more-words";
import { Avatar } from "@/ui/avatar";
import { Locked } from "@/ui/locked";
import { CustomFields } from "@/features/fields/custom-fields";
import { LinksList } from "@/features/links/links-list";
import { ClockLine } from "@/features/sla/clock-line";
import type { Story } from "@/features/sla/story";
import { Watchers } from "@/features/watch/watchers";
import { Section } from "./facts";
import { Origins } from "./origins";
import { TicketFacts } from "./ticket-facts";
import { useWantedField } from "./use-wanted-field";

const OrganisationLine = lazyPart("organisations", () => import("@/features/organisations/organisation-line"));

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

/** Escape leaves a field, as it leaves the answer: the keys are the ticket's again. */
function backToThread(event: React.KeyboardEvent): void {
  if (event.key !== "Escape" || event.defaultPrevented || !(event.target as Element).matches("input")) return;
  document.getElementById("messages")?.focus();
}

/** Who asks, and what is known about the ticket. How its clock stands. Past tickets and articles are to stand here too. */
export default function DetailsPanel({ view, stories }: { view: TicketView; stories: Story[] }) {
  const { t } = useTranslation();
  const looking = useLooking();
  const { ticket } = view;
  const { requester } = ticket;
  const box = useRef<HTMLDivElement>(null);
  useWantedField(ticket.number, box);
  const copied = ticket.participants.filter((person) => person.role === "cc");
  return (
    <div ref={box} onKeyDown={backToThread} className="flex flex-col gap-5 p-4">
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
          {ticket.organisation_id && (
            <Suspense fallback={<p className="h-4.5" />}>
              <OrganisationLine id={ticket.organisation_id} tier={ticket.tier} />
            </Suspense>
          )}
        </div>
      </div>
      {stories.length > 0 && (
        <Section title={t("sla.title")}>
          <div className="flex flex-col gap-3">
            {stories.map((story) => (
              <ClockLine key={story.clock.metric} story={story} />
            ))}
          </div>
        </Section>
      )}
      <Locked locked={looking}>
        <TicketFacts ticket={ticket} />
        <CustomFields ticket={ticket} />
        <Origins ticket={ticket} />
        <LinksList ticket={ticket} />
        <Watchers ticket={ticket} />
      </Locked>
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
