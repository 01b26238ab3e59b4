import Incremental

/// A spreadsheet as data, small enough to be computed from scratch.
///
/// Each cell reads an input of its own, by which it chooses between two lists of steps; so what it
/// asks for changes with the inputs.
struct Model: Sendable {
    enum Outcome: Hashable {
        case value(Int)
        case failure(String)
        case cycle
    }

    struct Step: Sendable {
        var cells: [Int]
        /// Asks for all at once, else one after the other.
        var together: Bool
        /// Counts failures instead of failing.
        ///
        /// Not in models with cycles.
        var recovers: Bool
    }

    struct Recipe: Sendable {
        var ifEven: [Step]
        var ifOdd: [Step]
        /// Small, so that results are often the same as before.
        var modulus: Int
        /// The result for which the cell fails instead.
        var failsAt: Int
        /// Says that the outcome is to be forgotten, though it will be the same.
        var isTransient: Bool
    }

    var recipes: [Recipe]

    /// A random model of `count` cells.
    ///
    /// Without cycles a cell asks for cells before it. With them it asks for any, but one after the
    /// other and without recovering: otherwise which of two errors a cell on a cycle has depends on
    /// which cell was asked for first.
    init(cells count: Int, withCycles: Bool, using random: inout some RandomNumberGenerator) {
        func steps(_ index: Int) -> [Step] {
            (0..<Int.random(in: 0...2, using: &random)).map { _ in
                let limit = withCycles ? count : index
                let asked = limit == 0 ? 0 : Int.random(in: 0...5, using: &random)
                let near = max(0, limit - 12)
                return Step(
                    cells: (0..<asked).map { _ in
                        withCycles && Int.random(in: 0..<8, using: &random) > 0
                            ? Int.random(in: 0..<max(1, index), using: &random)
                            : Int.random(in: near..<limit, using: &random)
                    },
                    together: !withCycles && Bool.random(using: &random),
                    recovers: !withCycles && Int.random(in: 0..<3, using: &random) == 0)
            }
        }
        recipes = (0..<count).map { index in
            Recipe(
                ifEven: steps(index), ifOdd: steps(index),
                modulus: Int.random(in: 2...9, using: &random),
                failsAt: Int.random(in: 0...20, using: &random),
                isTransient: Int.random(in: 0..<10, using: &random) == 0)
        }
    }

    /// What all cells are, computed without any memory of the past.
    func outcomes(inputs: [Int]) -> [Outcome] {
        var known: [Int: Outcome] = [:]
        return recipes.indices.map { index in
            var path: Set<Int> = []
            return outcome(index, inputs, &known, &path)
        }
    }

    private func outcome(
        _ index: Int, _ inputs: [Int], _ known: inout [Int: Outcome], _ path: inout Set<Int>
    ) -> Outcome {
        if let outcome = known[index] { return outcome }
        guard path.insert(index).inserted else { return .cycle }
        defer { path.remove(index) }
        let recipe = recipes[index]
        var sum = inputs[index]
        for step in inputs[index].isMultiple(of: 2) ? recipe.ifEven : recipe.ifOdd {
            for cell in step.cells {
                switch outcome(cell, inputs, &known, &path) {
                case .value(let value): sum += value
                case let failure:
                    guard step.recovers else {
                        known[index] = failure
                        return failure
                    }
                    sum += 1
                }
            }
        }
        let result = sum % recipe.modulus
        let outcome: Outcome = result == recipe.failsAt ? .failure("\(index)") : .value(result)
        known[index] = outcome
        return outcome
    }

    /// The same, as a formula for the engine.
    func formula(_ index: Int) -> Sheet.Formula {
        let recipe = recipes[index]
        return { context in
            if recipe.isTransient { context.markTransient() }
            let input = try await context.input("\(index)")
            var sum = input
            for step in input.isMultiple(of: 2) ? recipe.ifEven : recipe.ifOdd {
                let keys = step.cells.map { Cell("\($0)") }
                if step.together {
                    for result in await context.results(keys) {
                        switch result {
                        case .success(let value): sum += value
                        case .failure(let error):
                            guard step.recovers else { throw error }
                            sum += 1
                        }
                    }
                } else {
                    for key in keys {
                        do { sum += try await context.request(key) } catch let error as SheetError {
                            guard step.recovers else { throw error }
                            sum += 1
                        }
                    }
                }
            }
            // Let a commit come between the last request and the end.
            if sum.isMultiple(of: 2) { await Task.yield() }
            let result = sum % recipe.modulus
            if result == recipe.failsAt { throw SheetError(name: "\(index)") }
            return result
        }
    }
}

/// SplitMix64: the same numbers from the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
