-- All that a chat turn has to know before its model may be asked, and the locks for it, in one round trip. A connection
-- plans what is in a function once, where a statement that it is sent is planned each time anew: planning this one takes
-- longer than running it.

-- Books a turn, and locks the conversation of the one who speaks, or begins it under a title if it may. Returns what the
-- tenant has chosen for its chat; the conversation's version, which is null when it is another's or not there; and what
-- was said in it, oldest first, which is null when nothing has changed since the version that is remembered. Each
-- statement sees what was committed before it began, so what is read behind the lock is as it is under the lock.
CREATE FUNCTION open_turn(
  tenant uuid, turn uuid, conversation text, speaker uuid, may_begin boolean, title text, remembered integer,
  at timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  opened_version integer;
  is_new boolean;
  said jsonb;
BEGIN
  INSERT INTO chat_turns (tenant_id, id, begun_at) VALUES (tenant, turn, at);
  IF NOT may_begin THEN
    UPDATE conversations c SET updated_at = at, version = c.version + 1
    WHERE c.tenant_id = tenant AND c.id = conversation AND c.user_id = speaker
    RETURNING c.version, false INTO opened_version, is_new;
  ELSE
    INSERT INTO conversations AS c (tenant_id, id, user_id, title, created_at, updated_at)
    VALUES (tenant, conversation, speaker, open_turn.title, at, at)
    ON CONFLICT (tenant_id, id) DO UPDATE SET updated_at = at, version = c.version + 1 WHERE c.user_id = speaker
    RETURNING c.version, c.xmax = 0 INTO opened_version, is_new;
  END IF;
  IF is_new THEN
    said := '[]';
  ELSIF opened_version IS DISTINCT FROM remembered + 1 THEN
    SELECT coalesce(jsonb_agg(jsonb_build_object('position', m.position, 'message',
      jsonb_build_object('id', m.id, 'role', m.role, 'parts', m.parts)
        || CASE WHEN m.metadata IS NULL THEN '{}' ELSE jsonb_build_object('metadata', m.metadata) END
    ) ORDER BY m.position), '[]') INTO said
    FROM messages m WHERE m.tenant_id = tenant AND m.conversation_id = conversation;
  END IF;
  RETURN (
    SELECT jsonb_build_object(
      'model', s.model, 'link_hosts', s.link_hosts, 'moderation', s.moderation,
      'monthly_tokens', s.monthly_tokens, 'monthly_cost_micros', s.monthly_cost_micros,
      'version', opened_version, 'said', said)
    FROM (SELECT 1) one LEFT JOIN chat_settings s ON s.tenant_id = tenant);
END
$$;
