import type { Document, UpdateDocument } from '../../../contracts/document.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import type { IfVersion } from '../require-version.ts';
import { changeDocument } from './change-document.ts';
import { cleanDocument } from './clean/clean-document.ts';
import { documentView } from './document-view.ts';
import { lockDocument } from './find-document.ts';
import { documentHash } from './put-document.ts';

/**
 * Changes some fields. New content keeps the title unless a title is given. @param input.ifVersion The version that the
 * document must have.
 * @throws {ProblemError} `not_found`, `precondition_failed`, or `invalid_request` when there is no word in it.
 */
export async function updateDocument({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; change: UpdateDocument; ifVersion?: IfVersion };
}): Promise<Document> {
  authorise(ctx, 'document:manage');
  const { title, visibility, content } = input.change;
  return await inTransaction(ctx, async (unit) => {
    const current = await lockDocument(unit, input);
    const format = input.change.format ?? current.format;
    const text =
      content === undefined
        ? { text: current.text, contentHash: current.contentHash }
        : { text: cleanDocument({ format, content }).text, contentHash: await documentHash({ format, content }) };
    const fields = { title: title ?? current.title, visibility: visibility ?? current.visibility, format, ...text };
    return documentView(await changeDocument(ctx, unit, current, fields));
  });
}
