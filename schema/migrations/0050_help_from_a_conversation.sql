-- The conversation that the request came from, which the staff may read while the request waits for them. Null: it came
-- over MCP, or before this.
ALTER TABLE help_requests ADD COLUMN conversation_id text;
