import { Select, Switch, TagsInput, TextInput } from "@mantine/core";
import type { Account } from "~/api/account/account";
import { countries, languages, timeZones, withCurrent } from "../parts/pickers/places";
import { Part } from "./form/Part";
import { useSettings } from "./form/useSettings";

/** Name, place and language of the account. */
export function GeneralPart({ account }: { account: Account }) {
  const draft = useSettings(account, ["name", "timezone", "region", "phone_prefixes", "language", "sms_enabled"]);
  const { value, set } = draft;
  return (
    <Part
      title="Account"
      intro="Who is sending, and where you are. Journeys start with these settings and can override them."
      draft={draft}
      problem={(value.name ?? "").trim() === "" ? "The account needs a name." : null}
    >
      <TextInput
        label="Name"
        description="Your name as people see it when asked to opt in; {{ account.name }} in messages."
        maxLength={100}
        value={value.name ?? ""}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Select
        label="Time zone"
        description="For new journeys, and for the times shown here."
        data={withCurrent(timeZones().map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })), value.timezone)}
        value={value.timezone}
        onChange={(timezone) => set({ timezone: timezone ?? "UTC" })}
        searchable
      />
      <Select
        label="Country of phone numbers"
        description="For numbers without a country code. Existing numbers don't change."
        data={withCurrent(countries(), value.region)}
        value={value.region}
        onChange={(region) => set({ region: region ?? "US" })}
        searchable
      />
      <TagsInput
        label="New number ranges"
        description="Area and mobile codes Postroad doesn't know yet, such as +1436. Numbers starting with them can be texted."
        placeholder={value.phone_prefixes.length === 0 ? "+1436" : ""}
        value={value.phone_prefixes}
        onChange={(phone_prefixes) => set({ phone_prefixes })}
      />
      <Select
        label="Language"
        description="For contacts whose language is unknown."
        data={withCurrent(languages(), value.language)}
        value={value.language}
        onChange={(language) => set({ language: language ?? "en" })}
        searchable
      />
      <Switch
        label="Send text messages"
        description="When off, opt-ins are still collected, and every text is skipped with that reason."
        checked={value.sms_enabled}
        onChange={(event) => set({ sms_enabled: event.currentTarget.checked })}
      />
    </Part>
  );
}
