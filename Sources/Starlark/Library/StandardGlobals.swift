extension Globals {
    /// The functions and constants of the Starlark specification, and those which Buck2 adds to
    /// the language itself: `struct`, `record`, `enum`, `partial`, `json`, `typing` and others.
    public static let standard: Globals = {
        var builder = Globals.Builder()
        builder.set("None", .none)
        builder.set("True", FrozenValue(bool: true))
        builder.set("False", FrozenValue(bool: false))
        builder.add(ConversionFunctions.all)
        builder.add(IterableFunctions.all)
        builder.add(SortFunction.sorted)
        builder.add(OtherFunctions.all)
        builder.add(PrettyPrinting.all)
        builder.add(CallStackFunctions.all)
        builder.add(TypeFunctions.all)
        builder.add([
            Namespace.function, Partial.function, RecordType.function, RecordField.function,
            EnumType.function,
        ])
        builder.add(RegularExpression.functions + DedupeFunction.all)
        builder.add(LibraryType.regex)
        builder.addNamespace("json", JSONFunctions.namespace)
        builder.addNamespace("typing", StandardTypes.typing)
        return builder.build()
    }()
}
