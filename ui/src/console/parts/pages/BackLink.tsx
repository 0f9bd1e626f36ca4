import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "./BackLink.module.css";

/** In the line below a page's title: the list that the page belongs to. */
export const BackLink = ({ to, children }: { to: NonNullable<LinkProps["to"]>; children: ReactNode }) => (
  <Link to={to} className={classes["back"]}>
    {children}
  </Link>
);
