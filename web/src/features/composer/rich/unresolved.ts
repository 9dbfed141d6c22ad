import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { VARIABLE } from "@/features/canned/canned";

function marks(doc: Node): DecorationSet {
  const found: Decoration[] = [];
  doc.descendants((node, place) => {
    if (!node.isTextblock) return;
    // One sign for each leaf, so that places in the text are places in the document.
    for (const { index, 0: words } of node.textBetween(0, node.content.size, "", "￼").matchAll(VARIABLE))
      found.push(Decoration.inline(place + 1 + index, place + 1 + index + words.length, { class: "unresolved" }));
  });
  return DecorationSet.create(doc, found);
}

/** Marks what nothing was put in for: a message with a canned response in it is not sent like that. */
export const Unresolved = Extension.create({
  name: "unresolved",
  addProseMirrorPlugins() {
    return [
      new Plugin({
        state: { init: (_, { doc }) => marks(doc), apply: (change, old) => (change.docChanged ? marks(change.doc) : old) },
        props: {
          decorations(state) {
            return this.getState(state);
          },
        },
      }),
    ];
  },
});
