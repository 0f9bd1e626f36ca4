import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "~/api/client/errors";

/** A refusal is an answer and is not asked for again; a server that can't be reached is tried twice more. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => !(error instanceof ApiError && error.status < 500) && failures < 2,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
