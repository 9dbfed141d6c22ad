import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sendBytes } from "@/features/attachments/send-bytes";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toasts";
import { CONTRAST, contrastWithWhite, FIRST_ACCENT } from "./contrast";
import type { Values } from "./values";

interface Props {
  values: Values;
  onChange: (values: Partial<Values>) => void;
  fault: (name: string) => string | null;
}

/** The colour and the picture by which a workspace is known. */
export function BrandFields({ values, onChange, fault }: Props) {
  const { t } = useTranslation("workspace");
  const [busy, setBusy] = useState(false);
  const contrast = contrastWithWhite(values.accent);
  const faint = contrast !== null && contrast < CONTRAST ? t("accent_faint") : null;
  const upload = async (file: File) => {
    setBusy(true);
    try {
      const logo_id = await sendBytes(file, file.name, () => undefined, new AbortController().signal);
      onChange({ logo_id, logo: URL.createObjectURL(file) });
    } catch {
      toast({ tone: "error", title: t("logo_failed") });
    } finally {
      setBusy(false);
    }
  };
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="mb-2 text-14 font-semibold">{t("brand")}</legend>
      <div className="flex items-start gap-2">
        <input
          type="color"
          aria-label={t("accent_pick")}
          value={contrast === null ? FIRST_ACCENT : values.accent}
          onChange={(event) => onChange({ accent: event.target.value })}
          className="mt-5 h-9 w-12 shrink-0 rounded-m border border-control bg-surface p-1"
        />
        <Field
          label={t("accent")}
          hint={t("accent_hint")}
          value={values.accent}
          placeholder={FIRST_ACCENT}
          pattern="#[0-9A-Fa-f]{6}"
          error={faint ?? fault("accent")}
          onChange={(event) => onChange({ accent: event.target.value.trim() })}
          className="max-w-32"
        />
      </div>
      <div className="flex flex-col gap-1">
        <span className="text-12 font-medium text-text-2">{t("logo")}</span>
        {values.logo && <img src={values.logo} alt={t("logo_now")} className="max-h-16 max-w-60 self-start rounded-m border bg-white p-1" />}
        <div className="flex flex-wrap items-center gap-2">
          <label className="inline-flex h-9 cursor-pointer items-center rounded-m border border-line-strong px-2.5 font-medium text-text-2 focus-within:outline-2 focus-within:outline-focus hover:bg-hover">
            {t("logo_choose")}
            <input
              type="file"
              accept="image/png,image/jpeg,image/webp"
              disabled={busy}
              className="sr-only"
              onChange={(event) => {
                const [file] = event.target.files ?? [];
                if (file) void upload(file);
                event.target.value = "";
              }}
            />
          </label>
          {values.logo && (
            <Button size="l" onClick={() => onChange({ logo: null, logo_id: null })}>
              {t("logo_remove")}
            </Button>
          )}
        </div>
        <p className={fault("logo_id") ? "text-12 text-breach" : "text-12 text-text-3"}>{fault("logo_id") ?? t("logo_hint")}</p>
      </div>
    </fieldset>
  );
}
