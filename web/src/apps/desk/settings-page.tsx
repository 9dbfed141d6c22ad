import { Link, Navigate, useParams } from "@tanstack/react-router";
import {
  ArrowLeft,
  Building2,
  CalendarClock,
  ChartNoAxesColumn,
  CircleDot,
  Fingerprint,
  FolderTree,
  Gauge,
  Handshake,
  KeyRound,
  LogIn,
  MailPlus,
  PhoneCall,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
  Sparkles,
  TextCursorInput,
  TextQuote,
  Timer,
  UserPlus,
  Users,
  type LucideIcon,
} from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useEffect, useRef, type ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { may } from "@/api/may";
import type { Permission } from "@/api/types";
import { hasCode } from "@/api/problem";
import { useSession } from "@/api/session";
import { useLooking } from "@/api/viewing";
import { loadWords } from "@/lib/i18n";
import "@/lib/more-words";
import { lazyPart } from "@/lib/lazy-part";
import { setTitle } from "@/lib/title";
import { Button } from "@/ui/button";
import { Locked } from "@/ui/locked";
import { Placeholder } from "@/ui/placeholder";
import { Bone } from "@/ui/skeleton";
import InboundPage from "@/features/doors/inbound-page";
import CannedPage from "@/features/settings/canned-page";
import CategoriesPage from "@/features/settings/categories-page";
import FieldsPage from "@/features/settings/fields-page";
import StatusesPage from "@/features/settings/statuses-page";
import TeamsPage from "@/features/settings/teams-page";
import TicketsPage from "@/features/settings/tickets-page";
import { runAction } from "@/features/actions/registry";
import { useReason } from "@/features/tickets/reasons";
import { rulesQuery } from "@/features/tickets/use-rules";
import { CannedBox } from "./canned-box";
import { NotFound } from "./outages";

const PeoplePage = lazyPart("people", async () => (await Promise.all([import("@/features/people/people-page"), loadWords("roles")]))[0]);
const SecurityPage = lazyPart("people", () => import("@/features/people/security-page"));
const WelcomePage = lazyPart("workspace", async () => (await Promise.all([import("@/features/workspace/welcome-page"), loadWords("people"), loadWords("roles")]))[0]);
// It offers roles, by their names.
const ProviderPage = lazyPart("provider", async () => (await Promise.all([import("@/features/provider/provider-page"), loadWords("roles")]))[0]);
const WorkspacePage = lazyPart("workspace", () => import("@/features/workspace/workspace-page"));
// It tells what happened to tickets in the words of their timelines.
const AuditPage = lazyPart("audit", async () => (await Promise.all([import("@/features/audit/audit-page"), loadWords("work")]))[0]);
const CalendarsPage = lazyPart("calendars", () => import("@/features/calendars/calendars-page"));
// Its conditions are filters.
const PoliciesPage = lazyPart("policies", async () => (await Promise.all([import("@/features/policies/policies-page"), loadWords("filters"), loadWords("roles")]))[0]);
// It offers open tickets what is promised now.
const OrganisationsPage = lazyPart("organisations", () => import("@/features/organisations/organisations-page"));
const ApiKeysPage = lazyPart("roles", () => import("@/features/doors/api-keys-page"));
const RotasPage = lazyPart("settings", () => import("@/features/rotas/rotas-page"));
const SlaReportPage = lazyPart("reports", () => import("@/features/reports/sla-report-page"));
const RolesPage = lazyPart("roles", () => import("@/features/roles/roles-page"));

interface Entry {
  icon: LucideIcon;
  /** What somebody must hold to see it in the list; null shows it to everybody. */
  needs: Permission | null;
  page: ComponentType;
  /** Whether there is anything to change on it: the trail is only read. */
  writes?: boolean;
}

const PAGES = {
  statuses: { icon: CircleDot, needs: "settings.write", page: StatusesPage },
  fields: { icon: TextCursorInput, needs: "settings.write", page: FieldsPage },
  categories: { icon: FolderTree, needs: "settings.write", page: CategoriesPage },
  teams: { icon: Users, needs: "settings.write", page: TeamsPage },
  tickets: { icon: Timer, needs: "settings.write", page: TicketsPage },
  calendars: { icon: CalendarClock, needs: "settings.write", page: CalendarsPage },
  policies: { icon: Gauge, needs: "settings.write", page: PoliciesPage },
  organisations: { icon: Handshake, needs: "settings.write", page: OrganisationsPage },
  rotas: { icon: PhoneCall, needs: "settings.write", page: RotasPage },
  "sla-report": { icon: ChartNoAxesColumn, needs: "reports.read", page: SlaReportPage, writes: false },
  canned: { icon: TextQuote, needs: null, page: () => <CannedPage Box={CannedBox} /> },
  people: { icon: UserPlus, needs: "users.write", page: PeoplePage },
  roles: { icon: ShieldCheck, needs: "roles.write", page: RolesPage },
  provider: { icon: LogIn, needs: "tenant.write", page: ProviderPage },
  "api-keys": { icon: KeyRound, needs: "api_keys.write", page: ApiKeysPage },
  inbound: { icon: MailPlus, needs: "inbound.write", page: InboundPage },
  welcome: { icon: Sparkles, needs: "tenant.write", page: WelcomePage },
  workspace: { icon: Building2, needs: "tenant.write", page: WorkspacePage },
  audit: { icon: ScrollText, needs: "audit.read", page: AuditPage, writes: false },
  security: { icon: Fingerprint, needs: null, page: SecurityPage },
} as const satisfies Record<string, Entry>;

