import { Button, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { onSignedOut } from "~/api/client/credentials";
import { signIn } from "~/api/account/session";
import classes from "./SessionGate.module.css";

/** Shows the pages, or the way in when the server does not know us. */
export function SessionGate({ children }: { children: ReactNode }) {
  const [out, setOut] = useState(false);
  const queries = useQueryClient();
  useEffect(() => onSignedOut(() => setOut(true)), []);
  if (!out) return children;
  return (
    <SignIn
      onSignedIn={() => {
        setOut(false);
        void queries.resetQueries();
      }}
    />
  );
}

function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await signIn(key.trim());
      onSignedIn();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "That didn't work.");
    } finally {
      setBusy(false);
    }
  }

  return (
    <main className={classes["page"]}>
      <form onSubmit={submit} className={classes["card"]}>
        <Stack gap="sm">
          <Title order={1} size="h3">
            Open Postroad
          </Title>
          <Text size="sm" c="dimmed">
            Open the link that Postroad printed when it started (it works once), or paste an API key here.
          </Text>
          <PasswordInput
            label="API key"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            error={problem}
            required
            data-autofocus
          />
          <Button type="submit" loading={busy} disabled={key.trim() === ""}>
            Open
          </Button>
        </Stack>
      </form>
    </main>
  );
}
