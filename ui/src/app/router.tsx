import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { FailedState, LoadingState, NotFoundPage } from "~/shared/states";
import { Shell } from "./Shell";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const page = <Path extends string>(path: Path, load: () => Promise<{ Page: () => React.ReactNode }>) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load, "Page"),
  });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/journeys" });
  },
});

// Every page is a file of its own that exports `Page`, loaded when it is first opened.
const routes = root.addChildren([
  home,
  page("/journeys", () => import("~/console/journeys/JourneysPage")),
  page("/journeys/$id", () => import("~/builder/BuilderPage")),
  page("/templates", () => import("~/console/templates/TemplatesPage")),
  page("/contacts", () => import("~/console/contacts/ContactsPage")),
  page("/contacts/$externalId", () => import("~/console/contacts/ContactPage")),
  page("/messages", () => import("~/console/messages/MessagesPage")),
  page("/phones", () => import("~/console/phones/PhonesPage")),
  page("/phones/$e164", () => import("~/console/phones/PhonePage")),
  page("/segments", () => import("~/console/segments/SegmentsPage")),
  page("/inbox", () => import("~/console/inbox/InboxPage")),
  page("/settings", () => import("~/console/settings/SettingsPage")),
]);

export const router = createRouter({
  routeTree: routes,
  defaultPreload: "intent",
  defaultPendingComponent: LoadingState,
  defaultErrorComponent: ({ error, reset }) => <FailedState error={error} retry={reset} />,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
