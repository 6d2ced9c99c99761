-- The tables that the dossiers are loaded into. Months count from January 2026 on; {months} are their first moments.
CREATE FUNCTION month_of(bigint) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT width_bucket($1, ARRAY[{months}]::bigint[]) - 1 $$;
CREATE TABLE unit (id integer PRIMARY KEY, province integer NOT NULL);
CREATE TABLE procedure (province integer, id integer, online boolean NOT NULL, has_fee boolean NOT NULL,
  for_persons boolean NOT NULL, payable boolean NOT NULL, result_required boolean NOT NULL, PRIMARY KEY (province, id));
CREATE TABLE period (id integer PRIMARY KEY, first integer NOT NULL, ends integer NOT NULL);
CREATE UNLOGGED TABLE version (sequence bigint, code text COLLATE "C", revision bigint, unit integer, procedure integer,
  status smallint, receive bigint, due bigint, ended bigint, pause_from bigint, pause_to bigint, flags integer);
