import i18next, { type TypeOptions } from "i18next";
import { initReactI18next } from "react-i18next";
import en from "@/locales/en.json";
import { readStored, writeStored } from "./storage";

export const LOCALES = { en: "English", de: "Deutsch" } as const;
export type Locale = keyof typeof LOCALES;

/** Parts whose words are loaded when they are first shown; `translation` is what every page needs. */
export type WordsPart = Exclude<keyof TypeOptions["resources"], "translation">;
type Words = () => Promise<{ default: object }>;
type Parts = Partial<Record<WordsPart, { en: Words; de: Words }>>;

const PARTS: Parts = {
  calls: { en: () => import("../locales/calls.en.json"), de: () => import("../locales/calls.de.json") },
  people: { en: () => import("../locales/people.en.json"), de: () => import("../locales/people.de.json") },
  provider: { en: () => import("../locales/provider.en.json"), de: () => import("../locales/provider.de.json") },
  work: { en: () => import("../locales/work.en.json"), de: () => import("../locales/work.de.json") },
  roles: { en: () => import("../locales/roles.en.json"), de: () => import("../locales/roles.de.json") },
  settings: { en: () => import("../locales/settings.en.json"), de: () => import("../locales/settings.de.json") },
  workspace: { en: () => import("../locales/workspace.en.json"), de: () => import("../locales/workspace.de.json") },
};

/** The words of parts that only other lazily loaded parts show; whoever shows one of them offers them first. */
export const offerWords = (more: Parts): Parts => Object.assign(PARTS, more);

const inUse = new Set<WordsPart>();
let shown: Locale = "en";

const isLocale = (value: string | null | undefined): value is Locale => value != null && value in LOCALES;

/** The reader's own choice, else the first of the browser's languages that there is. */
function preferred(): Locale {
  const stored = readStored("locale");
  if (isLocale(stored)) return stored;
  return navigator.languages.map((language) => language.slice(0, 2)).find(isLocale) ?? "en";
}

/**
 * The locale for dates and numbers: the interface's language as it is written where the reader lives, so that an English
 * interface in Britain shows 14:05 and not 02:05 PM.
 */
export function formatLocale(language: string): string {
  return navigator.languages.find((local) => local.slice(0, 2) === language) ?? language;
}

async function addPart(part: WordsPart, locale: Locale): Promise<void> {
  if (i18next.hasResourceBundle(locale, part)) return;
  const words = await PARTS[part]?.[locale]();
  if (words) i18next.addResourceBundle(locale, part, words.default);
}

/** Has the words of a part ready, in the language shown and in each that is chosen later. */
export async function loadWords(part: WordsPart): Promise<void> {
  inUse.add(part);
  // Without its words the interface still speaks English.
  await addPart(part, shown).catch(() => addPart(part, "en"));
}

async function show(locale: Locale): Promise<void> {
  if (locale !== "en" && !i18next.hasResourceBundle(locale, "translation")) {
    const { default: words } = await import("../locales/de.json");
    i18next.addResourceBundle(locale, "translation", words);
  }
  await Promise.all([...inUse].map((part) => addPart(part, locale)));
  shown = locale;
  await i18next.changeLanguage(locale);
  document.documentElement.lang = locale;
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  await show(preferred()).catch(() => undefined);
}

export async function chooseLocale(locale: Locale): Promise<void> {
  await show(locale);
  writeStored("locale", locale);
}
