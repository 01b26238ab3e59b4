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

    /// The definitions, one a case.
    static let definitions: [AttributeDefinition] = allCases.map(\.definition)

    private var definition: AttributeDefinition {
        AttributeDefinition(
            name: rawValue, type: type, defaultValue: defaultValue, documentation: documentation)
    }

    private var type: AttributeType {
        switch self {
        case .name: .string
        case .defaultTargetPlatform: .option(.label)
        case .targetCompatibleWith, .compatibleWith, .execCompatibleWith:
            .list(.dependency(.configuration, providers: 0..<0))
        case .visibility, .withinView: .visibility
        case .metadata: .metadata
        case .tests: .list(.label)
        case .modifiers: .list(.any)
        }
    }

    private var defaultValue: AttributeValue? {
        switch self {
        case .name: nil
        case .defaultTargetPlatform: .null
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
        case .modifiers: "Constraints that change the configuration of this target."
        }
    }
}

extension ImplicitAttribute {
    /// Whether the values of the attribute at a position of a rule's list decide which
    /// configurations a target is built in at all.
    static func isCompatibility(_ position: Int) -> Bool {
        guard position < allCases.count else { return false }
        return allCases[position] == .targetCompatibleWith || allCases[position] == .compatibleWith
    }
}
