/// Applies an operation to many values, a limited number at a time.
///
/// - Returns: The results in the order of the values.
/// - Throws: The first error that occurs, after the operations under way have been cancelled.
func concurrently<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], width: Int,
    _ operation: @escaping @Sendable (Input) async throws(ExecutionError) -> Output
) async throws(ExecutionError) -> [Output] {
    if inputs.count == 1 { return [try await operation(inputs[0])] }
    let gathered = await withTaskGroup(of: (Int, Result<Output, ExecutionError>).self) { group in
        var results = [Output?](repeating: nil, count: inputs.count)
        var next = 0
        func start(_ group: inout TaskGroup<(Int, Result<Output, ExecutionError>)>) {
            guard next < inputs.count else { return }
            let index = next
            next += 1
            group.addTask {
                let result = await asyncResult { () async throws(ExecutionError) in
                    try await operation(inputs[index])
                }
                return (index, result)
            }
        }
        for _ in 0..<width { start(&group) }
        while let (index, result) = await group.next() {
            switch result {
            case .success(let output):
                results[index] = output
                start(&group)
            case .failure(let error):
                group.cancelAll()
                return Result<[Output?], ExecutionError>.failure(error)
            }
        }
        return .success(results)
    }
    return try gathered.get().compactMap { $0 }
}
