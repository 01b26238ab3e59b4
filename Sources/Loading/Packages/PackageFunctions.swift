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
            evaluation.string(try path(in: evaluation, for: "package_name"))
        },
        NativeFunction("get_base_path", "") { _, evaluation in
            evaluation.string(try path(in: evaluation, for: "get_base_path"))
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
        NativeFunction("read_oncall", "") { _, evaluation in
            let host = try PackageHost.of(evaluation, for: "read_oncall")
            return host.builder.readOncall().map { evaluation.string($0) } ?? .none
        },
        NativeFunction(
            "set_starlark_peak_allocated_byte_limit", "value, /"
        ) { arguments, evaluation in
            let name = "set_starlark_peak_allocated_byte_limit"
            let host = try PackageHost.of(evaluation, for: name)
            try host.builder.limitPeak(toBytes: try arguments.integer(0))
            return .none
        },
        NativeFunction("rule_exists", "name") { arguments, evaluation in
            let host = try PackageHost.of(evaluation, for: "rule_exists")
            return Value(bool: host.builder.contains(try arguments.string(0)))
        },
        NativeFunction("implicit_package_symbol", "name, default = None") { arguments, evaluation in
            let host = try PackageHost.of(evaluation, for: "implicit_package_symbol")
            let symbol = host.symbols?[try arguments.string(0)]
            return symbol.map { evaluation.adopt($0) } ?? arguments[1]
        },
        NativeFunction("read_config", "section, key, default = None, /") { arguments, evaluation in
            try read(arguments, ofRoot: false, in: &evaluation)
        },
        NativeFunction(
            "read_root_config", "section, key, default = None, /"
        ) { arguments, evaluation in
            try read(arguments, ofRoot: true, in: &evaluation)
        },
        NativeFunction("host_info", "") { _, evaluation in
            let reader = evaluation.host as? any ConfigurationReader
            let machine = try reader?.hostMachine() ?? LoadHost.of(evaluation).machine
            return HostInfo.value(of: machine, in: &evaluation)
        },
    ]

    /// The path of the package, or of the folder of a `PACKAGE` file, within its cell.
    private static func path(
        in evaluation: borrowing Evaluation, for function: String
    ) throws -> String {
        if let host = evaluation.host as? PackageFileHost { return host.folder.path.text }
        return try PackageHost.of(evaluation, for: function).package.path.text
    }

    private static func read(
        _ arguments: Arguments, ofRoot: Bool, in evaluation: inout Evaluation
    ) throws -> Value {
        let (section, key) = (try arguments.string(0), try arguments.string(1))
        let value: String?
        if let reader = evaluation.host as? any ConfigurationReader {
            value = try reader.configurationValue(section, key, ofRoot: ofRoot)
        } else {
            let host = try LoadHost.of(evaluation)
            let config = ofRoot ? host.rootConfig : host.config
            if let advice = config.value("deprecated_config", "\(section).\(key)") {
                throw Failure("\(section).\(key) is no longer used. \(advice)")
            }
            value = config.value(section, key)
        }
        return value.map { evaluation.string($0) } ?? arguments[2]
    }
}
