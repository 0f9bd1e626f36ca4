import { confirm } from "./feedback/confirm";

export const useConfirm = () => confirm;
