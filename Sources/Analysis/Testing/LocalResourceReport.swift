public import Diagnostics
import Starlark

/// What the command that sets up a resource has printed.
///
/// ```text
/// { "pid": 42, "resources": [ { "member": "text", … }, … ] }
/// ```
public struct LocalResourceReport: Sendable, Hashable {
    /// The process that holds the resources, to be ended when they are not needed any more.
    public let owner: Int32?
    /// For each resource, what a test finds in its environment.
    public let units: [[String: String]]

    /// Reads what was printed.
    ///
    /// - Parameters:
    ///   - text: A JSON object.
    ///   - variables: Which variable of the environment holds which member.
    /// - Throws: If it is something else, or has no resource.
    public init(parsing text: String, variables: [String: String]) throws(Diagnostic) {
        var evaluation = Evaluation()
        let document: Value
        do {
            document = try evaluation.json(text)
        } catch {
            throw .error("This is not JSON: \((error as? Failure)?.message ?? "\(error)")")
        }
        let members = LocalResourceReport.members(of: document)
        owner = members["pid"]?.asInt.flatMap { Int32(exactly: $0) }
        var units: [[String: String]] = []
        let resources = members["resources"]?.asSequence.map { Array($0) } ?? []
        for resource in resources {
            let members = LocalResourceReport.members(of: resource)
            var unit: [String: String] = [:]
            for (name, member) in variables {
                guard let value = members[member]?.asString else {
                    throw .error(
                        "A local resource has no `\(member)`, which is to be in `\(name)`"
                            + didYouMean(member, among: Array(members.keys)))
                }
                unit[name] = value
            }
            units.append(unit)
        }
        guard !units.isEmpty else {
            throw .error("There is no local resource in `resources`: `\(text)`")
        }
        self.units = units
    }

    private static func members(of value: Value) -> [String: Value] {
        var members: [String: Value] = [:]
        guard let table = value.asDict else { return members }
        for (key, value) in table {
            if let name = key.asString { members[name] = value }
        }
        return members
    }
}
