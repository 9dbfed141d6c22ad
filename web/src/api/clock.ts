/** What the API tells of clocks and escalation. */
export interface Sla {
  metric: "first_response";
  due_at: string;
  warn_at: string;
  state: "running" | "warned" | "breached" | "met";
  met_at: string | null;
}

export interface Escalation {
  level: number;
  acknowledged_by: string | null;
  acknowledged_at: string | null;
}

export interface RowClock {
  sla?: Sla | null;
  escalation_level?: number;
}

export interface TicketClock extends RowClock {
  escalation?: Escalation | null;
}
