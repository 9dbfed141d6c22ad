import type { Permission, Session } from "./types";

type Granted = Pick<Session, "grants">;
/** Each page of settings demands one of these. */
const SETTING_UP: Permission[] = ["api_keys.write", "audit.read", "inbound.write", "reports.read", "settings.write", "roles.write", "tenant.write", "users.write"];

/** What is shown to whom. The server decides; this only spares people doors that would not open. */
export const may = ({ grants }: Granted, permission: Permission): boolean => grants.permissions.includes(permission);

/** Whether there is anything in the settings that they could change. */
export const maySetUp = (session: Granted): boolean => SETTING_UP.some((permission) => may(session, permission));
