import "i18next";
import type audit from "@/locales/audit.en.json";
import type calendars from "@/locales/calendars.en.json";
import type calls from "@/locales/calls.en.json";
import type filters from "@/locales/filters.en.json";
import type organisations from "@/locales/organisations.en.json";
import type policies from "@/locales/policies.en.json";
import type recomputing from "@/locales/recomputing.en.json";
import type en from "@/locales/en.json";
import type people from "@/locales/people.en.json";
import type reports from "@/locales/reports.en.json";
import type roles from "@/locales/roles.en.json";
import type settings from "@/locales/settings.en.json";
import type work from "@/locales/work.en.json";
import type provider from "@/locales/provider.en.json";
import type workspace from "@/locales/workspace.en.json";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: {
      audit: typeof audit;
      calendars: typeof calendars;
      calls: typeof calls;
      filters: typeof filters;
      organisations: typeof organisations;
      policies: typeof policies;
      recomputing: typeof recomputing;
      people: typeof people;
      reports: typeof reports;
      roles: typeof roles;
      settings: typeof settings;
      translation: typeof en;
      work: typeof work;
      provider: typeof provider;
      workspace: typeof workspace;
    };
  }
}
