-- A run's tables as a star schema: two tables of facts, four of what they are about.
-- $calls and $findings are the paths of calls.csv and findings.csv.

-- Cells that a spreadsheet could take for formulas carry an apostrophe in the CSV; undo it.
CREATE OR REPLACE MACRO plain(cell) AS regexp_replace(cell, '^''([=+\-@＝＋－＠]|[\x00-\x1f\x7f])', '\1');

CREATE OR REPLACE TEMP TABLE raw_call AS
  SELECT * FROM read_csv($calls, header = true, all_varchar = true, quote = '"', escape = '"', delim = ',');
CREATE OR REPLACE TEMP TABLE raw_finding AS
  SELECT * FROM read_csv($findings, header = true, all_varchar = true, quote = '"', escape = '"', delim = ',');

CREATE OR REPLACE TABLE dim_agent AS
  SELECT DISTINCT coalesce(plain(agent_id), plain(agent_name), '') AS agent_key,
         plain(any_value(agent_id)) AS agent_id, plain(any_value(agent_name)) AS agent_name
  FROM raw_call GROUP BY agent_key ORDER BY agent_key;

CREATE OR REPLACE TABLE dim_product AS
  SELECT coalesce(plain(product_name), '') AS product_key, any_value(product_type) AS product_type,
         plain(any_value(insurer)) AS insurer
  FROM raw_call GROUP BY product_key ORDER BY product_key;

CREATE OR REPLACE TABLE dim_requirement AS
  SELECT checklist || '/' || requirement_id AS requirement_key, checklist, requirement_id,
         any_value(kind) AS kind, any_value(severity) AS severity, any_value(control) AS control
  FROM raw_finding GROUP BY checklist, requirement_id ORDER BY requirement_key;

CREATE OR REPLACE TABLE fact_call AS
  SELECT plain(call_id) AS call_id,
         coalesce(plain(agent_id), plain(agent_name), '') AS agent_key,
         coalesce(plain(product_name), '') AS product_key,
         -- The local date and hour as on record, not those of the machine that asks.
         try_cast(left(started_at, 10) AS date) AS day,
         try_cast(substr(started_at, 12, 2) AS integer) AS hour,
         purpose, plain(customer_region) AS customer_region, verdict, worst_severity,
         "pass"::integer AS passed, "fail"::integer AS failed, review::integer AS to_review,
         not_applicable::integer AS not_applicable,
         duration::double AS seconds, speech_heard::double AS speech_heard, engine
  FROM raw_call;

CREATE OR REPLACE TABLE dim_day AS
  SELECT DISTINCT day, isodow(day) AS weekday, strftime(day, '%G-W%V') AS week, strftime(day, '%Y-%m') AS month
  FROM fact_call WHERE day IS NOT NULL ORDER BY day;

CREATE OR REPLACE TABLE fact_finding AS
  SELECT plain(call_id) AS call_id, checklist || '/' || requirement_id AS requirement_key,
         checklist_version, status, reason_code, plain(reason) AS reason,
         plain(value_said) AS value_said, plain(value_expected) AS value_expected,
         start::double AS start_seconds, "end"::double AS end_seconds, speaker,
         plain(quote) AS quote, score::double AS score
  FROM raw_finding;

DROP TABLE raw_call;
DROP TABLE raw_finding;
