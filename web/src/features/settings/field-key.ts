/** A name as programs write it: what is proposed as the key of a field, or the value of a choice, from its label. */
export function keyOf(label: string): string {
  const plain = label.normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "").slice(0, 40).replace(/_+$/, "");
}
