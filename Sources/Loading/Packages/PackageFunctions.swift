import BuildModel
import Diagnostics
import Starlark

/// The functions that BUCK files, and the macros they call, use beside rules.
enum PackageFunctions {
    static let all: [NativeFunction] = [
        NativeFunction("glob", "include, /, *, exclude = []") { arguments, evaluation in
            let host = try PackageHost.of(evaluation, for: "glob")
            let (include, exclude) = (try arguments.strings(0), try arguments.strings(1))
            let glob: Glob
            do throws(GlobError) {
                glob = try Glob(include: include, exclude: exclude)
            } catch {
                throw Failure("The pattern `\(error.pattern)` of `glob` \(error.reason)")
            }
            return evaluation.list(strings: host.sources.files(of: glob))
        },
        NativeFunction("package_name", "") { _, evaluation in
            evaluation.string(
                try PackageHost.of(evaluation, for: "package_name").package.path.text)
        },
        NativeFunction("get_base_path", "") { _, evaluation in
            evaluation.string(
                try PackageHost.of(evaluation, for: "get_base_path").package.path.text)
        },
        NativeFunction("repository_name", "") { _, evaluation in
            evaluation.string("@" + (try LoadHost.of(evaluation).cell.text))
        },
        NativeFunction("get_cell_name", "") { _, evaluation in
            evaluation.string(try LoadHost.of(evaluation).cell.text)
        },
        NativeFunction("oncall", "name, /") { arguments, evaluation in
            let host = try PackageHost.of(evaluation, for: "oncall")
            try host.builder.setOncall(try arguments.string(0))
            return .none
        },
        NativeFunction("rule_exists", "name") { arguments, evaluation in
            let host = try PackageHost.of(evaluation, for: "rule_exists")
            return Value(bool: host.builder.contains(try arguments.string(0)))
        },
        NativeFunction("implicit_package_symbol", "name, default = None") { arguments, evaluation in
            _ = try PackageHost.of(evaluation, for: "implicit_package_symbol")
            return arguments[1]
        },
        NativeFunction("read_config", "section, key, default = None, /") { arguments, evaluation in
            try read(try LoadHost.of(evaluation).config, arguments, in: &evaluation)
        },
        NativeFunction(
            "read_root_config", "section, key, default = None, /"
        ) { arguments, evaluation in
            try read(try LoadHost.of(evaluation).rootConfig, arguments, in: &evaluation)
        },
        NativeFunction("host_info", "") { _, evaluation in HostInfo.value(in: &evaluation) },
    ]

    private static func read(
        _ config: CellConfig, _ arguments: Arguments, in evaluation: inout Evaluation
    ) throws -> Value {
        let value = config.value(try arguments.string(0), try arguments.string(1))
        return value.map { evaluation.string($0) } ?? arguments[2]
    }
}

/// What `host_info()` tells about the machine.
enum HostInfo {
    /// The names of Buck2's flags, and whether each holds here.
    private static let systems: [(String, Bool)] = [
        ("is_linux", isLinux), ("is_macos", isMacOS), ("is_windows", false),
        ("is_freebsd", false), ("is_unknown", !isLinux && !isMacOS),
    ]

    private static let architectures: [(String, Bool)] = [
        ("is_aarch64", isARM64), ("is_arm", false), ("is_armeb", false), ("is_i386", false),
        ("is_mips", false), ("is_mips64", false), ("is_mipsel", false), ("is_mipsel64", false),
        ("is_powerpc", false), ("is_ppc64", false), ("is_riscv64", false), ("is_x86_64", isX86),
        ("is_unknown", !isARM64 && !isX86),
    ]

    static func value(in evaluation: inout Evaluation) -> Value {
        let system = evaluation.structure(systems.map { ($0.0, Value(bool: $0.1)) })
        let architecture = evaluation.structure(architectures.map { ($0.0, Value(bool: $0.1)) })
        return evaluation.structure([("os", system), ("arch", architecture)])
    }

    #if os(Linux)
    private static let isLinux = true
    #else
    private static let isLinux = false
    #endif
    #if os(macOS)
    private static let isMacOS = true
    #else
    private static let isMacOS = false
    #endif
    #if arch(arm64)
    private static let isARM64 = true
    #else
    private static let isARM64 = false
    #endif
    #if arch(x86_64)
    private static let isX86 = true
    #else
    private static let isX86 = false
    #endif
}
