import type { ComponentProps } from 'react';

const KINDS = {
  primary: 'bg-brand text-brand-ink hover:brightness-110 border-transparent',
  plain: 'bg-card text-ink border-line hover:bg-sunk',
  quiet: 'bg-transparent text-ink border-transparent hover:bg-sunk',
  danger: 'bg-bad-soft text-bad border-transparent hover:brightness-95',
} as const;

/** A button that is at least 44 px high on touch, as WCAG 2.5.5 asks for. */
export function Button({
  kind = 'plain',
  isBusy = false,
  className = '',
  children,
  disabled,
  ...rest
}: ComponentProps<'button'> & { kind?: keyof typeof KINDS; isBusy?: boolean }) {
  return (
    <button
      type="button"
      aria-busy={isBusy || undefined}
      disabled={disabled || isBusy}
      className={`inline-flex min-h-11 items-center wrap-normal justify-center gap-2 rounded-xl border px-4 py-2 font-semibold transition disabled:opacity-60 aria-pressed:border-brand aria-pressed:bg-brand-soft aria-pressed:text-brand ${KINDS[kind]} ${className}`}
      {...rest}
    >
      {children}
    </button>
  );
}
