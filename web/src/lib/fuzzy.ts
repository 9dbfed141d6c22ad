/** Finds what somebody means by a few letters. Higher is better, 0 is no match. */
const MARKS = /\p{M}/gu;
const LETTER = /[\p{L}\p{N}]/u;

/** Without accents and capitals, as people type in a hurry. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(MARKS, "").toLowerCase();
}

const startsWord = (text: string, index: number) => index === 0 || !LETTER.test(text[index - 1] ?? "");

/** Letters in their order with gaps between them, each gap a cost; the first has to start a word. */
function scattered(token: string, text: string): number {
  let best = 0;
  for (let start = text.indexOf(token[0] ?? ""); start >= 0; start = text.indexOf(token[0] ?? "", start + 1)) {
    if (!startsWord(text, start)) continue;
    let at = start;
    let cost = 0;
    for (const letter of token.slice(1)) {
      const next = text.indexOf(letter, at + 1);
      if (next < 0) return best;
      if (next > at + 1 && !startsWord(text, next)) cost += next - at;
      at = next;
    }
    best = Math.max(best, 40 - cost * 4);
  }
  return best;
}

function scoreToken(token: string, text: string): number {
  let at = text.indexOf(token);
  if (at < 0) return token.length > 1 ? scattered(token, text) : 0;
  for (let next = at; next >= 0; next = text.indexOf(token, next + 1)) {
    if (startsWord(text, next)) return 100 - Math.min(next, 40) / 2;
    at = next;
  }
  return 60 - Math.min(at, 40) / 2;
}

/** Every word of the query has to be found; both must be folded. */
export function score(query: string, text: string): number {
  let sum = 0;
  const tokens = query.split(/\s+/).filter(Boolean);
  for (const token of tokens) {
    const found = scoreToken(token, text);
    if (found === 0) return 0;
    sum += found;
  }
  return tokens.length > 0 ? sum / tokens.length : 0;
}

/** The best of the candidates, best first; among equals the order stays. */
export function rank<T extends { folded: string }>(query: string, candidates: T[], limit: number): { item: T; score: number }[] {
  return candidates
    .map((item) => ({ item, score: score(query, item.folded) }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
}
