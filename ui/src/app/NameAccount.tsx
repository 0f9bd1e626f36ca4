import { Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Account, changeAccount } from "~/api/account/account";
import { Refusal } from "~/console/parts/states/Refusal";
import { countries, timeZones, withCurrent } from "~/console/parts/pickers/places";
import { accountQuery } from "~/shared/account";
import { notify } from "~/shared/feedback/notify";
import { browserCountry, browserZone } from "./browserPlace";
import classes from "./NameAccount.module.css";

/** Asks who is sending, until somebody has said it: the first thing on the first page. */
export function NameAccount() {
  const { data: account } = useQuery(accountQuery);
  return account === undefined || account.name !== null ? null : <Ask account={account} />;
}

function Ask({ account }: { account: Account }) {
  const [name, setName] = useState("");
  // What nobody has chosen yet is as this browser has it.
  const [timezone, setTimezone] = useState(account.timezone === "UTC" ? browserZone() : account.timezone);
  const [region, setRegion] = useState(account.region === "US" ? browserCountry() : account.region);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => changeAccount({ name: name.trim(), timezone, region }),
    onSuccess: (now) => {
      queries.setQueryData(accountQuery.queryKey, now);
      notify({ tone: "good", message: `Saved. People read "${now.name ?? ""}" as who is texting them.` });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") save.mutate();
  };
  return (
    <form className={classes["ask"]} onSubmit={submit} aria-labelledby="who-is-sending">
      <h2 id="who-is-sending">Who is sending?</h2>
      <p>
        People see this name when they're asked to opt in: &ldquo;Reply START to receive texts from &hellip;&rdquo;. Until you set it, no form can open and no text that uses it is sent.
      </p>
      <div className={classes["fields"]}>
        <TextInput label="Your organization's name" placeholder="Acme" maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Select
          label="Your time zone"
          data={withCurrent(timeZones().map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })), timezone)}
          value={timezone}
          onChange={(zone) => setTimezone(zone ?? "UTC")}
          searchable
        />
        <Select label="Your country" data={withCurrent(countries(), region)} value={region} onChange={(code) => setRegion(code ?? "US")} searchable />
        <Button type="submit" size="sm" className={classes["save"]} disabled={name.trim() === ""} loading={save.isPending}>
          Save
        </Button>
      </div>
      <Refusal error={save.error} title="The name wasn't saved" />
    </form>
  );
}
