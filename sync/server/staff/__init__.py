"""People with access to the console: who they are, how they sign in, what they did."""
