"""Small generated sets: points on the plane, houses, tasks of memory."""
