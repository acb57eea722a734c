import type { components } from '@ragline/client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { unwrap } from '../../shared/client.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Fault } from '../../shared/ui/fault.tsx';
import { Field, Select, TextArea } from '../../shared/ui/field.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { Act } from '../ui/act.tsx';
import { ListPage } from '../ui/listing.tsx';
import { Section } from '../ui/section.tsx';

type Schemas = components['schemas'];
const FORMATS = ['markdown', 'text', 'html'] as const satisfies Schemas['DocumentFormat'][];
const VISIBILITIES = ['public', 'staff'] as const satisfies Schemas['Visibility'][];

/** The documents that the chat answers from, and a box to try a question. */
export function DocumentsPage() {
  const texts = useTexts();
  const { format } = useConsole();
  return (
    <ListPage
      title={texts.documents}
      of={['documents']}
      read={async (query) => unwrap(api.GET('/v1/documents', { params: { query } }))}
      empty={texts.noDocuments}
      isChanging={({ status }) => status === 'pending'}
      above={
        <>
          <TryQuestion />
          <AddDocument />
        </>
      }
    >
      {(document) => (
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-60 break-words">
            <strong>{document.title}</strong>
            <br />
            <span className="text-sm text-soft">
              {texts.visibilities[document.visibility]} · {texts.passages(document.chunks)} ·{' '}
              {format.dateTime(document.updated_at)}
            </span>
          </p>
          {document.status === 'pending' && <p className="font-semibold text-warn">{texts.beingRead}</p>}
          <Act
            kind="danger"
            changes="documents"
            done={texts.deleted}
            label={texts.deleteNamed(document.title)}
            question={texts.deleteSure(document.title)}
            work={() =>
              unwrap(
                api.DELETE('/v1/documents/{id}', {
                  params: { path: { id: document.id }, header: { 'if-match': `"v${document.version}"` } },
                }),
              )
            }
          >
            {texts.delete}
          </Act>
        </div>
      )}
    </ListPage>
  );
}

function TryQuestion() {
  const texts = useTexts();
  const [question, setQuestion] = useState('');
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: async () =>
      await unwrap(api.POST('/v1/search', { body: { query: question, kinds: ['document'], limit: 5 } })),
  });
  const passages = data?.data.filter((hit) => hit.kind === 'document');
  return (
    <Section title={texts.tryQuestion}>
      <p className="text-soft">{texts.questionHint}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
        className="flex flex-wrap items-end gap-3"
      >
        <div className="min-w-0 flex-1 basis-60">
          <Field
            label={texts.question}
            value={question}
            required
            maxLength={2000}
            onChange={({ target }) => setQuestion(target.value)}
          />
        </div>
        <Button type="submit" isBusy={isPending}>
          {texts.find}
        </Button>
      </form>
      <Fault error={error} />
      {passages?.length === 0 && <p role="status">{texts.noPassage}</p>}
      <ol aria-label={texts.foundPassages} className="grid gap-2">
        {passages?.map((passage) => (
          <li key={passage.chunk_id} className="rounded-xl bg-sunk p-3">
            <p className="font-semibold break-words">
              {passage.title}
              {passage.heading !== null && ` › ${passage.heading}`}
            </p>
            <p className="text-sm break-words whitespace-pre-wrap">{passage.text}</p>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function AddDocument() {
  const texts = useTexts();
  const [title, setTitle] = useState('');
  const [content, setContent] = useState('');
  const [format, setFormat] = useState<Schemas['DocumentFormat']>('markdown');
  const [visibility, setVisibility] = useState<Schemas['Visibility']>('public');
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setTitle(title === '' ? file.name.replace(/\.\w+$/, '') : title);
    setFormat(/\.html?$/i.test(file.name) ? 'html' : /\.txt$/i.test(file.name) ? 'text' : 'markdown');
    setContent(await file.text());
  };
  return (
    <Section title={texts.addDocument}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label={texts.documentTitle}
          value={title}
          maxLength={200}
          onChange={({ target }) => setTitle(target.value)}
        />
        <Field
          label={texts.file}
          type="file"
          accept=".md,.txt,.html,.htm"
          onChange={({ target }) => void read(target.files?.[0])}
        />
        <Select
          label={texts.documentFormat}
          value={format}
          options={FORMATS.map((one) => [one, texts.documentFormats[one]] as const)}
          onChange={setFormat}
        />
        <Select
          label={texts.visibility}
          value={visibility}
          options={VISIBILITIES.map((one) => [one, texts.visibilities[one]] as const)}
          onChange={setVisibility}
        />
      </div>
      <TextArea
        label={texts.documentText}
        rows={6}
        value={content}
        onChange={({ target }) => setContent(target.value)}
      />
      <Act
        kind="primary"
        changes="documents"
        done={texts.saved}
        work={async () => {
          const named = title.trim() === '' ? {} : { title };
          await unwrap(api.POST('/v1/documents', { body: { ...named, format, visibility, content } }));
          setTitle('');
          setContent('');
        }}
      >
        {texts.addDocument}
      </Act>
    </Section>
  );
}
