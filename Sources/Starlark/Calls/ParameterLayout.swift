/// What binding needs to know of a function's parameters, written in Swift or in Starlark.
struct ParameterLayout: BitwiseCopyable {
    /// The name of the function, a string, for errors.
    var function: Value
    /// The names as frozen strings, one a slot.
    var names: UnsafeMutablePointer<Value>
    var count: Int
    /// Slots that positional arguments fill.
    var positionalCount: Int
    /// Of those, the ones that names do not reach.
    var positionalOnlyCount: Int
    /// The slot of `*args`, -1 without.
    var positionalsSlot: Int
    /// The slot of `**kwargs`, -1 without.
    var keywordsSlot: Int

    /// Whether there is neither `*args` nor `**kwargs`.
    var hasOnlyNames: Bool {
        @inline(__always) get { positionalsSlot & keywordsSlot == -1 }
    }

    /// In a table of fallbacks, marks a parameter without one; no object has this address.
    static var required: Value {
        @inline(__always) get { Value(bits: 0b11010) }
    }
}

/// The layout of a native signature, with the memory behind it.
///
/// Unchecked: all of it is written once, in the initializer.
final class ParameterShape: @unchecked Sendable {
    let layout: UnsafeMutablePointer<ParameterLayout>
    /// The fallback of each slot: unbound when absent, `required` when there is none.
    let fallbacks: UnsafeMutablePointer<Value>
    private let heap: FrozenHeap

    init(function: String, _ parameters: [Signature.Parameter]) {
        var arena = Heap(arenaOf: 64 * parameters.count)
        let count = parameters.count
        let names = UnsafeMutablePointer<Value>.allocate(capacity: max(1, count))
        fallbacks = .allocate(capacity: max(1, count))
        var result = ParameterLayout(
            function: arena.string(function), names: names, count: count, positionalCount: 0,
            positionalOnlyCount: 0,
            positionalsSlot: -1, keywordsSlot: -1)
        for (slot, parameter) in parameters.enumerated() {
            (names + slot).initialize(to: arena.string(parameter.name))
            var fallback = ParameterLayout.required
            switch parameter.fallback {
            case .required: break
            case .absent: fallback = .unbound
            case .value(let value):
                arena.adopt(value.heap)
                fallback = value.value
            }
            (fallbacks + slot).initialize(to: fallback)
            switch parameter.kind {
            case .positionalOnly:
                result.positionalOnlyCount += 1
                result.positionalCount += 1
            case .standard: result.positionalCount += 1
            case .namedOnly: break
            case .positionals: result.positionalsSlot = slot
            case .keywords: result.keywordsSlot = slot
            }
        }
        layout = .allocate(capacity: 1)
        layout.initialize(to: result)
        heap = arena.seal()
    }

    deinit {
        layout.pointee.names.deallocate()
        layout.deallocate()
        fallbacks.deallocate()
    }
}
