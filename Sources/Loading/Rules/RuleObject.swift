import BuildModel
import Diagnostics
import Incremental
package import Starlark

/// What `rule()` returns.
///
/// Called in a BUCK file, it declares a target.
final class RuleObject: NativeObject {
    private let draft: RuleDraft
    /// The global name, known once the module has ended.
    private var name: String?
    /// Set in the frozen copy only, which is the one that can be called.
    private let frozen: (definition: RuleDefinition, signature: Signature)?

    init(_ draft: RuleDraft) {
        self.draft = draft
        frozen = nil
    }

    /// The rule once it is frozen.
    var definition: RuleDefinition? { frozen?.definition }
    /// Stands for the module that made it.
    var moduleFingerprint: Fingerprint { draft.moduleFingerprint }

    init(_ draft: RuleDraft, definition: RuleDefinition) {
        self.draft = draft
        name = definition.name
        let parameters =
            definition.attributes.map {
                Signature.Parameter($0.name, kind: .namedOnly, default: .absent)
            } + [Signature.Parameter("kwargs", kind: .keywords)]
        frozen = (definition, Signature(function: definition.name, parameters: parameters))
    }

    override var typeName: String { "rule" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<rule \(name ?? "without a name")>")
    }

    override func export(name: String, module: String) throws {
        if self.name == nil { self.name = name }
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        if frozen != nil { return self }
        guard let name else {
            throw Diagnostic.error(
                "A rule has to be assigned to a global variable, which gives it its name",
                at: draft.span)
        }
        let implementation = try freezer.freeze(draft.implementation)
        var attributes: [AttributeDefinition] = []
        // In the order of names, as Buck2 lists attributes and follows the edges in them.
        for (name, attribute) in draft.attributes.sorted(by: { $0.name < $1.name }) {
            attributes.append(
                AttributeDefinition(
                    name: name, type: attribute.type, defaultValue: attribute.defaultValue,
                    isDefaultOnly: attribute.isDefaultOnly,
                    documentation: attribute.documentation,
                    providers: try freezer.freeze(attribute.providers)))
        }
        let definition = RuleDefinition(
            name: name, module: draft.module, implementation: implementation,
            declared: attributes, traits: draft.traits, documentation: draft.documentation,
            moduleFingerprint: draft.moduleFingerprint,
            artifactPromises: try draft.artifactPromises.map { promises in
                try promises.map { ($0.name, try freezer.freeze($0.function)) }
            })
        return RuleObject(draft.withoutValues, definition: definition)
    }

    override var callSignature: Signature? { frozen?.signature ?? RuleObject.unfrozenSignature }

    private static let unfrozenSignature = Signature(function: "rule", "*args, **kwargs")

    override func call(_ arguments: Arguments, in evaluation: inout Evaluation) throws -> Value {
        guard let definition = frozen?.definition else {
            throw Failure(
                "A rule can only be called once the module that defines it has ended")
        }
        guard definition.artifactPromises == nil else {
            throw Failure(
                "Rule `\(definition.name)` makes anonymous targets, which BUCK files cannot declare",
                help: ["Rules ask for them: `ctx.actions.anon_target(\(definition.name), …)`"])
        }
        let host = try PackageHost.of(evaluation, for: definition.name)
        try host.builder.declare(
            definition, arguments, by: host.coercer, at: evaluation.outermostCallSite,
            calls: evaluation.callDepth > 1 ? evaluation.callsUnderWay : [])
        return .none
    }
}

/// The arguments of `rule()`.
struct RuleDraft {
    var module: CellPath
    var moduleFingerprint: Fingerprint
    var implementation: Value
    var attributes: [(name: String, attribute: AttributeObject)]
    var traits: RuleTraits
    var documentation: String
    /// Of `anon_rule()`: see `RuleDefinition`.
    var artifactPromises: [(name: String, function: Value)]?
    /// The call.
    var span: SourceSpan?

    /// The draft as a frozen rule may keep it: with no value of the heap it was made in.
    var withoutValues: RuleDraft {
        var draft = self
        draft.implementation = .none
        draft.attributes = []
        draft.artifactPromises = nil
        return draft
    }
}

