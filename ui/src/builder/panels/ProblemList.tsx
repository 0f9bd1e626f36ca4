import { IconCircleCheck } from "@tabler/icons-react";
import type { Finding } from "~/api/types";
import { plain } from "~/journey/steps/phrase";
import { sentence } from "~/journey/steps/registry";
import { useEditor, useWorkbench } from "../workbench/useWorkbench";
import { FindingCard } from "./FindingCard";
import classes from "./ProblemList.module.css";

/** Everything that is wrong or doubtful, errors first; a click goes to the step. */
export function ProblemList() {
  const bench = useWorkbench();
  const findings = useEditor((state) => state.findings);
  const document = useEditor((state) => state.document);
  if (findings.length === 0) {
    return (
      <p className={classes["fine"]}>
        <IconCircleCheck size={18} aria-hidden /> No problems. Ready to publish.
      </p>
    );
  }
  const errors = findings.filter((finding) => finding.severity === "error");
  const warnings = findings.filter((finding) => finding.severity !== "error");
  const go = (finding: Finding) => {
    const edge = finding.edge_id ? document.edges.find((candidate) => candidate.id === finding.edge_id) : undefined;
    const id = finding.node_id ?? edge?.source ?? null;
    if (id === null || !document.nodes.some((step) => step.id === id)) {
      bench.set({ tab: "journey", panelOpen: true });
      return;
    }
    bench.editor.select([id], finding.node_id ? null : (edge?.id ?? null));
    bench.carryOut({ do: "reveal", step: id, focus: true });
  };
  const where = (finding: Finding) => {
    const step = document.nodes.find((candidate) => candidate.id === finding.node_id);
    return step ? plain(sentence(step, bench.info)) : "The journey";
  };
  const list = (title: string, some: readonly Finding[]) =>
    some.length > 0 && (
      <section aria-label={title}>
        <h2 className={classes["title"]}>{title}</h2>
        <ul className={classes["list"]}>
          {some.map((finding, index) => (
            <li key={`${finding.code} ${finding.node_id ?? ""} ${finding.field ?? ""} ${finding.message}`}>
              {/* Several of one step stand below its name together. */}
              {(index === 0 || some[index - 1]?.node_id !== finding.node_id) && <span className={classes["where"]}>{where(finding)}</span>}
              <FindingCard finding={finding} onGo={() => go(finding)} />
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <div className={classes["problems"]}>
      {list("Fix before publishing", errors)}
      {list("Warnings", warnings)}
    </div>
  );
}
