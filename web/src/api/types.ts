/** Short names for the wire forms. Aliases of what is generated from the API's own description, as far as it has them. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Session = Schemas["Session"];
export type User = Schemas["User"];
export type Tenant = Schemas["Tenant"];
export type Row = Schemas["Row"];
export type RowPage = Schemas["RowPage"];
export type Ticket = Schemas["Ticket"];
export type TicketView = Omit<Schemas["TicketView"], "messages"> & { messages: Message[] };
export type Message = Omit<Schemas["Message"], "attachments"> & { attachments: Attachment[] } & Partial<MoreMessage>;
export type Sla = Schemas["Clock"];
export type TimelineEvent = Schemas["TimelineEvent"];
export type Attachment = Schemas["Attachment"] & { content_id?: string | null; inline?: boolean };
export type State = Schemas["State"];
export type Priority = Schemas["Priority"];
export type Notification = Schemas["Notification"];
export type NotificationPage = Schemas["NotificationPage"];
export type NotificationKind = Schemas["Kind"];
export type Preferences = Schemas["Preferences"];
export type FieldProblem = Schemas["FieldProblem"];
export type SendState = Schemas["SendState"];

interface MoreMessage {
  html: string | null;
  has_html: boolean;
  bcc: string[];
  send_after: string | null;
  meant_for: number | null;
}
