import Analysis
import Loading
package import Starlark

/// The globals that scripts add to those of analysis: `bxl_main`, `bxl`, `cli_args` and functions
/// for what `ctx` gives.
///
/// All files see them, for scripts load `.bzl` files whose functions take a `bxl.Context`.
///
/// - Parameter base: The names to add to.
/// - Returns: Both; the composition root hands them to loading as its `RuleGlobals`.
package func scriptGlobals(extending base: Globals) -> Globals {
    var namespace = Globals.Builder()
    namespace.add(ScriptFunctionObject.function(named: "main"))
    namespace.addNamespace("cli_args", ArgumentFunctions.namespace)
    namespace.add(GlobalFunctions.all)
    namespace.add(PackageFunctions.all)
    namespace.add(scriptDynamicActionsFunction)
    namespace.add(scriptAnonymousRuleFunction)
    for type in ScriptTypes.all + scriptSelectTypes {
        // A type is called `bxl.Name`, and is the field `Name`.
        namespace.set(String(type.name.dropFirst("bxl.".count)), FrozenValue(object: type))
    }
    var builder = base.extending()
    builder.addNamespace("bxl", namespace.build())
    builder.addNamespace("cli_args", ArgumentFunctions.namespace)
    builder.addNamespace("asserts", AssertFunctions.namespace)
    builder.add(ScriptFunctionObject.function(named: "bxl_main"))
    builder.add(GlobalFunctions.all)
    return builder.build()
}

/// The types of scripts by the names that annotations use.
enum ScriptTypes {
    static let all: [TypeValue] = [
        type("Context", ScriptContextObject.self), type("CliArgs", ArgumentDeclarationObject.self),
        type("OutputStream", OutputStreamObject.self), type("Filesystem", FileSystemObject.self),
        type("AuditContext", AuditContextObject.self), type("Actions", ScriptActionsObject.self),
        query("UqueryContext", DeclaredQueryObject.self),
        query("LazyUqueryContext", DeclaredQueryObject.self),
        query("CqueryContext", ConfiguredQueryObject.self),
        query("LazyCqueryContext", ConfiguredQueryObject.self),
        type("AqueryContext", ActionQueryObject.self),
        type("UnconfiguredTargetNode", TargetNodeObject.self),
        type("ConfiguredTargetNode", ConfiguredTargetNodeObject.self),
        type("UnconfiguredTargetSet", TargetSetObject.self),
        type("ConfiguredTargetSet", ConfiguredTargetSetObject.self),
        type("TargetUniverse", TargetUniverseObject.self),
        type("ConfiguredAttr", AttributeObject.self), type("LazyAttrs", LazyAttributesObject.self),
        type("LazyResolvedAttrs", LazyResolvedAttributesObject.self),
        type("ActionQueryNode", ActionQueryNodeObject.self), type("Action", ActionObject.self),
        type("ActionAttr", ActionAttributeObject.self),
        type("AnalysisResult", AnalysisResultObject.self),
        type("BuildResult", BuildResultObject.self),
        type("EnsuredArtifact", EnsuredArtifactObject.self),
        type("EnsuredArtifactGroup", EnsuredGroupObject.self),
        type("FileNode", FileNodeObject.self), type("FileSet", FileSetObject.self),
        type("LazyContext", LazyContextObject.self), type("Lazy", LazyObject.self),
        type("Result", ScriptResultObject.self), type("Error", ScriptErrorObject.self),
        type("Instant", InstantObject.self),
        TypeValue("bxl.BuiltArtifactsIterable") { $0.asList != nil },
        TypeValue("bxl.FailedArtifactsIterable") { $0.asList != nil },
    ]

    private static func type<T: NativeObject>(_ name: String, _ type: T.Type) -> TypeValue {
        TypeValue("bxl." + name) { $0.native(as: T.self) != nil }
    }

    /// One class stands for two types, which the name of the value's type tells apart.
    private static func query<T: NativeObject>(_ name: String, _ type: T.Type) -> TypeValue {
        TypeValue("bxl." + name) { value in
            value.native(as: T.self)?.typeName == "bxl." + name
        }
    }
}
