import { CircleSlash, Pencil, Plus, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldDefinition } from "@/api/types";
import { Button } from "@/ui/button";
import { IconButton } from "@/ui/icon-button";
import { Placeholder } from "@/ui/placeholder";
import { toast } from "@/ui/toasts";
import { useReason } from "@/features/tickets/reasons";
import { activeFields, byOrder } from "@/features/tickets/rules";
import { useRules } from "@/features/tickets/use-rules";
import { Badge, Line, Page } from "./controls";
import { FieldEditor } from "./field-editor";
import { useReorder, useSaveNoun } from "./nouns";
import { RemoveDialog } from "./remove-dialog";
import { SortList } from "./sort-list";

function Facts({ field }: { field: FieldDefinition }) {
  const { t } = useTranslation("settings");
  return (
    <>
      <span className="font-medium">{field.label}</span>
      <code className="text-12 text-text-3">{field.key}</code>
      <Badge>{t(`type.${field.type}`)}</Badge>
      {field.required !== "never" && <Badge>{t(`required.${field.required}`)}</Badge>}
    </>
  );
}

/** The tenant's own fields of tickets, in the order in which they stand on one. */
export default function FieldsPage() {
  const { t } = useTranslation("settings");
  const rules = useRules();
  const reorder = useReorder("fields");
  const save = useSaveNoun("fields");
  const reason = useReason();
  const [open, setOpen] = useState<{ kind: "edit"; field: FieldDefinition | null } | { kind: "remove"; field: FieldDefinition } | null>(null);
  const close = () => setOpen(null);
  const fields = activeFields(rules);
  const retired = rules.fields.filter((field) => !field.active).sort(byOrder);
  const again = ({ id, version }: FieldDefinition) =>
    save.mutate({ id, version, body: { active: true } }, { onError: (error) => toast({ tone: "error", title: t("not_saved"), detail: reason(error) }) });
  return (
    <Page
      title={t("page.fields")}
      text={t("field.text")}
      action={
        <Button look="primary" onClick={() => setOpen({ kind: "edit", field: null })}>
          <Plus aria-hidden className="icon" /> {t("field.new")}
        </Button>
      }
    >
      {fields.length === 0 && (
        <div className="border-y py-6">
          <Placeholder icon={CircleSlash} title={t("field.none")}>
            {t("field.none_text")}
          </Placeholder>
        </div>
      )}
      <SortList items={fields} label={t("page.fields")} nameOf={(field) => field.label} onSort={reorder}>
        {(field) => (
          <Line
            actions={
              <>
                <IconButton icon={Pencil} label={t("edit", { name: field.label })} onClick={() => setOpen({ kind: "edit", field })} />
                <IconButton icon={CircleSlash} label={t("retire", { name: field.label })} onClick={() => setOpen({ kind: "remove", field })} />
              </>
            }
          >
            <Facts field={field} />
          </Line>
        )}
      </SortList>
      {retired.length > 0 && (
        <section className="mt-6">
          <h2 className="mb-1 text-12 font-medium text-text-3">{t("field.retired")}</h2>
          <ul>
            {retired.map((field) => (
              <li key={field.id}>
                <Line actions={<IconButton icon={RotateCcw} label={t("use_again", { name: field.label })} onClick={() => again(field)} />}>
                  <Facts field={field} />
                </Line>
              </li>
            ))}
          </ul>
        </section>
      )}
      {open?.kind === "edit" && <FieldEditor field={open.field} onClose={close} />}
      {open?.kind === "remove" && (
        <RemoveDialog kind="fields" noun={open.field} title={t("retire", { name: open.field.label })} text={t("field.retire_text")} onClose={close} />
      )}
    </Page>
  );
}
