import type { Editor } from "@tiptap/core";
import type { BoxHandle } from "@/features/composer/box";

/** At once: TipTap's own command waits for the next frame, and a key pressed before it would be a shortcut. */
export function focusAt(editor: Editor, position: number): void {
  editor.commands.setTextSelection(Math.min(position, editor.state.doc.content.size));
  editor.view.focus();
}

export function handleOf(editor: Editor): BoxHandle {
  return {
    focus: () => focusAt(editor, editor.state.doc.content.size),
    insert(html, over = 0) {
      const { from, to } = editor.state.selection;
      editor.view.focus();
      // The word goes first: paragraphs then take the place of an empty line instead of splitting one.
      const place = editor.chain().deleteRange({ from: from - over, to });
      place.insertContent(html, { parseOptions: { preserveWhitespace: true } }).run();
    },
    insertImages(files) {
      const pictures = files.filter((file) => file.inline).map(({ id, name }) => ({ type: "inlineImage", attrs: { src: `cid:${id}`, alt: name } }));
      if (pictures.length === 0) return;
      editor.view.focus();
      editor.chain().insertContent(pictures).run();
    },
    caret() {
      const { left, top, bottom } = editor.view.coordsAtPos(editor.state.selection.from);
      return new DOMRect(left, top, 0, bottom - top);
    },
  };
}
