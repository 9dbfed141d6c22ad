/** Tags as the server keeps them: folded, trimmed, each once. */
export const TAG_LIMIT = 20;
export const TAG_LENGTH = 40;

export const normalTag = (text: string): string => text.normalize("NFC").toLowerCase().trim().replace(/\s+/g, " ").slice(0, TAG_LENGTH).trim();

/** The tags with what was typed, cut at commas; the same list when nothing is new or there is no room. */
export function addTags(tags: string[], text: string): string[] {
  const fresh = text.split(",").map(normalTag).filter(Boolean);
  const all = [...new Set([...tags, ...fresh])].slice(0, Math.max(TAG_LIMIT, tags.length));
  return all.length === tags.length ? tags : all;
}
