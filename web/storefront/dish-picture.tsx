import { useState } from 'react';
import type { Product } from '../shared/client.ts';
import { DishArt } from './dish-art.tsx';

/** A dish's own picture, or a drawing where it has none, or none that loads. */
export function DishPicture({
  dish: { image = null, name, category },
  className = '',
}: {
  dish: Pick<Product, 'image' | 'name' | 'category'>;
  className?: string;
}) {
  const [isBroken, setBroken] = useState(false);
  if (image === null || isBroken) return <DishArt name={name} category={category} className={className} />;
  return (
    <img
      src={image.url}
      alt={image.alt}
      loading="lazy"
      decoding="async"
      onError={() => setBroken(true)}
      className={`object-cover ${className}`}
    />
  );
}
