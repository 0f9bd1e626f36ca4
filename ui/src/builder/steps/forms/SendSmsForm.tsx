import { Checkbox, NativeSelect, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { listSenders } from "~/api/account/account";
import type { StepOf } from "~/api/types";
import { MergeTextarea } from "~/journey/message/MergeTextarea";
import { MessagePreview } from "~/journey/message/MessagePreview";
import { useEditor } from "../../workbench/useWorkbench";
import { LibraryChoice } from "../inputs/LibraryChoice";
import { useAround, useMergeFields } from "../inputs/messageContext";
import { SendLimit } from "../inputs/SendLimit";
import { useStepForm } from "../inputs/useStepForm";

export function SendSmsForm({ step }: { step: StepOf<"send_sms"> }) {
  const form = useStepForm<"send_sms">(step);
  const around = useAround();
  const fields = useMergeFields();
  const marketing = useEditor((state) => (state.document.settings.message_class ?? "marketing") === "marketing");
  const senders = useQuery({ queryKey: ["senders"], queryFn: listSenders, staleTime: 60_000 });
  const body = form.data.body ?? "";
  const stored = form.data.template_id;
  const known = (senders.data ?? []).map((sender) => ({ value: sender.id, label: sender.number ? `${sender.id} (${sender.number})` : sender.id }));
  const sender = form.data.sender ?? "";
  return (
    <>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="Message source"
        value={stored === undefined ? "here" : "library"}
        disabled={form.readOnly}
        data={[
          { value: "here", label: "Written here" },
          { value: "library", label: "From the library" },
        ]}
        onChange={(next) =>
          form.set(next === "library" ? { body: undefined, template_id: "" } : { body: "", template_id: undefined }, "source")
        }
      />
      {stored === undefined ? (
        <>
          <MergeTextarea
            label="Message"
            value={body}
            fields={fields}
            placeholder="Hi {{ contact.first_name }}, …"
            disabled={form.readOnly}
            error={form.errorOf("body")}
            onChange={(text) => form.set({ body: text }, "body")}
          />
          <MessagePreview
            body={body}
            around={around}
            clause={marketing && form.data.opt_out_clause !== "never"}
            onReplace={form.readOnly ? null : (text) => form.set({ body: text }, "replace")}
          />
        </>
      ) : (
        <LibraryChoice
          value={stored}
          error={form.errorOf("template_id")}
          disabled={form.readOnly}
          onChoose={(id) => form.set({ template_id: id })}
          onCopy={(text) => form.set({ body: text, template_id: undefined }, "source")}
        />
      )}
      {marketing && (
        <Checkbox
          size="xs"
          label="Add opt-out instructions when needed"
          description="Marketing texts must tell people how to opt out."
          checked={form.data.opt_out_clause !== "never"}
          disabled={form.readOnly}
          onChange={(event) => form.set({ opt_out_clause: event.currentTarget.checked ? "auto" : "never" })}
        />
      )}
      {(known.length > 1 || sender !== "") && (
        <NativeSelect
          size="xs"
          label="Sender"
          data={[{ value: "", label: "the account's" }, ...known, ...(sender !== "" && !known.some((option) => option.value === sender) ? [sender] : [])]}
          value={sender}
          disabled={form.readOnly}
          error={form.errorOf("sender")}
          onChange={(event) => form.set({ sender: event.currentTarget.value === "" ? undefined : event.currentTarget.value })}
        />
      )}
      <NativeSelect
        size="xs"
        label="If it's unclear whether it was sent"
        description="After a crash or lost connection, some carriers can't tell."
        data={[
          { value: "hold", label: "don't resend" },
          { value: "resend", label: "resend: twice is better than never" },
        ]}
        value={form.data.on_unknown ?? "hold"}
        disabled={form.readOnly}
        onChange={(event) => form.set({ on_unknown: event.currentTarget.value as "hold" | "resend" })}
      />
      <SendLimit value={form.data.not_later_than} error={form.errorOf("not_later_than")} disabled={form.readOnly} onChange={(limit) => form.set({ not_later_than: limit })} />
    </>
  );
}
