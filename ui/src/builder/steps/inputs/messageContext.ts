import { entryEvent, eventFields, mergeFields } from "~/journey/fields/fields";
import type { Around } from "~/journey/message/samples";
import { useEditor } from "../../workbench/useWorkbench";

/** What surrounds the messages of the journey that is open. */
export function useAround(): Around {
  const event = useEditor((state) => entryEvent(state.document));
  const fields = useEditor((state) => state.fields);
  const journey = useEditor((state) => state.document.name);
  return { event, fields: event === null ? [] : eventFields(fields, event, "event"), journey };
}

/** What a message of the open journey can merge in. */
export function useMergeFields(): string[] {
  const document = useEditor((state) => state.document);
  const fields = useEditor((state) => state.fields);
  return mergeFields(fields, document);
}
