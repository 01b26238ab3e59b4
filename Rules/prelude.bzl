"""What every BUCK file sees: the rules of the bundled prelude."""
