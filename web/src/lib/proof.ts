/** The work that a form asks for: a number that, hashed with the challenge, begins with so many zero bits. */
const BATCH = 256;

function zeroBits(hash: Uint8Array, wanted: number): boolean {
  for (let bit = 0; bit < wanted; bit += 8) {
    const left = Math.min(8, wanted - bit);
    if ((hash[bit / 8] ?? 0) >> (8 - left) !== 0) return false;
  }
  return true;
}

/** A solution, found in small steps so that typing stays smooth. Rejects when `signal` ends it. */
export async function solve(challenge: string, difficulty: number, signal?: AbortSignal): Promise<string> {
  const text = new TextEncoder();
  for (let from = 0; ; from += BATCH) {
    signal?.throwIfAborted();
    const tried = Array.from({ length: BATCH }, (_, index) => String(from + index));
    const hashes = await Promise.all(
      tried.map((each) => crypto.subtle.digest("SHA-256", text.encode(`${challenge}:${each}`))),
    );
    const found = hashes.findIndex((hash) => zeroBits(new Uint8Array(hash), difficulty));
    if (found >= 0) return tried[found] ?? "";
  }
}
