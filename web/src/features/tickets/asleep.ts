import type { Row } from "@/api/types";

/** Whether a ticket is snoozed: it stands in its own list then, and in nobody's else. */
export const isAsleep = (row: Row): boolean => row.snoozed_until !== null || row.snoozed_until_reply;
