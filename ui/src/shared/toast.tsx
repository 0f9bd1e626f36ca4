import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import classes from "./toast.module.css";

export interface Toast {
  message: string;
  tone?: "plain" | "good" | "bad";
  /** One thing that can be done about it, such as undoing. */
  action?: { label: string; run: () => void };
}

interface Shown extends Toast {
  id: number;
}

const Toasts = createContext<(toast: Toast) => void>(() => {});

/** A short word about what just happened, read out by screen readers. Bad news stays until it is closed. */
export const useToast = (): ((toast: Toast) => void) => useContext(Toasts);

let counter = 0;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown[]>([]);
  const close = useCallback((id: number) => setShown((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (toast: Toast) => {
      counter += 1;
      const id = counter;
      setShown((all) => [...all.slice(-3), { ...toast, id }]);
      if (toast.tone !== "bad") setTimeout(() => close(id), toast.action ? 8_000 : 4_500);
    },
    [close],
  );
  const value = useMemo(() => show, [show]);
  return (
    <Toasts value={value}>
      {children}
      <div className={classes["stack"]} role="status" aria-live="polite">
        {shown.map((toast) => (
          <div key={toast.id} className={classes["toast"]} data-tone={toast.tone ?? "plain"}>
            <span className={classes["text"]}>{toast.message}</span>
            {toast.action && (
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={() => {
                  toast.action?.run();
                  close(toast.id);
                }}
              >
                {toast.action.label}
              </Button>
            )}
            <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Close this note" onClick={() => close(toast.id)}>
              <IconX size={14} />
            </ActionIcon>
          </div>
        ))}
      </div>
    </Toasts>
  );
}
