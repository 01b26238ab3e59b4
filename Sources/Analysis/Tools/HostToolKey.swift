public import BuildModel
import Diagnostics
public import Incremental

/// Finds programs of this machine; the composition root provides one.
public protocol HostToolResolver: Sendable {
    /// Finds the first of several programs that this machine has.
    ///
    /// - Parameter names: Names to look up, or absolute paths, the preferred one first.
    /// - Returns: The program, or where was looked.
    /// - Throws: When a program that was found cannot be read.
    func program(named names: [String]) async throws -> HostToolSearch
}

/// How a search for a program ended.
public enum HostToolSearch: Sendable {
    /// This is the program.
    case found(HostProgram)
    /// There is none in these places.
    case missing(searched: [String])
}

/// The resource under which analysis finds the `HostToolResolver`.
public enum HostToolResource: ResourceKey {
    /// Any resolver.
    public typealias Service = any HostToolResolver
}

/// The search for a program: an input, to be invalidated when `PATH` or a program in it may have
/// changed.
public struct HostToolKey: Key {
    /// Names to look up, the preferred one first.
    public let names: [String]

    /// Asks for the first of several programs.
    public init(names: [String]) {
        self.names = names
    }

    /// For logs.
    public var description: String { "host_tool(\(names.joined(separator: ", ")))" }

    /// Asks the resolver.
    public func compute(in context: borrowing Context) async throws -> HostToolSearch {
        _ = try await context.request(HostToolPlacesKey())
        return try await context.resources[HostToolResource.self].program(named: names)
    }
}

extension HostToolSearch {
    /// The program.
    ///
    /// - Parameters:
    ///   - names: What was looked for.
    ///   - user: The target that needs it.
    /// - Returns: The program that was found.
    /// - Throws: That there is none, with what was looked for and where.
    func program(names: [String], for user: TargetLabel) throws(Diagnostic) -> HostProgram {
        switch self {
        case .found(let program): return program
        case .missing(let searched):
            throw .error(
                "`\(user)` needs \(oneOf(names)), and this machine has none",
                notes: [.init("Looked in \(searched.joined(separator: ", "))")],
                help: ["Install one of them, or add the folder it is in to `PATH`"])
        }
    }
}

private func oneOf(_ names: [String]) -> String {
    names.count == 1 ? backquoted(names) : "one of " + backquoted(names)
}

/// Where programs are looked for, as far as the user's environment says: an input.
struct HostToolPlacesKey: Key {
    var description: String { "host-tool-places" }

    func compute(in context: borrowing Context) async throws -> String { "" }
}

extension Transaction {
    /// Says where programs are looked for, in any words that change when the places do.
    public mutating func setHostToolPlaces(_ places: String) {
        set(HostToolPlacesKey(), places)
    }
}
