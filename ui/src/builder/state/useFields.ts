import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { loadFields } from "~/api/contacts/fields";
import { readLibraryMessage } from "~/api/messages/library";
import { messagesNamed } from "~/journey/fields/fields";
import { useStore } from "~/shared/store";
import type { Editor } from "./editor";

/** Keeps with the editor what conditions can name, and what the library calls the messages that the journey sends. */
export function useFields(editor: Editor): void {
  const { data: fields } = useQuery({ queryKey: ["fields"], queryFn: loadFields, staleTime: 60_000 });
  const named = useStore(editor, (state) => messagesNamed(state.document).join("\n"));
  const library = useQueries({
    queries: (named === "" ? [] : named.split("\n")).map((id) => ({
      queryKey: ["library", id],
      queryFn: () => readLibraryMessage(id),
      staleTime: 60_000,
      retry: false,
    })),
    // A text, so that the same names are the same value.
    combine: (answers) => JSON.stringify(answers.flatMap(({ data }) => (data ? [{ id: data.id, name: data.name }] : []))),
  });
  useEffect(() => {
    if (!fields) return;
    editor.set({ fields: { ...fields, library: JSON.parse(library) as { id: string; name: string }[] } });
  }, [editor, fields, library]);
}
