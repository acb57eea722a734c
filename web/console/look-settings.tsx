import { chooseLanguage, LANGUAGES, useLanguage } from '../shared/language.ts';
import { chooseTheme, THEMES, useTheme } from '../shared/theme.ts';
import { Select } from '../shared/ui/field.tsx';
import { useTexts } from './texts.ts';

const LANGUAGE_NAMES = { en: 'English', de: 'Deutsch' } as const;

/** The language of the console and its colours, on this device. */
export function LookSettings() {
  const texts = useTexts();
  const language = useLanguage();
  const theme = useTheme();
  return (
    <div className="grid grid-cols-2 gap-3">
      <Select
        label={texts.language}
        value={language}
        options={LANGUAGES.map((code) => [code, LANGUAGE_NAMES[code]] as const)}
        onChange={chooseLanguage}
      />
      <Select
        label={texts.theme}
        value={theme}
        options={THEMES.map((name) => [name, texts.themes[name]] as const)}
        onChange={chooseTheme}
      />
    </div>
  );
}
