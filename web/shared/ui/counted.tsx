import { Fragment } from 'react';

/** Order items in one line: “2× soup, 1× bread”. `bdi` isolates names in right-to-left scripts. */
export const Counted = ({ items }: { items: ReadonlyArray<{ quantity: number; name: string }> }) =>
  items
    .map((item, index) => ({ ...item, key: `${index} ${item.name}`, comma: index > 0 ? ', ' : '' }))
    .map(({ quantity, name, key, comma }) => (
      <Fragment key={key}>
        {comma}
        {quantity}× <bdi>{name}</bdi>
      </Fragment>
    ));
