import Diagnostics
import Starlark

/// How long an expression takes.
struct StarlarkTiming {
    /// The fastest run in milliseconds.
    let minimum: Double
    /// The median of the runs in milliseconds.
    let median: Double
    /// The value as `str` prints it.
    let result: String

    /// Evaluates an expression over and over.
    ///
    /// - Parameters:
    ///   - expression: May use the module's exported names and the standard ones.
    ///   - module: A frozen module.
    ///   - runs: How often, at least once.
    /// - Returns: The times and the value.
    /// - Throws: A `Diagnostic` if the expression is wrong or fails.
    static func measure(
        _ expression: String, in module: FrozenModule, runs: Int
    ) throws -> StarlarkTiming {
        var builder = Globals.standard.extending()
        builder.add(module)
        let file = SourceFile(path: "<call>", text: Array(expression.utf8))
        let compiled = try CompiledExpression(file, globals: builder.build())
        let clock = ContinuousClock()
        var times: [Double] = []
        var result = ""
        for _ in 0..<runs {
            let start = clock.now
            let text = try compiled.evaluate { value, _ in value.str }
            times.append((clock.now - start) / .milliseconds(1))
            result = text
        }
        times.sort()
        let middle = times.count / 2
        let median =
            times.count % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2
        return StarlarkTiming(minimum: times[0], median: median, result: result)
    }

    /// One JSON object: `{"minMs": …, "medianMs": …, "result": "…"}`.
    var json: String {
        var text = TextBuffer()
        var result = result
        result.withUTF8 { text.append(json: $0) }
        return "{\"minMs\": \(minimum), \"medianMs\": \(median), \"result\": \(text.string)}"
    }
}
