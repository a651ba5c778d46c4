-- Where training is needed: failures of each requirement by product, doubtful ones apart.
SELECT product_key AS product, requirement_id, severity,
       count(*) FILTER (status = 'fail') AS failed,
       count(*) FILTER (status = 'review') AS to_review,
       round(count(*) FILTER (status = 'fail')
             / nullif(count(*) FILTER (status IN ('pass', 'fail')), 0), 3) AS failed_share
FROM fact_finding JOIN fact_call USING (call_id) JOIN dim_requirement USING (requirement_key)
GROUP BY product_key, requirement_id, severity
HAVING failed + to_review > 0
ORDER BY failed DESC, to_review DESC, product, requirement_id;
