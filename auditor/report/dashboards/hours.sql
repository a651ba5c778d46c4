-- When calls are dialled, and how many of them at a time that is not permitted.
SELECT weekday, hour, count(DISTINCT call_id) AS calls,
       count(DISTINCT call_id) FILTER (requirement_id = 'calling-hours' AND status = 'fail') AS not_permitted
FROM fact_call JOIN dim_day USING (day) JOIN fact_finding USING (call_id)
     JOIN dim_requirement USING (requirement_key)
GROUP BY weekday, hour
ORDER BY weekday, hour;
