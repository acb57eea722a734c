export const COMMAND_GROUPS: Record<string, Record<string, { script: string; does: string }>>;
export function chooseCommand(
  words: readonly string[],
): { script: string; args: string[] } | { help: string; isFault: boolean };
