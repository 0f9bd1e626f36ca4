import { Tooltip, type TooltipProps } from "@mantine/core";
import { type HTMLAttributes, type PointerEvent, type ReactElement, cloneElement, useEffect, useState } from "react";

const DELAY = 350;

/**
 * A word about what the mouse rests on. It goes when the mouse is elsewhere, presses, drags or scrolls, and with Escape:
 * a drag, or a page that moves from under the mouse, tells nobody that the mouse has left.
 */
export function Tip({
  label,
  position,
  openDelay = DELAY,
  children,
}: {
  label: TooltipProps["label"];
  position?: TooltipProps["position"];
  openDelay?: number;
  children: ReactElement<HTMLAttributes<HTMLElement>>;
}) {
  const [on, setOn] = useState<HTMLElement | null>(null);
  const [over, setOver] = useState<HTMLElement | null>(null);
  const calm = () => {
    setOver(null);
    setOn(null);
  };
  useEffect(() => {
    if (over === null) return;
    const waiting = setTimeout(() => setOn(over), openDelay);
    return () => clearTimeout(waiting);
  }, [over, openDelay]);
  useEffect(() => {
    if (on === null) return;
    const close = () => setOn(null);
    const moved = (event: Event) => {
      if (!(event.target instanceof Node && on.contains(event.target))) close();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === "Escape") close();
    };
    const always = ["pointerdown", "dragstart", "wheel", "scroll", "blur"] as const;
    for (const name of always) window.addEventListener(name, close, true);
    window.addEventListener("pointermove", moved, true);
    window.addEventListener("keydown", key, true);
    return () => {
      for (const name of always) window.removeEventListener(name, close, true);
      window.removeEventListener("pointermove", moved, true);
      window.removeEventListener("keydown", key, true);
    };
  }, [on]);
  const own = children.props;
  return (
    <Tooltip label={label} opened={on !== null} {...(position === undefined ? {} : { position })}>
      {cloneElement(children, {
        onPointerEnter: (event: PointerEvent<HTMLElement>) => {
          own.onPointerEnter?.(event);
          if (event.pointerType !== "touch") setOver(event.currentTarget);
        },
        onPointerLeave: (event: PointerEvent<HTMLElement>) => {
          own.onPointerLeave?.(event);
          calm();
        },
        onPointerDown: (event: PointerEvent<HTMLElement>) => {
          own.onPointerDown?.(event);
          calm();
        },
      })}
    </Tooltip>
  );
}
