import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { OptInForm } from "~/api/contacts/forms";
import classes from "./Forms.module.css";

/** Where people find the form: its own page, and what to put into a page of one's own. */
export function Place({ form }: { form: OptInForm }) {
  return (
    <section className={classes["card"]} aria-label="Share the form">
      <h2>Link to its page</h2>
      <p className={classes["address"]}>{form.url}</p>
      <div className={classes["actions"]}>
        <Copy text={form.url} label="Copy the address" />
      </div>
      <h2>Embed in your site</h2>
      <p>Plain HTML, no script; it uses your site's style. Copy it again after you change the form.</p>
      {/* What scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classes["snippet"]} tabIndex={0} aria-label="HTML to embed">
        {form.snippet}
      </pre>
      <div className={classes["actions"]}>
        <Copy text={form.snippet} label="Copy the HTML" />
      </div>
    </section>
  );
}

function Copy({ text, label }: { text: string; label: string }) {
  return (
    <CopyButton value={text} timeout={4_000}>
      {({ copied, copy }) => (
        <Button size="compact-xs" variant="default" leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />} onClick={copy}>
          {copied ? "Copied" : label}
        </Button>
      )}
    </CopyButton>
  );
}
