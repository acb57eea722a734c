import { useSearchParams } from 'wouter';

export const PANELS = ['basket', 'chat', 'filters'] as const;
export type Panel = (typeof PANELS)[number];

/** The panel that is open over or beside the menu, kept in the address: "back" closes it and a reload keeps it. */
export function usePanel() {
  const [query, setQuery] = useSearchParams();
  const set = (name: string, value: string | undefined, replace: boolean): void =>
    setQuery(
      (now) => {
        const next = new URLSearchParams(now);
        if (value === undefined) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace },
    );
  return {
    panel: PANELS.find((panel) => panel === query.get('show')),
    open: (panel: Panel): void => set('show', panel, false),
    close: (): void => set('show', undefined, true),
    /** The product whose sheet is open, by its id. */
    dish: query.get('dish') ?? undefined,
    openDish: (id: string): void => set('dish', id, false),
    closeDish: (): void => set('dish', undefined, true),
  };
}
