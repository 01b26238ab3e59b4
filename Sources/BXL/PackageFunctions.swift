import Analysis
import BuildModel
import Incremental
import Loading
import Query
import Starlark

/// The functions of `bxl` that read what `PACKAGE` files say.
enum PackageFunctions {
    static let all: [NativeFunction] = [
        NativeFunction("read_package_value", "package_path, key, /") { arguments, evaluation in
            let session = try ScriptSession.of(evaluation, for: "read_package_value")
            let package = try session.package(arguments, 0)
            let key = try arguments.string(1)
            let around = try session.ask { try await $0.superPackage(of: package) }
            guard let value = around.value(key) else { return .none }
            return evaluation.adopt(value.value)
        },
        listing("read_package_visibility") { $0.visibility },
        listing("read_package_within_view") { $0.withinView },
        listing("read_package_visibility_cap") { around in
            // Only one set can be written as a list; of several the nearest is the narrowest.
            around.visibilityCaps.last ?? .everyone
        },
    ]

    /// A function that answers a list of patterns of a package.
    private static func listing(
        _ name: String, _ select: @escaping @Sendable (SuperPackage) -> Visibility
    ) -> NativeFunction {
        NativeFunction(name, "package_path, /") { arguments, evaluation in
            let session = try ScriptSession.of(evaluation, for: name)
            let package = try session.package(arguments, 0)
            let around = try session.ask { try await $0.superPackage(of: package) }
            return try evaluation.value(QueryAttribute(select(around)))
        }
    }
}

extension ScriptSession {
    /// The package that an argument names by its path or as text.
    fileprivate func package(_ arguments: Arguments, _ slot: Int) throws -> PackageLabel {
        if let package = arguments[slot].asPackagePath { return package }
        guard let text = arguments[slot].asString else {
            throw arguments.mismatch(slot, "a package path or a string")
        }
        let parts = text.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw Failure("Expected a package such as `cell//path`, got `\(text)`")
        }
        let cell = try cells.cell(alias: String(parts[0].drop { $0 == "@" }), in: run.file.cell)
        return PackageLabel(cell: cell, path: try RelativePath(normalizing: String(parts[1])))
    }
}
