import { useMutation, useQueryClient } from "@tanstack/react-query";
import { plural } from "~/shared/format";
import { notify, notifyFailure } from "~/shared/feedback/notify";
import { loadSamples } from "~/api/contacts/contacts";

/** Loads the sample contacts and says so. */
export function useSamples() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: loadSamples,
    onSuccess: async (result) => {
      await queries.invalidateQueries({ queryKey: ["contacts"] });
      notify({ tone: "good", message: `${plural(result.accepted, "sample contact")} loaded. Their phones are under Phones.` });
    },
    onError: notifyFailure,
  });
}
