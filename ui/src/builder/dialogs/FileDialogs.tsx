import { Button, CopyButton, FileButton, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import type { AnyDocument, JourneyDocument } from "~/api/types";
import { completed } from "~/journey/loading/completed";
import { notify } from "~/shared/feedback/notify";
import { useBench, useEditor, useWorkbench } from "../workbench/useWorkbench";
import classes from "./Dialogs.module.css";

/** The journey as a file, out and in: for git, for a colleague, for another installation. */
export function FileDialogs() {
  const bench = useWorkbench();
  const dialog = useBench((state) => state.dialog);
  return (
    <>
      <Modal opened={dialog === "export"} onClose={() => bench.close()} title="Download as a file" size="lg">
        {dialog === "export" && <Export />}
      </Modal>
      <Modal opened={dialog === "import"} onClose={() => bench.close()} title="Replace with a file" size="lg">
        {dialog === "import" && <Import />}
      </Modal>
    </>
  );
}

export const fileName = (name: string): string =>
  `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "") || "journey"}.json`;

function Export() {
  const document = useEditor((state) => state.document);
  const text = `${JSON.stringify(document, null, 2)}\n`;
  const download = () => {
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = window.document.createElement("a");
    link.href = url;
    link.download = fileName(document.name);
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div className={classes["stack"]}>
      <p>The whole journey, in the format that `postroad publish` and the API accept.</p>
      <Textarea aria-label="The journey as JSON" readOnly autosize minRows={8} maxRows={16} value={text} />
      <div className={classes["actions"]}>
        <CopyButton value={text} timeout={4_000}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
        <Button size="xs" onClick={download} data-autofocus>
          Download
        </Button>
      </div>
    </div>
  );
}

/** A journey document from text; a sentence about what is wrong when it is none. */
export function readDocument(text: string): JourneyDocument | string {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return "This isn't JSON. Choose a file downloaded from here, or a journey file of your own.";
  }
  const { schema, name, nodes } = (raw ?? {}) as Partial<Record<keyof JourneyDocument, unknown>>;
  if (schema !== "postroad/journey@1") return 'This is not a journey file: its "schema" is not "postroad/journey@1".';
  if (typeof name !== "string" || !Array.isArray(nodes)) return "This journey has no name or no steps.";
  try {
    return completed(raw as AnyDocument);
  } catch {
    return "This journey can't be read. Run `postroad check` on the file to see what's wrong.";
  }
}

function Import() {
  const bench = useWorkbench();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const go = (content: string) => {
    const read = readDocument(content);
    if (typeof read === "string") {
      setProblem(read);
      return;
    }
    bench.draw();
    bench.close();
    bench.editor.replace(read, "Replace with a file");
    bench.carryOut({ do: "fit", steps: null });
    notify({ message: "Replaced with the file.", action: { label: "Undo", run: () => bench.run("undo") } });
  };
  return (
    <div className={classes["stack"]}>
      <p>This replaces what's on the canvas now. You can undo it.</p>
      <div>
        <FileButton accept="application/json,.json" onChange={(file) => void file?.text().then(go)}>
          {(props) => (
            <Button size="xs" {...props} data-autofocus>
              Choose a file…
            </Button>
          )}
        </FileButton>
      </div>
      <Textarea
        label="Or paste it"
        autosize
        minRows={6}
        maxRows={14}
        value={text}
        error={problem}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setProblem(null);
        }}
      />
      <div className={classes["actions"]}>
        <Button size="xs" variant="default" disabled={text.trim() === ""} onClick={() => go(text)}>
          Use this text
        </Button>
      </div>
    </div>
  );
}
