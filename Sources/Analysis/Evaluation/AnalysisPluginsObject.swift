import BuildModel
import Loading
import Starlark

/// `ctx.plugins`: the plugins that a rule uses, by their kinds.
final class AnalysisPluginsObject: NativeObject {
    private let plugins: [PluginKind: Value]

    /// Makes it of a list for each kind.
    init(_ plugins: [PluginKind: Value]) {
        self.plugins = plugins
    }

    override var typeName: String { "AnalysisPlugins" }

    override func element(
        _ index: Value, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        guard let kind = index.asPluginKind else {
            throw Failure(
                "Plugins are found by their kind, but got `\(index.shortRepr)` of type "
                    + "`\(index.typeName)`")
        }
        guard let list = plugins[kind] else {
            throw Failure(
                "The rule did not declare that it uses plugins of kind \(kind)",
                help: ["Name it in `uses_plugins` of `rule()`"])
        }
        return list
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        throw Failure("`ctx.plugins` cannot be kept in a provider")
    }
}
