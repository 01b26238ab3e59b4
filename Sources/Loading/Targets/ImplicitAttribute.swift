/// The attributes that every rule has, in the order in which they lead its list of attributes.
enum ImplicitAttribute: String, CaseIterable {
    case name
    case defaultTargetPlatform = "default_target_platform"
    case targetCompatibleWith = "target_compatible_with"
    case compatibleWith = "compatible_with"
    case execCompatibleWith = "exec_compatible_with"
    case visibility
    case withinView = "within_view"
    case metadata
    case tests
    case modifiers
    /// Of rules with `supports_incoming_transition` only.
    case incomingTransition = "incoming_transition"

    /// The attributes that lead the list of a rule's.
    static func definitions(for traits: RuleTraits) -> [AttributeDefinition] {
        traits.transition == .fromAttribute ? all : usual
    }

    private static let all: [AttributeDefinition] = allCases.map(\.definition)
    private static let usual: [AttributeDefinition] = Array(all.dropLast())

    private var definition: AttributeDefinition {
        AttributeDefinition(
            name: rawValue, type: type, defaultValue: defaultValue, documentation: documentation)
    }

    private var type: AttributeType {
        switch self {
        case .name: .string
        case .defaultTargetPlatform: .option(.dependency(.configuration, providers: 0..<0))
        case .targetCompatibleWith, .compatibleWith, .execCompatibleWith:
            .list(.dependency(.configuration, providers: 0..<0))
        case .visibility, .withinView: .visibility
        case .metadata: .metadata
        case .tests: .list(.label)
        case .modifiers: .modifiers
        case .incomingTransition: .option(.dependency(.configuration, providers: 0..<0))
        }
    }

    private var defaultValue: AttributeValue? {
        switch self {
        case .name: nil
        case .defaultTargetPlatform, .incomingTransition: .null
        case .visibility: .list([])
        case .withinView: .list([.string("PUBLIC")])
        case .metadata: .dict([])
        case .targetCompatibleWith, .compatibleWith, .execCompatibleWith, .tests, .modifiers:
            .list([])
        }
    }

    private var documentation: String {
        switch self {
        case .name: "The name of the target, which has to be unique in its package."
        case .defaultTargetPlatform: "The platform to build for when the command names none."
        case .targetCompatibleWith, .compatibleWith:
            "Constraints that the configuration has to meet, or the target is skipped."
        case .execCompatibleWith: "Constraints that the execution platform has to meet."
        case .visibility: "Which targets may depend on this one: \"PUBLIC\" or target patterns."
        case .withinView: "Which targets this one may depend on: \"PUBLIC\" or target patterns."
        case .metadata: "Anything, for other tools to read."
        case .tests: "The targets that test this one."
        case .incomingTransition: "The transition that configures this target."
        case .modifiers: "Constraints that change the configuration of this target."
        }
    }
}

extension ImplicitAttribute {
    /// Whether an attribute of a rule may hold a `select()`; those may not which are read before
    /// there is a configuration.
    static func isConfigurable(_ name: String) -> Bool {
        switch ImplicitAttribute(rawValue: name) {
        case nil, .targetCompatibleWith, .compatibleWith, .execCompatibleWith, .tests: true
        case .name, .defaultTargetPlatform, .visibility, .withinView, .metadata,
            .incomingTransition, .modifiers:
            false
        }
    }

    /// Whether the values of the attribute at a position of a rule's list decide which
    /// configurations a target is built in, or on which platforms.
    static func isCompatibility(_ position: Int) -> Bool {
        guard position < allCases.count else { return false }
        switch allCases[position] {
        case .targetCompatibleWith, .compatibleWith, .execCompatibleWith: return true
        default: return false
        }
    }
}
