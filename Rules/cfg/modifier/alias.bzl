"""Short names of modifiers on the command line that every project has: none so far."""

OSS_ALIASES = struct()
