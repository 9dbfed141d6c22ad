import { createStore } from "@/lib/store";

/** Whether the server tells of changes by itself. While it does not, what is on screen has to be asked for again and again. */
export const liveLink = createStore<"down" | "live">("down");

export const isLive = () => liveLink.get() === "live";
