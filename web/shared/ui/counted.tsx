import { Fragment } from 'react';

/** What was ordered in one line: “2× soup, 1× bread”. A name in a script that runs the other way turns nothing around. */
export const Counted = ({ items }: { items: ReadonlyArray<{ quantity: number; name: string }> }) =>
  items
    .map((item, index) => ({ ...item, key: `${index} ${item.name}`, comma: index > 0 ? ', ' : '' }))
    .map(({ quantity, name, key, comma }) => (
      <Fragment key={key}>
        {comma}
        {quantity}× <bdi>{name}</bdi>
      </Fragment>
    ));
