import Glibc

/// Brings the arguments of a call into the slots of a function's parameters.
///
/// On entry the arguments lie from `base` on, as their `CallShape` says; on return the slots do.
/// Both overlap, which makes a plain call with all its arguments free.
extension Evaluation {
    /// Binds the arguments of a plain call: all by position.
    @inline(__always)
    mutating func bind(
        plain count: Int, at base: UnsafeMutablePointer<Value>,
        to layout: UnsafeMutablePointer<ParameterLayout>, fallbacks: UnsafeMutablePointer<Value>
    ) throws {
        if count == layout.pointee.count && count == layout.pointee.positionalCount { return }
        try bindPlainSlowly(count, at: base, to: layout, fallbacks: fallbacks)
    }

    /// Fills in defaults; the rest is for functions with `*args` or `**kwargs`, and for errors.
    @inline(never)
    private mutating func bindPlainSlowly(
        _ count: Int, at base: UnsafeMutablePointer<Value>,
        to layout: UnsafeMutablePointer<ParameterLayout>, fallbacks: UnsafeMutablePointer<Value>
    ) throws {
        guard layout.pointee.hasOnlyNames, count <= layout.pointee.positionalCount else {
            return try bindPlainAndRest(count, at: base, to: layout, fallbacks: fallbacks)
        }
        var slot = count
        while slot < layout.pointee.count {
            let fallback = fallbacks[slot]
            if fallback.bits == ParameterLayout.required.bits {
                throw BindingFailure.missing(layout.pointee) {
                    $0 >= slot && fallbacks[$0].bits == ParameterLayout.required.bits
                }
            }
            base[slot] = fallback
            slot &+= 1
        }
    }

    private mutating func bindPlainAndRest(
        _ count: Int, at base: UnsafeMutablePointer<Value>,
        to layout: UnsafeMutablePointer<ParameterLayout>, fallbacks: UnsafeMutablePointer<Value>
    ) throws {
        let parameters = layout.pointee
        var extra = Value.unbound
        if parameters.positionalsSlot >= 0 {
            let rest = max(0, count - parameters.positionalCount)
            extra = heap.tuple(base + min(count, parameters.positionalCount), count: rest)
        } else if count > parameters.positionalCount {
            throw BindingFailure.tooMany(count, parameters)
        }
        for slot in min(count, parameters.positionalCount)..<parameters.count {
            let fallback = fallbacks[slot]
            if slot == parameters.positionalsSlot {
                base[slot] = extra
            } else if slot == parameters.keywordsSlot {
                base[slot] = Value(object: heap.table(.dict).object)
            } else if fallback.bits == ParameterLayout.required.bits {
                throw BindingFailure.missing(parameters) {
                    $0 >= slot && fallbacks[$0].bits == ParameterLayout.required.bits
                }
            } else {
                base[slot] = fallback
            }
        }
    }

    /// Binds the arguments of any call.
    @inline(never)
    mutating func bind(
        _ shape: UnsafeMutablePointer<CallShape>, at base: UnsafeMutablePointer<Value>,
        to layout: UnsafeMutablePointer<ParameterLayout>, fallbacks: UnsafeMutablePointer<Value>,
        isCached: Bool = true
    ) throws {
        let count = shape.pointee.count
        let slots = layout.pointee.count
        let scratch = base + slots
        guard scratch + count + slots < registersEnd else { throw stackFailure }
        if shape.pointee.hasPositionals {
            return try bindSpreading(
                shape, at: base, to: layout, fallbacks: fallbacks)
        }
        let permutation =
            isCached
            ? try permutation(of: shape, to: layout, fallbacks: fallbacks)
            : try makePermutation(shape, layout, fallbacks)
        // The slots overwrite the arguments, so those move out of the way first unless each is
        // read before its place is written, going down from the last slot.
        var arguments = base
        if !permutation.isInOrder {
            arguments = scratch
            // From the last on, for the places overlap.
            for number in stride(from: count &- 1, through: 0, by: -1) {
                scratch[number] = base[number]
            }
        }
        let spread = shape.pointee.hasKeywords ? arguments[count &- 1] : .unbound
        let keywords =
            layout.pointee.keywordsSlot >= 0
            ? self.keywords(shape, permutation, arguments) : .unbound
        var slot = slots
        while slot > 0 {
            slot &-= 1
            let source = permutation.sources[slot]
            if source >= 0 {
                base[slot] = arguments[Int(source)]
            } else if source == Permutation.fallback {
                base[slot] = fallbacks[slot]
            } else if source == Permutation.keywords {
                base[slot] = keywords
            } else {
                let rest = shape.pointee.positionalCount - layout.pointee.positionalCount
                base[slot] = heap.tuple(
                    arguments + layout.pointee.positionalCount, count: max(0, rest))
            }
        }
        if shape.pointee.hasKeywords {
            try self.spread(keywords: spread, at: base, layout: layout, permutation: permutation)
        }
    }

