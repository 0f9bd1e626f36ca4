import type { LinkProps } from "@tanstack/react-router";
import type { FormEvent, ReactNode } from "react";
import { PageFrame } from "~/shared/page/Page";
import { BackLink } from "./BackLink";
import classes from "./EditorPage.module.css";

/** A page on which one thing is written: the form at the left, what it comes to beside it. */
export function EditorPage({
  title,
  list,
  about,
  actions,
  side,
  width,
  onSubmit,
  children,
}: {
  title: string;
  /** The list that the thing belongs to. */
  list: { to: NonNullable<LinkProps["to"]>; label: string };
  /** Said after the way back. */
  about?: ReactNode;
  actions?: ReactNode;
  side: ReactNode;
  /** Of what stands beside the form. */
  width: "narrow" | "wide";
  onSubmit: () => void;
  children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <PageFrame
      title={title}
      documentTitle={title}
      intro={
        <>
          <BackLink to={list.to}>{list.label}</BackLink>
          {about !== undefined && <> / {about}</>}
        </>
      }
      actions={actions}
    >
      <div className={classes["layout"]} data-side={width}>
        <form onSubmit={submit} className={classes["form"]} aria-label={title}>
          {children}
        </form>
        <div className={classes["side"]}>{side}</div>
      </div>
    </PageFrame>
  );
}

/** Fields beside each other. */
export const Columns = ({ children }: { children: ReactNode }) => <div className={classes["columns"]}>{children}</div>;

/** What can be done with it all, and why it can't. */
export const EditorActions = ({ children, hint = null }: { children: ReactNode; hint?: string | null }) => (
  <div className={classes["actions"]}>
    {children}
    {hint !== null && <span className={classes["hint"]}>{hint}</span>}
  </div>
);
