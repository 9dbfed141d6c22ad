import type { DraftFile } from "@/features/drafts/draft";

const MEGABYTE = 1024 * 1024;
export const MOST_BYTES = 25 * MEGABYTE;
export const MOST_FILES = 20;

/** Why a file is not taken: words of the server's, and `too_many_files`, `too_large_together`, `empty_file`, which are seen here. */
export type Refusal = "too_large" | "too_large_together" | "too_many_files" | "empty_file" | "type_refused" | "name_invalid";

export interface Refused {
  name: string;
  why: Refusal;
}

interface Candidate {
  name: string;
  size: number;
}

/** Which of the candidates fit into the message beside what it has, in their order. Pure. */
export function sift<T extends Candidate>(has: Pick<DraftFile, "size">[], candidates: T[]): { taken: T[]; refused: Refused[] } {
  const taken: T[] = [];
  const refused: Refused[] = [];
  let bytes = has.reduce((sum, file) => sum + file.size, 0);
  for (const file of candidates) {
    const why: Refusal | null =
      file.size === 0
        ? "empty_file"
        : file.size > MOST_BYTES
          ? "too_large"
          : has.length + taken.length >= MOST_FILES
            ? "too_many_files"
            : bytes + file.size > MOST_BYTES
              ? "too_large_together"
              : null;
    if (why) refused.push({ name: file.name, why });
    else {
      taken.push(file);
      bytes += file.size;
    }
  }
  return { taken, refused };
}
