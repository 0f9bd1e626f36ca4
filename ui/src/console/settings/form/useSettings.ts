import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Account, changeAccount } from "~/api/account/account";
import { accountQuery } from "~/shared/account";
import { notify } from "~/shared/feedback/notify";
import { mergePatch, same } from "./patch";

/** A part of the settings while it is being changed. */
export interface Draft<Name extends keyof Account> {
  value: Pick<Account, Name>;
  set: (part: Partial<Pick<Account, Name>>) => void;
  changed: boolean;
  save: () => void;
  undo: () => void;
  saving: boolean;
  error: unknown;
}

/** Changes some of the account's settings; only what was changed is sent. */
export function useSettings<Name extends keyof Account>(account: Account, names: readonly Name[]): Draft<Name> {
  const saved = Object.fromEntries(names.map((name) => [name, account[name]])) as Pick<Account, Name>;
  const [changes, setChanges] = useState<Partial<Pick<Account, Name>>>({});
  const queries = useQueryClient();
  const value = { ...saved, ...changes };
  const send = useMutation({
    mutationFn: () => changeAccount(mergePatch(saved, value)),
    onSuccess: (now) => {
      queries.setQueryData(accountQuery.queryKey, now);
      setChanges({});
      notify({ tone: "good", message: "Saved. Applies to everything sent from now on." });
    },
  });
  return {
    value,
    set: (part) => setChanges((now) => ({ ...now, ...part })),
    changed: !same(saved, value),
    save: () => send.mutate(),
    undo: () => {
      setChanges({});
      send.reset();
    },
    saving: send.isPending,
    error: send.error,
  };
}
