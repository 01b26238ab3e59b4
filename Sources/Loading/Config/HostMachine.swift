public import Diagnostics
import Incremental

/// The machine as `host_info()` tells about it: this one, unless the command line says otherwise.
public struct HostMachine: Sendable, Hashable {
    /// The operating systems that have a flag.
    public enum System: String, Sendable, CaseIterable {
        case linux, macos, windows, freebsd, unknown
    }

    /// The architectures that have a flag.
    public enum Architecture: String, Sendable, CaseIterable {
        case aarch64, arm, armeb, i386, mips, mips64, mipsel, mipsel64, powerpc, ppc64, riscv64
        case x8664 = "x86_64"
        case unknown
    }

    /// The version of Xcode, by its parts.
    public struct Xcode: Sendable, Hashable {
        /// The text as it was given, such as `14.3.0-14C18`.
        public let text: String
        /// The numbers of the version, as many as were given.
        public let numbers: [String]
        /// What follows the dash.
        public let build: String?

        /// Splits `major.minor.patch-build`.
        public init(_ text: String) {
            self.text = text
            let parts = text.split(separator: "-", maxSplits: 1).map(String.init)
            numbers = (parts.first ?? "").split(separator: ".").map(String.init)
            build = parts.count > 1 ? parts[1] : nil
        }
    }

    /// The operating system.
    public var system: System
    /// The architecture of the processor.
    public var architecture: Architecture
    /// The Xcode of the machine, if the command line names one.
    public var xcode: Xcode?

    /// Makes a machine.
    public init(system: System, architecture: Architecture, xcode: Xcode? = nil) {
        self.system = system
        self.architecture = architecture
        self.xcode = xcode
    }

    /// The machine that the program was made for.
    public static let current = HostMachine(
        system: currentSystem, architecture: currentArchitecture)

    /// This machine as `--fake-host`, `--fake-arch` and `--fake-xcode-version` disguise it.
    ///
    /// - Throws: A diagnostic that lists the names there are.
    public init(
        host: String?, architecture: String?, xcode: String?
    ) throws(Diagnostic) {
        self = .current
        if let host {
            let choices: [System] = [.linux, .macos, .windows]
            guard let system = choices.first(where: { $0.rawValue == host.lowercased() }) else {
                throw Self.unknown(host, "--fake-host", choices.map(\.rawValue))
            }
            self.system = system
        }
        if let architecture {
            let choices: [String: Architecture] = [
                "aarch64": .aarch64, "default": Self.currentArchitecture, "x8664": .x8664,
                "x86_64": .x8664,
            ]
            guard let known = choices[architecture.lowercased()] else {
                throw Self.unknown(architecture, "--fake-arch", ["aarch64", "default", "x8664"])
            }
            self.architecture = known
        }
        self.xcode = xcode.map(Xcode.init)
    }

    private static func unknown(
        _ value: String, _ option: String, _ choices: [String]
    ) -> Diagnostic {
        .error(
            "`\(value)` is no value of `\(option)`; it can be "
                + choices.map { "`\($0)`" }.joined(separator: ", "))
    }

    func combine(into fingerprinter: inout Fingerprinter) {
        fingerprinter.combine(system.rawValue)
        fingerprinter.combine(architecture.rawValue)
        fingerprinter.combine(xcode?.text ?? "")
    }

    #if os(Linux)
    private static let currentSystem = System.linux
    #elseif os(macOS)
    private static let currentSystem = System.macos
    #else
    private static let currentSystem = System.unknown
    #endif

    #if arch(arm64)
    private static let currentArchitecture = Architecture.aarch64
    #elseif arch(x86_64)
    private static let currentArchitecture = Architecture.x8664
    #else
    private static let currentArchitecture = Architecture.unknown
    #endif
}
