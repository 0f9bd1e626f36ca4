import { createContext, useContext } from "react";
import { useStore } from "~/shared/store";
import type { EditorState } from "../state/editor";
import type { BenchState, Workbench } from "./workbench";

const Context = createContext<Workbench | null>(null);

export const WorkbenchProvider = Context.Provider;

export function useWorkbench(): Workbench {
  const bench = useContext(Context);
  if (!bench) throw new Error("useWorkbench works inside the builder only");
  return bench;
}

/** Something of the editor's state; renders again only when it changes. */
export function useEditor<T>(select: (state: EditorState) => T, equal?: (a: T, b: T) => boolean): T {
  return useStore(useWorkbench().editor, select, equal);
}

export function useBench<T>(select: (state: BenchState) => T, equal?: (a: T, b: T) => boolean): T {
  return useStore(useWorkbench(), select, equal);
}
