import { useState } from 'react';
import { unwrap } from '../../shared/client.ts';
import { Field } from '../../shared/ui/field.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { List } from '../ui/list.tsx';
import { Page } from '../ui/page.tsx';
import { after, useList } from '../use-list.ts';

/** Who changed what. */
export function AuditPage() {
  const texts = useTexts();
  const { format } = useConsole();
  const [type, setType] = useState('');
  const wanted = type.trim();
  const list = useList(['audit', wanted], async (cursor) =>
    unwrap(
      api.GET('/v1/audit-log', {
        params: { query: { limit: 50, ...(wanted === '' ? {} : { resource_type: wanted }), ...after(cursor) } },
      }),
    ),
  );
  return (
    <Page title={texts.audit}>
      <Field
        label={texts.resourceType}
        hint={texts.resourceTypeHint}
        value={type}
        maxLength={40}
        autoCapitalize="none"
        onChange={({ target }) => setType(target.value)}
      />
      <List list={list} empty={texts.nothingFound}>
        {(entry) => (
          <>
            <p className="break-words">
              <strong>{entry.action}</strong> · {format.dateTime(entry.created_at)}
              <br />
              <span className="text-sm text-soft">
                {texts.byWhom(entry.actor_roles.join(', '))} {entry.actor_id} → {entry.resource_id}
              </span>
            </p>
            {Object.keys(entry.details).length > 0 && (
              <code className="rounded-xl bg-sunk p-3 text-sm break-all">{JSON.stringify(entry.details)}</code>
            )}
          </>
        )}
      </List>
    </Page>
  );
}
