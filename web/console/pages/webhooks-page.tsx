import { type components, EVENT_TYPES } from '@ragline/client';
import { useState } from 'react';
import { unwrap } from '../../shared/client.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Chips } from '../../shared/ui/chips.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { wordsFor } from '../texts/words-for.ts';
import { useTexts } from '../texts.ts';
import { Act } from '../ui/act.tsx';
import { Listing, ListPage } from '../ui/listing.tsx';
import { SecretOnce, Section } from '../ui/section.tsx';

type Endpoint = components['schemas']['WebhookEndpoint'];
type EventType = components['schemas']['EventType'];

/** Webhook endpoints, and the result of each delivery. */
export function WebhooksPage() {
  const texts = useTexts();
  return (
    <ListPage
      title={texts.webhooks}
      of={['webhooks']}
      read={async (query) => unwrap(api.GET('/v1/webhook-endpoints', { params: { query } }))}
      empty={texts.noWebhooks}
      above={<AddEndpoint />}
    >
      {(endpoint) => <EndpointItem endpoint={endpoint} />}
    </ListPage>
  );
}

function AddEndpoint() {
  const texts = useTexts();
  const [url, setUrl] = useState('');
  const [secret, setSecret] = useState<string>();
  return (
    <Section title={texts.addWebhook}>
      <Field
        label={texts.address}
        hint={texts.webhookHint}
        type="url"
        value={url}
        onChange={({ target }) => setUrl(target.value)}
      />
      <Act
        kind="primary"
        changes="webhooks"
        done={texts.saved}
        work={async () => {
          const made = await unwrap(api.POST('/v1/webhook-endpoints', { body: { url } }));
          setSecret(made.secret);
          setUrl('');
        }}
      >
        {texts.addWebhook}
      </Act>
      <SecretOnce secret={secret} />
    </Section>
  );
}

function EndpointItem({ endpoint }: { endpoint: Endpoint }) {
  const texts = useTexts();
  const [isOpen, setOpen] = useState(false);
  const path = { id: endpoint.id };
  const header = { 'if-match': `"v${endpoint.version}"` };
  return (
    <>
      <h2 className="font-semibold break-all">{endpoint.url}</h2>
      {!endpoint.is_active && <Notice kind="warn">{texts.disabled[endpoint.disabled_reason ?? 'manual']}</Notice>}
      <EventTypes endpoint={endpoint} />
      <div className="flex flex-wrap gap-2">
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {texts.deliveries}
        </Button>
        <Act
          changes="deliveries"
          done={texts.sent}
          work={() => unwrap(api.POST('/v1/webhook-endpoints/{id}/test', { params: { path } }))}
        >
          {texts.sendTest}
        </Act>
        <Act
          changes="webhooks"
          done={texts.saved}
          work={() =>
            unwrap(
              api.PATCH('/v1/webhook-endpoints/{id}', {
                params: { path, header },
                body: { is_active: !endpoint.is_active },
              }),
            )
          }
        >
          {endpoint.is_active ? texts.disable : texts.enable}
        </Act>
        <Act
          kind="danger"
          changes="webhooks"
          done={texts.deleted}
          question={texts.deleteWebhook(endpoint.url)}
          work={() => unwrap(api.DELETE('/v1/webhook-endpoints/{id}', { params: { path, header } }))}
        >
          {texts.delete}
        </Act>
      </div>
      {isOpen && <Deliveries endpointId={endpoint.id} />}
    </>
  );
}

/** The event types of an endpoint; none means all. */
function EventTypes({ endpoint }: { endpoint: Endpoint }) {
  const texts = useTexts();
  const [chosen, setChosen] = useState<EventType[]>(endpoint.event_types);
  const isChanged = EVENT_TYPES.some((type) => chosen.includes(type) !== endpoint.event_types.includes(type));
  return (
    <>
      <p className="text-sm text-soft">{chosen.length === 0 ? texts.allEvents : texts.onlyTheseEvents}</p>
      <Chips
        label={texts.eventTypes}
        codes={EVENT_TYPES}
        chosen={chosen}
        nameOf={(type) => wordsFor(texts.eventNames, type)}
        onChange={setChosen}
      />
      {isChanged && (
        <div>
          <Act
            kind="primary"
            changes="webhooks"
            done={texts.saved}
            work={() =>
              unwrap(
                api.PATCH('/v1/webhook-endpoints/{id}', {
                  params: { path: { id: endpoint.id }, header: { 'if-match': `"v${endpoint.version}"` } },
                  body: { event_types: chosen },
                }),
              )
            }
          >
            {texts.save}
          </Act>
        </div>
      )}
    </>
  );
}

function Deliveries({ endpointId }: { endpointId: string }) {
  const texts = useTexts();
  const { format } = useConsole();
  const path = { id: endpointId };
  const names = { ...texts.eventNames, webhook_test: texts.testEvent };
  return (
    <Listing
      of={['deliveries', endpointId]}
      read={async (query) => unwrap(api.GET('/v1/webhook-endpoints/{id}/deliveries', { params: { path, query } }))}
      empty={texts.noDeliveries}
    >
      {(delivery) => (
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-52 break-words">
            <strong>{wordsFor(names, delivery.event_type)}</strong> · {texts.deliveryStatus[delivery.status]}
            <br />
            <span className="text-sm text-soft">
              {format.dateTime(delivery.created_at)} · {texts.attempts(delivery.attempts)}
            </span>
          </p>
          <Act
            changes="deliveries"
            done={texts.sent}
            work={() =>
              unwrap(
                api.POST('/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/resend', {
                  params: { path: { id: endpointId, delivery_id: delivery.id } },
                }),
              )
            }
          >
            {texts.resend}
          </Act>
        </div>
      )}
    </Listing>
  );
}