extension RuleObject {
    /// The function `rule()`.
    static let function = NativeFunction(
        "rule",
        "*, impl, attrs, doc = \"\", cfg = None, is_toolchain_rule = False, "
            + "is_configuration_rule = False, supports_incoming_transition = None, "
            + "uses_plugins = []"
    ) { arguments, evaluation in
        guard let host = evaluation.host as? ModuleHost else {
            throw Failure("`rule` can only be called at the top level of a .bzl file")
        }
        guard arguments[0].isCallable else {
            throw arguments.mismatch(0, "a function")
        }
        let attributes = try attributes(arguments, 1)
        let traits = try RuleTraits(
            transition: incomingTransition(arguments, cfg: 3, fromAttribute: 6),
            isToolchain: arguments.bool(4), isConfiguration: arguments.bool(5),
            plugins: PluginKindObject.kinds(arguments, 7))
        if traits.isToolchain, traits.transition != .none {
            throw Failure("Toolchain rules do not support incoming transitions")
        }
        if traits.isToolchain, traits.isConfiguration {
            throw Failure("A rule cannot be both a toolchain rule and a configuration rule")
        }
        return evaluation.object(
            RuleObject(
                RuleDraft(
                    module: host.path, moduleFingerprint: host.fingerprint,
                    implementation: arguments[0], attributes: attributes,
                    traits: traits,
                    documentation: try arguments.string(2), span: evaluation.callSite)))
    }

    /// What changes the configuration of whoever depends on a target of the rule.
    private static func incomingTransition(
        _ arguments: Arguments, cfg: Int, fromAttribute: Int
    ) throws -> IncomingTransition {
        let isFromAttribute =
            try arguments[fromAttribute].isNone
            ? false : arguments.bool(fromAttribute)
        guard !arguments[cfg].isNone else { return isFromAttribute ? .fromAttribute : .none }
        guard !isFromAttribute else {
            throw Failure(
                "A rule cannot have both `cfg` and `supports_incoming_transition = True`")
        }
        return .fixed(try TransitionObject.id(of: arguments, cfg))
    }
}

extension RuleObject {
    /// The attributes in the argument of a parameter.
    private static func attributes(
        _ arguments: Arguments, _ slot: Int
    ) throws -> [(name: String, attribute: AttributeObject)] {
        var attributes: [(name: String, attribute: AttributeObject)] = []
        for (key, value) in try arguments.dict(slot) {
            guard let name = key.asString else {
                throw arguments.mismatch(slot, "a dict with strings as keys", got: key)
            }
            guard let attribute = value.native(as: AttributeObject.self) else {
                throw Failure(
                    "The attribute `\(name)` must be one such as `attrs.string()`, "
                        + "but got `\(value.shortRepr)` of type `\(value.typeName)`")
            }
            guard ImplicitAttribute(rawValue: name) == nil else {
                throw Failure("Every rule has the attribute `\(name)`: it cannot be declared")
            }
            attributes.append((name, attribute))
        }
        return attributes
    }

    /// The function `anon_rule()`.
    static let anonymousFunction = NativeFunction(
        "anon_rule", "*, impl, attrs, doc = \"\", artifact_promise_mappings"
    ) { arguments, evaluation in
        guard arguments[0].isFunction || arguments[0].asNativeFunction != nil else {
            throw arguments.mismatch(0, "a function")
        }
        return try anonymous(arguments, RuleTraits(), in: &evaluation)
    }

    /// The function `bxl.anon_rule()`, whose rules are called as functions of scripts are.
    static let scriptFunction = NativeFunction(
        "anon_rule", "*, impl, attrs, doc = \"\", artifact_promise_mappings = {}"
    ) { arguments, evaluation in
        guard arguments[0].isFunction else { throw arguments.mismatch(0, "a function") }
        let first = arguments[0].functionParameters?.types.values
        if let first, first.contains("AnalysisContext") {
            throw Failure(
                "Type of parameter `impl` doesn't match, expected a function of a `bxl.Context` "
                    + "and a struct, but got one of an `AnalysisContext`")
        }
        return try anonymous(arguments, RuleTraits(isOfScripts: true), in: &evaluation)
    }

    private static func anonymous(
        _ arguments: Arguments, _ traits: RuleTraits, in evaluation: inout Evaluation
    ) throws -> Value {
        guard let host = evaluation.host as? ModuleHost else {
            throw Failure("`anon_rule` can only be called at the top level of a .bzl file")
        }
        let attributes = try attributes(arguments, 1)
        for (_, attribute) in attributes {
            if case .pluginDependency = attribute.type {
                throw Failure("Attr type `attrs.plugin_dep()` is not supported for anon rules")
            }
        }
        var promises: [(name: String, function: Value)] = []
        for (key, value) in try arguments.dict(3) {
            guard let name = key.asString, value.isCallable else {
                throw arguments.mismatch(
                    3, "a dict from names of artifacts to functions",
                    got: key.asString == nil ? key : value)
            }
            promises.append((name, value))
        }
        return evaluation.object(
            RuleObject(
                RuleDraft(
                    module: host.path, moduleFingerprint: host.fingerprint,
                    implementation: arguments[0], attributes: attributes, traits: traits,
                    documentation: try arguments.string(2), artifactPromises: promises,
                    span: evaluation.callSite)))
    }
}

/// `bxl.anon_rule`, for those who make the globals of scripts.
package let scriptAnonymousRuleFunction = RuleObject.scriptFunction
