import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { useReason } from "@/features/tickets/reasons";
import { useReadFile } from "./calendars";
import { withDays, type Draft } from "./draft";

const LARGEST = 500_000;

interface Props {
  known: Draft["holidays"];
  onDays: (days: Draft["holidays"]) => void;
}

/** Takes the days off out of an iCalendar file; the file itself is not kept. */
export function FileButton({ known, onDays }: Props) {
  const { t } = useTranslation("calendars");
  const reason = useReason();
  const read = useReadFile();
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  const [tooLarge, setTooLarge] = useState(false);
  const take = async (file: File) => {
    setSaid("");
    setTooLarge(file.size > LARGEST);
    if (file.size > LARGEST) return read.reset();
    read.mutate(await file.text(), {
      onSuccess({ items, ignored }) {
        onDays(withDays(known, items as Draft["holidays"]));
        setSaid([t("file_days", { count: items.length }), ignored > 0 ? t("file_ignored", { count: ignored }) : ""].join(" ").trim());
      },
    });
  };
  const wrong = tooLarge ? t("file_large") : read.error ? reason(read.error) : "";
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".ics,text/calendar"
        hidden
        aria-label={t("file")}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) void take(file);
          event.target.value = "";
        }}
      />
      <Button onClick={() => input.current?.click()} disabled={read.isPending}>
        {t("file")}
      </Button>
      {wrong && (
        <p role="alert" className="w-full text-12 text-breach">
          {wrong}
        </p>
      )}
      <p role="status" className="w-full text-12 text-text-2 empty:hidden">
        {wrong ? "" : said}
      </p>
    </>
  );
}
