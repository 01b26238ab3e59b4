/// Hashes labels and paths as Buck2 does.
///
/// So configurations have the same hashes in both, outputs lie at the same paths, and the sketches
/// of build reports can be compared. A text is its UTF-8 followed by `FF`, a number is little
/// endian, a list begins with its length, a value that may be missing with a byte, and a case of
/// several with its name.
public struct PortableHasher: Sendable {
    private var bytes: [UInt8] = []

    /// Begins with nothing.
    public init() {}

    /// Adds a text.
    public mutating func combine(_ text: String) {
        bytes += text.utf8
        bytes.append(0xFF)
    }

    /// Adds a number.
    public mutating func combine(_ number: some FixedWidthInteger) {
        for shift in stride(from: 0, to: type(of: number).bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// Adds a truth value.
    public mutating func combine(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// Adds a target.
    public mutating func combine(_ label: TargetLabel) {
        combine(label.package.cell.text)
        combine(label.package.path.text)
        combine(label.name)
    }

    /// Adds a target or sub-target.
    public mutating func combine(_ label: ProvidersLabel) {
        combine(label.target)
        guard !label.subTargets.isEmpty else {
            combine("Default")
            return
        }
        combine("NonDefault")
        combine("Named")
        combine(UInt64(label.subTargets.count))
        for name in label.subTargets { combine(name) }
    }

    /// Adds a target in a configuration.
    public mutating func combine(_ label: ConfiguredTargetLabel) {
        combine(label.target)
        combine(label.configuration.hashText)
        combine(label.execution != nil)
        if let execution = label.execution { combine(execution.hashText) }
    }

    /// The hash of all that was added.
    public func finish() -> UInt64 {
        Blake3.hash(bytes)[..<8].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
