/** Elements without a framework: the portal is two small pages. */
type Child = Node | string | null;
type Attributes = Record<string, string | boolean | ((event: Event) => void)>;

/** An element; an attribute that is a function listens to the event of its name, `true` stands without a value. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((each) => each !== null));
  return element;
}

/** Put a page in the place of the one before. Its heading gets the focus, so that it is read out. */
export function show(page: HTMLElement, title: string, focus = true): void {
  document.title = title;
  document.getElementById("portal")?.replaceChildren(page);
  if (focus) page.querySelector<HTMLElement>("h1")?.focus();
}

let logo: string | null = null;

/** From now on pages are in the colour and under the logo of a workspace. */
export function dress(brand: { accent: string | null; logo_url: string | null }): void {
  const root = document.documentElement;
  logo = brand.logo_url;
  root.toggleAttribute("data-branded", brand.accent !== null);
  if (brand.accent) root.style.setProperty("--brand", brand.accent);
}

/** The frame of every page: whose it is, and what it says. */
export function frame(brand: string | Node, ...children: Child[]): HTMLElement {
  const picture = logo ? h("img", { src: logo, alt: "" }) : null;
  return h("div", { class: "page" }, brand ? h("header", {}, picture, brand) : null, h("main", {}, ...children));
}

export const heading = (text: string) => h("h1", { tabindex: "-1" }, text);
