/// The operator `string % arguments`.
enum PercentOperator {
    static func format(
        _ format: Value, _ arguments: Value, in evaluation: inout Evaluation
    ) throws -> Value {
        throw Failure("Operator `%` is not defined for strings")
    }
}
