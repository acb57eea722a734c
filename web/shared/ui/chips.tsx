/** A set of choices of which any may be on. */
export function Chips<Code extends string>({
  label,
  codes,
  chosen,
  nameOf,
  onChange,
}: {
  label: string;
  codes: readonly Code[];
  chosen: readonly Code[];
  nameOf(code: Code): string;
  onChange(chosen: Code[]): void;
}) {
  return (
    <fieldset>
      <legend className="sr-only">{label}</legend>
      <div className="flex flex-wrap gap-2">
        {codes.map((code) => {
          const isOn = chosen.includes(code);
          return (
            <button
              key={code}
              type="button"
              aria-pressed={isOn}
              onClick={() => onChange(isOn ? chosen.filter((one) => one !== code) : [...chosen, code])}
              className={`min-h-10 rounded-full border px-3.5 text-sm font-medium transition ${isOn ? 'border-leaf bg-leaf text-page' : 'border-line bg-card hover:bg-sunk'}`}
            >
              {nameOf(code)}
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}
