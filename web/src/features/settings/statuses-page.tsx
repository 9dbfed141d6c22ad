import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Colour, State, Status } from "@/api/types";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { byOrder, COLOURS } from "@/features/tickets/rules";
import { DOTS, StateGlyph } from "@/features/tickets/state-glyph";
import { STATES } from "@/features/tickets/states";
import { useRules } from "@/features/tickets/use-rules";
import { Badge, Choice, Line, Page } from "./controls";
import { Editor } from "./editor";
import { useReorder } from "./nouns";
import { RemoveDialog } from "./remove-dialog";
import { SortList } from "./sort-list";
import { RolesField, useStaffRoles } from "./status-roles";

/** Nobody sets `closed`, so nothing stands for it. */
const OFFERED = STATES.filter((state) => state !== "closed");

interface Values {
  state: State;
  agent_label: string;
  customer_label: string;
  colour: Colour;
  roles: string[];
}

function Colours({ value, onChange }: { value: Colour; onChange: (colour: Colour) => void }) {
  const { t } = useTranslation("settings");
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-12 font-medium text-text-2">{t("status.colour")}</legend>
      <div className="flex flex-wrap gap-1.5">
        {COLOURS.map((colour) => (
          <label
            key={colour}
            className="flex h-8 items-center gap-1.5 rounded-m border px-2 text-12 has-checked:border-accent has-checked:bg-selected has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input type="radio" name="colour" checked={value === colour} onChange={() => onChange(colour)} className="sr-only" />
            <span aria-hidden className={`size-2.5 rounded-full bg-current ${DOTS[colour]}`} />
            {t(`colour.${colour}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function StatusEditor({ status, state, onClose }: { status: Status | null; state: State; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const start = (noun: Status | null): Values =>
    noun ?
      { state: noun.state, agent_label: noun.agent_label, customer_label: noun.customer_label, colour: noun.colour, roles: noun.roles }
    : { state, agent_label: "", customer_label: "", colour: "blue", roles: [] };
  return (
    <Editor<"statuses", Values>
      kind="statuses"
      title={t(status ? "status.edit" : "status.new")}
      noun={status}
      start={start}
      bodyOf={({ state: of, customer_label, ...values }) => ({
        ...values,
        customer_label: customer_label || values.agent_label,
        ...(status ? {} : { state: of }),
      })}
      onClose={onClose}
    >
      {({ values, set, fault }) => (
        <>
          <Choice
            label={t("status.state")}
            value={values.state}
            onChange={(value) => set("state", value as State)}
            options={OFFERED.map((value) => ({ value, label: common(`state.${value}`) }))}
            disabled={status !== null}
            error={fault("state")}
            hint={t("status.state_hint")}
          />
          <Field label={t("status.agent_label")} value={values.agent_label} onChange={(event) => set("agent_label", event.target.value)} required maxLength={80} autoFocus error={fault("agent_label")} />
          <Field
            label={t("status.customer_label")}
            value={values.customer_label}
            onChange={(event) => set("customer_label", event.target.value)}
            placeholder={values.agent_label}
            maxLength={80}
            error={fault("customer_label")}
            hint={t("status.customer_hint")}
          />
          <Colours value={values.colour} onChange={(colour) => set("colour", colour)} />
          <RolesField value={values.roles} onChange={(roles) => set("roles", roles)} error={fault("roles")} />
        </>
      )}
    </Editor>
  );
}

type Open = { kind: "edit"; status: Status | null; state: State } | { kind: "remove"; status: Status };

/** The tenant's own statuses, under the state each stands for. */
export default function StatusesPage() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const rules = useRules();
  const reorder = useReorder("statuses");
  const { named } = useStaffRoles();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const of = (state: State) => rules.statuses.filter((status) => status.state === state && status.replaced_by === null).sort(byOrder);
  const instead = (status: Status) => [
    { value: status.state as string, label: common(`state.${status.state}`) },
    ...of(status.state).filter(({ id }) => id !== status.id).map(({ id, agent_label }) => ({ value: id, label: agent_label })),
  ];
  const start = (state: State) => setOpen({ kind: "edit", status: null, state });
  return (
    <Page
      title={t("page.statuses")}
      text={t("status.text")}
      action={
        <Button look="primary" onClick={() => start("pending")}>
          <Plus aria-hidden className="icon" /> {t("status.new")}
        </Button>
      }
    >
      <ul className="flex flex-col divide-y divide-line border-y">
        {OFFERED.map((state) => (
          <li key={state} className="py-2">
            <div className="flex h-8 items-center gap-2 pl-1">
              <StateGlyph state={state} />
              <h2 className="font-semibold">{common(`state.${state}`)}</h2>
              <span className="min-w-0 flex-1 truncate text-12 text-text-3">{t(`state_text.${state}`)}</span>
              <IconButton icon={Plus} label={t("status.new_for", { state: common(`state.${state}`) })} onClick={() => start(state)} />
            </div>
            <SortList items={of(state)} label={common(`state.${state}`)} nameOf={(status) => status.agent_label} onSort={reorder}>
              {(status) => (
                <Line
                  actions={
                    <>
                      <IconButton icon={Pencil} label={t("edit", { name: status.agent_label })} onClick={() => setOpen({ kind: "edit", status, state })} />
                      <IconButton icon={Trash2} label={t("remove", { name: status.agent_label })} onClick={() => setOpen({ kind: "remove", status })} />
                    </>
                  }
                >
                  <StateGlyph state={state} colour={status.colour} />
                  <span className="font-medium">{status.agent_label}</span>
                  {status.customer_label !== status.agent_label && <span className="text-12 text-text-3">{t("status.seen_as", { label: status.customer_label })}</span>}
                  {named(status.roles).map(({ id, name }) => (
                    <Badge key={id}>{name}</Badge>
                  ))}
                </Line>
              )}
            </SortList>
          </li>
        ))}
      </ul>
      {open?.kind === "edit" && <StatusEditor status={open.status} state={open.state} onClose={close} />}
      {open?.kind === "remove" && (
        <RemoveDialog
          kind="statuses"
          noun={open.status}
          title={t("status.delete", { name: open.status.agent_label })}
          text={t("status.delete_text")}
          replacements={instead(open.status)}
          onClose={close}
        />
      )}
    </Page>
  );
}
