import { useMutation, useQuery } from '@tanstack/react-query';
import { stored, useStored } from '../shared/stored.ts';
import { Button } from '../shared/ui/button.tsx';
import { Fault } from '../shared/ui/fault.tsx';
import { Field } from '../shared/ui/field.tsx';
import { Notice } from '../shared/ui/notice.tsx';
import { useModal } from '../shared/ui/sheet.tsx';
import { client } from './client.ts';
import { LookSettings } from './look-settings.tsx';
import { useTexts } from './texts.ts';
import { useNewSession } from './use-session.ts';

/** The shop of the last login on this device. */
const lastShop = stored('ragline:console:shop', (kept) => (typeof kept === 'string' ? kept : ''));
const DEMO_PASSWORD = 'ragline-demo';
const DEMO_ROLES = ['owner', 'staff'] as const;

interface Credentials {
  tenant_slug: string;
  email: string;
  password: string;
}

/** The login form over the page of an ended session, whose inputs are kept. */
export function LockedDoor() {
  const texts = useTexts();
  const dialog = useModal();
  return (
    <dialog
      ref={dialog}
      aria-label={texts.logIn}
      closedby="none"
      onCancel={(event) => event.preventDefault()}
      className="h-dvh max-h-dvh w-screen bg-page text-ink backdrop:bg-page"
    >
      <Door hasEnded />
    </dialog>
  );
}

/** The login form. In local mode it offers the demo logins, which the API names nowhere else. */
export function Door({ hasEnded = false }: { hasEnded?: boolean }) {
  const texts = useTexts();
  const renew = useNewSession();
  const shop = useStored(lastShop);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async (credentials: Credentials) => await client.logIn(credentials),
    onSuccess: (session, { tenant_slug }) => {
      lastShop.write(tenant_slug);
      renew(session);
    },
  });
  const logIn = (form: FormData): void => {
    const [tenant_slug = '', email = '', password = ''] = ['shop', 'email', 'password'].map((name) =>
      String(form.get(name) ?? ''),
    );
    mutate({ tenant_slug: tenant_slug.trim().toLowerCase(), email: email.trim(), password });
  };
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-5 p-6">
      <h1 className="font-display text-3xl font-semibold">{texts.console}</h1>
      {hasEnded && <Notice kind="warn">{texts.sessionHasEnded}</Notice>}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          logIn(new FormData(event.currentTarget));
        }}
        className="grid gap-4 rounded-2xl border border-line bg-card p-5"
      >
        <Field
          label={texts.shop}
          hint={texts.shopHint}
          name="shop"
          defaultValue={shop}
          required
          autoComplete="organization"
          autoCapitalize="none"
        />
        <Field label={texts.email} name="email" type="email" required autoComplete="username" />
        <Field label={texts.password} name="password" type="password" required autoComplete="current-password" />
        <Fault error={error} />
        <Button kind="primary" type="submit" isBusy={isPending}>
          {texts.logIn}
        </Button>
      </form>
      <DemoLogins isBusy={isPending} onChoose={mutate} />
      <LookSettings />
    </main>
  );
}

function DemoLogins({ isBusy, onChoose }: { isBusy: boolean; onChoose(credentials: Credentials): void }) {
  const texts = useTexts();
  const { data: slugs = [] } = useQuery({ queryKey: ['demo-shops'], queryFn: demoShops });
  if (slugs.length === 0) return null;
  return (
    <section aria-labelledby="demo" className="grid gap-3">
      <h2 id="demo" className="font-semibold">
        {texts.demoLogins}
      </h2>
      <div className="grid grid-cols-2 gap-2">
        {slugs.flatMap((slug) =>
          DEMO_ROLES.map((role) => (
            <Button
              key={`${slug} ${role}`}
              disabled={isBusy}
              onClick={() => onChoose({ tenant_slug: slug, email: `${role}@${slug}.test`, password: DEMO_PASSWORD })}
            >
              {slug} · {texts.roles[role]}
            </Button>
          )),
        )}
      </div>
    </section>
  );
}

/** The seeded demo shops with public logins; none outside local mode. */
async function demoShops(): Promise<string[]> {
  const response = await fetch('/', { headers: { accept: 'application/json' } });
  const { demo_shops: slugs = [] } = (await response.json()) as { demo_shops?: string[] };
  const known = await Promise.all(slugs.map(async (slug) => (await fetch(`/v1/auth/shops/${slug}`)).ok));
  return slugs.filter((_, index) => known[index]);
}
