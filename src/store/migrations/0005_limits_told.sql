-- When each of the two quotas was told: a response often speaks of one of them alone.

ALTER TABLE plan_limits ADD COLUMN requests_observed_at INTEGER;
ALTER TABLE plan_limits ADD COLUMN tokens_observed_at INTEGER;
UPDATE plan_limits SET requests_observed_at = observed_at, tokens_observed_at = observed_at;
