import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Building2, CornerDownRight, Languages, LogOut, MessagesSquare, Monitor, Moon, Settings, ShieldCheck, Sun } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import type { Session } from "@/api/types";
import { chooseLocale, LOCALES, type Locale } from "@/lib/i18n";
import { useStore } from "@/lib/store";
import { chooseTheme, theme, type Theme } from "@/lib/theme";
import { Avatar } from "@/ui/avatar";
import { MenuButton } from "@/ui/menu-button";
import { maySetUp } from "@/api/may";
import { runAction } from "@/features/actions/registry";
import { AFTER, afterResolving, chooseAfterResolving, type After } from "@/features/tickets/after-resolving";
import { useSignOut } from "@/features/session/use-sign-out";

const THEMES = { system: Monitor, light: Sun, dark: Moon };

export function UserMenu({ session, placement }: { session: Session; placement: "right bottom" | "bottom end" }) {
  const { t, i18n } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const signOut = useSignOut();
  const router = useRouter();
  const choice = useStore(theme);
  const after = useStore(afterResolving);
  const { user } = session;
  const afters = AFTER.map((id) => ({ id: `after:${id}`, label: t(`app.after_${id}`), icon: <CornerDownRight aria-hidden className="icon" /> }));
  const themes = (Object.keys(THEMES) as Theme[]).map((id) => {
    const Icon = THEMES[id];
    return { id: `theme:${id}`, label: t(`app.theme_${id}`), icon: <Icon aria-hidden className="icon" /> };
  });
  const languages = Object.entries(LOCALES).map(([id, label]) => ({
    id: `locale:${id}`,
    label,
    icon: <Languages aria-hidden className="icon" />,
  }));
  const others = useQuery({
    queryKey: ["workspaces"],
    queryFn: () => dataOf(api.GET("/v1/me/workspaces")),
    enabled: isOpen,
    select: ({ items }) => items.filter(({ slug }) => slug !== session.tenant.slug),
  });
  const workspaces = (others.data ?? []).map(({ slug, name }) => ({ id: `go:${slug}`, label: name, icon: <Building2 aria-hidden className="icon" /> }));
  const go = (to: "/$slug" | "/$slug/settings/$page", slug: string) => void router.navigate({ to, params: { slug, page: "security" } });
  const onChoose = (id: string) => {
    const [kind, value = ""] = id.split(":");
    if (kind === "theme") chooseTheme(value as Theme);
    else if (kind === "after") chooseAfterResolving(value as After);
    else if (kind === "locale") void chooseLocale(value as Locale);
    else if (kind === "settings" || kind === "canned_list") runAction(kind);
    else if (kind === "security") go("/$slug/settings/$page", session.tenant.slug);
    // Each workspace has a sign-in of its own.
    else if (kind === "go") signOut(() => go("/$slug", value));
    else signOut();
  };
  return (
    <MenuButton
      isOpen={isOpen}
      onOpenChange={setOpen}
      label={t("app.menu")}
      name={`${t("app.menu")}: ${user.name}`}
      tip={user.name}
      placement={placement}
      className="grid size-8 shrink-0 place-items-center rounded-full focus-visible:outline-offset-1"
      groups={[
        { id: "theme", label: t("app.theme"), entries: themes, chosen: `theme:${choice}` },
        { id: "locale", label: t("app.language"), entries: languages, chosen: `locale:${i18n.language}` },
        { id: "after", label: t("app.after"), entries: afters, chosen: `after:${after}` },
        {
          id: "settings",
          entries: [
            { id: "security", label: t("app.security"), icon: <ShieldCheck aria-hidden className="icon" /> },
            { id: "canned_list", label: t("action.canned_list"), icon: <MessagesSquare aria-hidden className="icon" /> },
            ...(maySetUp(session) ? [{ id: "settings", label: t("action.settings"), icon: <Settings aria-hidden className="icon" /> }] : []),
          ],
        },
        ...(workspaces.length > 0 ? [{ id: "workspaces", label: t("app.workspaces"), entries: workspaces }] : []),
        { id: "session", label: user.email, entries: [{ id: "sign_out", label: t("app.sign_out"), icon: <LogOut aria-hidden className="icon" /> }] },
      ]}
      onChoose={onChoose}
    >
      <Avatar id={user.id} name={user.name} />
    </MenuButton>
  );
}
