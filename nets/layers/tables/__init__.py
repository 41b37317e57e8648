"""What is known of layers without torch: tables of activations and of initial weights, and labels of options."""
