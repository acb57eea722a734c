import { useLanguage } from '../../shared/language.ts';
import { Select } from '../../shared/ui/field.tsx';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';

const CODES = Intl.supportedValuesOf('currency');

/** The currency of a shop that has no products yet. The first product decides it for good. */
export function CurrencyChoice() {
  const texts = useTexts();
  const language = useLanguage();
  const { currency, chooseCurrency } = useConsole();
  if (chooseCurrency === undefined) return null;
  const names = new Intl.DisplayNames(language, { type: 'currency' });
  return (
    <Select
      label={texts.currency}
      hint={texts.currencyHint}
      value={currency}
      options={CODES.map((code) => [code, `${code} · ${names.of(code)}`] as const)}
      onChange={chooseCurrency}
    />
  );
}
