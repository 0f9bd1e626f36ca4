import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Notes } from "~/shared/feedback/Notes";
import { queryClient } from "./queryClient";
import { router } from "./router";
import { SessionGate } from "./SessionGate";
import { theme } from "./theme";

/** Everything around the pages. Mantine's variables and classes come from theme.css, not from style elements. */
export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queryClient}>
        <ModalsProvider>
          <SessionGate>
            <RouterProvider router={router} />
          </SessionGate>
        </ModalsProvider>
        <Notes />
      </QueryClientProvider>
    </MantineProvider>
  );
}
