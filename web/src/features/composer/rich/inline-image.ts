import { Node } from "@tiptap/core";
import { uploads } from "@/features/attachments/uploads";

/** A picture in the text. The text names it by its file, `cid:<id>`; nothing is ever loaded from elsewhere. */
export const InlineImage = Node.create({
  name: "inlineImage",
  group: "inline",
  inline: true,
  draggable: true,
  addAttributes() {
    return { src: { default: "" }, alt: { default: "" } };
  },
  parseHTML() {
    return [{ tag: 'img[src^="cid:"]' }];
  },
  renderHTML({ HTMLAttributes }) {
    return ["img", HTMLAttributes];
  },
  renderText({ node }) {
    return `[${String(node.attrs.alt)}]`;
  },
  addNodeView() {
    return ({ node }) => {
      const { src, alt } = node.attrs as { src: string; alt: string };
      const preview = uploads.get()[src.slice("cid:".length)]?.preview;
      const dom = document.createElement(preview ? "img" : "span");
      dom.className = preview ? "inline-picture" : "inline-file";
      if (dom instanceof HTMLImageElement) Object.assign(dom, { src: preview, alt });
      else dom.textContent = alt;
      return { dom };
    };
  },
});
