import Glibc

/// What a worker must offer to run an action, by property name.
///
/// The same name may have several values.
public struct Platform: Hashable, Sendable {
    /// The values of each property, in any order.
    public var properties: [String: Set<String>]

    /// Creates a platform.
    public init(_ properties: [String: Set<String>] = [:]) {
        self.properties = properties
    }

    func encode(into writer: inout WireWriter) {
        for (name, values) in properties.sorted(by: { $0.key.precedes($1.key) }) {
            for value in values.sorted(by: { $0.precedes($1) }) {
                writer.message(1) { writer in
                    writer.text(1, name)
                    writer.text(2, value)
                }
            }
        }
    }
}

/// A command line, its environment and what it has to make: an action without its inputs.
///
/// Paths in it are relative to the project root, which is also its working directory as a rule.
public struct Command: Hashable, Sendable {
    /// The program and its arguments.
    public var arguments: [String]
    /// All variables that the program sees.
    public var environment: [String: String]
    /// The working directory.
    public var directory: ProjectPath
    /// The files, links and folders that have to be there afterwards, in any order.
    public var outputs: Set<ProjectPath>
    /// What the worker must offer.
    public var platform: Platform

    /// Creates a command.
    public init(
        arguments: [String], environment: [String: String] = [:],
        directory: ProjectPath = .base, outputs: Set<ProjectPath> = [],
        platform: Platform = Platform()
    ) {
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.outputs = outputs
        self.platform = platform
    }

    /// The canonical `Command` message.
    ///
    /// ```text
    /// Command { 1: arguments*  2: { 1: name  2: value }* by name  5: Platform
    ///           6: working_directory  7: output_paths* sorted }
    /// ```
    public var encoded: [UInt8] {
        var writer = WireWriter(reserving: 256)
        for argument in arguments { writer.element(1, argument) }
        for (name, value) in environment.sorted(by: { $0.key.precedes($1.key) }) {
            writer.message(2) { writer in
                writer.text(1, name)
                writer.text(2, value)
            }
        }
        if !platform.properties.isEmpty {
            writer.message(5) { platform.encode(into: &$0) }
        }
        if !directory.isBase { writer.text(6, directory.text) }
        for output in outputs.sorted(by: { $0.text.precedes($1.text) }) {
            writer.element(7, output.text)
        }
        return writer.bytes
    }
}

extension String {
    /// Whether the UTF-8 bytes come first, which is the order the API asks for.
    func precedes(_ other: String) -> Bool {
        // Bytes at once: an action may have tens of thousands of long paths.
        var (left, right) = (self, other)
        return left.withUTF8 { left in
            right.withUTF8 { right in
                guard let first = left.baseAddress, let second = right.baseAddress else {
                    return left.count < right.count
                }
                let order = memcmp(first, second, min(left.count, right.count))
                return order == 0 ? left.count < right.count : order < 0
            }
        }
    }
}
