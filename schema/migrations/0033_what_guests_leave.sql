-- A guest's quote that became no order is kept for hours, not for a month: anybody can make one.
ALTER TABLE quotes ADD COLUMN of_guest boolean NOT NULL DEFAULT false;
CREATE INDEX idx_quotes_of_guests ON quotes (expires_at) WHERE order_id IS NULL AND of_guest;
CREATE POLICY system_expired_of_guests ON quotes FOR SELECT TO ragline_system
  USING (order_id IS NULL AND of_guest AND expires_at < now() - interval '6 hours');
CREATE POLICY system_prune_of_guests ON quotes FOR DELETE TO ragline_system
  USING (order_id IS NULL AND of_guest AND expires_at < now() - interval '6 hours');
GRANT SELECT (of_guest) ON quotes TO ragline_system;

-- A guest's conversation goes a week after its last message. One who has registered by then is a user and keeps theirs.
ALTER TABLE conversations ADD COLUMN of_guest boolean NOT NULL DEFAULT false;
CREATE FUNCTION mark_conversation_of_guest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.of_guest := NOT EXISTS (SELECT FROM users WHERE id = NEW.user_id)
    AND NOT EXISTS (SELECT FROM api_keys WHERE id = NEW.user_id);
  RETURN NEW;
END
$$;
CREATE TRIGGER conversation_of_guest BEFORE INSERT ON conversations
  FOR EACH ROW EXECUTE FUNCTION mark_conversation_of_guest();
CREATE INDEX idx_conversations_of_guests ON conversations (updated_at) WHERE of_guest;
CREATE POLICY system_lookup ON users FOR SELECT TO ragline_system USING (true);
GRANT SELECT (id) ON users TO ragline_system;
CREATE POLICY system_expired ON conversations FOR SELECT TO ragline_system
  USING (of_guest AND updated_at < now() - interval '7 days' AND NOT EXISTS (SELECT FROM users WHERE users.id = user_id));
CREATE POLICY system_prune ON conversations FOR DELETE TO ragline_system
  USING (of_guest AND updated_at < now() - interval '7 days' AND NOT EXISTS (SELECT FROM users WHERE users.id = user_id));
GRANT SELECT (of_guest, updated_at, user_id), DELETE ON conversations TO ragline_system;
