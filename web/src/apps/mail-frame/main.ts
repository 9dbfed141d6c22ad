import type { Letter } from "@/features/thread/mail-page";
import { show } from "./page";

/** Whoever frames this page says once what it shows. */
function begin({ source, data, ports: [port] }: MessageEvent<Letter>): void {
  if (source !== window.parent || !port) return;
  window.removeEventListener("message", begin);
  show(document, data, port, window.location.origin);
}

window.addEventListener("message", begin);
