import { createRootRoute, createRoute, createRouter, Navigate, Outlet, type RouterHistory } from "@tanstack/react-router";
import { TooltipHost } from "@/ui/tooltip-host";
import { Toaster } from "@/ui/toaster";
import { EntryPage } from "./entry-page";
import { InboxPage } from "./inbox-page";
import { Crashed, NotFound } from "./outages";
import { SettingsRoute } from "./settings-route";
import { Back, Join, SignUp } from "./sign-in";
import { TenantGate } from "./tenant-gate";

const root = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <Toaster />
      <TooltipHost />
    </>
  ),
  errorComponent: Crashed,
  notFoundComponent: NotFound,
});

const join = createRoute({ getParentRoute: () => root, path: "join", component: Join });

const signUp = createRoute({ getParentRoute: () => root, path: "sign-up", component: SignUp });

const signedUp = createRoute({ getParentRoute: () => root, path: "sign-up/confirm", component: SignUp });

const back = createRoute({ getParentRoute: () => root, path: "sign-in", component: Back });

const entry = createRoute({ getParentRoute: () => root, path: "/", component: EntryPage });

/** A tenant's desk lives below its slug. */
const tenant = createRoute({ getParentRoute: () => root, path: "$slug", component: TenantGate });

const home = createRoute({
  getParentRoute: () => tenant,
  path: "/",
  component: function Home() {
    const { slug } = tenant.useParams();
    return <Navigate to="/$slug/inbox/$view" params={{ slug, view: "mine" }} replace />;
  },
});

const inbox = createRoute({ getParentRoute: () => tenant, path: "inbox/$view", component: InboxPage });

/** Has no component: the inbox shows the ticket beside its list. */
const inboxTicket = createRoute({ getParentRoute: () => inbox, path: "$number" });

/** The short address of a ticket, for mails and chats. */
const ticket = createRoute({
  getParentRoute: () => tenant,
  path: "tickets/$number",
  component: function Ticket() {
    const { slug, number } = ticket.useParams();
    return <Navigate to="/$slug/inbox/$view/$number" params={{ slug, view: "open", number }} replace />;
  },
});

const settings = createRoute({
  getParentRoute: () => tenant,
  path: "settings",
  component: SettingsRoute,
});

const settingsPage = createRoute({ getParentRoute: () => tenant, path: "settings/$page", component: SettingsRoute });

const tree = root.addChildren([entry, join, signUp, signedUp, back, tenant.addChildren([home, inbox.addChildren([inboxTicket]), ticket, settings, settingsPage])]);

/** Texts as they are: what a sign-in provider sends back may look like a number, and is none. */
const parseSearch = (text: string) => Object.fromEntries(new URLSearchParams(text));

function stringifySearch(search: Record<string, unknown>): string {
  const text = new URLSearchParams(Object.entries(search).map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}

export function createDeskRouter(history?: RouterHistory) {
  return createRouter({ routeTree: tree, history, parseSearch, stringifySearch, defaultErrorComponent: Crashed });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createDeskRouter>;
  }
}
