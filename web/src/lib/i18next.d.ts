import "i18next";
import type audit from "@/locales/audit.en.json";
import type en from "@/locales/en.json";
import type people from "@/locales/people.en.json";
import type roles from "@/locales/roles.en.json";
import type settings from "@/locales/settings.en.json";
import type work from "@/locales/work.en.json";
import type provider from "@/locales/provider.en.json";
import type workspace from "@/locales/workspace.en.json";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: {
      audit: typeof audit;
      people: typeof people;
      roles: typeof roles;
      settings: typeof settings;
      translation: typeof en;
      work: typeof work;
      provider: typeof provider;
      workspace: typeof workspace;
    };
  }
}
