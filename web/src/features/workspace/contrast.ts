/** What a colour has to have beside white, by the guidelines for text; the server asks for the same. */
export const CONTRAST = 4.5;

const linear = (part: number): number => {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

/** 1 (white) to 21 (black) of `#rrggbb`; null for what is no such colour. */
export function contrastWithWhite(colour: string): number | null {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (!parts) return null;
  const [red = 0, green = 0, blue = 0] = parts.slice(1).map((part) => linear(Number.parseInt(part, 16)));
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

/** What a workspace without a colour of its own begins with. */
export const FIRST_ACCENT = "#0f766e";
