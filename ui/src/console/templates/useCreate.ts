import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createJourney } from "~/journey/loading/journeys";
import type { AnyDocument } from "~/api/types";
import { capital } from "~/shared/format";
import { notify } from "~/shared/feedback/notify";

/** Creates a journey from a document and opens it. */
export function useCreate() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ document }: { document: AnyDocument; from: string }) => createJourney(document),
    onSuccess: async (journey) => {
      void queries.invalidateQueries({ queryKey: ["journeys", "list"] });
      await navigate({ to: "/journeys/$id", params: { id: journey.id } });
    },
    onError: (error) => notify({ tone: "bad", message: `The journey was not created. ${capital(error.message)}` }),
  });
}
