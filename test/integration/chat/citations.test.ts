import { beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../../contracts/document.ts';
import type { KnowledgeHit } from '../../../contracts/knowledge.ts';
import { AGENT_TOOLS } from '../../../workers/llm/tools/all-tools.ts';
import { addDocument, searchDocuments } from '../../support/documents.ts';
import { newTenant, newUser, type TestTenant, type TestUser } from '../../support/tenant.ts';
import { callTool } from '../../support/tool-session.ts';

const filler = (about: string) => `We say much about ${about} 🍕 and déjà vu. `.repeat(30).trim();
/** Sections too long to share a chunk, with characters of two UTF-16 units and letters with accents before each fact. */
const GUIDE = `# Guide

${filler('us')}

## Delivery

${filler('zones')} Köpenick costs seven euros 𝄞 extra.

## Vouchers

${filler('vouchers')} A voucher is good for three years.

<script>alert('never cited')</script>

## Catering

${filler('catering')} Catering wants two days of notice.
`;

describe('a citation', () => {
  let tenant: TestTenant;
  let customer: TestUser;
  let guide: Document;
  beforeAll(async () => {
    tenant = await newTenant();
    customer = await newUser(tenant);
    guide = await addDocument(tenant, { title: 'Guide', content: GUIDE });
    await addDocument(tenant, { title: 'Another', content: filler('vouchers') });
  });

  /** The hits that the tool passes to a model. */
  const toolHits = async (query: string): Promise<KnowledgeHit[]> => {
    const output = await callTool(customer, tenant, AGENT_TOOLS.search_knowledge, { query });
    if ('error' in output) throw new Error(JSON.stringify(output));
    return output.hits;
  };
  const apiHits = async (query: string) => await searchDocuments(customer, query);

  describe.each([
    ['of the tool', toolHits],
    ['of the API', apiHits],
  ])('%s', (_door, hitsOf) => {
    it.each([
      ['how much more is delivery to Köpenick?', 'Guide › Delivery', 'Köpenick costs seven euros 𝄞 extra.'],
      ['how long is a voucher good for?', 'Guide › Vouchers', 'A voucher is good for three years.'],
      ['how many days of notice for catering?', 'Guide › Catering', 'Catering wants two days of notice.'],
    ])('says where “%s” is answered: document, heading and span', async (question, heading, fact) => {
      const cited = (await hitsOf(question)).find(({ text }) => text.includes(fact));
      expect(cited).toMatchObject({ document_id: guide.id, title: 'Guide', heading });
      const { span, text } = cited ?? { span: { start: 0, end: 0 }, text: '' };
      expect(guide.text.slice(span.start, span.end)).toBe(text);
      const at = guide.text.indexOf(fact);
      expect(span.start).toBeLessThanOrEqual(at);
      expect(span.end).toBeGreaterThanOrEqual(at + fact.length);
    });

    it('has exact spans for every hit', async () => {
      const hits = (await hitsOf('vouchers, zones and catering')).filter(({ document_id: id }) => id === guide.id);
      expect(hits.length).toBeGreaterThan(1);
      for (const { span, text } of hits) expect(guide.text.slice(span.start, span.end)).toBe(text);
    });
  });

  it('follows the document when it changes', async () => {
    const { id } = await addDocument(tenant, { source_id: 'hours', title: 'Hours', content: 'The bar closes at ten.' });
    const before = (await apiHits('when does the bar close?')).find(({ document_id }) => document_id === id);
    const content = `Good to know.\n\n${'x '.repeat(20)}\n\nThe bar closes at eleven.`;
    const changed = await addDocument(tenant, { source_id: 'hours', title: 'Hours', content });
    const after = (await apiHits('when does the bar close?')).find(({ document_id }) => document_id === id);
    expect(before?.text).toBe('The bar closes at ten.');
    expect(after?.text).toContain('closes at eleven');
    expect(changed.text.slice(after?.span.start, after?.span.end)).toBe(after?.text);
  });
});
