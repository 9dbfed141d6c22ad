import { useQueryClient } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { lookAsOneself } from "./viewing";

/** Says all the while as whom the desk is seen, with the way back. */
export default function ViewingBanner({ name }: { name: string }) {
  const { t } = useTranslation("roles");
  const client = useQueryClient();
  return (
    <Banner
      icon={Eye}
      tone="info"
      role="status"
      action={
        <Button size="s" className="bg-surface" onClick={() => lookAsOneself(client)}>
          {t("viewing.back")}
        </Button>
      }
    >
      {t("viewing.banner", { name })}
    </Banner>
  );
}
