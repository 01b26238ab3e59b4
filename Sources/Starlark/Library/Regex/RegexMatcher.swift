/// Runs a regular expression by trying one way after another, as Perl does.
///
/// It finds the match that a reader expects, with the parts that its groups took, and can look
/// around and back. The ways may be exponentially many, so its steps are counted.
struct RegexMatcher {
    private enum Entry {
        /// Another way to go on: a step and a position.
        case branch(Int, Int)
        /// What a slot held before the way that failed.
        case restore(slot: Int, position: Int)
    }

    private let program: RegexProgram
    private let text: [Unicode.Scalar]
    private var slots: [Int]
    private var stepsLeft: Int

    /// Prepares to search a text.
    init(_ program: RegexProgram, _ text: [Unicode.Scalar]) {
        self.program = program
        self.text = text
        slots = Array(repeating: -1, count: program.slotCount)
        stepsLeft = 2_000_000 + 64 * text.count
    }

    /// The first match that starts at a position or after it.
    ///
    /// - Throws: `RegexFailure` once all searches together have taken too long.
    mutating func find(from first: Int) throws -> Range<Int>? {
        for start in first...max(first, text.count) where start <= text.count {
            for slot in slots.indices { slots[slot] = -1 }
            if let end = try run(0, start, until: nil) { return start..<end }
        }
        return nil
    }

    /// What a group took in the last match; nothing if it had no part in it.
    func group(_ number: Int) -> ArraySlice<Unicode.Scalar>? {
        let (start, end) = (slots[2 * number], slots[2 * number + 1])
        return start >= 0 && end >= start ? text[start..<end] : nil
    }

    /// Runs from a step on; what comes out is where the match ends.
    private mutating func run(_ first: Int, _ start: Int, until end: Int?) throws -> Int? {
        var trail: [Entry] = []
        var (step, position) = (first, start)
        while true {
            stepsLeft -= 1
            guard stepsLeft > 0 else {
                throw RegexFailure(message: "there are too many ways in which it could match")
            }
            var goesOn = true
            switch program.steps[step] {
            case .take(let set):
                goesOn = position < text.count && set.contains(text[position])
                position += 1
                step += 1
            case .check(let assertion):
                goesOn = RegexProgram.holds(assertion, text, position)
                step += 1
            case .split(let one, let other):
                trail.append(.branch(other, position))
                step = one
            case .jump(let target): step = target
            case .save(let slot):
                trail.append(.restore(slot: slot, position: slots[slot]))
                slots[slot] = position
                step += 1
            case .progress(let slot):
                goesOn = slots[slot] != position
                step += 1
            case .look(let next, let isAhead, let isNegated):
                let before = slots
                goesOn = try looks(step + 1, position, isAhead) != isNegated
                for slot in slots.indices where slots[slot] != before[slot] {
                    trail.append(.restore(slot: slot, position: before[slot]))
                }
                step = next
            case .backReference(let number):
                let taken = group(number) ?? []
                goesOn = text[position...].starts(with: taken)
                position += taken.count
                step += 1
            case .accept:
                goesOn = end == nil || end == position
                if goesOn { return position }
            }
            guard !goesOn else { continue }
            guard let branch = retreat(&trail) else { return nil }
            (step, position) = branch
        }
    }

    /// Whether steps match from a position on or, behind it, up to the position.
    private mutating func looks(_ step: Int, _ position: Int, _ isAhead: Bool) throws -> Bool {
        if isAhead { return try run(step, position, until: nil) != nil }
        for start in (0...position).reversed()
        where try run(step, start, until: position) != nil {
            return true
        }
        return false
    }

    /// Undoes what was done since the last branch, and takes that.
    private mutating func retreat(_ trail: inout [Entry]) -> (Int, Int)? {
        while let entry = trail.popLast() {
            switch entry {
            case .branch(let step, let position): return (step, position)
            case .restore(let slot, let position): slots[slot] = position
            }
        }
        return nil
    }
}
