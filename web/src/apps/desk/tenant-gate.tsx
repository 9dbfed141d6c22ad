import { Outlet, useParams } from "@tanstack/react-router";
import { useSessionState } from "@/api/session";
import { Starting, Unreachable } from "./outages";
import { Shell } from "./shell";
import { OtherTenant, SignIn } from "./sign-in";

/** Everything of a tenant is behind its session. The address stays, so signing in again leads back to it. */
export function TenantGate() {
  const { slug = "" } = useParams({ strict: false });
  const state = useSessionState();
  switch (state.status) {
    case "starting":
      return <Starting />;
    case "unreachable":
      return <Unreachable />;
    case "signed_out":
      return <SignIn slug={slug} expired={state.expired} />;
    case "signed_in":
      if (state.session.tenant.slug !== slug) return <OtherTenant slug={slug} session={state.session} />;
      return (
        <Shell session={state.session}>
          <Outlet />
        </Shell>
      );
  }
}