type PageName = keyof typeof PAGES;
const NAMES = Object.keys(PAGES) as PageName[];

function PagesNav({ slug, current, names }: { slug: string; current: PageName; names: PageName[] }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  // A narrow window shows some of them: the page that is open is one of those.
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>("[aria-current]");
    const strip = list.current?.parentElement;
    if (open && strip) strip.scrollLeft = open.offsetLeft - (strip.clientWidth - open.offsetWidth) / 2;
  }, [current]);
  return (
    <nav aria-label={t("title")} className="shrink-0 overflow-x-auto border-b p-2 pane:w-views pane:border-r pane:border-b-0">
      <p className="mb-1 hidden h-9 items-center px-2 text-14 font-semibold pane:flex">{t("title")}</p>
      <ul ref={list} className="flex gap-1 pane:flex-col pane:gap-0">
        <li className="pane:hidden">
          <Link to="/$slug/inbox/$view" params={{ slug, view: "mine" }} className="flex h-7 items-center gap-2 rounded-m px-2 whitespace-nowrap text-text-2">
            <ArrowLeft aria-hidden className="icon" />
            {common("list.tickets")}
          </Link>
        </li>
        {names.map((name) => {
          const Icon = PAGES[name].icon;
          return (
            <li key={name}>
              <Link
                to="/$slug/settings/$page"
                params={{ slug, page: name }}
                aria-current={name === current ? "page" : undefined}
                className="group flex h-7 items-center gap-2 rounded-m px-2 whitespace-nowrap text-text-2 hover:bg-hover aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-text"
              >
                <Icon aria-hidden className="icon text-text-3 group-aria-[current]:text-accent" />
                {t(`page.${name}`)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className="mx-auto flex w-full max-w-page flex-col gap-4 px-8 py-8">
      <span className="sr-only">{t("common.loading")}</span>
      <Bone className="h-6 w-1/3" />
      {["w-2/3", "w-1/2", "w-3/4"].map((width) => (
        <Bone key={width} className={`h-4 ${width}`} />
      ))}
    </div>
  );
}

/** The page itself, or why there is none: on its way, failed, or not for everybody. */
function Content({ name }: { name: PageName }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const reason = useReason();
  const query = useQuery(rulesQuery);
  const looking = useLooking();
  const { page: Page, writes = true }: Entry = PAGES[name];
  if (query.data) {
    return (
      <Suspense fallback={<Loading />}>
        <Locked locked={looking && writes}>
          <Page />
        </Locked>
      </Suspense>
    );
  }
  if (query.isError) {
    const forbidden = hasCode(query.error, "forbidden");
    return (
      <div role="alert" className="h-full">
        <Placeholder icon={SlidersHorizontal} heading="h1" tone={forbidden ? "calm" : "error"} title={t(forbidden ? "forbidden" : "failed")} actions={<Button onClick={() => void query.refetch()}>{common("common.retry")}</Button>}>
          {reason(query.error)}
        </Placeholder>
      </div>
    );
  }
  return <Loading />;
}

/** What an admin or a manager can set up. Everybody else is told whom to ask. */
export default function SettingsPage() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const { page = "", slug = "" } = useParams({ strict: false });
  const session = useSession();
  const { tenant } = session;
  const name = NAMES.find((each) => each === page);
  useEffect(() => {
    setTitle(`${t("title")} · ${tenant.name}`);
  }, [t, tenant.name]);
  const names = NAMES.filter((each) => {
    const { needs } = PAGES[each];
    // Nobody needs the first steps twice.
    if (each === "welcome" && tenant.welcome === "done") return false;
    return needs === null || may(session, needs);
  });
  const first = names[0];
  if (page === "" && first) return <Navigate to="/$slug/settings/$page" params={{ slug, page: first }} replace />;
  if (!name) return <NotFound />;
  if (!names.includes(name)) {
    return (
      <main id="conversation" tabIndex={-1} className="min-w-0 flex-1 bg-surface">
        <Placeholder icon={SlidersHorizontal} heading="h1" title={t("forbidden")} actions={<Button onClick={() => runAction("view_mine")}>{common("list.tickets")}</Button>}>
          {t("forbidden_text")}
        </Placeholder>
      </main>
    );
  }
  return (
    <div className="flex min-w-0 flex-1 flex-col pane:flex-row">
      <PagesNav slug={slug} current={name} names={names} />
      <main id="conversation" tabIndex={-1} className="min-h-0 min-w-0 flex-1 overflow-y-auto bg-surface">
        <Content name={name} />
      </main>
    </div>
  );
}
