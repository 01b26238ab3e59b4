import BuildModel
import Starlark

/// `Dependency`: a target that a rule depends on, with its providers.
final class DependencyObject: NativeObject {
    let label: ConfiguredProvidersLabel
    /// The value of a `ProviderCollectionObject`.
    let providers: Value

    init(_ label: ConfiguredProvidersLabel, providers: Value) {
        self.label = label
        self.providers = providers
    }

    /// The providers; looked up in the value, which freezing maps.
    var collection: ProviderCollectionObject {
        guard let collection = providers.native(as: ProviderCollectionObject.self) else {
            preconditionFailure("a dependency has a collection of providers")
        }
        return collection
    }

    override var typeName: String { "Dependency" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "label": evaluation.object(LabelObject(label))
        case "providers": evaluation.list(collection.providers)
        default: nil
        }
    }

    override var attributeNames: [String] { ["label", "providers"] + Self.methods.names }

    override func element(
        _ index: Value, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        try collection.instance(at: index, of: "`\(label)`")
    }

    override func contains(_ value: Value, this: Value) throws -> Bool? {
        collection.value(try ProviderCollectionObject.id(of: value)) != nil
    }

    private static let methods = MethodTable([
        NativeFunction("get", "index, /") { arguments, _ in
            let dependency = try arguments.receiver(as: DependencyObject.self)
            let id = try ProviderCollectionObject.id(of: arguments[0])
            return dependency.collection.value(id) ?? .none
        },
        NativeFunction("sub_target", "subtarget, /") { arguments, evaluation in
            let dependency = try arguments.receiver(as: DependencyObject.self)
            let name = try arguments.string(0)
            let (providers, label) = try subTarget(
                [name], of: dependency.providers, label: dependency.label)
            return evaluation.object(DependencyObject(label, providers: providers))
        },
    ])

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: DependencyObject.self)?.label == label
    }

    override func hash(_ this: Value) throws -> Int { label.hashValue }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<dependency \(label)>")
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        DependencyObject(label, providers: try freezer.freeze(providers))
    }
}

/// The providers of a sub-target, each name leading into the one before.
///
/// - Throws: When there is no such sub-target; the nearest is offered.
func subTarget(
    _ names: [String], of providers: Value, label: ConfiguredProvidersLabel
) throws(Failure) -> (providers: Value, label: ConfiguredProvidersLabel) {
    var providers = providers
    var path = label.providers.subTargets
    for name in names {
        let info = providers.native(as: ProviderCollectionObject.self)?
            .instance(.builtin("DefaultInfo"))
        let table = info?["sub_targets"]?.asDict
        guard let found = table?[name] else {
            let known = (table.map { $0.compactMap(\.key.asString) }) ?? []
            let owner = ProvidersLabel(target: label.providers.target, subTargets: path)
            throw Failure(
                "`\(owner)` has no sub-target `\(name)`"
                    + Failure.suggestion(for: name, among: known),
                help: known.isEmpty ? [] : ["Available subtargets are \(backquoted(known))"])
        }
        providers = found
        path.append(name)
    }
    return (
        providers,
        ConfiguredProvidersLabel(label.target, subTargets: path)
    )
}
