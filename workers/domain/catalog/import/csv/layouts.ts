import {
  isNo,
  isYes,
  type Layout,
  type Listing,
  lastOfPath,
  listOf,
  nameWith,
  saidValues,
  skuFrom,
  stockOf,
} from './listing.ts';

const OPTION_VALUES = ['option1 value', 'option2 value', 'option3 value'];

/**
 * Shopify, "Export products": a row for each variant and for each further image; what belongs to the whole product stands
 * in its first row. https://help.shopify.com/en/manual/products/import-export/using-csv (both generations of headers)
 */
const SHOPIFY: Layout = {
  fits: (columns) => columns.has('url handle') || (columns.has('handle') && columns.has('title')),
  reader() {
    let product: Pick<Listing, 'name' | 'description' | 'category' | 'isActive' | 'tags'> | undefined;
    let handleOfProduct = '';
    return (row) => {
      const handle = row.get('handle', 'url handle');
      const title = row.get('title');
      if (title !== '') {
        const isHidden = isNo(row.get('published', 'published on online store'));
        handleOfProduct = handle;
        product = {
          name: title,
          description: row.get('body (html)', 'description'),
          category: row.get('type') || lastOfPath(row.get('product category')),
          isActive: !isHidden && /^(?:|active)$/i.test(row.get('status')),
          tags: listOf(row.get('tags')),
        };
      }
      const price = row.get('variant price', 'price');
      const values = OPTION_VALUES.map((name) => row.get(name));
      if (title === '' && price === '' && values.every((value) => value === '')) return 'skipped';
      if (product === undefined || handleOfProduct !== handle)
        return { fault: 'has no title, and belongs to no row before it' };
      const isCounted = row.get('variant inventory tracker', 'inventory tracker') !== '';
      const goesOn =
        /^continue$/i.test(row.get('variant inventory policy')) || isYes(row.get('continue selling when out of stock'));
      const said = saidValues(values);
      return {
        ...product,
        sku: row.get('variant sku', 'sku') || skuFrom(handle, ...said),
        name: nameWith(product.name, said),
        price,
        stock: isCounted && !goesOn ? stockOf(row.get('variant inventory qty', 'inventory quantity')) : null,
      };
    };
  },
};

/**
 * Square, "Export library": a row for each variation, with the item's columns in each.
 * https://squareup.com/help/us/en/article/5153-import-items-online
 */
const SQUARE: Layout = {
  fits: (columns) => columns.has('item name') && columns.has('variation name'),
  reader({ header }) {
    const quantities = header.filter((name) => name.startsWith('current quantity'));
    return (row) => {
      const item = row.get('customer-facing name', 'item name');
      const said = saidValues([row.get('variation name')]);
      const price = row.get('price');
      if (/^variable/i.test(price)) return { fault: 'has a variable price: give it a fixed one' };
      const counted = quantities.map((name) => stockOf(row.get(name))).filter((count) => count !== null);
      return {
        sku: row.get('sku') || skuFrom(item, ...said),
        name: nameWith(item, said),
        description: row.get('description'),
        category: lastOfPath(row.get('reporting category', 'categories', 'category')),
        price,
        stock: counted.length === 0 || isNo(row.get('stockable')) ? null : counted.reduce((sum, next) => sum + next, 0),
        isActive: !isYes(row.get('archived')) && !isNo(row.get('sellable')),
        tags: [],
      };
    };
  },
};

/**
 * WooCommerce, "Export products": a row for each simple product, for each variable one, and for each of its variations.
 * https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema
 */
const WOOCOMMERCE: Layout = {
  fits: (columns) => columns.has('regular price') && columns.has('type') && columns.has('name'),
  reader() {
    const parents = new Map<string, Pick<Listing, 'description' | 'category' | 'tags'>>();
    return (row) => {
      const [kind = ''] = listOf(row.get('type').toLowerCase());
      const id = row.get('id');
      const own = {
        description: row.get('description', 'short description'),
        category: lastOfPath(row.get('categories')),
        tags: listOf(row.get('tags')),
      };
      if (kind === 'variable') {
        for (const key of [id && `id:${id}`, row.get('sku')]) if (key !== '') parents.set(key, own);
        return 'skipped';
      }
      if (kind === 'grouped' || kind === 'external')
        return { fault: `is a product of the type ${kind}, which cannot be ordered` };
      const parent = parents.get(row.get('parent'));
      const isThere = !isNo(row.get('in stock?'));
      const goesOn = isYes(row.get('backorders allowed?')) || /^notify$/i.test(row.get('backorders allowed?'));
      return {
        sku: row.get('sku') || skuFrom('woo', id || row.get('name')),
        name: row.get('name'),
        description: own.description || (parent?.description ?? ''),
        category: own.category || (parent?.category ?? ''),
        price: row.get('regular price'),
        stock: isThere ? (goesOn ? null : stockOf(row.get('stock'))) : 0,
        isActive: !isNo(row.get('published')),
        tags: [...own.tags, ...(parent?.tags ?? [])],
      };
    };
  },
};

/** A table with our own field names. */
const SPREADSHEET: Layout = {
  fits: (columns) => columns.has('name') && columns.has('price'),
  reader() {
    return (row) => ({
      sku: row.get('sku') || skuFrom(row.get('name')),
      name: row.get('name'),
      description: row.get('description'),
      category: row.get('category'),
      price: row.get('price'),
      stock: stockOf(row.get('stock', 'quantity')),
      isActive: !isNo(row.get('is_active', 'active')),
      tags: listOf(row.get('tags')),
    });
  },
};

/** The layouts, in the order in which they are tried. */
export const LAYOUTS: readonly Layout[] = [SHOPIFY, SQUARE, WOOCOMMERCE, SPREADSHEET];
