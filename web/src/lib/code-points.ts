/** Splits at an offset counted in code points, as the server counts, not in UTF-16 units, as JavaScript does. */
export function splitAtCodePoint(text: string, offset: number): [string, string] {
  let units = 0;
  for (let seen = 0; seen < offset && units < text.length; seen += 1) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return [text.slice(0, units), text.slice(units)];
}
