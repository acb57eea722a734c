export interface Command {
  script: string;
  does: string;
  needs?: string;
  omitDev?: true;
}
export const COMMAND_GROUPS: Record<string, Record<string, Command>>;
export function chooseCommand(
  words: readonly string[],
): { script: string; args: string[]; omitDev: boolean } | { help: string; isFault: boolean };
