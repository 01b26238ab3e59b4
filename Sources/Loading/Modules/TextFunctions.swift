import BuildModel
import Starlark

/// `sha1` and `sha256` of texts, and the functions that tell the user something.
enum TextFunctions {
    static let all: [NativeFunction] = [
        NativeFunction("sha1", "val, /") { arguments, evaluation in
            evaluation.string(HexDigests.sha1(Array(try arguments.string(0).utf8)))
        },
        NativeFunction("sha256", "val, /") { arguments, evaluation in
            evaluation.string(HexDigests.sha256(Array(try arguments.string(0).utf8)))
        },
        NativeFunction("warning", "x, /") { arguments, evaluation in
            evaluation.print("warning: " + (try arguments.string(0)))
            return .none
        },
        NativeFunction(
            "soft_error", "category, message, /, *, quiet = False, stack = True"
        ) { arguments, evaluation in
            let category = try arguments.string(0)
            guard category.hasPrefix("starlark_") else {
                throw Failure(
                    "The category `\(category)` of `soft_error` must begin with `starlark_`")
            }
            guard category.utf8.allSatisfy(isCategoryByte) else {
                throw Failure(
                    "The category `\(category)` of `soft_error` must be of lower case letters "
                        + "and `_`")
            }
            if try !arguments.bool(2) {
                evaluation.print("warning: \(category): \(try arguments.string(1))")
            }
            return .none
        },
    ]

    private static func isCategoryByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
    }
}

/// The members of `__internal__`, which are for preludes and tests of preludes.
enum InternalFunctions {
    static let namespace: Globals = {
        var builder = Globals.Builder()
        builder.add([
            NativeFunction("buck2_fail", "msg, /") { arguments, _ in
                throw Failure(try arguments.string(0))
            },
            NativeFunction("sub_packages", "") { _, evaluation in
                let host = try PackageHost.of(evaluation, for: "sub_packages")
                return evaluation.list(strings: host.sources.subPackages())
            },
        ])
        return builder.build()
    }()
}
