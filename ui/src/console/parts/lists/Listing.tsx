import { Button, Skeleton } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "./Listing.module.css";

export interface Column<Row> {
  name: string;
  /** Read out but not shown, as for a column of buttons. */
  quiet?: boolean;
  cell: (row: Row) => ReactNode;
  kind?: "text" | "number" | "tight";
  /** Left out when narrow; what matters of it belongs into the first column then. */
  wide?: boolean;
}

/** A table of things; the first column names each row. */
export function Listing<Row>({
  label,
  columns,
  rows,
  keyOf,
  linked = true,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  /** Whether the first column has a `RowLink`, so that the whole row answers a click. */
  linked?: boolean;
}) {
  const look = (column: Column<Row>) =>
    [column.wide ? classes["wide"] : "", column.kind === "number" ? classes["number"] : column.kind === "tight" ? classes["tight"] : ""].join(" ");
  return (
    <div className={classes["frame"]}>
      <table className={classes["table"]} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={look(column)}>
                {column.quiet ? <span className="visually-hidden">{column.name}</span> : column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className={classes["row"]} data-link={linked || undefined}>
              {columns.map((column) => (
                <td key={column.name} className={look(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The name of a row, which leads to it; the whole row answers a click. */
export const RowLink = (props: LinkProps & { children: ReactNode }) => <Link {...props} className={classes["link"] ?? ""} />;

/** The name of a row that opens beside the list instead of on a page of its own. */
export function RowButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={classes["link"]} onClick={onClick}>
      {children}
    </button>
  );
}

/** A second line of a cell. */
export const Second = ({ children, narrowOnly = false }: { children: ReactNode; narrowOnly?: boolean }) => (
  <span className={`${classes["second"]} ${narrowOnly ? classes["narrowOnly"] : ""}`}>{children}</span>
);

/** Buttons in a row that is a link. */
export const Above = ({ children }: { children: ReactNode }) => <span className={classes["above"]}>{children}</span>;

/** Below a list: how much of it is shown, and more of it. */
export function ListingFoot({
  shown,
  more,
  loading,
  children,
}: {
  shown: string;
  more: (() => void) | null;
  loading: boolean;
  children?: ReactNode;
}) {
  return (
    <div className={classes["foot"]}>
      <span role="status">{shown}</span>
      {more && (
        <Button variant="default" size="xs" onClick={more} loading={loading}>
          Show more
        </Button>
      )}
      {children !== undefined && <span>{children}</span>}
    </div>
  );
}

const WIDTHS = ["38%", "52%", "30%", "46%", "41%", "35%"];

/** Where a list will be. */
export function ListingSkeleton({ label, rows = 6 }: { label: string; rows?: number }) {
  return (
    <div className={classes["frame"]} role="status" aria-label={label}>
      <div className={classes["bars"]}>
        {WIDTHS.slice(0, rows).map((width) => (
          <div key={width} className={classes["bar"]}>
            <Skeleton height={11} width={width} radius="xl" />
            <Skeleton height={11} width="12%" radius="xl" />
            <Skeleton height={11} width="16%" radius="xl" />
          </div>
        ))}
      </div>
    </div>
  );
}
