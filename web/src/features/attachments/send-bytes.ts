import { api, dataOf } from "@/api/client";
import { checksum, put } from "./put-bytes";

/** Brings a file to the server and gives its name there. Throws what the server refuses, or that no answer came. */
export async function sendBytes(file: File, name: string, onProgress: (part: number) => void, signal: AbortSignal): Promise<string> {
  const sha256 = await checksum(file);
  const media_type = file.type || "application/octet-stream";
  const place = await dataOf(api.POST("/v1/uploads", { body: { name, media_type, size: file.size, sha256 }, signal }));
  await put(place, file, onProgress, signal);
  return place.upload_id;
}
