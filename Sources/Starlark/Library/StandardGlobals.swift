extension Globals {
    /// The functions and constants of the Starlark specification.
    public static let standard = Globals.Builder().build()
}
