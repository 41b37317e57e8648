"""What every training page shows around its panels."""
