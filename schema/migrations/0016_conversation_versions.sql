-- Goes up with each change of a conversation's messages: whoever remembers them can tell whether they still are so.
ALTER TABLE conversations ADD COLUMN version integer NOT NULL DEFAULT 0;
