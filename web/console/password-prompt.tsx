import { useState, useSyncExternalStore } from 'react';
import { RaglineError } from '../shared/client.ts';
import { Button } from '../shared/ui/button.tsx';
import { Fault } from '../shared/ui/fault.tsx';
import { Field } from '../shared/ui/field.tsx';
import { Sheet } from '../shared/ui/sheet.tsx';
import { client } from './client.ts';
import { useTexts } from './texts.ts';

interface Waiting {
  /** @param isConfirmed False when the person closed the prompt. */
  settle(isConfirmed: boolean): void;
}

let waiting: Waiting | undefined;
const listeners = new Set<() => void>();
const set = (next: Waiting | undefined): void => {
  waiting = next;
  for (const listener of listeners) listener();
};

/**
 * Runs work that needs a recent login. When the API demands the password, it asks the person and runs the work again.
 * @throws {RaglineError} `reauthentication_required` when they do not.
 */
export async function withRecentLogin<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RaglineError) || error.code !== 'reauthentication_required') throw error;
    const isConfirmed = await new Promise<boolean>((settle) => set({ settle }));
    if (!isConfirmed) throw error;
    return await work();
  }
}

/** The password dialog of `withRecentLogin`. Render it once on each page. */
export function PasswordPrompt() {
  const asked = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting,
  );
  return asked === undefined ? null : <Prompt waiting={asked} />;
}

function Prompt({ waiting }: { waiting: Waiting }) {
  const texts = useTexts();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const settle = (isConfirmed: boolean): void => {
    set(undefined);
    waiting.settle(isConfirmed);
  };
  const confirm = async (password: string): Promise<void> => {
    setBusy(true);
    try {
      await client.reauthenticate(password);
      settle(true);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Sheet title={texts.confirmPassword} closeLabel={texts.close} onClose={() => settle(false)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void confirm(String(new FormData(event.currentTarget).get('password') ?? ''));
        }}
        className="grid gap-4 p-5"
      >
        <p className="text-soft">{texts.confirmPasswordHint}</p>
        <Field label={texts.password} name="password" type="password" required autoComplete="current-password" />
        <Fault error={error} />
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {texts.goOn}
        </Button>
      </form>
    </Sheet>
  );
}
