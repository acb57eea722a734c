import type { components } from '@ragline/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { unwrap } from '../../shared/client.ts';
import { announce } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Counted } from '../../shared/ui/counted.tsx';
import { Fault } from '../../shared/ui/fault.tsx';
import { TextArea } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { ListPage } from '../ui/listing.tsx';
import { HandedOver } from './handed-over.tsx';

type HelpRequest = components['schemas']['HelpRequest'];
const NEXT = {
  open: ['in_progress', 'resolved', 'declined'],
  in_progress: ['resolved', 'declined'],
  resolved: [],
  declined: [],
} as const satisfies Record<HelpRequest['status'], readonly HelpRequest['status'][]>;

/** Help requests of customers: staff take them over, answer and close them. */
export function HelpPage() {
  const texts = useTexts();
  return (
    <ListPage
      title={texts.help}
      of={['help-requests']}
      read={async (query) => unwrap(api.GET('/v1/help-requests', { params: { query } }))}
      empty={texts.noHelpRequests}
    >
      {(request) => <Request key={request.version} request={request} />}
    </ListPage>
  );
}

function Request({ request }: { request: HelpRequest }) {
  const texts = useTexts();
  const { format } = useConsole();
  const queries = useQueryClient();
  const [answer, setAnswer] = useState(request.answer ?? '');
  const [isReading, setReading] = useState(false);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async (status: HelpRequest['status']) =>
      await unwrap(
        api.PATCH('/v1/help-requests/{id}', {
          params: { path: { id: request.id }, header: { 'if-match': `"v${request.version}"` } },
          body: { status, answer: answer.trim() === '' ? null : answer },
        }),
      ),
    onSuccess: () => announce(texts.saved),
    onSettled: () => queries.invalidateQueries({ queryKey: ['help-requests'] }),
  });
  const steps = NEXT[request.status];
  return (
    <>
      <h2 className="flex flex-wrap items-baseline justify-between gap-2 text-lg font-semibold">
        <span>
          {texts.helpKinds[request.kind]}
          {request.order !== null && ` · ${texts.orderNumber(request.order.number)}`}
        </span>
        <span className="text-sm font-medium text-soft">
          {texts.helpStatus[request.status]} · {format.dateTime(request.created_at)}
        </span>
      </h2>
      <p className="break-words whitespace-pre-wrap">{request.reason}</p>
      {request.items.length > 0 && (
        <p className="text-soft">
          <Counted items={request.items} />
        </p>
      )}
      {steps.length === 0 ? (
        request.answer !== null && <Notice kind="info">{request.answer}</Notice>
      ) : (
        <>
          <TextArea
            label={texts.answer}
            hint={texts.reasonHint}
            value={answer}
            maxLength={2000}
            onChange={({ target }) => setAnswer(target.value)}
          />
          <div className="flex flex-wrap gap-2">
            {request.conversation_id !== null && (
              <Button onClick={() => setReading(true)}>{texts.readConversation}</Button>
            )}
            {steps.map((status) => (
              <Button key={status} isBusy={isPending} onClick={() => mutate(status)}>
                {texts.helpSteps[status]}
              </Button>
            ))}
          </div>
        </>
      )}
      <Fault error={error} />
      {isReading && <HandedOver id={request.id} onClose={() => setReading(false)} />}
    </>
  );
}
