import ByteCoding

/// One run of a function of a BXL script: what it is called with, by which its result is known.
///
/// Plain data, so that a run can be the key of its evaluation and own the actions it declares.
public final class ScriptRun: Hashable, Sendable, CustomStringConvertible {
    /// The script.
    public let file: CellPath
    /// The global variable that is the function.
    public let function: String
    /// The values of the arguments of the command line, by name, in the order of their declaration.
    public let arguments: [ScriptValue.Entry]
    /// The platform that the command line names for all targets.
    public let platform: TargetLabel?
    /// The modifiers of the command line, in order.
    public let modifiers: [String]

    /// Describes a run.
    public init(
        file: CellPath, function: String, arguments: [ScriptValue.Entry] = [],
        platform: TargetLabel? = nil, modifiers: [String] = []
    ) {
        self.file = file
        self.function = function
        self.arguments = arguments
        self.platform = platform
        self.modifiers = modifiers
    }

    /// The name it is shown by as an owner of actions, in no configuration.
    public var label: ConfiguredTargetLabel {
        ConfiguredTargetLabel(
            target: TargetLabel(
                package: PackageLabel(cell: file.cell, path: file.path), name: function),
            configuration: .unspecified)
    }

    /// What it was called with, as 16 hexadecimal digits: a folder's name in output paths.
    public var hashText: String {
        var writer = ByteWriter()
        writer.write(arguments)
        writer.write(platform)
        writer.write(modifiers)
        return String(Digest(of: writer.bytes).hex.prefix(16))
    }

    /// The script and the function: `cell//path/file.bxl:function`.
    public var description: String { "\(file):\(function)" }

    /// Whether two are the same run.
    public static func == (left: ScriptRun, right: ScriptRun) -> Bool {
        left === right
            || left.function == right.function && left.file == right.file
                && left.arguments == right.arguments && left.platform == right.platform
                && left.modifiers == right.modifiers
    }

    /// A part is as good as all of it for a table.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(function)
        hasher.combine(arguments)
    }
}

/// The value of an argument that a script is called with.
public indirect enum ScriptValue: Hashable, Sendable {
    /// Nothing.
    case none
    /// A truth value.
    case bool(Bool)
    /// An integer of any size, in decimal digits.
    case integer(String)
    /// A number with a fraction, as it was written.
    case float(String)
    /// A string.
    case string(String)
    /// A list.
    case list([ScriptValue])
    /// A dictionary of JSON in its order.
    case dictionary([Entry])
    /// A target.
    case target(TargetLabel)
    /// A target in a configuration.
    case configuredTarget(ConfiguredTargetLabel)
    /// A target or one of its sub-targets.
    case providers(ProvidersLabel)

    /// A name and its value.
    public struct Entry: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value.
        public let value: ScriptValue

        /// Names a value.
        public init(_ name: String, _ value: ScriptValue) {
            self.name = name
            self.value = value
        }
    }
}
