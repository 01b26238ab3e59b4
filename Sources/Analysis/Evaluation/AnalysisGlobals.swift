public import Starlark

/// The globals that analysis adds to those of loading: providers, `cmd_args`, transitive sets and
/// the names of types.
///
/// - Parameter base: The names to add to.
/// - Returns: Both; the composition root hands them to loading as its `RuleGlobals`.
public func analysisGlobals(extending base: Globals = .standard) -> Globals {
    var builder = base.extending()
    builder.add(ProviderFunctions.all)
    builder.add(CmdArgsMethods.function)
    builder.add(TransitiveSetDefinition.function)
    builder.add(DynamicActionsCallable.function)
    builder.addNamespace("assembled_dir", AssembledEntryObject.namespace)
    builder.addNamespace("dynattrs", DynamicAttributeObject.namespace)
    for definition in BuiltinProviders.all + BuiltinProviders.records {
        builder.set(definition.name, FrozenValue(object: ProviderCallable(definition)))
    }
    for type in AnalysisTypes.all { builder.add(type) }
    return builder.build()
}
