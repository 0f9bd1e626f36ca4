import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@fontsource-variable/inter/wght.css";
import "~/app/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { exchangeToken } from "~/api/account/session";
import { App } from "~/app/App";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root element");
await exchangeToken();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
