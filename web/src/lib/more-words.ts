import { offerWords } from "./i18n";

offerWords({
  audit: { en: () => import("../locales/audit.en.json"), de: () => import("../locales/audit.de.json") },
  calendars: { en: () => import("../locales/calendars.en.json"), de: () => import("../locales/calendars.de.json") },
  organisations: { en: () => import("../locales/organisations.en.json"), de: () => import("../locales/organisations.de.json") },
  filters: { en: () => import("../locales/filters.en.json"), de: () => import("../locales/filters.de.json") },
  recomputing: { en: () => import("../locales/recomputing.en.json"), de: () => import("../locales/recomputing.de.json") },
  policies: { en: () => import("../locales/policies.en.json"), de: () => import("../locales/policies.de.json") },
  reports: { en: () => import("../locales/reports.en.json"), de: () => import("../locales/reports.de.json") },
});
