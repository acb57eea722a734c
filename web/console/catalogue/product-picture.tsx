import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Product, unwrap } from '../../shared/client.ts';
import { announce } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Fault } from '../../shared/ui/fault.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { api } from '../client.ts';
import { useTexts } from '../texts.ts';
import { smallerPicture } from './smaller-picture.ts';

/** The picture of a product and its alternative text. Changes are saved at once. */
export function ProductPicture({ product, onSaved }: { product: Product; onSaved(product: Product): void }) {
  const texts = useTexts();
  const image = product.image ?? null;
  const [alt, setAlt] = useState(image?.alt ?? '');
  const [file, setFile] = useState<File>();
  const params = { path: { id: product.id }, header: { 'if-match': `"v${product.version}"` } };
  const { mutate, error, isPending } = useMutation({
    mutationFn: async (chosen: File | undefined) => {
      if (chosen === undefined) return await unwrap(api.DELETE('/v1/products/{id}/image', { params }));
      const picture = await smallerPicture(chosen).catch(() => {
        throw new Error(texts.noPicture);
      });
      return await unwrap(
        api.PUT('/v1/products/{id}/image', {
          params: { ...params, query: { alt } },
          headers: { 'content-type': picture.type },
          // The document names bytes as text.
          body: '',
          bodySerializer: () => picture,
        }),
      );
    },
    onSuccess: (saved) => {
      setFile(undefined);
      announce(texts.saved);
      onSaved(saved);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (file !== undefined) mutate(file);
      }}
      className="grid gap-3 rounded-xl border border-line p-4 sm:grid-cols-[8rem_1fr]"
    >
      {image === null ? (
        <p className="text-sm text-soft">{texts.drawnInstead}</p>
      ) : (
        <img src={image.url} alt={image.alt} className="h-32 w-32 rounded-xl object-cover" />
      )}
      <div className="grid gap-3">
        <Field
          label={texts.picture}
          hint={texts.pictureHint}
          type="file"
          required
          accept="image/*"
          onChange={({ target }) => setFile(target.files?.[0])}
        />
        <Field
          label={texts.alternativeText}
          hint={texts.alternativeTextHint}
          value={alt}
          required
          maxLength={300}
          onChange={({ target }) => setAlt(target.value)}
        />
        <Fault error={error} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" isBusy={isPending}>
            {texts.savePicture}
          </Button>
          {image !== null && (
            <Button kind="danger" isBusy={isPending} onClick={() => mutate(undefined)}>
              {texts.removePicture}
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}
