import type { components } from '@ragline/client';
import { useState } from 'react';
import { Link } from 'wouter';
import { unwrap } from '../../shared/client.ts';
import { useLanguage } from '../../shared/language.ts';
import { Select } from '../../shared/ui/field.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { wordsFor } from '../texts/words-for.ts';
import { useTexts } from '../texts.ts';
import { ListPage } from '../ui/listing.tsx';
import { detailsInWords } from './audit-details.ts';

type Entry = components['schemas']['AuditEntry'];
type Type = components['schemas']['AuditedType'];

const SYSTEM_ID = '00000000-0000-0000-0000-000000000000';

/** Where the console shows a resource of a type. */
const PAGES: Partial<Record<Type, string>> = {
  ...{ promotion: '/promotions', help_request: '/help', document: '/documents', user: '/people', api_key: '/api-keys' },
  ...{ webhook_endpoint: '/webhooks', webhook_delivery: '/webhooks', dead_letter: '/dead-letters' },
};

function pathOf({ resource_type: type, resource_id: id, resource_name: name }: Entry): string | undefined {
  if (type === 'order') return `/orders/${id}`;
  if (type === 'product') return name === null ? undefined : `/catalogue?search=${encodeURIComponent(name)}`;
  return PAGES[type];
}

/** The audit log. */
export function AuditPage() {
  const texts = useTexts();
  const [type, setType] = useState<Type | ''>('');
  const types = Object.entries(texts.auditedTypes) as Array<[Type, string]>;
  const filter = type === '' ? {} : { resource_type: type };
  return (
    <ListPage
      title={texts.audit}
      of={['audit', type]}
      read={async (query) => unwrap(api.GET('/v1/audit-log', { params: { query: { ...query, ...filter } } }))}
      empty={texts.nothingFound}
      above={
        <Select
          label={texts.resourceType}
          value={type}
          options={[['', texts.allResources] as const, ...types]}
          onChange={setType}
        />
      }
    >
      {(entry) => <AuditItem entry={entry} />}
    </ListPage>
  );
}

function AuditItem({ entry }: { entry: Entry }) {
  const texts = useTexts();
  const language = useLanguage();
  const { format } = useConsole();
  const path = pathOf(entry);
  const name = entry.resource_name ?? (path === undefined ? undefined : texts.auditedTypes[entry.resource_type]);
  const details = detailsInWords(entry, { texts, language, format });
  return (
    <>
      <p className="break-words">
        <strong>{wordsFor(texts.audited, entry.action)}</strong>
        {name !== undefined && ' · '}
        {path === undefined ? (
          name
        ) : (
          <Link href={path} className="font-semibold text-brand underline">
            {name}
          </Link>
        )}
        <br />
        <span className="text-sm text-soft">
          {useActor(entry)} · {format.dateTime(entry.created_at)}
        </span>
      </p>
      {details.length > 0 && (
        <dl className="flex flex-wrap gap-x-6 rounded-xl bg-sunk px-3 py-2 text-sm break-words">
          {details.map(([key, value]) => (
            <div key={key} className="flex gap-2">
              <dt className="text-soft">{key}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

/** The actor's name and role. */
function useActor({ actor_id: id, actor_name: name, actor_roles: roles }: Entry): string {
  const texts = useTexts();
  if (id === SYSTEM_ID) return texts.theSystem;
  if (roles.includes('guest')) return texts.aGuest;
  return name ?? texts.formerAccount;
}
