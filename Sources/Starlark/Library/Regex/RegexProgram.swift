/// A compiled regular expression: a machine whose states all run at once.
///
/// Time is linear in the text for any pattern, since a state is entered at most once a character
/// (Thompson's construction). That answers whether there is a match, for which the order of
/// alternatives and the greed of repetitions do not matter; where they do, and for look-around and
/// back-references, `RegexMatcher` tries one way after another. Constant once made.
struct RegexProgram: Sendable {
    enum Step: Sendable {
        case take(RegexCharacters)
        case check(RegexAssertion)
        /// Goes on at the first or, if that fails, at the second.
        case split(Int, Int)
        case jump(Int)
        /// Notes the position in a slot: the start or end of a group, or of a turn of a loop.
        case save(Int)
        /// Goes on unless the position is still that of a slot: the turn of a loop took nothing.
        case progress(Int)
        /// The condition that the steps up to `end` match here, or end here.
        case look(end: Int, isAhead: Bool, isNegated: Bool)
        case backReference(Int)
        case accept
    }

    private(set) var steps: [Step] = []
    /// Whether only `RegexMatcher` can run it.
    private(set) var needsMatcher = false
    /// Slots for the whole match, the groups and the loops.
    private(set) var slotCount: Int
    let groupCount: Int
    let groupNames: [String: Int]
    private static let stepLimit = 20_000

    /// Compiles a pattern; `isFancy` ones may have look-around and back-references.
    init(_ pattern: String, isFancy: Bool = false) throws {
        var parser = RegexParser(pattern, isFancy: isFancy)
        let node = try parser.parse()
        groupCount = parser.groupCount
        groupNames = parser.groupNames
        slotCount = 2 * (parser.groupCount + 1)
        try emit(node)
        steps.append(.accept)
    }

    private mutating func emit(_ node: RegexNode) throws {
        guard steps.count < RegexProgram.stepLimit else {
            throw RegexFailure(message: "the pattern is too large once repetitions are written out")
        }
        switch node {
        case .empty: return
        case .characters(let set): steps.append(.take(set))
        case .assertion(let assertion): steps.append(.check(assertion))
        case .sequence(let nodes): for node in nodes { try emit(node) }
        case .alternatives(let nodes):
            var ends: [Int] = []
            for node in nodes.dropLast() {
                let fork = reserve()
                try emit(node)
                ends.append(reserve())
                steps[fork] = .split(fork + 1, steps.count)
            }
            if let last = nodes.last { try emit(last) }
            for end in ends { steps[end] = .jump(steps.count) }
        case .group(let node, let number):
            steps.append(.save(2 * number))
            try emit(node)
            steps.append(.save(2 * number + 1))
        case .look(let node, let isAhead, let isNegated):
            needsMatcher = true
            let start = reserve()
            try emit(node)
            steps.append(.accept)
            steps[start] = .look(end: steps.count, isAhead: isAhead, isNegated: isNegated)
        case .backReference(let number):
            needsMatcher = true
            steps.append(.backReference(number))
        case .repeated(let node, let least, let most, let isLazy):
            for _ in 0..<least { try emit(node) }
            guard let most else {
                let fork = reserve()
                let slot = slotCount
                slotCount += 1
                steps.append(.save(slot))
                try emit(node)
                steps.append(.progress(slot))
                steps.append(.jump(fork))
                steps[fork] = branch(fork + 1, steps.count, isLazy)
                return
            }
            var forks: [Int] = []
            for _ in least..<max(least, most) {
                forks.append(reserve())
                try emit(node)
            }
            for fork in forks { steps[fork] = branch(fork + 1, steps.count, isLazy) }
        }
    }

    private func branch(_ body: Int, _ exit: Int, _ isLazy: Bool) -> Step {
        isLazy ? .split(exit, body) : .split(body, exit)
    }

    private mutating func reserve() -> Int {
        steps.append(.accept)
        return steps.count - 1
    }

    /// Whether the pattern matches somewhere in a text.
    ///
    /// - Throws: `RegexFailure` if finding out takes too long.
    func matches(_ text: UTF8Bytes) throws -> Bool {
        let scalars = Array(text.scalars)
        if needsMatcher {
            var matcher = RegexMatcher(self, scalars)
            return try matcher.find(from: 0) != nil
        }
        var current = StateSet(count: steps.count)
        var following = StateSet(count: steps.count)
        for position in 0...scalars.count {
            // A match may start anywhere: the first state joins in at each position.
            if enter(0, &current, scalars, position) { return true }
            guard position < scalars.count else { return false }
            following.removeAll()
            for state in current.states {
                guard case .take(let set) = steps[state], set.contains(scalars[position]) else {
                    continue
                }
                if enter(state + 1, &following, scalars, position + 1) { return true }
            }
            swap(&current, &following)
        }
        return false
    }

    /// Enters a state and all that follow without taking a character; whether one accepts.
    private func enter(
        _ first: Int, _ set: inout StateSet, _ scalars: [Unicode.Scalar], _ position: Int
    ) -> Bool {
        var pending = [first]
        while let state = pending.popLast() {
            guard set.insert(state) else { continue }
            switch steps[state] {
            case .take: continue
            case .accept: return true
            case .save, .progress: pending.append(state + 1)
            case .look, .backReference: continue
            case .jump(let target): pending.append(target)
            case .split(let one, let other): pending.append(contentsOf: [other, one])
            case .check(let assertion):
                if RegexProgram.holds(assertion, scalars, position) { pending.append(state + 1) }
            }
        }
        return false
    }

    /// Whether a condition holds between two characters.
    static func holds(
        _ assertion: RegexAssertion, _ scalars: [Unicode.Scalar], _ position: Int
    ) -> Bool {
        let atStart = position == 0
        let atEnd = position == scalars.count
        switch assertion {
        case .textStart: return atStart
        case .textEnd: return atEnd
        case .lineStart: return atStart || scalars[position - 1] == "\n"
        case .lineEnd: return atEnd || scalars[position] == "\n"
        case .wordBoundary, .noWordBoundary:
            let before = !atStart && scalars[position - 1].isWordCharacter
            let after = !atEnd && scalars[position].isWordCharacter
            return (before != after) == (assertion == .wordBoundary)
        }
    }
}

/// States that are entered, each once.
private struct StateSet {
    private(set) var states: [Int] = []
    private var isIn: [Bool]

    init(count: Int) { isIn = Array(repeating: false, count: count) }

    mutating func insert(_ state: Int) -> Bool {
        guard !isIn[state] else { return false }
        isIn[state] = true
        states.append(state)
        return true
    }

    mutating func removeAll() {
        for state in states { isIn[state] = false }
        states.removeAll(keepingCapacity: true)
    }
}
