"""Many calls: plan what is not done, do it, keep it."""
