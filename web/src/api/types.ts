/** Short names for the wire forms. Only aliases of what is generated from the API's own description. */
import type { RowClock, TicketClock } from "./clock";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Session = Schemas["Session"];
export type User = Schemas["User"];
export type Tenant = Schemas["Tenant"];
export type Row = Schemas["Row"] & RowClock;
export type RowPage = Omit<Schemas["RowPage"], "items"> & { items: Row[] };
export type Ticket = Schemas["Ticket"] & TicketClock;
export type TicketView = Omit<Schemas["TicketView"], "ticket"> & { ticket: Ticket };
export type Message = Schemas["Message"];
export type TimelineEvent = Schemas["TimelineEvent"];
export type Attachment = Schemas["Attachment"];
export type State = Schemas["State"];
export type Priority = Schemas["Priority"];
export type FieldProblem = Schemas["FieldProblem"];
export type SendState = NonNullable<Message["send_state"]>;
