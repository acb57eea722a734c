import { type ComponentProps, useId } from 'react';

const BOX =
  'w-full min-h-11 rounded-xl border border-line bg-card px-3 py-2 text-base text-ink placeholder:text-soft aria-invalid:border-bad';

/** A text field with its label above. @param hint Words below it, which belong to it. */
export function Field({ label, hint, ...rest }: ComponentProps<'input'> & { label: string; hint?: string }) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <input id={id} aria-describedby={hint === undefined ? undefined : `${id}-hint`} className={BOX} {...rest} />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}

export function TextArea({ label, hint, ...rest }: ComponentProps<'textarea'> & { label: string; hint?: string }) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <textarea
        id={id}
        rows={2}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className={`${BOX} resize-y`}
        {...rest}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}
