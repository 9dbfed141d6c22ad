import { useTranslation } from "react-i18next";
import ProviderButton from "./provider-button";

/** The password was right, but this workspace's members come from its provider. */
export default function ProviderNeeded({ slug }: { slug: string }) {
  const { t } = useTranslation("provider");
  return (
    <div className="flex flex-col gap-4">
      <p role="alert" className="font-medium">
        {t("button.needed")}
      </p>
      <ProviderButton slug={slug} alone />
    </div>
  );
}
