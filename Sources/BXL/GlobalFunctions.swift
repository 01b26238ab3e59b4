import Analysis
import BuildModel
import Query
import Starlark

/// The functions of scripts that are methods of nothing.
enum GlobalFunctions {
    static let all: [NativeFunction] = [
        NativeFunction("utarget_set", "nodes = None") { arguments, evaluation in
            let nodes = try arguments.present(0).map { _ in
                try arguments.sequence(0).map { value in
                    guard let object = value.native(as: TargetNodeObject.self) else {
                        throw arguments.mismatch(0, "a list of target nodes", got: value)
                    }
                    return object.node
                }
            }
            return evaluation.object(TargetSetObject(TargetSet(nodes ?? [])))
        },
        NativeFunction("ctarget_set", "nodes = None") { arguments, evaluation in
            let nodes = try arguments.present(0).map { _ in
                try arguments.sequence(0).map { value in
                    guard let object = value.native(as: ConfiguredTargetNodeObject.self) else {
                        throw arguments.mismatch(0, "a list of configured nodes", got: value)
                    }
                    return object.node
                }
            }
            return evaluation.object(ConfiguredTargetSetObject(TargetSet(nodes ?? [])))
        },
        NativeFunction("get_path_without_materialization", "this, ctx, /, *, abs = False") {
            arguments, evaluation in
            let session = try arguments.session(1)
            guard let artifact = arguments[0].asScriptArtifact else {
                throw arguments.mismatch(0, "an artifact")
            }
            guard !artifact.isPromised, let named = artifact.named else {
                throw Failure(
                    "Promise artifacts are not supported in `get_path_without_materialization()`")
            }
            return evaluation.string(
                session.path(of: named, isAbsolute: try arguments.bool(2)))
        },
        NativeFunction("get_paths_without_materialization", "cmd_line, ctx, /, *, abs = False") {
            arguments, evaluation in
            let session = try arguments.session(1)
            guard let line = arguments[0].asCommandLine else {
                throw arguments.mismatch(0, "what can be part of a command line")
            }
            let isAbsolute = try arguments.bool(2)
            return evaluation.list(
                strings: try line.inputs().map { session.path(of: $0, isAbsolute: isAbsolute) })
        },
        NativeFunction("now", "") { _, evaluation in
            _ = try ScriptSession.of(evaluation, for: "now")
            return evaluation.object(InstantObject())
        },
        NativeFunction("fail_no_stacktrace", "*args") { arguments, _ in
            throw Failure(
                "fail: " + (try arguments.sequence(0).map(\.str).joined(separator: " ")))
        },
    ]
}

/// `bxl.Instant`: a moment, from which a script can measure.
final class InstantObject: NativeObject {
    private let start = ContinuousClock.now

    override var typeName: String { "bxl.Instant" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("elapsed_secs", "") { arguments, evaluation in
            let elapsed = try arguments.receiver(as: InstantObject.self).elapsed
            return evaluation.float(elapsed / .seconds(1))
        },
        NativeFunction("elapsed_millis", "") { arguments, evaluation in
            let elapsed = try arguments.receiver(as: InstantObject.self).elapsed
            return evaluation.float(elapsed / .milliseconds(1))
        },
    ])

    private var elapsed: Duration { ContinuousClock.now - start }
}

/// `asserts`: checks for the tests of scripts.
enum AssertFunctions {
    static let namespace: Globals = {
        var builder = Globals.Builder()
        builder.add(all)
        return builder.build()
    }()

    private static let all: [NativeFunction] = [
        NativeFunction("equals", "expected, actual, msg = None") { arguments, _ in
            let isEqual = try arguments[0].equals(arguments[1])
            return try check(
                isEqual, arguments, 2,
                "expected: \(arguments[0].shortRepr), got: \(arguments[1].shortRepr)")
        },
        NativeFunction("true", "cond, msg = None") { arguments, _ in
            try check(
                arguments[0].isTruthy, arguments, 1,
                "Expected condition to be true, but was false.")
        },
        NativeFunction("false", "cond, msg = None") { arguments, _ in
            try check(
                !arguments[0].isTruthy, arguments, 1,
                "Expected condition to be false, but was true.")
        },
    ]

    private static func check(
        _ condition: Bool, _ arguments: Arguments, _ slot: Int, _ message: String
    ) throws -> Value {
        guard condition else {
            throw Failure(try arguments.optionalString(slot) ?? message)
        }
        return .none
    }
}
