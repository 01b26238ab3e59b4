public import Diagnostics
import Starlark

/// One case of a test, as its rule has read it from what the test printed.
public struct TestCase: Sendable, Hashable {
    /// What a person calls it.
    public let name: String
    /// The argument that selects it.
    public let filter: String
}

/// How one case went, as the rule has read it from what the test printed.
public struct ParsedTestResult: Sendable, Hashable {
    /// What a person calls the case.
    public let name: String
    /// `PASS`, `FAIL`, `SKIP` and so on, as the rule wrote it.
    public let status: String
    /// Why it failed or was skipped, in short.
    public let message: String?
    /// How long it took, in seconds.
    public let seconds: Double?
    /// All there is to say about it.
    public let details: String?
}

extension ProviderCollection {
    /// The cases that a listing names: asks `parse_test_listing` of the rule.
    ///
    /// - Parameter output: What the listing command printed.
    /// - Returns: The cases, in the order of the function.
    /// - Throws: A diagnostic if the function fails, or returns something else.
    public func testCases(in output: String) throws(Diagnostic) -> [TestCase] {
        try call("parse_test_listing", [.text(output)]) { entry throws(Failure) in
            TestCase(name: try entry.string("name"), filter: try entry.string("filter"))
        }
    }

    /// How the cases went that a run was about: asks `parse_test_result` of the rule.
    ///
    /// - Parameters:
    ///   - output: What the command wrote to standard output.
    ///   - errors: What it wrote to standard error.
    ///   - code: What it exited with.
    /// - Returns: The results, none if the function found none.
    /// - Throws: A diagnostic if the function fails, or returns something else.
    public func testResults(
        in output: String, errors: String, code: Int
    ) throws(Diagnostic) -> [ParsedTestResult] {
        try call("parse_test_result", [.text(output), .text(errors), .number(code)]) {
            entry throws(Failure) in
            ParsedTestResult(
                name: try entry.string("name"), status: try entry.string("status"),
                message: try entry.optionalString("message"),
                seconds: try entry.optionalNumber("duration"),
                details: try entry.optionalString("details"))
        }
    }

    private enum CallbackArgument {
        case text(String)
        case number(Int)
    }

    /// Calls a function of the test's provider, which returns a list of dicts.
    private func call<Entry>(
        _ field: String, _ arguments: [CallbackArgument],
        _ read: (CallbackEntry) throws(Failure) -> Entry
    ) throws(Diagnostic) -> [Entry] {
        guard let function = self[.builtin("InternalRunnerTestInfo"), field],
            !function.value.isNone
        else { throw .error("`InternalRunnerTestInfo` has no `\(field)`") }
        do {
            var evaluation = Evaluation()
            let function = evaluation.adopt(function)
            let values = arguments.map { argument in
                switch argument {
                case .text(let text): evaluation.string(text)
                case .number(let number): evaluation.integer(number)
                }
            }
            let result = try evaluation.call(function, positional: values)
            guard let list = result.asSequence else {
                throw Failure(
                    "`\(field)` must return a list of dicts, but returned `\(result.shortRepr)`")
            }
            return try list.map { value in
                guard let table = value.asDict else {
                    throw Failure(
                        "`\(field)` must return a list of dicts, but one element is "
                            + "`\(value.shortRepr)`")
                }
                return try read(CallbackEntry(field: field, table: table))
            }
        } catch let failure as Failure {
            throw failure.diagnostic
        } catch let diagnostic as Diagnostic {
            throw diagnostic
        } catch {
            throw .error("`\(field)` failed: \(error)")
        }
    }
}

/// A dict that a callback returned.
private struct CallbackEntry {
    let field: String
    let table: TableView

    func string(_ key: String) throws(Failure) -> String {
        guard let text = try optionalString(key) else {
            throw Failure("A dict that `\(field)` returned has no `\(key)`")
        }
        return text
    }

    func optionalString(_ key: String) throws(Failure) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.asString else { throw mismatch(key, value, "a string") }
        return text
    }

    func optionalNumber(_ key: String) throws(Failure) -> Double? {
        guard let value = value(key) else { return nil }
        if let number = value.asInt { return Double(number) }
        guard let number = value.asDouble else { throw mismatch(key, value, "a number") }
        return number
    }

    private func value(_ key: String) -> Value? {
        table.first { $0.key.asString == key }.flatMap { $0.value.isNone ? nil : $0.value }
    }

    private func mismatch(_ key: String, _ value: Value, _ expectation: String) -> Failure {
        Failure(
            "`\(key)` of what `\(field)` returned must be \(expectation), but is "
                + "`\(value.shortRepr)`")
    }
}
