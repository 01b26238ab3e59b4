import Foundation

/// What happens to one of the examples, edit by edit, and which commands each edit causes.
struct Story: Sendable {
    /// The workspace at the beginning.
    let folder: URL
    /// The compilers it needs; any one of each list will do.
    let compilers: [[String]]
    /// The commands of the first build, sorted; nil if they are too many to be listed.
    let commands: [String]?
    /// What its programs print at first.
    let programs: [Run]
    /// What is changed one after the other.
    let edits: [Edit]

    /// One run of a program.
    struct Run: Sendable {
        /// The words after `bld run`.
        let arguments: [String]
        /// What it prints.
        let prints: String

        init(_ arguments: String..., prints: String) {
            self.arguments = arguments
            self.prints = prints
        }
    }

    /// One change to one file.
    struct Edit: Sendable {
        /// What kind of change it is, for the report of a failing test.
        let why: String
        let file: String
        let old: String
        let new: String
        /// Exactly the commands that run because of it, sorted.
        let commands: [String]
        /// What a program prints from now on.
        var run: Run?
    }
}

extension Story {
    /// Whether one of each list of compilers is on `PATH`.
    var hasCompilers: Bool { Self.machineHas(compilers) }

    /// Whether one program of each list is on `PATH`.
    static func machineHas(_ programs: [[String]]) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":")
        return programs.allSatisfy { names in
            names.contains { name in
                folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
            }
        }
    }
}
