import type { PhoneSummary } from "~/api/sandbox/phones";
import type { Contact } from "~/api/types";
import { nameOf } from "../parts/words";

export interface ListedPhone {
  number: string;
  /** Whose it is, when that is known here: "Ann Lee", or "Ann Lee and 1 more". */
  owner: string | null;
  /** The names of all whose it is. */
  owners: readonly string[];
  /** The last thing on it; null when nothing is. */
  last: { body: string; at: string; fromPhone: boolean } | null;
}

/** Several people at one number, in a few words. */
export const ownersWords = ([first, ...more]: readonly string[]): string | null =>
  first === undefined ? null : more.length === 0 ? first : `${first} and ${more.length} more`;

/** The phones with messages, the latest first, and then those of contacts that have none yet. */
export function phoneList(phones: readonly PhoneSummary[], contacts: readonly Contact[]): ListedPhone[] {
  const owners = new Map<string, string[]>();
  const listed = new Set<string>();
  for (const contact of contacts) {
    if (listed.has(contact.external_id)) continue;
    listed.add(contact.external_id);
    if (contact.phone === null || contact.phone_problem !== null) continue;
    owners.set(contact.phone, [...(owners.get(contact.phone) ?? []), nameOf(contact)]);
  }
  const used = new Set(phones.map((phone) => phone.phone));
  return [
    ...phones.map((phone) => ({
      number: phone.phone,
      // The server knows everybody's; the contacts here are only the newest, or those that were looked for.
      ...whose(phone.names.length > 0 ? phone.names : (owners.get(phone.phone) ?? [])),
      last: { body: phone.last_body, at: phone.last_at, fromPhone: phone.last_direction === "from_phone" },
    })),
    ...[...owners].filter(([number]) => !used.has(number)).map(([number, names]) => ({ number, ...whose(names), last: null })),
  ];
}

const whose = (owners: readonly string[]) => ({ owner: ownersWords(owners), owners });

/** Phones whose number or owner has the text in it; digits match however the number is spaced. */
export function matching(phones: readonly ListedPhone[], text: string): ListedPhone[] {
  const wanted = text.trim().toLowerCase();
  const digits = wanted.replaceAll(/\D/g, "");
  return phones.filter(
    (phone) =>
      wanted === "" ||
      (digits !== "" && /^[\d\s()+.-]+$/.test(wanted) && phone.number.includes(digits)) ||
      phone.owners.some((name) => name.toLowerCase().includes(wanted)),
  );
}
