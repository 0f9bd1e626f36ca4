import { useMutation, useQueryClient } from "@tanstack/react-query";
import { plural } from "~/shared/format";
import { useToast } from "~/shared/toast";
import { loadSamples } from "~/api/templates";

/** Loads the sample contacts and says so. */
export function useSamples() {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: loadSamples,
    onSuccess: async (result) => {
      await queries.invalidateQueries({ queryKey: ["contacts"] });
      toast({ tone: "good", message: `${plural(result.accepted, "sample contact")} loaded. Their phones are under Phones.` });
    },
    onError: (error) => toast({ tone: "bad", message: error.message }),
  });
}
