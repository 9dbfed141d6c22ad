import { NetworkProblem } from "@/api/problem";
import type { components } from "@/api/schema";

/** The SHA-256 of a file, in base64. */
export async function checksum(file: File): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

/** `fetch` tells nothing of how far it is; this older way does. */
export function put({ url, headers }: components["schemas"]["Upload"], file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    const failed = () => reject(new NetworkProblem(sending.status));
    sending.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) sending.setRequestHeader(name, value);
    sending.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    sending.onload = () => (sending.status < 300 ? resolve() : failed());
    sending.onerror = failed;
    sending.onabort = failed;
    signal.addEventListener("abort", () => sending.abort());
    sending.send(file);
  });
}
