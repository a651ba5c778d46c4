-- Which agents get better or worse: share of failed calls by agent and week.
SELECT agent_id, agent_name, week, count(*) AS calls,
       round(avg((verdict = 'fail')::integer), 3) AS failed_share,
       round(avg((verdict = 'fail')::integer) - lag(avg((verdict = 'fail')::integer))
             OVER (PARTITION BY agent_key ORDER BY week), 3) AS change
FROM fact_call JOIN dim_agent USING (agent_key) JOIN dim_day USING (day)
GROUP BY agent_key, agent_id, agent_name, week
ORDER BY agent_key, week;
