/** The frames of pages for people who are not signed in: one with something to do, one with something to be told. */
import type { ComponentProps, ReactNode } from "react";
import { Brand } from "@/ui/brand";
import { Placeholder } from "@/ui/placeholder";

export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="flex h-full flex-col items-center overflow-auto p-4 pt-16 pane:pt-28">
      <div className="w-full max-w-list animate-appear">
        <Brand className="mb-6 size-9 text-20" />
        <h1 className="text-20 font-semibold tracking-tight">{title}</h1>
        {children}
      </div>
    </main>
  );
}

/** The alert stands inside the landmark: a landmark that is itself an alert is none. */
export function Told({ failed = false, ...said }: { failed?: boolean } & Omit<ComponentProps<typeof Placeholder>, "heading" | "tone">) {
  return (
    <main className="h-full">
      <div role={failed ? "alert" : "status"} className="h-full">
        <Placeholder heading="h1" {...(failed ? { tone: "error" } : {})} {...said} />
      </div>
    </main>
  );
}
