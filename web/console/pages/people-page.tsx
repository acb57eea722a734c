import type { components } from '@ragline/client';
import { useState } from 'react';
import { unwrap } from '../../shared/client.ts';
import { Field } from '../../shared/ui/field.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { Act } from '../ui/act.tsx';
import { List } from '../ui/list.tsx';
import { Page } from '../ui/page.tsx';
import { Select } from '../ui/select.tsx';
import { after, useList } from '../use-list.ts';

type AccountRole = components['schemas']['AccountRole'];
const ROLES = ['owner', 'admin', 'staff', 'customer'] as const satisfies readonly AccountRole[];

/** The accounts of the shop: who has one, and who may still use it. */
export function PeoplePage() {
  const texts = useTexts();
  const { me } = useConsole();
  const [role, setRole] = useState<AccountRole>('staff');
  const list = useList(['users', role], async (cursor) =>
    unwrap(api.GET('/v1/users', { params: { query: { limit: 50, role, ...after(cursor) } } })),
  );
  return (
    <Page title={texts.people}>
      <AddPerson />
      <Select
        label={texts.role}
        value={role}
        options={ROLES.map((one) => [one, texts.roles[one]] as const)}
        onChange={setRole}
      />
      <List list={list} empty={texts.nothingFound}>
        {(user) => (
          <div className="flex flex-wrap items-center gap-3">
            <p className="min-w-0 flex-1 basis-52 break-words">
              <strong>{user.full_name ?? user.email}</strong>
              <br />
              <span className="text-sm text-soft">{user.email}</span>
            </p>
            {!user.is_active && <p className="font-semibold text-bad">{texts.deactivated}</p>}
            {user.id !== me.user_id && (
              <Act
                kind={user.is_active ? 'danger' : 'plain'}
                changes="users"
                done={texts.saved}
                work={() =>
                  unwrap(
                    api.PATCH('/v1/users/{id}', {
                      params: { path: { id: user.id }, header: { 'if-match': `"v${user.version}"` } },
                      body: { is_active: !user.is_active },
                    }),
                  )
                }
              >
                {user.is_active ? texts.deactivate : texts.activate}
              </Act>
            )}
          </div>
        )}
      </List>
    </Page>
  );
}

function AddPerson() {
  const texts = useTexts();
  const [person, setPerson] = useState({ email: '', password: '', full_name: '' });
  const [role, setRole] = useState<AccountRole>('staff');
  const field = (name: keyof typeof person) => ({
    value: person[name],
    onChange: ({ target }: { target: { value: string } }) => setPerson({ ...person, [name]: target.value }),
  });
  const { full_name, ...credentials } = person;
  return (
    <section aria-labelledby="add-person" className="grid gap-3 rounded-2xl border border-line bg-card p-4">
      <h2 id="add-person" className="text-lg font-semibold">
        {texts.addPerson}
      </h2>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={texts.email} type="email" autoComplete="off" {...field('email')} />
        <Field label={texts.newPassword} type="password" autoComplete="new-password" {...field('password')} />
        <Field label={texts.fullName} autoComplete="off" {...field('full_name')} />
        <Select
          label={texts.role}
          value={role}
          options={ROLES.map((one) => [one, texts.roles[one]] as const)}
          onChange={setRole}
        />
      </div>
      <Act
        kind="primary"
        changes="users"
        done={texts.saved}
        work={async () => {
          const name = full_name.trim() === '' ? {} : { full_name };
          await unwrap(api.POST('/v1/users', { body: { ...credentials, ...name, roles: [role] } }));
          setPerson({ email: '', password: '', full_name: '' });
        }}
      >
        {texts.addPerson}
      </Act>
    </section>
  );
}
