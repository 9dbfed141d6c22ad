import { FolderTree, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Category } from "@/api/types";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { Placeholder } from "@/ui/placeholder";
import { byOrder, categoryTree } from "@/features/tickets/rules";
import { useRules } from "@/features/tickets/use-rules";
import { Choice, Line, Page } from "./controls";
import { Editor } from "./editor";
import { useReorder } from "./nouns";
import { RemoveDialog } from "./remove-dialog";
import { SortList } from "./sort-list";

const LEVELS = 4;
const TOP = "";

interface Values {
  label: string;
  parent_id: string;
}

/** The category and all below it: none of them can be above it. */
function below(all: Category[], id: string): Set<string> {
  const found = new Set([id]);
  for (let grown = true; grown; ) {
    const more = all.filter((each) => each.parent_id && found.has(each.parent_id) && !found.has(each.id));
    more.forEach((each) => found.add(each.id));
    grown = more.length > 0;
  }
  return found;
}

function CategoryEditor({ category, parent, onClose }: { category: Category | null; parent: string | null; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const rules = useRules();
  const own = category ? below(rules.categories, category.id) : new Set<string>();
  const parents = categoryTree(rules).filter((branch) => !own.has(branch.category.id) && branch.level < LEVELS - 1);
  return (
    <Editor<"categories", Values>
      kind="categories"
      title={t(category ? "category.edit" : "category.new")}
      noun={category}
      start={(noun) => (noun ? { label: noun.label, parent_id: noun.parent_id ?? TOP } : { label: "", parent_id: parent ?? TOP })}
      bodyOf={({ label, parent_id }) => ({ label, parent_id: parent_id || null })}
      onClose={onClose}
    >
      {({ values, set, fault }) => (
        <>
          <Field label={t("category.label")} value={values.label} onChange={(event) => set("label", event.target.value)} required maxLength={80} autoFocus error={fault("label")} />
          <Choice
            label={t("category.parent")}
            value={values.parent_id}
            onChange={(value) => set("parent_id", value)}
            options={[{ value: TOP, label: t("category.top") }, ...parents.map((branch) => ({ value: branch.category.id, label: branch.path }))]}
            error={fault("parent_id")}
          />
        </>
      )}
    </Editor>
  );
}

type Open = { kind: "edit"; category: Category | null; parent: string | null } | { kind: "remove"; category: Category };

/** What tickets are about, as a tree: sorted beside each other, moved by choosing another one above. */
export default function CategoriesPage() {
  const { t } = useTranslation("settings");
  const rules = useRules();
  const reorder = useReorder("categories");
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const tree = categoryTree(rules);
  const childrenOf = (parent: string | null) => rules.categories.filter((each) => each.active && each.parent_id === parent).sort(byOrder);

  const level = (parent: string | null, depth: number) => {
    const children = childrenOf(parent);
    if (children.length === 0) return null;
    return (
      <SortList items={children} label={children[0] && depth > 0 ? t("category.below") : t("page.categories")} nameOf={(each) => each.label} onSort={reorder}>
        {(category) => (
          <>
            <Line
              actions={
                <>
                  {depth < LEVELS - 1 && (
                    <IconButton icon={Plus} label={t("category.add_below", { name: category.label })} onClick={() => setOpen({ kind: "edit", category: null, parent: category.id })} />
                  )}
                  <IconButton icon={Pencil} label={t("edit", { name: category.label })} onClick={() => setOpen({ kind: "edit", category, parent })} />
                  <IconButton
                    icon={Trash2}
                    label={t("remove", { name: category.label })}
                    disabled={childrenOf(category.id).length > 0}
                    onClick={() => setOpen({ kind: "remove", category })}
                  />
                </>
              }
            >
              <span className={depth === 0 ? "font-medium" : ""}>{category.label}</span>
            </Line>
            {level(category.id, depth + 1)}
          </>
        )}
      </SortList>
    );
  };
  const instead = (category: Category) => [
    { value: "", label: t("category.no_replacement") },
    ...tree.filter((branch) => branch.category.id !== category.id).map((branch) => ({ value: branch.category.id, label: branch.path })),
  ];
  return (
    <Page
      title={t("page.categories")}
      text={t("category.text")}
      action={
        <Button look="primary" onClick={() => setOpen({ kind: "edit", category: null, parent: null })}>
          <Plus aria-hidden className="icon" /> {t("category.new")}
        </Button>
      }
    >
      {tree.length === 0 && (
        <div className="border-y py-6">
          <Placeholder icon={FolderTree} title={t("category.none")}>
            {t("category.none_text")}
          </Placeholder>
        </div>
      )}
      {level(null, 0)}
      {open?.kind === "edit" && <CategoryEditor category={open.category} parent={open.parent} onClose={close} />}
      {open?.kind === "remove" && (
        <RemoveDialog
          kind="categories"
          noun={open.category}
          title={t("category.delete", { name: open.category.label })}
          text={t("category.delete_text")}
          replacements={instead(open.category)}
          onClose={close}
        />
      )}
    </Page>
  );
}
