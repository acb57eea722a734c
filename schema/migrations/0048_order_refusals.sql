-- What the customer refuses, also where no dish of the order has it: a kitchen must know of an allergy.
ALTER TABLE orders ADD COLUMN refusals jsonb NOT NULL DEFAULT '{"exclude_allergens": [], "diets": []}';
