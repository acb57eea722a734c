import type { components } from '@ragline/client';
import { useState } from 'react';
import { unwrap } from '../../shared/client.ts';
import { Chips } from '../../shared/ui/chips.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { Act } from '../ui/act.tsx';
import { ListPage } from '../ui/listing.tsx';
import { SecretOnce, Section } from '../ui/section.tsx';

type Scope = components['schemas']['Scope'];
/** The usual integrations: tills, kitchen printers, menus. The API makes keys with other scopes. */
const SCOPES = [
  ...(['product:read', 'product:read-inactive', 'product:write', 'promotion:read', 'job:manage'] as const),
  ...(['order:create', 'quote:create', 'order:read', 'order:read-all', 'order:advance', 'order:cancel'] as const),
  ...(['event:read', 'event:read-all', 'help-request:read', 'help-request:manage'] as const),
] satisfies Scope[];

/** Keys of servers: made, shown once, and revoked. */
export function KeysPage() {
  const texts = useTexts();
  const { format } = useConsole();
  return (
    <ListPage
      title={texts.apiKeys}
      of={['api-keys']}
      read={async (query) => unwrap(api.GET('/v1/api-keys', { params: { query } }))}
      empty={texts.noApiKeys}
      above={<AddKey />}
    >
      {(key) => (
        <>
          <div className="flex flex-wrap items-center gap-3">
            <p className="min-w-0 flex-1 basis-52 break-words">
              <strong>{key.name}</strong> <code>{key.hint}</code>
              <br />
              <span className="text-sm text-soft">
                {key.last_used_at === null ? texts.neverUsed : texts.lastUsed(format.dateTime(key.last_used_at))}
              </span>
            </p>
            {key.revoked_at !== null ? (
              <p className="font-semibold text-bad">{texts.revoked}</p>
            ) : (
              <Act
                kind="danger"
                changes="api-keys"
                done={texts.revoked}
                question={texts.revokeKey(key.name)}
                work={() => unwrap(api.DELETE('/v1/api-keys/{id}', { params: { path: { id: key.id } } }))}
              >
                {texts.revoke}
              </Act>
            )}
          </div>
          <p className="text-sm break-words text-soft">
            {key.scopes.map((scope) => texts.scopeNames[scope]).join(', ')}
          </p>
        </>
      )}
    </ListPage>
  );
}

function AddKey() {
  const texts = useTexts();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>([]);
  const [secret, setSecret] = useState<string>();
  return (
    <Section title={texts.addKey}>
      <Field
        label={texts.productName}
        value={name}
        autoComplete="off"
        onChange={({ target }) => setName(target.value)}
      />
      <Chips
        label={texts.scopes}
        codes={SCOPES}
        chosen={scopes}
        nameOf={(scope) => texts.scopeNames[scope]}
        onChange={setScopes}
      />
      <Act
        kind="primary"
        changes="api-keys"
        done={texts.saved}
        work={async () => {
          const made = await unwrap(api.POST('/v1/api-keys', { body: { name, scopes } }));
          setSecret(made.secret);
        }}
      >
        {texts.addKey}
      </Act>
      <SecretOnce secret={secret} />
    </Section>
  );
}
