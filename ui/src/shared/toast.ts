import { type Note, notify } from "./feedback/notify";

export type Toast = Note;
export const useToast = () => notify;
