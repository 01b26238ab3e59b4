extension Evaluation {
    /// The way of a call shape's arguments into a function's slots, from the cache if it was met.
    mutating func permutation(
        of shape: UnsafeMutablePointer<CallShape>, to layout: UnsafeMutablePointer<ParameterLayout>,
        fallbacks: UnsafeMutablePointer<Value>
    ) throws -> Permutation {
        let slot = PermutationCache.slot(shape, layout)
        if let entries = permutations.entries {
            let entry = entries[slot]
            if entry.shape == shape && entry.layout == layout { return entry.permutation }
        } else {
            let bytes = PermutationCache.size * MemoryLayout<PermutationCache.Entry>.stride
            let entries = heap.allocate(bytes: bytes).assumingMemoryBound(
                to: PermutationCache.Entry.self)
            let none = UnsafeMutablePointer<Int32>(bitPattern: 8).unsafelyUnwrapped
            entries.initialize(
                repeating: PermutationCache.Entry(
                    permutation: Permutation(
                        sources: none, extras: none, extraCount: 0, isInOrder: true)),
                count: PermutationCache.size)
            permutations.entries = entries
        }
        let permutation = try makePermutation(shape, layout, fallbacks)
        permutations.entries?[slot] = PermutationCache.Entry(
            shape: shape, layout: layout, permutation: permutation)
        return permutation
    }

    /// Works a permutation out, and checks everything about the call that does not depend on
    /// values: unknown, repeated and, unless a `**` may bring them, missing arguments.
    @inline(never)
    mutating func makePermutation(
        _ shape: UnsafeMutablePointer<CallShape>, _ layout: UnsafeMutablePointer<ParameterLayout>,
        _ fallbacks: UnsafeMutablePointer<Value>
    ) throws -> Permutation {
        let call = shape.pointee
        let parameters = layout.pointee
        let sources = heap.allocate(bytes: parameters.count * 4).assumingMemoryBound(to: Int32.self)
        let extras = heap.allocate(bytes: call.namedCount * 4).assumingMemoryBound(to: Int32.self)
        var extraCount = 0
        sources.initialize(repeating: Permutation.fallback, count: parameters.count)
        if call.positionalCount > parameters.positionalCount, parameters.positionalsSlot < 0 {
            throw BindingFailure.tooMany(call.positionalCount, parameters)
        }
        for position in 0..<min(call.positionalCount, parameters.positionalCount) {
            sources[position] = Int32(position)
        }
        if parameters.positionalsSlot >= 0 {
            sources[parameters.positionalsSlot] = Permutation.positionals
        }
        if parameters.keywordsSlot >= 0 {
            sources[parameters.keywordsSlot] = Permutation.keywords
        }
        for position in 0..<call.namedCount {
            let name = call.names[position]
            let argument = Int32(call.positionalCount + position)
            if let slot = parameters.slot(of: StringView(name.object)) {
                guard sources[slot] == Permutation.fallback else {
                    throw BindingFailure.twice(name, parameters)
                }
                sources[slot] = argument
            } else if parameters.keywordsSlot >= 0 {
                extras[extraCount] = argument
                extraCount += 1
            } else {
                throw BindingFailure.unknown(name, parameters)
            }
        }
        if !call.hasKeywords {
            for slot in 0..<parameters.count
            where sources[slot] == Permutation.fallback
                && fallbacks[slot].bits == ParameterLayout.required.bits
            {
                throw BindingFailure.missing(parameters) {
                    sources[$0] == Permutation.fallback
                        && fallbacks[$0].bits == ParameterLayout.required.bits
                }
            }
        }
        return Permutation(
            sources: sources, extras: extras, extraCount: extraCount,
            isInOrder: isInOrder(sources, call, parameters))
    }

    /// Whether arguments move up at most, and none past another.
    private func isInOrder(
        _ sources: UnsafeMutablePointer<Int32>, _ call: CallShape, _ parameters: ParameterLayout
    ) -> Bool {
        var last: Int32 = -1
        for slot in 0..<parameters.count where sources[slot] >= 0 {
            guard sources[slot] > last, sources[slot] <= slot else { return false }
            last = sources[slot]
        }
        return parameters.positionalsSlot < 0
            || call.positionalCount <= parameters.positionalCount
    }

    var stackFailure: Failure {
        Failure(
            "The calls under way need more registers than there are; is there a recursion without "
                + "an end?")
    }
}

/// The errors of calls, which name the function, the parameter and the nearest name.
enum BindingFailure {
    /// Names all parameters without an argument at once.
    static func missing(_ layout: ParameterLayout, _ isMissing: (Int) -> Bool) -> Failure {
        let slots = (0..<layout.count).filter { slot in
            slot != layout.positionalsSlot && slot != layout.keywordsSlot && isMissing(slot)
        }
        let names = slots.map { "`\(layout.names[$0].asString ?? "")`" }.joined(separator: ", ")
        let noun = slots.count == 1 ? "argument" : "arguments"
        return Failure("Missing \(slots.count) \(noun) of `\(layout.functionName)`: \(names)")
    }

    static func unknown(_ name: Value, _ layout: ParameterLayout) -> Failure {
        let name = name.asString ?? ""
        let suggestion = Failure.suggestion(for: name, among: layout.argumentNames)
        return Failure("Unknown argument `\(name)` of `\(layout.functionName)`\(suggestion)")
    }

    static func twice(_ name: Value, _ layout: ParameterLayout) -> Failure {
        Failure(
            "Argument `\(name.asString ?? "")` of `\(layout.functionName)` is given more than once")
    }

    static func tooMany(_ count: Int, _ layout: ParameterLayout) -> Failure {
        let most = layout.positionalCount
        let noun = most == 1 ? "argument" : "arguments"
        return Failure(
            "`\(layout.functionName)` takes at most \(most) positional \(noun), but got \(count)")
    }
}

extension ParameterLayout {
    var functionName: String { function.asString ?? "lambda" }
}
