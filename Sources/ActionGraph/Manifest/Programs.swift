import BuildModel
import Execution
import Incremental
import Loading

/// Finds which programs of the machine a command uses, so that another compiler is another action.
///
/// Those are the program itself, looked up on `PATH` if it is a bare name, and every argument that
/// is an absolute path outside the project. A program is known by where it is and what is in it; a
/// version manager's shim counts as the program it stands for.
enum Programs {
    /// The property of the platform under which programs are listed, as `path=sha256`.
    static let property = "program"

    /// What stands for a program in the digest of an action.
    static func identity(_ program: HostProgram) -> String {
        "\(program.path)=\(program.digest.hex)"
    }

    /// What a command may use besides the programs that its rule declares, each once.
    static func candidates(
        in arguments: [String], declared: [HostProgram], projectRoot: AbsolutePath
    ) -> [ProgramKey] {
        let known = Set(declared.map(\.path.text))
        var names: [String] = []
        for (index, argument) in arguments.enumerated() {
            let isProgram = index == 0 && !argument.contains("/")
            guard isProgram || isOutside(argument, projectRoot), !known.contains(argument),
                !names.contains(argument)
            else { continue }
            names.append(argument)
        }
        return names.map(ProgramKey.init)
    }

    private static func isOutside(_ argument: String, _ projectRoot: AbsolutePath) -> Bool {
        guard argument.hasPrefix("/"), let path = try? AbsolutePath(argument) else { return false }
        return path.relative(to: projectRoot) == nil
    }
}

/// What a name or an absolute path stands for on this machine, as `path=sha256`; nil if it is no
/// program, whereupon starting it, if that is what is meant, says so.
struct ProgramKey: Key {
    let name: String

    var description: String { "program(\(name))" }

    func compute(in context: borrowing Context) async throws -> String? {
        let services = context.resources[ActionServicesResource.self]
        _ = try await context.request(CommandVariablesKey())
        for place in services.tools.searched(for: [name]) {
            context.willRead(.external(place), for: self)
        }
        guard let tool = try await services.tools.tool(named: [name]) else { return nil }
        return "\(tool.path)=\(tool.digest.hex)"
    }
}
