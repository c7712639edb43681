-- What the serving role may do, table by table; said again after each migration, so that new tables are included.
DO $$
DECLARE
    serving text := current_setting('redress.serving_role');
    name text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), serving);
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('REVOKE ALL ON %I FROM %I', name, serving);
        EXECUTE CASE
            WHEN name IN ('event', 'audit') THEN format('GRANT SELECT, INSERT ON %I TO %I', name, serving)
            WHEN name = 'seaql_migrations' THEN format('GRANT SELECT ON %I TO %I', name, serving)
            ELSE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I', name, serving)
        END;
    END LOOP;
END $$;
