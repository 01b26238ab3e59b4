"""What rules of tests share: their attributes, and the provider by which `bld test` runs them."""

def test_attributes() -> dict:
    """The attributes of a test, beside those of what it is made of."""
    return {
        "args": attrs.list(attrs.arg(), default = [], doc = "Arguments of the program."),
        "contacts": attrs.list(
            attrs.string(),
            default = [],
            doc = "Whom to ask about the test; no rule reads it.",
        ),
        "test_env": attrs.dict(
            attrs.string(),
            attrs.arg(),
            default = {},
            doc = "Environment variables of the program while it is tested.",
        ),
    }

def test_provider(ctx: AnalysisContext, type: str, program, env: dict = {}) -> Provider:
    """Says how the test is run: it passes if the program exits with 0."""
    return ExternalRunnerTestInfo(
        type = type,
        command = [program] + ctx.attrs.args,
        env = env | ctx.attrs.test_env,
        labels = ctx.attrs.labels,
        contacts = ctx.attrs.contacts,
        run_from_project_root = True,
        use_project_relative_paths = True,
    )
