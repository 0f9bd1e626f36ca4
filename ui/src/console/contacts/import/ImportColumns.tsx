import { Button, FileButton, NativeSelect, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconFileSpreadsheet, IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import type { ImportMapping, ImportPreview } from "~/api/contacts/imports";
import { fileSize } from "~/shared/format";
import { type Chosen, claimsConsent, columnProblems, mappingOf, TARGETS } from "./columns";
import { ENCODINGS, encodingName } from "./encodings";
import classes from "./ImportDialog.module.css";

const MAY_BE: Record<string, string> = { phone: "Looks like a phone number", consent: "Looks like consent" };

interface Props {
  file: File;
  shown: ImportPreview;
  columns: readonly Chosen[];
  encoding: string | null;
  onColumns: (columns: readonly Chosen[]) => void;
  onEncoding: (encoding: string) => void;
  onOther: (file: File | null) => void;
  onImport: (mapping: ImportMapping) => void;
}

/** What each column of a file becomes, with samples, and where its people gave their consent. */
export function ImportColumns({ file, shown, columns, encoding, onColumns, onEncoding, onOther, onImport }: Props) {
  const [source, setSource] = useState("");
  const [date, setDate] = useState("");
  const problems = columnProblems(columns, source);
  const read = encoding ?? shown.encoding;
  return (
    <>
      <div className={classes["file"]}>
        <IconFileSpreadsheet size={18} aria-hidden />
        <b>{file.name}</b>
        <span>
          {fileSize(file.size)}
          {shown.system !== null && `, an export of ${shown.system}`}
        </span>
        <FileButton accept=".csv,.txt,.tsv,text/csv" onChange={onOther} inputProps={{ "aria-label": "Another CSV file" }}>
          {(props) => (
            <Button variant="subtle" size="compact-xs" {...props}>
              Choose another
            </Button>
          )}
        </FileButton>
        <NativeSelect
          size="xs"
          className={classes["encoding"] ?? ""}
          aria-label="Encoding"
          value={read}
          onChange={(event) => onEncoding(event.currentTarget.value)}
          data={ENCODINGS.some((choice) => choice.value === read) ? [...ENCODINGS] : [{ value: read, label: encodingName(read) }, ...ENCODINGS]}
        />
      </div>
      <div className={classes["scroll"]}>
        <table className={classes["columns"]} aria-label="Columns in the file">
          <thead>
            <tr>
              <th scope="col">In the file</th>
              <th scope="col">Becomes</th>
              <th scope="col">First rows</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column, index) => (
              <tr key={column.index} data-skip={column.becomes === "skip" || undefined}>
                <th scope="row">{column.heading === "" ? <i>no name</i> : column.heading}</th>
                <td>
                  <NativeSelect
                    size="xs"
                    aria-label={`${column.heading || `Column ${index + 1}`} becomes`}
                    value={column.becomes}
                    disabled={column.heading === ""}
                    onChange={(event) => {
                      const { value } = event.currentTarget;
                      onColumns(columns.map((choice, at) => (at === index ? { ...choice, becomes: value } : choice)));
                    }}
                    data={[
                      { value: "attribute", label: `Attribute “${column.name}”` },
                      { value: "skip", label: "Don’t import" },
                      ...TARGETS.map((target) => ({ value: target.name, label: target.label })),
                    ]}
                  />
                  {column.looks_like !== null && (column.becomes === "attribute" || column.becomes === "skip") && (
                    <span className={classes["hint"]}>
                      <IconInfoCircle size={13} aria-hidden /> {MAY_BE[column.looks_like]}
                    </span>
                  )}
                </td>
                <td className={classes["cells"]}>{shown.columns[index]?.samples.join(" · ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {claimsConsent(columns) && (
        <div className={classes["consent"]}>
          <TextInput
            size="xs"
            label="Where the people in this file opted in"
            placeholder="web form “Spring”, 2026-03"
            description="Used for rows that don’t say. It appears in each number’s proof of consent."
            maxLength={500}
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <TextInput size="xs" type="date" label="When" value={date} onChange={(event) => setDate(event.currentTarget.value)} />
        </div>
      )}
      {problems.length > 0 && (
        <ul className={classes["problems"]}>
          {problems.map((problem) => (
            <li key={problem.message} data-severity={problem.severity}>
              {problem.severity === "error" ? <IconAlertTriangle size={15} aria-hidden /> : <IconInfoCircle size={15} aria-hidden />}
              {problem.message}
            </li>
          ))}
        </ul>
      )}
      <div className={classes["actions"]}>
        <Button
          size="xs"
          onClick={() => onImport(mappingOf(columns, source, date, encoding))}
          disabled={problems.some((problem) => problem.severity === "error")}
        >
          Import
        </Button>
      </div>
    </>
  );
}
