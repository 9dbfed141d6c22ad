/** Who a reply goes to. Pure. */
import { isAddress, type Addressees } from "@/features/drafts/draft";

export type Line = keyof Addressees;

/** `Ada Okafor <ada@example.com>` and lists with commas, semicolons or breaks between. */
export function addressesIn(text: string): string[] {
  return text
    .split(/[,;\n]+/)
    .map((part) => (/<([^<>]+)>/.exec(part)?.[1] ?? part).trim().toLowerCase())
    .filter(Boolean);
}

export const problemsOf = (addresses: string[]): string[] => addresses.filter((address) => !isAddress(address));

/** Nobody is told twice: an address that is in another line moves. */
export function addTo(people: Addressees, line: Line, text: string): Addressees {
  const more = addressesIn(text);
  const without = (list: string[]) => list.filter((address) => !more.includes(address));
  const rest = { to: without(people.to), cc: without(people.cc), bcc: without(people.bcc) };
  return { ...rest, [line]: [...new Set([...rest[line], ...more])] };
}

export function removeFrom(people: Addressees, line: Line, address: string): Addressees {
  return { ...people, [line]: people[line].filter((each) => each !== address) };
}

/** Whether a reply can go to them: somebody in `to`, and every address one. */
export function deliverable(people: Addressees | null): boolean {
  return people === null || (people.to.length > 0 && problemsOf([...people.to, ...people.cc, ...people.bcc]).length === 0);
}
