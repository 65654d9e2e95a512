-- Why: customers are found by any field of theirs, also by one of an organisation's own (/customer city=…), without reading all
-- of them. One index serves every field. Behind row-level security PostgreSQL does not use it, since its operator might tell
-- what it saw of another organisation: a function with the owner's rights looks, and only where the session's organisation is.
-- Who may be one person is looked for piece by piece, from the newest customers back.
-- Locks: keeps nobody out; the indexes are built beside the work. Older code runs against the result.

-- step
-- `ORG city=shanghai`, `ORG own:level=gold`: what one customer is found by. Of a list, each of its items.
CREATE OR REPLACE FUNCTION customer_field_keys(org_id uuid, birth_date date, texts text[], lists text[], items jsonb[], own jsonb)
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT org_id || ' ' || lower(key)), '{}') FROM (
    SELECT t FROM unnest(texts) t
    UNION ALL SELECT 'birth_date=' || to_char(birth_date, 'YYYY-MM-DD')
    UNION ALL SELECT l.name || '=' || i.item
      FROM unnest(lists, items) AS l (name, list) CROSS JOIN LATERAL jsonb_array_elements_text(l.list) AS i (item)
    UNION ALL SELECT 'own:' || o.key || '=' || o.value FROM jsonb_each_text(own) AS o
  ) AS found (key) WHERE key IS NOT NULL
$$;

-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_by_field ON customers USING gin (customer_field_keys(org_id, birth_date,
  ARRAY['type=' || type, 'gender=' || gender, 'age=' || age::text, 'age_range=' || age_range, 'phone=' || phone, 'email=' || email,
    'wechat_id=' || wechat_id, 'whatsapp_id=' || whatsapp_id, 'telegram_id=' || telegram_id, 'dingtalk_id=' || dingtalk_id,
    'country=' || country, 'province=' || province, 'city=' || city, 'timezone=' || timezone, 'occupation=' || occupation,
    'industry=' || industry, 'income_range=' || income_range, 'investment_experience=' || investment_experience,
    'risk_preference=' || risk_preference, 'capital_range=' || capital_range, 'trading_platform=' || trading_platform,
    'communication_style=' || communication_style, 'decision_style=' || decision_style, 'persona_type=' || persona_type,
    'company_name=' || company_name, 'company_credit_code=' || company_credit_code, 'company_industry=' || company_industry,
    'company_size=' || company_size, 'company_website=' || company_website, 'company_address=' || company_address,
    'stage=' || stage, 'journey_stage=' || journey_stage, 'tier=' || tier, 'status=' || status],
  ARRAY['languages', 'interests', 'personality_traits', 'risk_flags'],
  ARRAY[languages, interests, personality_traits, risk_flags], custom_fields));

-- step
-- At most so many customers of the session's organisation who have the value (`city`, `Shanghai`), in no order. The expression is the index's, word for
-- word: with another it would read every customer.
CREATE OR REPLACE FUNCTION customers_with_field(field text, value text, most integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.id FROM public.customers c
  WHERE c.org_id = nullif(current_setting('deskhand.org_id', true), '')::uuid AND public.customer_field_keys(c.org_id, c.birth_date,
    ARRAY['type=' || c.type, 'gender=' || c.gender, 'age=' || c.age::text, 'age_range=' || c.age_range, 'phone=' || c.phone,
      'email=' || c.email, 'wechat_id=' || c.wechat_id, 'whatsapp_id=' || c.whatsapp_id, 'telegram_id=' || c.telegram_id,
      'dingtalk_id=' || c.dingtalk_id, 'country=' || c.country, 'province=' || c.province, 'city=' || c.city,
      'timezone=' || c.timezone, 'occupation=' || c.occupation, 'industry=' || c.industry, 'income_range=' || c.income_range,
      'investment_experience=' || c.investment_experience, 'risk_preference=' || c.risk_preference,
      'capital_range=' || c.capital_range, 'trading_platform=' || c.trading_platform,
      'communication_style=' || c.communication_style, 'decision_style=' || c.decision_style, 'persona_type=' || c.persona_type,
      'company_name=' || c.company_name, 'company_credit_code=' || c.company_credit_code,
      'company_industry=' || c.company_industry, 'company_size=' || c.company_size, 'company_website=' || c.company_website,
      'company_address=' || c.company_address, 'stage=' || c.stage, 'journey_stage=' || c.journey_stage, 'tier=' || c.tier,
      'status=' || c.status],
    ARRAY['languages', 'interests', 'personality_traits', 'risk_flags'],
    ARRAY[c.languages, c.interests, c.personality_traits, c.risk_flags], c.custom_fields)
    @> ARRAY[nullif(current_setting('deskhand.org_id', true), '') || ' ' || lower(field || '=' || value)]
  LIMIT most
$$;

-- Ids are given out in order of time.
-- step
CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_newest ON customers (org_id, id) WHERE merged_into IS NULL;
