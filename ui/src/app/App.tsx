import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ConfirmProvider } from "~/shared/confirm";
import { ToastProvider } from "~/shared/toast";
import { queryClient } from "./queryClient";
import { router } from "./router";
import { SessionGate } from "./SessionGate";
import { theme } from "./theme";

/** Everything around the pages. Mantine's variables and classes come from theme.css, not from style elements. */
export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queryClient}>
        <ToastProvider>
          <ConfirmProvider>
            <SessionGate>
              <RouterProvider router={router} />
            </SessionGate>
          </ConfirmProvider>
        </ToastProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
