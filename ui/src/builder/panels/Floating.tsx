import { FocusTrap, Portal } from "@mantine/core";
import { useClickOutside } from "@mantine/hooks";
import type { ReactNode } from "react";
import type { Anchor } from "../workbench/workbench";
import classes from "./Floating.module.css";

const WIDTH = 300;
const HEIGHT = 380;

/** A small card at a point of the screen, kept inside it. Closes on a click elsewhere. */
export function Floating({
  anchor,
  label,
  onClose,
  children,
}: {
  anchor: Anchor;
  label: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const card = useClickOutside<HTMLDivElement>(onClose);
  const left = Math.max(8, Math.min(anchor.x - WIDTH / 2, window.innerWidth - WIDTH - 8));
  const top = Math.max(8, Math.min(anchor.y + 14, window.innerHeight - HEIGHT - 8));
  return (
    <Portal>
      <FocusTrap active>
        <div ref={card} role="dialog" aria-label={label} className={classes["card"]} style={{ left, top, width: WIDTH, maxHeight: HEIGHT }}>
          {children}
        </div>
      </FocusTrap>
    </Portal>
  );
}
