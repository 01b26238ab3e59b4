import BuildModel
import Diagnostics
import Starlark

/// Collects the targets that a BUCK file declares.
final class PackageBuilder {
    let package: PackageLabel
    /// What `PACKAGE` files say about the package.
    let superPackage: SuperPackage
    private let sources: SourceRegister
    /// Keeps the heaps of everything the file loads.
    private let anchor: FrozenValue
    private(set) var targets: [TargetNode] = []
    private var positions: [String: Int] = [:]
    private(set) var oncall: String?
    private var isOncallRead = false
    /// How many bytes the file's values may take, if it says so.
    var peakLimitBytes: Int?
    /// Whether of several targets of a name the first is taken.
    private let skipsDuplicates: Bool
    /// What is to be said of those that were skipped.
    private(set) var duplicates: [String] = []

    init(
        package: PackageLabel, superPackage: SuperPackage, sources: SourceRegister,
        anchor: FrozenValue, skipsDuplicates: Bool = false
    ) {
        self.skipsDuplicates = skipsDuplicates
        self.package = package
        self.superPackage = superPackage
        self.sources = sources
        self.anchor = anchor
    }

    /// Whether a target of that name was declared so far.
    func contains(_ name: String) -> Bool { positions[name] != nil }

    /// Sets who is called when the package breaks; once, before the first target.
    func setOncall(_ name: String) throws {
        guard oncall == nil else {
            throw Failure("`oncall` is called twice; it was \"\(oncall ?? "")\" before")
        }
        guard targets.isEmpty else {
            throw Failure("`oncall` has to be called before the first target")
        }
        guard !isOncallRead else {
            throw Failure("`oncall` has to be called before `read_oncall`")
        }
        oncall = name
    }

    /// Who is called when the package breaks, after which nobody else can be named.
    func readOncall() -> String? {
        isOncallRead = true
        return oncall
    }

    /// Declares a target: coerces the arguments of the call of a rule at `span`.
    ///
    /// There is one argument for each attribute, then a dict of what the rule does not know.
    func declare(
        _ rule: RuleDefinition, _ arguments: Arguments, by coercer: Coercer, at span: SourceSpan?,
        calls: [Diagnostic.Frame]
    ) throws {
        let name = try targetName(arguments[0], rule)
        let label = TargetLabel(package: package, name: name)
        try refuseUnknown(arguments, rule, label)
        if let position = positions[name] {
            let message = "Attempted to register target \(label) twice"
            guard !skipsDuplicates else { return duplicates.append(message) }
            throw Failure(
                message,
                notes: [.init("it was first declared here", at: targets[position].span)])
        }
        var given: [(position: Int, value: AttributeValue)] = [(0, .string(name))]
        for position in rule.attributes.indices.dropFirst() {
            let attribute = rule.attributes[position]
            guard
                let value = try self.value(
                    arguments.optional(position), of: attribute, rule, label)
            else { continue }
            let owner = SourceRegister.Owner(
                attribute: attribute, target: label, span: span)
            sources.owner = owner
            do {
                guard
                    ImplicitAttribute.isConfigurable(attribute.name)
                        || value.native(as: SelectObject.self) == nil
                else {
                    throw CoercionError("select() cannot be used in non-configurable attribute")
                }
                let coerced = try coercer.coerce(
                    value, as: attribute.type, default: attribute.defaultValue)
                given.append((position, coerced))
            } catch let error as CoercionError {
                throw owner.failure(error)
            }
        }
        addDefaults(&given, rule)
        let withinView = try visibility(.withinView, of: given, by: coercer, label)
        let node = TargetNode(
            label: label, rule: rule, span: span, calls: calls,
            visibility: try visibility(.visibility, of: given, by: coercer, label) ?? .patterns([]),
            withinView: withinView == .patterns([]) ? .everyone : withinView ?? .everyone,
            visibilityCaps: superPackage.visibilityCaps, given: given, anchor: anchor)
        try node.checkWithinView()
        positions[name] = targets.count
        targets.append(node)
    }

    /// Gives the target the visibility of its package, where it has none of its own.
    private func addDefaults(
        _ given: inout [(position: Int, value: AttributeValue)], _ rule: RuleDefinition
    ) {
        for (attribute, set, usual) in [
            (ImplicitAttribute.visibility, superPackage.visibility, Visibility.patterns([])),
            (.withinView, superPackage.withinView, .everyone),
        ] where set != usual {
            guard let position = ImplicitAttribute.allCases.firstIndex(of: attribute),
                !given.contains(where: { $0.position == position })
            else { continue }
            let place = given.firstIndex { $0.position > position } ?? given.endIndex
            given.insert((position, set.value), at: place)
        }
    }

    private func targetName(_ value: Value, _ rule: RuleDefinition) throws -> String {
        guard !value.isUnbound else {
            throw Failure("A call of rule `\(rule.name)` lacks the attribute `name`")
        }
        guard let name = value.asString else {
            throw Failure(
                "Attribute `name` of rule `\(rule.name)` must be a string, "
                    + "but got `\(value.shortRepr)` of type `\(value.typeName)`")
        }
        do throws(LabelError) {
            try TargetLabel.checkName(name)
        } catch {
            throw Failure(error.message)
        }
        return name
    }

    private func refuseUnknown(
        _ arguments: Arguments, _ rule: RuleDefinition, _ label: TargetLabel
    ) throws {
        for (key, _) in try arguments.dict(rule.attributes.count) {
            let name = key.asString ?? key.repr
            let suggestion = didYouMean(name, among: rule.attributes.map(\.name))
            let known = rule.declaredAttributes.map(\.name).filter { !$0.hasPrefix("_") }
            let list = known.map { "`\($0)`" }.joined(separator: ", ")
            throw Failure(
                "Unknown attribute `\(name)` of rule `\(rule.name)` in target `\(label)`"
                    + suggestion,
                help: suggestion.isEmpty && !known.isEmpty ? ["Its attributes are \(list)"] : [])
        }
    }

    /// The value to coerce; nil where the default holds, which `None` asks for as well.
    private func value(
        _ argument: Value?, of attribute: AttributeDefinition, _ rule: RuleDefinition,
        _ label: TargetLabel
    ) throws -> Value? {
        guard let argument, !(argument.isNone && attribute.defaultValue != nil) else {
            guard argument != nil || attribute.defaultValue != nil else {
                throw Failure(
                    "Missing named-only parameter `\(attribute.name)` for call to `\(rule.name)`: "
                        + "target `\(label)` needs \(attribute.type.summary)")
            }
            return nil
        }
        guard !attribute.isDefaultOnly else {
            throw Failure(
                "Attribute `\(attribute.name)` of rule `\(rule.name)` always has its default: "
                    + "target `\(label)` cannot set it")
        }
        return argument
    }

    private func visibility(
        _ attribute: ImplicitAttribute, of given: [(position: Int, value: AttributeValue)],
        by coercer: Coercer, _ label: TargetLabel
    ) throws -> Visibility? {
        guard let position = ImplicitAttribute.allCases.firstIndex(of: attribute),
            let value = given.first(where: { $0.position == position })?.value
        else { return nil }
        do {
            return try coercer.visibility(of: value)
        } catch let error as CoercionError {
            throw error.failure(
                "Error coercing attribute `\(attribute.rawValue)` of `\(label)`")
        }
    }
}
