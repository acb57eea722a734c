import type { components } from '@ragline/client';
import { useState } from 'react';
import { unwrap } from '../../shared/client.ts';
import { Chips } from '../../shared/ui/chips.tsx';
import { Field, Select } from '../../shared/ui/field.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { Act } from '../ui/act.tsx';
import { ListPage } from '../ui/listing.tsx';
import { Section } from '../ui/section.tsx';

type AccountRole = components['schemas']['AccountRole'];
const ROLES = ['owner', 'admin', 'staff', 'customer'] as const satisfies readonly AccountRole[];

/** The accounts of the shop, active and deactivated. */
export function PeoplePage() {
  const texts = useTexts();
  const { me } = useConsole();
  const [role, setRole] = useState<AccountRole>('staff');
  return (
    <ListPage
      title={texts.people}
      of={['users', role]}
      read={async (query) => unwrap(api.GET('/v1/users', { params: { query: { ...query, role } } }))}
      empty={texts.nothingFound}
      above={
        <>
          <AddPerson />
          <Select
            label={texts.showRole}
            value={role}
            options={ROLES.map((one) => [one, texts.roles[one]] as const)}
            onChange={setRole}
          />
        </>
      }
    >
      {(user) => (
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-52 break-words">
            <strong>{user.full_name ?? user.email}</strong>
            <br />
            <span className="text-sm text-soft">{user.email}</span>
          </p>
          {!user.is_active && <p className="font-semibold text-bad">{texts.deactivated}</p>}
          {user.id !== me.user_id && <Roles user={user} />}
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
    </ListPage>
  );
}

/** The roles of an account. A change is saved by a button, as it may ask for the password. */
function Roles({ user }: { user: components['schemas']['User'] }) {
  const texts = useTexts();
  const [roles, setRoles] = useState<AccountRole[]>(user.roles);
  const isChanged = ROLES.some((role) => roles.includes(role) !== user.roles.includes(role));
  return (
    <>
      <Chips label={texts.role} codes={ROLES} chosen={roles} nameOf={(role) => texts.roles[role]} onChange={setRoles} />
      {isChanged && (
        <Act
          kind="primary"
          changes="users"
          done={texts.saved}
          work={() =>
            unwrap(
              api.PATCH('/v1/users/{id}', {
                params: { path: { id: user.id }, header: { 'if-match': `"v${user.version}"` } },
                body: { roles },
              }),
            )
          }
        >
          {texts.save}
        </Act>
      )}
    </>
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
    <Section title={texts.addPerson}>
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
    </Section>
  );
}
