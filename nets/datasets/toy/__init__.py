"""Small generated sets: points on the plane, houses, memory tasks."""
