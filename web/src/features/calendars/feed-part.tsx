import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { formatLocale } from "@/lib/i18n";
import { useNow } from "@/lib/use-now";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Part } from "@/features/settings/sheet";
import { useReason } from "@/features/tickets/reasons";
import type { CalendarFeed } from "@/api/types";
import { ago, feedQuery, useFeed } from "./feed";

/** When it was read, what came of it, and in words what went wrong. */
function State({ feed }: { feed: CalendarFeed }) {
  const { t, i18n } = useTranslation("calendars");
  const now = useNow();
  const age = (moment: string) => ago(moment, now, formatLocale(i18n.language));
  return (
    <div role="status" className="flex flex-col gap-1 text-12">
      <p className="num text-text-2">{feed.reading ? t("feed_reading") : feed.read_at ? t("feed_read", { ago: age(feed.read_at), days: t("days", { count: feed.days }) }) : t("feed_unread")}</p>
      {feed.error && (
        <p className="text-breach">
          {t(`feed_error.${feed.error}`)} {feed.tried_at && t("feed_tried", { ago: age(feed.tried_at) })} {feed.failing && t("feed_failing")}
        </p>
      )}
    </div>
  );
}

/** An address whose days off are read every day. It has a state of its own: nothing of it waits for the form to be saved. */
export function FeedPart({ id, onChanged }: { id: string; onChanged: () => void }) {
  const { t } = useTranslation("calendars");
  const reason = useReason();
  const known = useQuery(feedQuery(id));
  const feed = useFeed(id);
  const [address, setAddress] = useState<string | null>(null);
  const kept = known.data?.address ?? "";
  const shown = address ?? kept;
  const wrong = feed.error instanceof ApiProblem && feed.error.fields.some(({ code }) => code === "not_an_address");
  const reading = known.data?.reading ?? false;
  const was = useRef(reading);
  useEffect(() => {
    if (was.current && !reading) onChanged();
    was.current = reading;
  }, [reading, onChanged]);
  const [early, setEarly] = useState(false);
  const refresh = () => feed.mutate({ step: "refresh" }, { onSuccess: (kept) => setEarly(kept?.reading === false) });
  const set = () => feed.mutate({ step: "set", address: shown.trim() }, { onSuccess: () => setAddress(null) });
  const remove = () =>
    feed.mutate(
      { step: "remove" },
      {
        onSuccess() {
          setAddress(null);
          onChanged();
        },
      },
    );
  // Enter would save the calendar, which the address is no part of.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (shown.trim() !== "" && shown !== kept) set();
  };
  const failed = known.isError ? reason(known.error) : feed.error && !wrong ? reason(feed.error) : "";
  return (
    <Part title={t("feed")} text={t("feed_text")}>
      <Field
        label={t("feed_address")}
        type="text"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        maxLength={2_000}
        placeholder="https://"
        value={shown}
        disabled={known.isPending}
        hint={t("feed_hint")}
        error={wrong ? t("feed_wrong") : null}
        onChange={({ target }) => {
          setAddress(target.value);
          if (feed.isError) feed.reset();
        }}
        onKeyDown={onKeyDown}
      />
      {known.data && <State feed={known.data} />}
      {early && (
        <p role="status" className="text-12 text-text-2">
          {t("feed_early")}
        </p>
      )}
      {failed && (
        <p role="alert" className="text-12 text-breach">
          {failed}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {(shown !== kept || !known.data) && (
          <Button onClick={set} disabled={feed.isPending || shown.trim() === ""}>
            {t(known.data ? "feed_change" : "feed_set")}
          </Button>
        )}
        {known.data && (
          <>
            <Button onClick={refresh} disabled={feed.isPending || reading}>
              {t("feed_refresh")}
            </Button>
            <Button look="plain" className="mx-0!" onClick={remove} disabled={feed.isPending}>
              {t("feed_remove")}
            </Button>
          </>
        )}
      </div>
    </Part>
  );
}
