/** Short names for the wire forms. Only aliases of what is generated from the API's own description. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Session = Schemas["Session"];
export type User = Schemas["User"];
export type Tenant = Schemas["Tenant"];
export type Row = Schemas["Row"];
export type RowPage = Schemas["RowPage"];
export type Ticket = Schemas["Ticket"];
export type TicketView = Schemas["TicketView"];
export type Message = Schemas["Message"];
export type Sla = Schemas["Clock"];
export type TimelineEvent = Schemas["TimelineEvent"];
export type Attachment = Schemas["Attachment"];
export type State = Schemas["State"];
export type Role = Schemas["Role"];
export type LinkKind = Schemas["LinkKind"];
export type Priority = Schemas["Priority"];
export type Notification = Schemas["Notification"];
export type NotificationPage = Schemas["NotificationPage"];
export type NotificationKind = Schemas["Kind"];
export type Preferences = Schemas["Preferences"];
export type FieldProblem = Schemas["FieldProblem"];
export type SendState = NonNullable<Message["send_state"]>;
