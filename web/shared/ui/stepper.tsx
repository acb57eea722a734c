import { MinusIcon, PlusIcon } from './icons.tsx';

/** A number with buttons for more and less, never below `min`. */
export function Stepper({
  label,
  less,
  more,
  value,
  min = 1,
  onChange,
}: {
  label: string;
  less: string;
  more: string;
  value: number;
  min?: number;
  onChange(value: number): void;
}) {
  const button = 'grid size-11 place-items-center rounded-full hover:bg-sunk disabled:opacity-40';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row in every browser.
    <div role="group" aria-label={label} className="flex items-center rounded-full border border-line bg-card">
      <button
        type="button"
        aria-label={less}
        disabled={value <= min}
        onClick={() => onChange(value - 1)}
        className={button}
      >
        <MinusIcon />
      </button>
      <output className="min-w-6 text-center font-semibold tabular-nums">{value}</output>
      <button type="button" aria-label={more} onClick={() => onChange(value + 1)} className={button}>
        <PlusIcon />
      </button>
    </div>
  );
}
