import { Plus, X } from "lucide-react";
import { useCallback, useRef, useState, type ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { INPUT } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { activeFields } from "@/features/tickets/rules";
import { useRules } from "@/features/tickets/use-rules";
import { nameOfLanguage } from "@/features/canned/canned";

/** Where formatted text is written; the page is given one by the app. */
export interface WritingProps {
  html: string;
  label: string;
  onType: (html: string) => void;
  register: (insert: ((text: string) => void) | null) => void;
}

interface Props {
  bodies: Record<string, string>;
  onChange: (bodies: Record<string, string>) => void;
  fault: string | null;
  Box: ComponentType<WritingProps>;
}

const LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pt", "pl", "da", "sv", "nb", "fi", "cs", "tr", "uk", "ar", "ja", "zh"];
const VARIABLES = [
  ...["customer.name", "customer.first_name", "customer.email", "ticket.label", "ticket.subject", "ticket.state"],
  ...["ticket.confirmation_url", "agent.name", "agent.first_name", "tenant.name"],
];

/** What a response says: once in each language, with variables that the ticket fills in. */
export function CannedBodies({ bodies, onChange, fault, Box }: Props) {
  const { t, i18n } = useTranslation("settings");
  const rules = useRules();
  const languages = Object.keys(bodies);
  const [shown, setShown] = useState(languages[0] ?? "en");
  const current = languages.includes(shown) ? shown : (languages[0] ?? "en");
  const insert = useRef<((text: string) => void) | null>(null);
  const register = useCallback((take: ((text: string) => void) | null) => void (insert.current = take), []);
  const variables = [...VARIABLES, ...activeFields(rules).map((field) => `fields.${field.key}`)];
  const nameOf = (language: string) => nameOfLanguage(language, i18n.language);
  const remove = (language: string) => onChange(Object.fromEntries(Object.entries(bodies).filter(([each]) => each !== language)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1 text-12 font-medium text-text-2">{t("canned.bodies")}</legend>
      <div className="flex flex-wrap items-center gap-1">
        {languages.map((language) => (
          <span key={language} className="flex items-center">
            <button
              type="button"
              aria-pressed={language === current}
              onClick={() => setShown(language)}
              className="h-7 rounded-m px-2 text-text-2 hover:bg-hover aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-text"
            >
              {nameOf(language)}
            </button>
            {languages.length > 1 && language === current && (
              <IconButton icon={X} label={t("canned.remove_language", { name: nameOf(language) })} onClick={() => remove(language)} />
            )}
          </span>
        ))}
        <label className="flex h-7 items-center gap-1 text-12 text-text-2">
          <Plus aria-hidden className="icon-s" />
          <span className="sr-only">{t("canned.add_language")}</span>
          <select
            value=""
            onChange={(event) => {
              onChange({ ...bodies, [event.target.value]: "" });
              setShown(event.target.value);
            }}
            className={`${INPUT} h-7`}
          >
            <option value="">{t("canned.add_language")}</option>
            {LANGUAGES.filter((each) => !languages.includes(each)).map((each) => (
              <option key={each} value={each}>
                {nameOf(each)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="overflow-hidden rounded-m border border-control bg-surface focus-within:border-accent">
        <Box
          key={current}
          html={bodies[current] ?? ""}
          label={t("canned.body_in", { name: nameOf(current) })}
          onType={(html) => onChange({ ...bodies, [current]: html })}
          register={register}
        />
      </div>
      {fault && <p className="text-12 text-breach">{fault}</p>}
      <label className="flex items-center gap-2 text-12 text-text-2">
        {t("canned.insert")}
        <select
          value=""
          onChange={(event) => insert.current?.(`{{ ${event.target.value} }}`)}
          className={`${INPUT} h-7 flex-1`}
        >
          <option value="">{t("canned.choose_variable")}</option>
          {variables.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <p className="text-12 text-text-3">{t("canned.default_hint", { example: '{{ customer.first_name | default: "there" }}' })}</p>
    </fieldset>
  );
}
