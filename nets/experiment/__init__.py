"""What determines a training: settings, limits, links, formulas, challenges; torch-free."""
