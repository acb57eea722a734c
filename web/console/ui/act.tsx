import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { announce } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Fault } from '../../shared/ui/fault.tsx';
import { withRecentLogin } from '../password-prompt.tsx';

/**
 * A button for one call of the API. It asks for the password where the call needs it, announces the result, and reloads
 * the queries of `changes`. @param question A confirmation, for actions that cannot be undone.
 */
export function Act({
  work,
  changes,
  done,
  question,
  kind = 'plain',
  label,
  children,
}: {
  work(): Promise<unknown>;
  changes: string;
  done: string;
  question?: string;
  kind?: 'plain' | 'primary' | 'danger';
  label?: string;
  children: ReactNode;
}) {
  const queries = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => await withRecentLogin(work),
    onSuccess: () => {
      announce(done);
      void queries.invalidateQueries({ queryKey: [changes] });
    },
  });
  return (
    <>
      <Button
        kind={kind}
        aria-label={label}
        isBusy={isPending}
        onClick={() => {
          if (question === undefined || confirm(question)) mutate();
        }}
      >
        {children}
      </Button>
      <Fault error={error} />
    </>
  );
}
