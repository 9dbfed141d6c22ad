import { useLocation } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useSessionState } from "@/api/session";
import type { Session } from "@/api/types";
import { lazyPart } from "@/lib/lazy-part";
import { Starting } from "./outages";

const SignInPage = lazy(() => import("@/features/session/sign-in-page").then((part) => ({ default: part.SignInPage })));
const OtherTenantPage = lazy(() => import("./other-tenant").then((part) => ({ default: part.OtherTenant })));
const BackPage = lazyPart("provider", () => import("@/features/provider/back-page"));
const SignUpPage = lazyPart("people", () => import("@/features/session/sign-up-page"));
const JoinPage = lazyPart("people", () => import("@/features/session/join-page"));

/** Asks who is there. A part of its own: most starts have a session. */
export function SignIn(props: { slug?: string; expired: boolean }) {
  return (
    <Suspense fallback={<Starting />}>
      <SignInPage {...props} />
    </Suspense>
  );
}

/** Says that the session is another workspace's. */
export function OtherTenant(props: { slug: string; session: Session }) {
  return (
    <Suspense fallback={<Starting />}>
      <OtherTenantPage {...props} />
    </Suspense>
  );
}

/** Where an invitation leads. */
export function Join() {
  // Signing out, which the start may come to, empties what was loaded before.
  if (useSessionState().status === "starting") return <Starting />;
  return (
    <Suspense fallback={<Starting />}>
      <JoinPage />
    </Suspense>
  );
}

/** Where somebody makes a workspace. */
export function SignUp() {
  if (useSessionState().status === "starting") return <Starting />;
  return (
    <Suspense fallback={<Starting />}>
      <SignUpPage />
    </Suspense>
  );
}

/** Where a sign-in provider sends people back. */
export function Back() {
  const query = useLocation().searchStr;
  if (useSessionState().status === "starting") return <Starting />;
  return (
    <Suspense fallback={<Starting />}>
      <BackPage query={query} />
    </Suspense>
  );
}
