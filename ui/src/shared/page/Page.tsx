import { Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import classes from "./Page.module.css";

/** A console page: its title, its actions beside it, and what it shows. */
export function PageFrame({
  title,
  documentTitle,
  intro,
  actions,
  children,
}: {
  title: ReactNode;
  documentTitle: string;
  intro?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  useDocumentTitle(`${documentTitle} · Postroad`);
  return (
    <div className={classes["page"]}>
      <header className={classes["head"]}>
        <div className={classes["title"]}>
          <Title order={1} size="h3">
            {title}
          </Title>
          {intro !== undefined && <p className={classes["intro"]}>{intro}</p>}
        </div>
        {actions !== undefined && <div className={classes["actions"]}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
