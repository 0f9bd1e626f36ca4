import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { fetched } from "~/shared/fetched";
import { FailedState, LoadingState, NotFoundPage } from "~/shared/feedback/states";
import { Shell } from "./Shell";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const page = <Path extends string, Search extends Record<string, unknown> = Record<never, never>>(
  path: Path,
  load: () => Promise<{ Page: () => React.ReactNode }>,
  validateSearch: (search: Record<string, unknown>) => Search = () => ({}) as Search,
) =>
  createRoute({
    getParentRoute: () => root,
    path,
    validateSearch,
    component: lazyRouteComponent(() => fetched(load), "Page"),
  });

/** What an address says after the "?": these words when they are there, and nothing else. */
const words =
  <Name extends string>(...names: Name[]) =>
  (search: Record<string, unknown>): { [Each in Name]?: string } => {
    const narrowed: { [Each in Name]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (value !== undefined && value !== null && value !== "") narrowed[name] = String(value);
    }
    return narrowed;
  };

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
  page("/journeys/$id", () => import("~/builder/page/BuilderPage")),
  page("/templates", () => import("~/console/templates/TemplatesPage")),
  page("/contacts", () => import("~/console/contacts/ContactsPage"), words("search")),
  page("/contacts/$externalId", () => import("~/console/contacts/page/ContactPage"), words("show", "enrolment")),
  page("/messages", () => import("~/console/messages/MessagesPage"), words("journey", "state", "contact", "message")),
  page("/phones", () => import("~/console/phones/PhonesPage")),
  page("/phones/$e164", () => import("~/console/phones/PhonePage")),
  page("/mailbox", () => import("~/console/mailbox/MailboxPage"), words("mail", "to")),
  page("/segments", () => import("~/console/segments/SegmentsPage"), words("segment")),
  page("/forms", () => import("~/console/forms/FormsPage"), words("form")),
  page("/library", () => import("~/console/library/LibraryPage"), words("message")),
  page("/inbox", () => import("~/console/inbox/InboxPage"), words("journey", "node", "kind", "answered")),
  page("/settings", () => import("~/console/settings/SettingsPage"), words("part")),
]);

export const router = createRouter({
  routeTree: routes,
  defaultPreload: "intent",
  defaultPendingComponent: () => <LoadingState page />,
  defaultErrorComponent: ({ error, reset }) => <FailedState error={error} retry={reset} />,
  scrollRestoration: true,
  // Words stay words: no JSON in addresses, and a contact called 007 stays 007.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(
      Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ).toString();
    return text === "" ? "" : `?${text}`;
  },
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
