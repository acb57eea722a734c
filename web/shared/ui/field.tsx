import { type ComponentProps, type ReactNode, useId } from 'react';

const BOX =
  'w-full min-h-11 rounded-xl border border-line bg-card px-3 py-2 text-base text-ink placeholder:text-soft aria-invalid:border-bad';

interface Labels {
  label: string;
  /** Words below the field, which belong to it. */
  hint?: string;
}

/** The label above a field, and its hint below. */
function Labelled({
  label,
  hint,
  children,
}: Labels & { children(field: { id: string; 'aria-describedby'?: string; className: string }): ReactNode }) {
  const id = useId();
  const described = hint === undefined ? {} : { 'aria-describedby': `${id}-hint` };
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      {children({ id, className: BOX, ...described })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}

export const Field = ({ label, hint, ...rest }: ComponentProps<'input'> & Labels) => (
  <Labelled label={label} {...(hint === undefined ? {} : { hint })}>
    {(field) => <input {...field} {...rest} />}
  </Labelled>
);

export const TextArea = ({ label, hint, ...rest }: ComponentProps<'textarea'> & Labels) => (
  <Labelled label={label} {...(hint === undefined ? {} : { hint })}>
    {({ className, ...field }) => <textarea rows={2} {...field} className={`${className} resize-y`} {...rest} />}
  </Labelled>
);

/** A choice of one. @param options [value, name] */
export function Select<Value extends string>({
  label,
  hint,
  value,
  options,
  onChange,
}: Labels & {
  value: Value;
  options: ReadonlyArray<readonly [Value, string]>;
  onChange(value: NoInfer<Value>): void;
}) {
  return (
    <Labelled label={label} {...(hint === undefined ? {} : { hint })}>
      {(field) => (
        <select
          {...field}
          value={value}
          onChange={({ target }) => {
            const chosen = options.find(([one]) => one === target.value);
            if (chosen !== undefined) onChange(chosen[0]);
          }}
        >
          {options.map(([one, name]) => (
            <option key={one} value={one}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
