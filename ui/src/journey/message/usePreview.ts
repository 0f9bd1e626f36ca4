import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type PreviewQuestion, previewSms } from "~/api/messages/messages";
import type { Json, SmsPreview } from "~/api/types";
import { Store, useStore } from "~/shared/store";

/** Whose data previews show; the same in all message editors, until another is chosen. */
const previewing = new Store<{ contact: string | null; chosen: boolean }>({ contact: null, chosen: false });

export const usePreviewContact = (): [string | null, (contact: string | null) => void] => [
  useStore(previewing, (state) => state.contact),
  (contact) => previewing.set({ contact, chosen: true }),
];

/** A real contact to begin with, as long as nobody chose one. */
export function suggestPreviewContact(contact: string): void {
  if (!previewing.get().chosen) previewing.set({ contact, chosen: true });
}

/** The message as this contact would get it, a moment after the last key. */
export function usePreview(body: string, event: Record<string, Json>, journey: string): { preview: SmsPreview | undefined; error: Error | null } {
  const [contact] = usePreviewContact();
  // Compared by its text: the values are put together anew whenever anything is drawn.
  const [settled] = useDebouncedValue(JSON.stringify({ body, event, journey }), 250);
  const query = useQuery({
    queryKey: ["sms-preview", settled, contact],
    queryFn: ({ signal }) => previewSms({ ...(JSON.parse(settled) as Omit<PreviewQuestion, "contact">), contact }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return { preview: query.data, error: query.error };
}
