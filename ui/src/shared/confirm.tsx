import { Button, Group, Modal, Text } from "@mantine/core";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

export interface Question {
  title: string;
  /** What will happen, in plain words. */
  body: ReactNode;
  confirm: string;
  cancel?: string;
  danger?: boolean;
}

interface Asked extends Question {
  answer: (yes: boolean) => void;
}

const Confirm = createContext<(question: Question) => Promise<boolean>>(() => Promise.resolve(false));

/** Asks before something that can't be taken back; resolves to whether the answer was yes. */
export const useConfirm = (): ((question: Question) => Promise<boolean>) => useContext(Confirm);

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = useCallback(
    (question: Question) =>
      new Promise<boolean>((resolve) => {
        setAsked({ ...question, answer: resolve });
      }),
    [],
  );
  const answer = (yes: boolean) => {
    asked?.answer(yes);
    setAsked(null);
  };
  return (
    <Confirm value={ask}>
      {children}
      <Modal opened={asked !== null} onClose={() => answer(false)} title={asked?.title} size="md">
        <Text component="div" size="sm">
          {asked?.body}
        </Text>
        <Group justify="flex-end" gap="xs" mt="lg">
          <Button variant="default" size="xs" onClick={() => answer(false)}>
            {asked?.cancel ?? "Keep it as it is"}
          </Button>
          <Button size="xs" color={asked?.danger ? "red" : "blue"} onClick={() => answer(true)} data-autofocus>
            {asked?.confirm ?? "Yes"}
          </Button>
        </Group>
      </Modal>
    </Confirm>
  );
}
