import { useTranslation } from "react-i18next";
import { useStore } from "@/lib/store";
import { Dialog } from "@/ui/dialog";
import { Keys } from "@/ui/keys";
import { ACTIONS, GROUPS } from "@/features/actions/catalog";
import { setSingleKeys, singleKeys } from "@/features/actions/hotkeys";

/** Every key of the desk, from the catalog, and the switch that turns single keys off. */
export default function KeySheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { t: work } = useTranslation("work");
  const on = useStore(singleKeys);
  return (
    <Dialog title={work("help.title")} onClose={onClose}>
      <div className="gap-x-8 px-4 pt-4 pane:columns-2">
        {GROUPS.map((group) => (
          <section key={group} className="mb-5 break-inside-avoid">
            <h3 className="mb-1.5 text-11 font-medium text-text-3">{work(`help.${group}`)}</h3>
            <ul className="flex flex-col gap-1">
              {ACTIONS.filter(([, spec]) => spec.group === group).map(([id, { keys, icon: Icon }]) => (
                <li key={id} className="flex min-h-6 items-center gap-2">
                  <Icon aria-hidden className="icon text-text-3" />
                  <span className="flex-1">{t(`action.${id}`)}</span>
                  <Keys keys={keys} className="text-text-2" />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <label className="flex items-center gap-2 border-t px-4 py-3 text-12 text-text-2">
        <input type="checkbox" checked={on} onChange={(event) => setSingleKeys(event.target.checked)} className="size-4 accent-accent" />
        {work("help.single_keys")}
      </label>
    </Dialog>
  );
}
