import { Extension, type Extensions } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import { InlineImage } from "./inline-image";
import { Unresolved } from "./unresolved";

/** Only what a mail can carry. Line breaks are Shift+Enter: with ⌘ and Ctrl, Enter sends. */
export function writingExtensions(link: () => void): Extensions {
  const keys = Extension.create({
    name: "writingKeys",
    addKeyboardShortcuts() {
      return {
        "Mod-Shift-k": () => {
          link();
          return true;
        },
      };
    },
  });
  return [
    StarterKit.configure({
      heading: { levels: [3, 4] },
      horizontalRule: false,
      underline: false,
      hardBreak: { keepMarks: true },
      trailingNode: false,
      dropcursor: { color: false, class: "drop-cursor" },
      link: {
        openOnClick: false,
        autolink: true,
        linkOnPaste: true,
        defaultProtocol: "https",
        protocols: ["http", "https", "mailto", "tel"],
        HTMLAttributes: { rel: null, target: null },
      },
    }),
    InlineImage,
    Unresolved,
    keys,
  ];
}
