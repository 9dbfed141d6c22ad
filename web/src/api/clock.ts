/** What the API tells of clocks and escalation. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Sla = Schemas["Clock"];
export type Escalation = Schemas["Escalation"];
/** A row has no escalation to show, a ticket has. */
export type TicketClock = { escalation?: Escalation | null };
