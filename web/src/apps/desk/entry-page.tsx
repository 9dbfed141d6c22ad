import { Navigate } from "@tanstack/react-router";
import { useSessionState } from "@/api/session";
import { Starting, Unreachable } from "./outages";
import { SignIn } from "./sign-in";

/** The door without a tenant's name: whoever comes in goes on to their own. */
export function EntryPage() {
  const state = useSessionState();
  switch (state.status) {
    case "starting":
      return <Starting />;
    case "unreachable":
      return <Unreachable />;
    case "signed_out":
      return <SignIn expired={state.expired} />;
    case "signed_in":
      return <Navigate to="/$slug" params={{ slug: state.session.tenant.slug }} replace />;
  }
}
