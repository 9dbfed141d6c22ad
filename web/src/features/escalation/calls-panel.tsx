import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { EscalationCourse, Ticket } from "@/api/types";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { Dialog } from "@/ui/dialog";
import { Bone } from "@/ui/skeleton";
import { TimeAgo } from "@/ui/time-ago";
import { usePeople } from "@/features/tickets/use-people";
import { useNames } from "@/features/tickets/use-rules";
import { usePassedWords } from "./call-words";
import { carriedBy, endOf, isEnding, linesOf, type Call, type Line } from "./calls";

const AGAIN = 2_000;

/** Of this version of the ticket: whatever happens to its calls makes another one. */
function useCourses({ number, version }: Ticket) {
  return useQuery({
    queryKey: ["escalations", number, version],
    queryFn: async ({ signal }) => (await dataOf(api.GET("/v1/tickets/{number}/escalations", { params: { path: { number: String(number) } }, signal }))).items,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state }) => (state.data?.some(isEnding) ? AGAIN : false),
  });
}

type Webhook = NonNullable<Call["webhook"]>;

/** What became of calling an address. */
function useAddressWords(): (webhook: Webhook) => string {
  const { t } = useTranslation("calls");
  const { t: work } = useTranslation("work");
  return ({ failed, status }) => {
    if (failed === null) return t("address", { status });
    return t(status === null ? "in_vain" : "in_vain_status", { why: work(`event.uncalled.${failed}`), status });
  };
}

/** What the level made of the ticket, and what became of its address. */
function Outcome({ call }: { call: Call }) {
  const { t } = useTranslation("calls");
  const { t: common } = useTranslation();
  const people = usePeople();
  const names = useNames();
  const address = useAddressWords();
  const { assignee_id: heir, team_id: team, priority, webhook, actions } = call;
  const told = [
    heir && t("given", { name: people.nameOf(heir) }),
    team && t("team", { name: names.team(team) ?? common("field.team") }),
    priority && t("priority", { priority: common(`priority.${priority}`) }),
    webhook ? address(webhook) : actions.includes("webhook") && t("address_waits"),
  ].filter(Boolean);
  if (told.length === 0) return null;
  return <p className="text-text-2">{told.join(" · ")}</p>;
}

function Called({ call }: { call: Call }) {
  const { t, i18n } = useTranslation("calls");
  const people = usePeople();
  const passed = usePassedWords(people);
  const and = new Intl.ListFormat(i18n.language);
  const names = and.format(call.user_ids.map(people.nameOf));
  const key = call.user_ids.length === 0 ? "nobody" : call.last_resort ? "last_resort" : call.actions.includes("notify") ? "called" : "quietly";
  const missed = call.skipped.map(passed);
  if (call.skipped_more > 0) missed.push(t("more", { count: call.skipped_more }));
  return (
    <>
      <p>{t(key, { names })}</p>
      {missed.length > 0 && <p className="text-text-2">{t("passed_over", { people: and.format(missed) })}</p>}
      <Outcome call={call} />
    </>
  );
}

function words(line: Line, t: ReturnType<typeof useTranslation<"calls">>["t"], name: (id: string | null) => string): ReactNode {
  switch (line.kind) {
    case "called":
      return <Called call={line.call} />;
    case "taken":
      return <p>{t("taken", { name: name(line.by) })}</p>;
    case "ended":
      return <p>{t(`ended.${endOf(line.why)}`)}</p>;
    default:
      return <p className="text-text-2">{t(line.kind)}</p>;
  }
}

const DOTS = { called: "bg-breach border-breach", calling: "border-breach", passed: "border-line-strong", next: "border-line-strong", taken: "bg-info border-info", ended: "bg-met border-met" };

function Entry({ line, last }: { line: Line; last: boolean }) {
  const { t } = useTranslation("calls");
  const { t: common } = useTranslation();
  const people = usePeople();
  const name = (id: string | null) => (id ? people.nameOf(id) : common("people.system"));
  const title = line.kind === "taken" ? t("care") : line.kind === "ended" ? t("over") : t("level", { level: line.level });
  return (
    <li data-kind={line.kind} className="relative flex gap-2.5 not-last:pb-3">
      {!last && <span aria-hidden className="absolute top-4 bottom-0 left-0.75 w-px bg-line-strong" />}
      <span aria-hidden className={cx("mt-1.5 size-2 shrink-0 rounded-full border-2", DOTS[line.kind])} />
      <div className="min-w-0 flex-1 break-words">
        <div className="flex items-baseline gap-2">
          <h4 className="flex-1 font-medium">{title}</h4>
          <TimeAgo at={line.at} form="clock" className="text-12 text-text-2" />
        </div>
        <div className="flex flex-col gap-0.5 text-12">{words(line, t, name)}</div>
      </div>
    </li>
  );
}

/** Where an administrator finds it in AWS. */
function Carried({ course }: { course: EscalationCourse }) {
  const { t } = useTranslation("calls");
  const carried = carriedBy(course);
  if (carried.length === 0) return <p className="text-11 text-text-3">{t("uncarried")}</p>;
  return (
    <ul className="flex flex-col gap-0.5 text-11 text-text-3">
      {carried.map(({ name, state, level }) => (
        <li key={name} data-execution={state}>
          {t("execution", { level })} <code className="break-all select-all">{name}</code> – {t(`state.${state}`)}
        </li>
      ))}
    </ul>
  );
}

function Course({ course }: { course: EscalationCourse }) {
  const { t } = useTranslation("calls");
  const { t: common } = useTranslation();
  const people = usePeople();
  const by = course.asked_by ? people.nameOf(course.asked_by) : common("people.system");
  const title = course.metric === "manual" ? t("by_hand", { name: by }) : t("late", { metric: common(`sla.${course.metric}`) });
  const lines = linesOf(course);
  return (
    <section aria-label={title} className="flex flex-col gap-3 border-t pt-4 first:border-t-0 first:pt-0">
      <div className="flex items-baseline gap-2">
        <h3 className="min-w-0 flex-1 font-semibold">{title}</h3>
        <TimeAgo at={course.breach_at} form="clock" className="text-12 text-text-2" />
      </div>
      <ol className="flex flex-col">
        {lines.map((line, place) => (
          <Entry key={`${line.kind}-${line.at}-${place}`} line={line} last={place === lines.length - 1} />
        ))}
      </ol>
      <Carried course={course} />
    </section>
  );
}

/** Each escalation of a ticket level by level: who was called, who was not and why, what follows, and who took care. */
export default function CallsPanel({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useTranslation("calls");
  const { t: common } = useTranslation();
  const query = useCourses(ticket);
  return (
    <Dialog title={t("title", { label: ticket.label })} onClose={onClose}>
      <div className="flex flex-col gap-4 p-4">
        {query.data?.map((course) => <Course key={`${course.metric}@${course.breach_at}`} course={course} />)}
        {query.data?.length === 0 && <p className="text-text-2">{t("none")}</p>}
        {query.isPending && (
          <div role="status" className="flex flex-col gap-2">
            <span className="sr-only">{common("common.loading")}</span>
            <Bone className="h-4 w-1/2" />
            <Bone className="h-4 w-2/3" />
          </div>
        )}
        {query.isError && (
          <div role="alert" className="flex items-center gap-2 text-12">
            <span className="flex-1">{t("failed")}</span>
            <Button size="s" onClick={() => void query.refetch()}>
              {t("again")}
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}
