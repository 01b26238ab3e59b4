import BuildModel
import Synchronization

/// Lets one task at a time write to a place that several want to write to.
///
/// Outputs meet in one place where a place follows from a content: the same target in two
/// configurations makes the same file there, or runs the same command in the same folder. And
/// what several outputs link to is one place. Turns are taken, rather than finished temporaries
/// renamed, because a folder cannot be renamed onto another one, and because the second comer then
/// finds the work done and writes nothing.
///
/// A claim waits for all earlier claims of the same places, of what is in them and of what they are
/// in. Claims are therefore ordered, and those that wait for each other in a circle do not exist,
/// as long as nobody who has a claim makes another one that earlier ones can wait for: a command
/// claims the folders in which it writes before anything has its final place; final places are
/// claimed by nobody who goes on to claim more.
///
/// Lock order: `table` is a leaf, held for one transition.
final class SharedPlaces: Sendable {
    fileprivate struct Claim {
        /// Those who wait for it.
        var followers: [Int] = []
        /// For how many it waits.
        var obstacles = 0
        /// Who is to be told when it waits for nobody any more.
        var waiter: CheckedContinuation<Void, Never>?
    }

    fileprivate struct Table {
        var claims: [Int: Claim] = [:]
        /// The claims of a path itself.
        var at: [ProjectPath: Set<Int>] = [:]
        /// The claims of something in a folder, at any depth.
        var below: [ProjectPath: Set<Int>] = [:]
        var next = 0
    }

    private let table = Mutex(Table())

    /// Runs work when nobody else is at any of the places.
    nonisolated(nonsending) func run<Value, Failure: Error>(
        _ places: [ProjectPath], _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let number = table.withLock { $0.enter(places) }
        await withCheckedContinuation { continuation in
            if table.withLock({ $0.hasTurn(number, else: continuation) }) { continuation.resume() }
        }
        defer {
            for waiter in table.withLock({ $0.leave(number, places) }) { waiter.resume() }
        }
        return try await body()
    }

    /// Whether nobody is anywhere, and nothing remembered of anybody.
    var isEmpty: Bool {
        table.withLock { $0.claims.isEmpty && $0.at.isEmpty && $0.below.isEmpty }
    }
}

extension SharedPlaces.Table {
    /// Makes a claim that waits for those before it.
    fileprivate mutating func enter(_ places: [ProjectPath]) -> Int {
        let number = next
        next += 1
        var earlier: Set<Int> = []
        for place in places {
            earlier.formUnion(at[place] ?? [])
            earlier.formUnion(below[place] ?? [])
            for folder in place.ancestors { earlier.formUnion(at[folder] ?? []) }
        }
        for place in places {
            at[place, default: []].insert(number)
            for folder in place.ancestors { below[folder, default: []].insert(number) }
        }
        for other in earlier { claims[other]?.followers.append(number) }
        claims[number] = SharedPlaces.Claim(obstacles: earlier.count)
        return number
    }

    /// Whether a claim waits for nobody; else who is to be told is noted.
    fileprivate mutating func hasTurn(
        _ number: Int, else waiter: CheckedContinuation<Void, Never>
    ) -> Bool {
        if claims[number]?.obstacles == 0 { return true }
        claims[number]?.waiter = waiter
        return false
    }

    /// Ends a claim.
    ///
    /// - Returns: Who waits for nobody any more.
    fileprivate mutating func leave(
        _ number: Int, _ places: [ProjectPath]
    ) -> [CheckedContinuation<Void, Never>] {
        for place in places {
            at.remove(number, from: place)
            for folder in place.ancestors { below.remove(number, from: folder) }
        }
        var free: [CheckedContinuation<Void, Never>] = []
        for follower in claims.removeValue(forKey: number)?.followers ?? [] {
            claims[follower]?.obstacles -= 1
            guard claims[follower]?.obstacles == 0 else { continue }
            if let waiter = claims[follower]?.waiter { free.append(waiter) }
        }
        return free
    }
}

extension ProjectPath {
    /// The folders above, innermost first, without the project root.
    fileprivate var ancestors: some Sequence<ProjectPath> {
        sequence(first: self) { $0.parent }.dropFirst().prefix { !$0.isBase }
    }
}

extension [ProjectPath: Set<Int>] {
    fileprivate mutating func remove(_ number: Int, from path: ProjectPath) {
        self[path]?.remove(number)
        if self[path]?.isEmpty == true { self[path] = nil }
    }
}
