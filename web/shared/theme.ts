import { stored, useStored } from './stored.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const choice = stored<Theme>('ragline:theme', (kept) => THEMES.find((theme) => theme === kept) ?? 'system');

export const chooseTheme = choice.write;
export const useTheme = (): Theme => useStored(choice);

/** Keeps the chosen theme on the document: `data-theme` is absent while the system decides. */
export function followTheme(): void {
  const apply = (): void => {
    const theme = choice.read();
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  choice.subscribe(apply);
  apply();
}