    /// The dict of the named arguments that no parameter takes.
    private mutating func keywords(
        _ shape: UnsafeMutablePointer<CallShape>, _ permutation: Permutation,
        _ arguments: UnsafeMutablePointer<Value>
    ) -> Value {
        let table = heap.table(.dict, capacity: permutation.extraCount)
        for position in 0..<permutation.extraCount {
            let argument = Int(permutation.extras[position])
            let name = shape.pointee.names[argument - shape.pointee.positionalCount]
            heap.appendNew(
                name, hash: StringView(name.object).hash, value: arguments[argument], to: table)
        }
        return Value(object: table.object)
    }

    /// Adds the entries of a `**` argument, then checks that nothing is missing.
    private mutating func spread(
        keywords: Value, at base: UnsafeMutablePointer<Value>,
        layout: UnsafeMutablePointer<ParameterLayout>, permutation: Permutation
    ) throws {
        guard keywords.isKind(.dict) else {
            throw Failure(
                "The argument after `**` must be a dict, but is of type `\(keywords.typeName)`")
        }
        let table = TableView(keywords.object)
        for number in 0..<table.used where !table.entries[number].key.isUnbound {
            let entry = table.entries[number]
            guard entry.key.isKind(.string) else {
                throw Failure(
                    "The keys of the argument after `**` must be strings, but one is "
                        + "`\(entry.key.shortRepr)` of type `\(entry.key.typeName)`")
            }
            let key = StringView(entry.key.object)
            if let slot = layout.pointee.slot(of: key) {
                guard permutation.sources[slot] == Permutation.fallback else {
                    throw BindingFailure.twice(entry.key, layout.pointee)
                }
                base[slot] = entry.value
            } else if layout.pointee.keywordsSlot >= 0 {
                let extra = TableView(base[layout.pointee.keywordsSlot].object)
                let isNew = heap.insert(
                    string: entry.key, hash: table.hashes[number], value: entry.value, into: extra)
                guard isNew else { throw BindingFailure.twice(entry.key, layout.pointee) }
            } else {
                throw BindingFailure.unknown(entry.key, layout.pointee)
            }
        }
        for slot in 0..<layout.pointee.count
        where base[slot].bits == ParameterLayout.required.bits {
            throw BindingFailure.missing(layout.pointee) {
                base[$0].bits == ParameterLayout.required.bits
            }
        }
    }

    /// Binds a call with `*args` by writing its elements out and binding again.
    private mutating func bindSpreading(
        _ shape: UnsafeMutablePointer<CallShape>, at base: UnsafeMutablePointer<Value>,
        to layout: UnsafeMutablePointer<ParameterLayout>, fallbacks: UnsafeMutablePointer<Value>
    ) throws {
        let written = shape.pointee
        let spread = base[written.positionalCount + written.namedCount]
        let source: Value
        do { source = try iterable(spread) } catch is Failure {
            throw Failure(
                "The argument after `*` is not iterable: it is of type `\(spread.typeName)`")
        }
        let extra = knownCount(source) ?? 0
        guard extra < registersEnd - base - written.count - layout.pointee.count else {
            throw stackFailure
        }
        // The elements go before the named arguments, and the value of `*` falls away.
        let named = base + written.positionalCount
        let keywords = named[written.count - written.positionalCount - 1]
        memmove(named + extra, named, written.namedCount * MemoryLayout<Value>.stride)
        if written.hasKeywords { named[extra + written.namedCount] = keywords }
        var position = 0
        try forEach(in: source) { element, _ in
            named[position] = element
            position += 1
        }
        var plain = written
        plain.positionalCount += extra
        plain.hasPositionals = false
        try withUnsafeMutablePointer(to: &plain) {
            try bind($0, at: base, to: layout, fallbacks: fallbacks, isCached: false)
        }
    }
}

extension ParameterLayout {
    /// The slot that a named argument fills.
    func slot(of name: StringView) -> Int? {
        // Names from the same file are the same object.
        for slot in 0..<count where names[slot].bits == UInt(bitPattern: name.object) {
            let isNamed =
                slot >= positionalOnlyCount && slot != positionalsSlot && slot != keywordsSlot
            return isNamed ? slot : nil
        }
        let hash = name.hash
        for slot in positionalOnlyCount..<max(positionalOnlyCount, count)
        where slot != positionalsSlot && slot != keywordsSlot {
            let other = StringView(names[slot].object)
            if other.layout.pointee.header.aux == hash, StringView.equal(other, name) {
                return slot
            }
        }
        return nil
    }

    /// The names that arguments can have.
    var argumentNames: [String] {
        (positionalOnlyCount..<max(positionalOnlyCount, count))
            .filter { $0 != positionalsSlot && $0 != keywordsSlot }
            .compactMap { names[$0].asString }
    }
}
