import { api, dataOf } from "@/api/client";
import { NetworkProblem } from "@/api/problem";
import type { Upload } from "@/api/types";

async function checksum(file: File): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

/** `fetch` tells nothing of how far it is; this older way does. */
function put({ url, headers }: Upload, file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<void> {
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

/** Brings a file to the server and gives its name there. Throws what the server refuses, or that no answer came. */
export async function sendBytes(file: File, name: string, onProgress: (part: number) => void, signal: AbortSignal): Promise<string> {
  const sha256 = await checksum(file);
  const media_type = file.type || "application/octet-stream";
  const place = await dataOf(api.POST("/v1/uploads", { body: { name, media_type, size: file.size, sha256 }, signal }));
  await put(place, file, onProgress, signal);
  return place.upload_id;
}
