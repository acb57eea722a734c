import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { unwrap } from '../shared/client.ts';
import { allergenName, dietName, MAIN_ALLERGENS, MAIN_DIETS } from '../shared/food-names.ts';
import { chooseLanguage, LANGUAGES } from '../shared/language.ts';
import { useNewVisitor, useShop } from '../shared/shop/shop.tsx';
import { chooseTheme, THEMES, useTheme } from '../shared/theme.ts';
import { announce } from '../shared/ui/announcer.tsx';
import { Button } from '../shared/ui/button.tsx';
import { Chips } from '../shared/ui/chips.tsx';
import { Fault } from '../shared/ui/fault.tsx';
import { Field, Select } from '../shared/ui/field.tsx';
import { Card, Page } from './page.tsx';
import { useTexts } from './texts.ts';
import type { Wishes } from './wishes.ts';

const LANGUAGE_NAMES = { en: 'English', de: 'Deutsch' } as const;

/** Login, registration, dietary profile, and appearance. */
export function AccountPage() {
  const { session } = useShop();
  const { texts } = useTexts();
  const isGuest = session?.roles.includes('guest') ?? true;
  return (
    <Page title={texts.account}>
      {isGuest ? <Door /> : <Account />}
      <Settings />
    </Page>
  );
}

function Door() {
  const { client } = useShop();
  const { texts } = useTexts();
  const meetVisitor = useNewVisitor();
  const [, navigate] = useLocation();
  const [query] = useSearchParams();
  const [isNew, setNew] = useState(false);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async (form: FormData) => {
      const [email, password, name] = ['email', 'password', 'name'].map((field) => String(form.get(field) ?? ''));
      const credentials = { email: email?.trim() ?? '', password: password ?? '' };
      if (!isNew) return await client.logIn(credentials);
      return await client.register({ ...credentials, ...(name ? { full_name: name } : {}) });
    },
    onSuccess: async () => {
      await meetVisitor();
      if (query.get('to') === 'checkout') navigate('/checkout');
    },
  });
  return (
    <Card title={isNew ? texts.register : texts.logIn}>
      {isNew && <p className="text-soft">{texts.guestKeeps}</p>}
      <form
        onSubmit={(event) => {
          // A refused form keeps what was typed.
          event.preventDefault();
          mutate(new FormData(event.currentTarget));
        }}
        className="grid gap-4"
      >
        <Field label={texts.email} name="email" type="email" required autoComplete="email" />
        {isNew && <Field label={texts.name} name="name" autoComplete="name" maxLength={200} />}
        <Field
          label={isNew ? texts.newPassword : texts.password}
          name="password"
          type="password"
          required
          minLength={isNew ? 15 : undefined}
          autoComplete={isNew ? 'new-password' : 'current-password'}
        />
        <Fault error={error} />
        <Button kind="primary" type="submit" isBusy={isPending}>
          {isNew ? texts.register : texts.logIn}
        </Button>
      </form>
      <Button kind="quiet" onClick={() => setNew(!isNew)}>
        {isNew ? texts.haveOne : texts.haveNone}
      </Button>
    </Card>
  );
}

function Account() {
  const { client, session } = useShop();
  const { texts } = useTexts();
  const meetVisitor = useNewVisitor();
  const { data: me, error } = useQuery({
    queryKey: ['me', session?.userId],
    queryFn: async () => await unwrap(client.api.GET('/v1/auth/me')),
  });
  const logOut = useMutation({ mutationFn: () => client.logOut(), onSettled: meetVisitor });
  if (me === undefined) {
    return error === null ? <p className="h-40 text-soft">{texts.loading}</p> : <Fault error={error} />;
  }
  const profile = me.dietary_profile;
  return (
    <>
      <Card>
        <p>{texts.loggedInAs(me.email ?? '')}</p>
        <Button isBusy={logOut.isPending} onClick={() => logOut.mutate()}>
          {texts.logOut}
        </Button>
      </Card>
      <Profile kept={{ diets: profile?.diets ?? [], without: profile?.allergens ?? [] }} />
    </>
  );
}

function Profile({ kept }: { kept: Wishes }) {
  const { client } = useShop();
  const { texts, language } = useTexts();
  const queries = useQueryClient();
  const [wishes, setWishes] = useState(kept);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => {
      const dietary_profile = { allergens: wishes.without, diets: wishes.diets };
      return await unwrap(client.api.PATCH('/v1/auth/me', { body: { dietary_profile } }));
    },
    onSuccess: async () => {
      announce(texts.saved);
      await queries.invalidateQueries({ queryKey: ['me'] });
      await queries.invalidateQueries({ queryKey: ['quote'] });
    },
  });
  return (
    <Card title={texts.profile}>
      <p className="text-sm text-soft">{texts.profileHint}</p>
      <h3 className="font-semibold">{texts.diets}</h3>
      <Chips
        label={texts.diets}
        codes={MAIN_DIETS}
        chosen={wishes.diets}
        nameOf={(code) => dietName(code, language)}
        onChange={(diets) => setWishes({ ...wishes, diets })}
      />
      <h3 className="font-semibold">{texts.without}</h3>
      <Chips
        label={texts.without}
        codes={MAIN_ALLERGENS}
        chosen={wishes.without}
        nameOf={(code) => allergenName(code, language)}
        onChange={(without) => setWishes({ ...wishes, without })}
      />
      <Fault error={error} />
      <Button kind="primary" isBusy={isPending} onClick={() => mutate()}>
        {texts.save}
      </Button>
    </Card>
  );
}

function Settings() {
  const { texts, language } = useTexts();
  const theme = useTheme();
  return (
    <Card title={texts.settings}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label={texts.language}
          value={language}
          options={LANGUAGES.map((one) => [one, LANGUAGE_NAMES[one]] as const)}
          onChange={chooseLanguage}
        />
        <Select
          label={texts.theme}
          value={theme}
          options={THEMES.map((one) => [one, texts.themes[one]] as const)}
          onChange={chooseTheme}
        />
      </div>
    </Card>
  );
}
