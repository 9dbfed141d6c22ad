import type { LinkKind } from "@/api/types";

/** In the order in which they are offered and shown. */
export const LINK_KINDS: LinkKind[] = ["related", "parent_of", "child_of", "duplicates", "duplicated_by", "blocks", "blocked_by"];
