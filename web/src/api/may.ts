import type { User } from "./types";

/** What is shown to whom. The server decides; this only spares people doors that would not open. */
export const maySet = (user: User): boolean => user.role !== "agent";
